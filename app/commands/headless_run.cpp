// SPDX-License-Identifier: Apache-2.0
#include "headless_run.h"

#include "cluster/cluster_choice.h"
#include "engine/kept_runs.h"
#include "report_writer.h"
#include "state_folder.h"
#include "terminal.h"

#include <QCoreApplication>
#include <models/base/write_whole.h>
#include <models/record/har.h>
#include <models/report/ci_report.h>

#include <QDir>
#include <QFileInfo>
#include <QTimer>

namespace assay::app {

using namespace Qt::StringLiterals;

static constexpr std::chrono::seconds waitForTheAbandoned(2);
//! It may be busy with other runs.
static constexpr std::chrono::seconds patienceWithEngine(20);

HeadlessRun::HeadlessRun(RunCommand command, std::optional<models::Suite> prepared)
    : m_command(std::move(command))
    , m_prepared(std::move(prepared))
    , m_ci(CiJob::of(QProcessEnvironment::systemEnvironment()))
    , m_origin(m_ci)
{
    // What a job keeps lies in its folder.
    if (m_ci.system != CiJob::System::None && m_command.output.isEmpty())
        m_command.output = u"assay-report"_s;
    m_output = m_command.output.isEmpty() ? newReportFolder() : m_command.output;
    connect(&m_interrupts, &Interrupts::interrupted, this, &HeadlessRun::interrupt);
    connect(&m_engine, &Engine::runBegan, this, [this](const Cell &cell, const QString &folder) {
        m_runs[cell].folder = folder;
        if (cell.attempt > 1)
            m_progress->again(labelOf(cell), cell.attempt, m_command.retryInconclusive + 1);
        m_progress->began(labelOf(cell));
    });
    connect(&m_engine, &Engine::factsAppended, this,
            [this](const Cell &cell, const std::vector<models::Fact> &facts) {
                for (const auto &fact : facts) {
                    m_runs[cell].record.append(fact);
                    m_progress->happened(labelOf(cell), fact, cell.context);
                }
            });
    if (!m_command.trace.isEmpty()) {
        connect(&m_engine, &Engine::requestMade, this,
                [this](const QString &context, const models::RequestMade &request) {
                    m_requests[context].push_back(request);
                });
    }
    connect(&m_engine, &Engine::runEnded, this,
            [this](const Cell &cell) { m_progress->ended(labelOf(cell)); });
    connect(&m_engine, &Engine::refused, this,
            [this](const QString &context, const models::ValidationError &error) {
                m_refusals[context] = error;
                // Alone, it is said at the end.
                if (m_contexts.size() > 1)
                    m_progress->say(error.message);
            });
    connect(&m_engine, &Engine::notBegun, this,
            [this](const Cell &cell, const models::ValidationError &error) {
                m_notBegun[cell] = error;
                m_progress->say(labelOf(cell) + u": "_s + error.message);
            });
    connect(&m_engine, &Engine::finished, this, &HeadlessRun::conclude);
}

HeadlessRun::~HeadlessRun() = default;

void HeadlessRun::start()
{
    tl::expected<models::Suite, QString> suite;
    if (m_prepared)
        suite = std::move(*m_prepared);
    else
        suite = models::Suite::load(m_command.suite);
    if (!suite) {
        refuse({suite.error()});
        return;
    }
    m_suite = std::move(*suite);
    Terminal warnings(Terminal::Stream::Err);
    QStringList errors;
    for (const auto &problem : m_suite.problems) {
        if (problem.isError())
            errors << problem.toLine(m_command.suite);
        else
            warnings << problem.toLine(m_command.suite) << '\n';
    }
    warnings.flush();
    if (!m_suite.readable) {
        refuse(errors);
        return;
    }
    const QStringList unknown = chooseTests();
    errors += unknown;
    std::vector<k8s::RestConfig> contexts;
    if (!m_command.cluster.sandbox && !m_command.cluster.local)
        contexts = chooseContexts(errors);
    // No such test: what lies at --output is of a run that was meant.
    if (!unknown.isEmpty()) {
        refuse(errors);
        return;
    }
    if (!errors.isEmpty()) {
        giveUp(errors, std::nullopt);
        return;
    }

    const std::size_t cells = m_tests.size() * std::max<std::size_t>(contexts.size(), 1);
    m_progress = std::make_unique<Progress>(Terminal::canRedraw(Terminal::Stream::Err),
                                            static_cast<int>(cells));
    if (m_command.cluster.sandbox)
        startSandbox();
    else if (m_command.cluster.local)
        startLocal();
    else
        runOn(contexts);
}

QStringList HeadlessRun::chooseTests()
{
    m_tests = m_suite.tests;
    QStringList unknown;
    if (m_command.tests.isEmpty())
        return unknown;
    QStringList known;
    for (const auto &test : m_suite.tests)
        known << test.id;
    for (const QString &id : m_command.tests) {
        if (!known.contains(id))
            unknown << tr("--test %1: the suite has no such test. It has: %2.")
                           .arg(id, known.join(u", "_s));
    }
    std::erase_if(m_tests, [this](const auto &test) { return !m_command.tests.contains(test.id); });
    return unknown;
}

void HeadlessRun::startSandbox()
{
    m_sandbox = std::make_unique<SandboxHost>();
    connect(m_sandbox.get(), &SandboxHost::failed, this, [this](const QString &why) {
        giveUp({}, models::ValidationError{models::ErrorType::ConnectionError, why});
    });
    connect(m_sandbox.get(), &SandboxHost::confinementKnown, this,
            [this](const QString &sentence) { m_progress->say(sentence); });
    connect(m_sandbox.get(), &SandboxHost::started, this, [this](const QString &path) {
        const auto config = sandboxConfig(path);
        if (config)
            runOn({*config});
        else
            giveUp({config.error().message}, std::nullopt);
    });
    m_sandbox->start({});
}

void HeadlessRun::startLocal()
{
    m_local = std::make_unique<LocalHost>();
    connect(m_local.get(), &LocalHost::failed, this, [this](const k8s::Error &error) {
        m_local.reset();
        giveUp({}, models::ValidationError{models::ErrorType::ConnectionError, error.message});
    });
    connect(m_local.get(), &LocalHost::started, this,
            [this](const QString &path, const LocalEngine &engine) {
                m_engineOfThisComputer = engine;
                const auto config = localConfig(path, engine);
                if (config)
                    runOn({*config});
                else
                    giveUp({config.error().message}, std::nullopt);
            });
    local::LocalCluster::Options options;
    options.wish.engine = m_command.cluster.engine;
    options.wish.patience = patienceWithEngine;
    options.keepsContainers = m_command.keep != Keep::Never;
    m_local->start(options);
}

QString HeadlessRun::serverOf(const k8s::RestConfig &context) const
{
    return m_engineOfThisComputer ? m_engineOfThisComputer->address
                                  : context.server.toString(QUrl::RemoveUserInfo);
}

std::vector<k8s::RestConfig> HeadlessRun::chooseContexts(QStringList &problems) const
{
    const auto kubeconfig = loadKubeconfig(m_command.cluster);
    if (!kubeconfig) {
        problems << kubeconfig.error().message;
        return {};
    }
    std::vector<k8s::RestConfig> contexts;
    const QStringList current{QString()};
    for (const QString &name : m_command.contexts.isEmpty() ? current : m_command.contexts) {
        ClusterOptions options = m_command.cluster;
        options.context = name;
        const auto context = chooseContext(*kubeconfig, options);
        if (!context) {
            problems << context.error().message;
            continue;
        }
        const auto twin = std::find_if(contexts.begin(), contexts.end(), [&](const auto &other) {
            return serverKey(other) == serverKey(*context);
        });
        if (twin != contexts.end() && m_command.keep != Keep::Never) {
            problems << tr("--context %1 and --context %2 are the same cluster, %3: what one of "
                           "them leaves there would stand in the other's way. Leave out --keep, or "
                           "one of the two.")
                            .arg(twin->contextName, context->contextName, serverKey(*context));
        }
        contexts.push_back(*context);
    }
    return contexts;
}

void HeadlessRun::runOn(const std::vector<k8s::RestConfig> &contexts)
{
    m_contexts = contexts;
    QMap<QString, QStringList> servers;
    QStringList remarks;
    for (const auto &context : contexts)
        remarks += context.remarks;
    remarks.removeDuplicates();
    for (const QString &remark : std::as_const(remarks))
        m_progress->say(tr("WARNING: %1").arg(remark));
    for (const auto &context : contexts) {
        servers[serverKey(context)] << context.contextName;
        if (context.insecureSkipTlsVerify)
            m_progress->say(tr("WARNING: the kubeconfig switches TLS verification off for context "
                               "%1 (insecure-skip-tls-verify): anyone on the way can read and "
                               "change what is sent.")
                                .arg(context.contextName));
    }
    for (auto it = servers.cbegin(); it != servers.cend(); ++it) {
        if (it->size() > 1)
            m_progress->say(tr("The contexts %1 are the same cluster, %2: their tests take turns "
                               "in each namespace.")
                                .arg(it->join(u", "_s), it.key()));
    }
    Plan plan;
    plan.suitePath = m_command.suite;
    plan.tests = m_tests;
    plan.contexts = contexts;
    plan.sandbox = m_command.cluster.sandbox;
    plan.local = m_engineOfThisComputer;
    plan.jobs = m_command.jobs;
    plan.retryInconclusive = m_command.retryInconclusive;
    plan.keep = m_command.keep;
    plan.looksAround = m_command.looksAround;
    plan.runsFolder = m_command.output.isEmpty() ? models::RunJournal::writableRoot()
                                                 : QDir(m_output).filePath(u"runs"_s);
    connect(&m_origin, &OriginFinder::found, this, [this, plan](const models::RunOrigin &origin) {
        if (m_over)
            return;
        Plan whole = plan;
        whole.runOrigin = origin;
        whole.runOrigin.labels = m_command.labels;
        fold(sectionStart(m_ci.system, u"assay_progress"_s, tr("What happened, step by step"),
                          QDateTime::currentDateTimeUtc()));
        m_engine.run(whole);
    });
    m_origin.find(m_command.suite);
}

void HeadlessRun::fold(const QString &line)
{
    Terminal(Terminal::Stream::Err) << line;
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
        // What does not end by itself is reported as it stands, before the process is ended.
        QTimer::singleShot(waitForTheAbandoned, this, [this] {
            if (m_engine.isRunning())
                conclude();
        });
    }
}

