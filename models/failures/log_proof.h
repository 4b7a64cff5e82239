// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include <vector>

namespace assay::models::classification {

//! A line of a log that says why its program ended.
struct ProofLine
{
    qsizetype index = 0; //!< of the line in the log, from 0
    QString text;        //!< without colours, time stamps of wrappers and control characters
    bool operator==(const ProofLine &) const = default;
};

struct LogProof
{
    //! The exceptions of the last traceback: the one that ended the program first, then what caused
    //! it, then the members of a group; without a traceback the lines that speak of an error, the
    //! most telling first. Empty: no line does.
    std::vector<ProofLine> lines;
    ProofLine last; //!< the last line that is not empty
    //! Jupyter's settings file that the traceback runs through; empty: none.
    QString settings;
    //! Through and to what code the traceback runs, in the catalogue's words ("in-semaphore").
    QStringList facts;
};

//! Looks for the proof from the end: what a wrapper says after the fact ("command failed, see
//! above") and a server's farewell are passed over, and so are warnings after the error.
LogProof findProof(const QString &log);

} // namespace assay::models::classification
