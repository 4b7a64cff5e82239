// SPDX-License-Identifier: Apache-2.0
#include "doctor_local.h"

#include "output/terminal.h"

#include <models/words/ladder_text.h>

namespace assay::app {

using namespace Qt::StringLiterals;
using models::PreflightCheck;

DoctorLocal::DoctorLocal(DoctorCommand command)
    : m_command(std::move(command))
    , m_ladder(m_command.cluster.engine)
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { Q_EMIT finished(130); });
}

void DoctorLocal::start()
{
    if (!loadSuite()) {
        conclude();
        return;
    }
    connect(&m_ladder, &EngineLadder::told, this, &DoctorLocal::tell);
    connect(&m_ladder, &EngineLadder::finished, this, [this](bool holds) {
        m_status = holds ? 0 : 3;
        conclude();
    });
    m_ladder.climb(m_suite.tests);
}

bool DoctorLocal::loadSuite()
{
    if (m_command.suite.isEmpty())
        return true;
    QStringList problems;
    if (auto suite = models::Suite::load(m_command.suite)) {
        for (const auto &problem : suite->problems) {
            if (problem.isError())
                problems << problem.toLine(m_command.suite);
        }
        m_suite = std::move(*suite);
    } else {
        problems << suite.error();
    }
    if (problems.isEmpty())
        return true;
    tell({tr("Suite"), PreflightCheck::Result::Failed, problems.join(u'\n'), {}});
    m_status = 2;
    return false;
}

void DoctorLocal::tell(const PreflightCheck &check)
{
    m_checks.push_back(check);
    if (!m_command.json)
        Terminal(Terminal::Stream::Out) << models::ladderLine(check);
}

void DoctorLocal::conclude()
{
    Terminal(Terminal::Stream::Out) << models::ladderEnd(m_checks, m_command.json);
    Q_EMIT finished(m_status);
}

} // namespace assay::app