void HeadlessRun::refuse(const QStringList &problems)
{
    Terminal err(Terminal::Stream::Err);
    for (const QString &problem : problems)
        err << problem << '\n';
    models::ReportInput input;
    input.at = QDateTime::currentDateTimeUtc();
    input.problems = problems;
    // A pipeline waits for its result whatever happens.
    for (const QString &problem : writeCiFiles(m_ci, m_command.konfluxTestOutput, input))
        err << "assay: " << problem << '\n';
    err.flush();
    QTextStream(stdout, QIODevice::WriteOnly) << annotationsFor(m_ci, input);
    Q_EMIT finished(2);
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
    models::Json har;
    for (const auto &context : m_contexts) {
        const auto made = m_requests.find(context.contextName);
        const models::Json one = models::toHar(
            made == m_requests.end() ? std::vector<models::RequestMade>() : made->second,
            context.server.toString(QUrl::RemoveUserInfo), QCoreApplication::applicationVersion());
        if (har.is_null()) {
            har = one;
            continue;
        }
        for (const models::Json &entry : one["log"]["entries"])
            har["log"]["entries"].push_back(entry);
    }
    if (har.is_null())
        har = models::toHar({}, {}, QCoreApplication::applicationVersion());
    if (m_contexts.size() > 1) {
        models::Json &entries = har["log"]["entries"];
        std::stable_sort(entries.begin(), entries.end(),
                         [](const models::Json &a, const models::Json &b) {
                             return a["startedDateTime"] < b["startedDateTime"];
                         });
    }
    const QByteArray text =
        QByteArray::fromStdString(har.dump(1, ' ', false, models::Json::error_handler_t::replace));
    const auto problem = models::writeWhole(m_command.trace, text);
    return problem ? QStringList{*problem} : QStringList();
}

