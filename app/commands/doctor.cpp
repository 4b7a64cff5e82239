// SPDX-License-Identifier: Apache-2.0
#include "doctor.h"
#include "output/terminal.h"

#include <models/suite/suite.h>
#include <models/words/ladder_text.h>

namespace assay::app {

using models::ErrorType;
using models::PreflightCheck;
using models::ValidationError;
using namespace Qt::StringLiterals;

Doctor::Doctor(DoctorCommand command) : m_command(std::move(command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { m_cancellation->request(); });
}

Doctor::~Doctor()
{
    m_cancellation->abandon();
}

void Doctor::start()
{
    m_plan.nameSpaces = m_command.nameSpaces;
    if (!m_command.suite.isEmpty()) {
        QStringList problems;
        if (const auto suite = models::Suite::load(m_command.suite)) {
            for (const auto &problem : suite->problems) {
                if (problem.isError())
                    problems << problem.toLine(m_command.suite);
            }
            m_plan.tests = suite->tests;
        } else {
            problems << suite.error();
        }
        if (!problems.isEmpty()) {
            tell({tr("Suite"), PreflightCheck::Result::Failed, problems.join(u'\n'), {}});
            return conclude(ValidationError{ErrorType::ConfigurationError, problems.constFirst()});
        }
    }
    if (m_command.cluster.sandbox) {
        m_sandbox = std::make_unique<SandboxHost>();
        connect(m_sandbox.get(), &SandboxHost::failed, this, [this](const QString &why) {
            tell({tr("Sandbox"), PreflightCheck::Result::Failed, why, {}});
            conclude(ValidationError{ErrorType::ConnectionError, why});
        });
        connect(m_sandbox.get(), &SandboxHost::started, this, [this](const QString &path) {
            ClusterOptions options;
            options.kubeconfig = path;
            const auto config =
                climbKubeconfig(options, [this](const PreflightCheck &check) { tell(check); });
            if (config)
                climbOn(*config);
            else
                conclude(ValidationError{ErrorType::KubeconfigError, config.error().message});
        });
        m_sandbox->start({});
        return;
    }
    const auto config =
        climbKubeconfig(m_command.cluster, [this](const PreflightCheck &check) { tell(check); });
    if (!config)
        return conclude(ValidationError{ErrorType::KubeconfigError, config.error().message});
    climbOn(*config);
}

void Doctor::climbOn(const k8s::RestConfig &config)
{
    m_plan.cluster = config;
    run(this, m_plan);
}

QCoro::Task<> Doctor::run(QPointer<Doctor> doctor, ClimbPlan plan)
{
    const auto client = std::make_shared<k8s::Client>(plan.cluster);
    const auto tellIt = [doctor](const PreflightCheck &check) {
        if (doctor)
            doctor->tell(check);
    };
    const Rung error = co_await climb(client, doctor->m_cancellation, plan, tellIt);
    if (doctor)
        doctor->conclude(error);
}

void Doctor::tell(const PreflightCheck &check)
{
    m_checks.push_back(check);
    if (m_command.json)
        return;
    Terminal(Terminal::Stream::Out) << models::ladderLine(check);
}

void Doctor::conclude(const Rung &error)
{
    Terminal(Terminal::Stream::Out) << models::ladderEnd(m_checks, m_command.json);
    int status = 0;
    if (error && models::outcomeFor(*error) == models::Outcome::Cancelled)
        status = 130;
    else if (error)
        status = models::isMisconfigured(error->type) ? 2 : 3;
    Q_EMIT finished(status);
}

} // namespace assay::app
