// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QTemporaryFile>

#include <optional>

namespace assay::app {

//! As long as it lives, what is printed to standard output is kept, and then written whole to a
//! file: -o of the commands that print.
class OutputFile
{
    Q_DECLARE_TR_FUNCTIONS(OutputFile)
public:
    //! Empty or "-": standard output stays what it is.
    explicit OutputFile(const QString &path);
    ~OutputFile();

    //! Ends it. Why the file could not be written, a sentence.
    std::optional<QString> write();

private:
    QString m_path;
    QTemporaryFile m_kept;
    std::optional<QString> m_problem; //!< why nothing can be kept
    int m_standardOutput = -1;        //!< as it was; -1: it still is
};

} // namespace assay::app