QString HeadlessRun::labelOf(const Cell &cell) const
{
    return m_contexts.size() > 1 ? tr("%1 on %2").arg(cell.testId, cell.context) : cell.testId;
}

models::ReportedTest HeadlessRun::reported(const models::CustomImageTestConfiguration &test,
                                           const k8s::RestConfig &context) const
{
    models::ReportedTest reported;
    reported.configuration = test;
    reported.suite = m_command.suite;
    reported.context = context.contextName;
    reported.server = serverOf(context);
    const Run *last = nullptr;
    for (int attempt = 1;; ++attempt) {
        const Cell cell{test.id, context.contextName, attempt};
        const auto notBegun = m_notBegun.find(cell);
        if (notBegun != m_notBegun.end() && !last)
            reported.error = notBegun->second;
        const auto run = m_runs.find(cell);
        if (run == m_runs.end())
            break;
        if (last) {
            const auto &verdict = last->record.verdict();
            reported.earlier.push_back({last->record.runId(), verdict && verdict->error
                                                                  ? verdict->error->message
                                                                  : QString()});
        }
        last = &run->second;
    }
    if (last) {
        reported.record = &last->record;
        reported.folder = last->folder;
        return reported;
    }
    const auto refusal = m_refusals.find(context.contextName);
    if (reported.error)
        return reported;
    if (refusal != m_refusals.end())
        reported.error = refusal->second;
    else
        reported.error = m_refusal ? m_refusal
                                   : models::ValidationError{models::ErrorType::CancelledError,
                                                             tr("Stopped before this test began.")};
    return reported;
}

