// SPDX-License-Identifier: Apache-2.0
#include "output_file.h"

#include <models/base/write_whole.h>

#include <QDir>
#include <QFileInfo>

#include <cstdio>
#include <unistd.h>

namespace assay::app {

using namespace Qt::StringLiterals;

//! What a run wrote of itself, and nothing else can bring back.
static bool isOfARecord(const QFileInfo &file)
{
    const QFileInfo real(file.canonicalFilePath());
    const QString folder = real.dir().dirName();
    return real.fileName() == "run.jsonl"_L1 ||
           ((folder == "logs"_L1 || folder == "manifests"_L1) &&
            QFileInfo::exists(real.path() + u"/../run.jsonl"_s));
}

std::optional<QString> clashOf(const QString &output, const QStringList &inputs,
                               const QString &option)
{
    const QFileInfo target(output);
    if (!target.isFile())
        return std::nullopt;
    if (isOfARecord(target))
        return OutputFile::tr("%1 is a part of a run's record, and would be overwritten: choose "
                              "another name for %2.")
            .arg(output, option);
    for (const QString &input : inputs) {
        if (target == QFileInfo(input))
            return OutputFile::tr("%1 is what is read, and would be overwritten: choose another "
                                  "name for %2.")
                .arg(output, option);
    }
    return std::nullopt;
}

OutputFile::OutputFile(const QString &path) : m_path(path)
{
    if (path.isEmpty() || path == "-"_L1)
        return;
    if (!m_kept.open()) {
        m_problem = tr("%1 cannot be written: there is no room for it in %2 (%3).")
                        .arg(path, QDir::tempPath(), m_kept.errorString());
        return;
    }
    std::fflush(stdout);
    m_standardOutput = ::dup(STDOUT_FILENO);
    ::dup2(m_kept.handle(), STDOUT_FILENO);
}

OutputFile::~OutputFile()
{
    write();
}

std::optional<QString> OutputFile::write()
{
    if (m_standardOutput < 0)
        return m_problem;
    std::fflush(stdout);
    ::dup2(m_standardOutput, STDOUT_FILENO);
    ::close(m_standardOutput);
    m_standardOutput = -1;
    m_kept.seek(0);
    return models::writeWhole(m_path, m_kept.read(m_kept.size()));
}

} // namespace assay::app
