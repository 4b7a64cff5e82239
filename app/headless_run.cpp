// SPDX-License-Identifier: Apache-2.0
#include "headless_run.h"

#include "cluster_choice.h"
#include "report_writer.h"
#include "state_folder.h"

#include <QCoreApplication>
#include <models/har.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <unistd.h>

namespace assay::app {

using namespace Qt::StringLiterals;

HeadlessRun::HeadlessRun(RunCommand command) : m_command(std::move(command))
{
    m_output = m_command.output.isEmpty() ? newReportFolder() : m_command.output;
    connect(&m_interrupts, &Interrupts::interrupted, this, &HeadlessRun::interrupt);
    connect(&m_engine, &Engine::runBegan, this, [this](const QString &id, const QString &folder) {
        m_runs[id].folder = folder;
        m_progress->began(id);
    });
    connect(&m_engine, &Engine::factsAppended, this,
            [this](const QString &id, const std::vector<models::Fact> &facts) {
                for (const auto &fact : facts) {
                    m_runs[id].record.append(fact);
                    m_progress->happened(id, fact);
                }
            });
    if (!m_command.trace.isEmpty()) {
        connect(&m_engine, &Engine::requestMade, this,
                [this](const models::RequestMade &request) { m_requests.push_back(request); });
    }
    connect(&m_engine, &Engine::runEnded, this,
            [this](const QString &id) { m_progress->ended(id); });
    connect(&m_engine, &Engine::refused, this,
            [this](const models::ValidationError &error) { m_refusal = error; });
    connect(&m_engine, &Engine::finished, this, &HeadlessRun::conclude);
}

HeadlessRun::~HeadlessRun() = default;

void HeadlessRun::start()
{
    QFile file(m_command.suite);
    if (!file.open(QIODevice::ReadOnly)) {
        giveUp(
            {tr("%1: %2. Give the path of a suite file.").arg(m_command.suite, file.errorString())},
            std::nullopt);
        return;
    }
    m_suite = models::Suite::parse(file.readAll());
    QTextStream warnings(stderr, QIODevice::WriteOnly);
    QStringList errors;
    for (const auto &problem : m_suite.problems) {
        if (problem.isError())
            errors << problem.toLine(m_command.suite);
        else
            warnings << problem.toLine(m_command.suite) << '\n';
    }
    warnings.flush();
    m_tests = m_suite.tests;
    if (!m_command.tests.isEmpty()) {
        QStringList known;
        for (const auto &test : m_suite.tests)
            known << test.id;
        for (const QString &id : m_command.tests) {
            if (!known.contains(id))
                errors << tr("--test %1: the suite has no such test. It has: %2.")
                              .arg(id, known.join(u", "_s));
        }
        std::erase_if(m_tests,
                      [this](const auto &test) { return !m_command.tests.contains(test.id); });
    }
    if (!errors.isEmpty()) {
        giveUp(errors, std::nullopt);
        return;
    }

    m_progress =
        std::make_unique<Progress>(::isatty(STDERR_FILENO) != 0, static_cast<int>(m_tests.size()));
    if (m_command.cluster.sandbox) {
        m_sandbox = std::make_unique<SandboxHost>();
        connect(m_sandbox.get(), &SandboxHost::failed, this, [this](const QString &why) {
            giveUp({}, models::ValidationError{models::ErrorType::ConnectionError, why});
        });
        connect(m_sandbox.get(), &SandboxHost::started, this, [this](const QString &path) {
            const auto config = sandboxConfig(path);
            if (config)
                runOn(*config);
            else
                giveUp({config.error().message}, std::nullopt);
        });
        m_sandbox->start({});
        return;
    }
    const auto config = chooseCluster(m_command.cluster);
    if (!config) {
        giveUp({config.error().message}, std::nullopt);
        return;
    }
    runOn(*config);
}

void HeadlessRun::runOn(const k8s::RestConfig &cluster)
{
    m_cluster = cluster;
    if (cluster.insecureSkipTlsVerify)
        m_progress->say(tr("WARNING: the kubeconfig switches TLS verification off "
                           "(insecure-skip-tls-verify): anyone on the way can read and change what "
                           "is sent."));
    Plan plan;
    plan.suitePath = m_command.suite;
    plan.tests = m_tests;
    plan.cluster = cluster;
    plan.sandbox = m_command.cluster.sandbox;
    plan.jobs = m_command.jobs;
    plan.keep = m_command.keep;
    plan.runsFolder = m_command.output.isEmpty() ? models::RunJournal::defaultRoot()
                                                 : QDir(m_output).filePath(u"runs"_s);
    m_engine.run(plan);
}

void HeadlessRun::interrupt()
{
    if (!m_engine.isRunning()) {
        giveUp({}, models::ValidationError{models::ErrorType::CancelledError,
                                           tr("Stopped before anything was created.")});
        return;
    }
    if (++m_interruptions == 1) {
        m_progress->say(tr("Stopping: what was created is being deleted. Interrupt once more to "
                           "leave it behind."));
        m_engine.stop();
    } else {
        m_engine.abandon();
    }
}

void HeadlessRun::giveUp(const QStringList &problems,
                         const std::optional<models::ValidationError> &error)
{
    m_problems = problems;
    m_refusal = error;
    conclude();
}

QStringList HeadlessRun::writeTrace() const
{
    const models::Json har =
        models::toHar(m_requests, m_cluster.server.toString(QUrl::RemoveUserInfo),
                      QCoreApplication::applicationVersion());
    QSaveFile file(m_command.trace);
    const QByteArray text =
        QByteArray::fromStdString(har.dump(1, ' ', false, models::Json::error_handler_t::replace));
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        return {};
    return {tr("The trace cannot be written to %1: %2").arg(m_command.trace, file.errorString())};
}

void HeadlessRun::conclude()
{
    if (m_progress)
        m_progress->close();
    models::ReportInput input;
    input.title = QFileInfo(m_command.suite).fileName();
    input.at = QDateTime::currentDateTimeUtc();
    input.context = m_cluster.contextName;
    input.server = m_cluster.server.toString(QUrl::RemoveUserInfo);
    input.sandbox = m_command.cluster.sandbox;
    input.assayVersion = QCoreApplication::applicationVersion();
    input.problems = m_problems;
    if (m_problems.isEmpty()) {
        for (const auto &test : m_tests) {
            models::ReportedTest reported;
            reported.configuration = test;
            const auto run = m_runs.find(test.id);
            if (run != m_runs.end()) {
                reported.record = &run->second.record;
                reported.folder = run->second.folder;
            } else {
                reported.error =
                    m_refusal ? m_refusal
                              : models::ValidationError{models::ErrorType::CancelledError,
                                                        tr("Stopped before this test began.")};
            }
            input.tests.push_back(reported);
        }
    }
    int status = models::exitStatusFor(input);

    QTextStream err(stderr, QIODevice::WriteOnly);
    // One cause that stands for all is said once.
    const bool nothingRan = m_runs.empty();
    if (nothingRan) {
        for (const QString &problem : m_problems)
            err << problem << '\n';
        if (m_refusal)
            err << "assay: " << m_refusal->message << '\n';
    }
    QStringList unwritten = writeReports(input, m_output);
    if (!m_command.trace.isEmpty())
        unwritten += writeTrace();
    for (const QString &problem : unwritten)
        err << "assay: " << problem << '\n';
    if (!unwritten.isEmpty() && status == 0)
        status = 2;
    QStringList left;
    QSet<QString> deleted;
    for (const auto &[id, run] : m_runs) {
        for (const auto &gone : run.record.deleted()) {
            if (gone.result == models::ObjectDeleted::Result::Deleted)
                deleted << gone.object.uid;
        }
    }
    for (const auto &[id, run] : m_runs) {
        for (const auto &object : run.record.leftovers()) {
            if (!deleted.contains(object.uid))
                left << object.toString();
        }
    }
    left.removeDuplicates();
    err.flush();

    QTextStream out(stdout, QIODevice::WriteOnly);
    if (!nothingRan)
        out << resultsText(input);
    if (!left.isEmpty())
        out << tr("Still on the cluster: %1").arg(left.join(u", "_s)) << '\n';
    if (unwritten.isEmpty() && !m_command.trace.isEmpty())
        out << tr("Trace: %1").arg(QFileInfo(m_command.trace).absoluteFilePath()) << '\n';
    if (unwritten.isEmpty())
        out << tr("Report: %1").arg(QDir(m_output).absoluteFilePath(u"report.html"_s)) << '\n';
    out.flush();
    Q_EMIT finished(status);
}

} // namespace assay::app