models::ReportInput HeadlessRun::report() const
{
    models::ReportInput input;
    input.title = QFileInfo(m_command.suite).fileName();
    input.at = QDateTime::currentDateTimeUtc();
    if (m_contexts.size() == 1) {
        input.context = m_contexts.front().contextName;
        input.server = serverOf(m_contexts.front());
    }
    input.sandbox = m_command.cluster.sandbox;
    if (m_engineOfThisComputer)
        input.engine = m_engineOfThisComputer->name;
    input.assayVersion = QCoreApplication::applicationVersion();
    input.problems = m_problems;
    if (!m_problems.isEmpty())
        return input;
    // Where no context is known yet, what stopped everything still stands for each test.
    const std::vector<k8s::RestConfig> unknown(1);
    for (const auto &test : m_tests) {
        for (const auto &context : m_contexts.empty() ? unknown : m_contexts)
            input.tests.push_back(reported(test, context));
    }
    return input;
}

QStringList HeadlessRun::leftovers() const
{
    QSet<QString> deleted;
    for (const auto &[cell, run] : m_runs) {
        for (const auto &gone : run.record.deleted()) {
            if (gone.result == models::ObjectDeleted::Result::Deleted)
                deleted << gone.object.uid;
        }
    }
    QStringList left;
    for (const auto &[cell, run] : m_runs) {
        for (const auto &object : run.record.leftovers()) {
            if (deleted.contains(object.uid))
                continue;
            left << (m_contexts.size() > 1 ? tr("%1 (%2)").arg(object.toString(), cell.context)
                                           : object.toString());
        }
    }
    left.removeDuplicates();
    return left;
}

void HeadlessRun::conclude()
{
    m_over = true;
    if (m_progress)
        m_progress->close();
    if (!m_runs.empty())
        fold(sectionEnd(m_ci.system, u"assay_progress"_s, QDateTime::currentDateTimeUtc()));
    const models::ReportInput input = report();
    int status = m_interruptions > 1 ? 130 : models::exitStatusFor(input);

    Terminal err(Terminal::Stream::Err);
    // One cause that stands for all is said once.
    const bool nothingRan = m_runs.empty();
    for (const QString &problem : m_problems)
        err << problem << '\n';
    if (nothingRan && m_refusal)
        err << "assay: " << m_refusal->message << '\n';
    if (nothingRan && m_contexts.size() == 1 && !m_refusals.empty())
        err << "assay: " << m_refusals.begin()->second.message << '\n';
    QStringList unwritten = writeReports(input, m_output);
    unwritten += writeCiFiles(m_ci, m_command.konfluxTestOutput, input);
    if (!m_command.trace.isEmpty())
        unwritten += writeTrace();
    for (const QString &problem : unwritten)
        err << "assay: " << problem << '\n';
    if (!unwritten.isEmpty() && status == 0)
        status = 3;
    err.flush();

    Terminal out(Terminal::Stream::Out);
    if (m_command.json) {
        out << QString::fromUtf8(models::renderReport(input, models::ReportFormat::JsonFile));
        out.flush();
        end(status);
        return;
    }
    if (!nothingRan || m_contexts.size() > 1)
        out << (m_ci.system == CiJob::System::None ? resultsText(input)
                                                   : models::harmlessForCi(resultsText(input)));
    // What an engine of this computer still runs, it says itself.
    const QStringList left = m_local ? QStringList() : leftovers();
    if (!left.isEmpty())
        out << tr("Still on the cluster: %1").arg(left.join(u", "_s)) << '\n';
    if (unwritten.isEmpty() && !m_command.trace.isEmpty())
        out << tr("Trace: %1").arg(QFileInfo(m_command.trace).absoluteFilePath()) << '\n';
    if (unwritten.isEmpty())
        out << tr("Report: %1").arg(QDir(m_output).absoluteFilePath(u"report.html"_s)) << '\n';
    out << annotationsFor(m_ci, input);
    out.flush();
    if (!Terminal::isOutputWhole() && status == 0)
        status = 3;
    pruneHistory(retentionSetting());
    end(status);
}

void HeadlessRun::end(int status)
{
    if (!m_local) {
        Q_EMIT finished(status);
        return;
    }
    connect(m_local.get(), &LocalHost::stopped, this, [this, status](const QStringList &kept) {
        if (!kept.isEmpty()) {
            Terminal(Terminal::Stream::Out)
                << tr("Still running: %1. \"assay clean --local\" ends it.").arg(kept.join(u", "_s))
                << '\n';
        }
        Q_EMIT finished(status);
    });
    m_local->stop();
}

} // namespace assay::app
