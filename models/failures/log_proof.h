// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

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
    //! It runs through the code that reads Jupyter's settings in JSON.
    bool inJsonSettings = false;
    //! The traceback ends in a package of the home folder, which hides the image's.
    bool inHomePackages = false;
    //! The traceback ends where a socket was given its address.
    bool whileBinding = false;
    //! It ends where Python's multiprocessing makes a semaphore, which lies in /dev/shm.
    bool inSemaphore = false;
};

//! Looks for the proof from the end: what a wrapper says after the fact ("command failed, see
//! above") and a server's farewell are passed over, and so are warnings after the error.
LogProof findProof(const QString &log);

} // namespace assay::models::classification
