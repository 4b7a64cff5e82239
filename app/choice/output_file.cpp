// SPDX-License-Identifier: Apache-2.0
#include "output_file.h"

#include <models/base/write_whole.h>

#include <QDir>

#include <cstdio>
#include <unistd.h>

namespace assay::app {

using namespace Qt::StringLiterals;

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
