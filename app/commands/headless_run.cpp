// SPDX-License-Identifier: Apache-2.0
#include "headless_run.h"

#include "choice/run_names.h"
#include "cluster/cluster_choice.h"
#include "engine/kept_runs.h"
#include "engine/pace.h"
#include "output/report_writer.h"
#include "output/state_folder.h"
#include "output/terminal.h"
#include "run_trace.h"

#include <models/base/duration.h>
#include <models/base/write_whole.h>
#include <models/report/ci_report.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QTimer>

#include <cmath>

namespace assay::app {

using namespace Qt::StringLiterals;

static constexpr std::chrono::seconds waitForTheAbandoned(2);

HeadlessRun::HeadlessRun(RunCommand command, std::optional<TestSelection> prepared)
    : m_command(std::move(command))
    , m_places(m_command.places)
    , m_prepared(std::move(prepared))
    , m_ci(CiJob::of(QProcessEnvironment::systemEnvironment()))
    , m_origin(m_ci)
{
    // What a job keeps lies in its folder.
    if (m_ci.system != CiJob::System::None && m_command.output.isEmpty())
        m_command.output = u"assay-report"_s;
    m_places.keepContainers(m_command.keep != Keep::Never);
    m_output = m_command.output.isEmpty() ? newReportFolder() : m_command.output;
    connect(&m_interrupts, &Interrupts::interrupted, this, &HeadlessRun::interrupt);
    connect(&m_places, &Places::opened, this, [this] { runOn(m_places.clusters()); });
    connect(&m_places, &Places::failed, this, [this](const QString &why, bool isConfiguration) {
        if (isConfiguration)
            giveUp({why}, std::nullopt);
        else
            giveUp({}, models::ValidationError{models::ErrorType::ConnectionError, why});
    });
    connect(&m_places, &Places::confinementKnown, this, [this](const QString &sentence) {
        if (!m_over)
            m_progress->say(sentence);
    });
    listen();
}

HeadlessRun::~HeadlessRun() = default;

void HeadlessRun::listen()
{
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
                    m_progress->happened(labelOf(cell), fact);
                }
            });
    if (!m_command.trace.isEmpty()) {
        connect(&m_engine, &Engine::requestMade, this,
                [this](const QString &context, const models::RequestMade &request) {
                    m_requests[context].push_back(request);
                });
    }
    connect(&m_engine, &Engine::runEnded, this, [this](const Cell &cell) {
        m_progress->ended(labelOf(cell));
        ++m_ended;
        countFailure(cell);
    });
    connect(&m_engine, &Engine::refused, this,
            [this](const QString &context, const models::ValidationError &error) {
                m_refusals[context] = error;
                // Alone, it is said at the end.
                if (m_contexts.size() > 1)
                    m_progress->say(error.message);
            });
    connect(&m_engine, &Engine::slowed, this, [this](const QString &context, int places) {
        m_progress->say(slowedText(context, places));
    });
    connect(&m_engine, &Engine::notBegun, this,
            [this](const Cell &cell, const models::ValidationError &error) {
                m_notBegun[cell] = error;
                m_progress->say(labelOf(cell) + u": "_s + error.message);
            });
    connect(&m_engine, &Engine::finished, this, &HeadlessRun::conclude);
}

void HeadlessRun::start()
{
    m_selection = m_prepared ? std::move(*m_prepared) : selectTests(m_command.choice);
    Terminal warnings(Terminal::Stream::Err);
    for (const QString &warning : std::as_const(m_selection.warnings))
        warnings << warning << '\n';
    warnings.flush();
    QStringList ofPlaces = m_places.choose();
    if (m_command.keep != Keep::Never)
        ofPlaces += m_places.sameServers();
    const QStringList ofOutputs = problemsOfOutputs(m_output, m_command.formats,
                                                    {m_command.trace, m_command.konfluxTestOutput});
    // What cannot be meant writes no report: what lies at --output is of a run that was meant.
    if (!m_selection.refusals.isEmpty() || !ofOutputs.isEmpty()) {
        refuse(ofOutputs + ofPlaces);
        return;
    }
    const bool isOfKubeconfigs = m_selection.errors.isEmpty() && ofPlaces == m_places.unusable();
    if (!ofPlaces.isEmpty() && isOfKubeconfigs) {
        // As where no server answers: the tests are known, and nothing was found out of them.
        giveUp({},
               models::ValidationError{models::ErrorType::KubeconfigError, ofPlaces.join(u'\n')});
        return;
    }
    const QStringList errors = m_selection.errors + ofPlaces;
    if (!errors.isEmpty()) {
        giveUp(errors, std::nullopt);
        return;
    }
    const std::size_t cells = m_selection.tests.size() * m_command.places.size();
    m_progress = std::make_unique<Progress>(Terminal::canRedraw(Terminal::Stream::Err),
                                            static_cast<int>(cells));
    scheduleDeadline();
    m_places.open();
}

void HeadlessRun::sayOfPlaces(const std::vector<k8s::RestConfig> &contexts)
{
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
}

void HeadlessRun::runOn(const std::vector<k8s::RestConfig> &contexts)
{
    m_contexts = contexts;
    sayOfPlaces(contexts);
    Plan plan;
    plan.tests = m_selection.tests;
    plan.origins = m_selection.origins;
    plan.pullSecret = m_selection.pullSecret;
    plan.contexts = contexts;
    plan.sandboxContext = m_places.sandbox();
    plan.local = m_places.engine();
    plan.localContext = m_places.local();
    if (m_command.jobs > 0)
        plan.jobs = m_command.jobs;
    else
        chooseJobs(plan);
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
    m_origin.find(m_command.choice.suites.value(0));
}

void HeadlessRun::fold(const QString &line)
{
    // What folds lines in GitLab's log is an escape sequence.
    Terminal(Terminal::Stream::Err).writeBytes(line.toUtf8());
}

QString HeadlessRun::serverOf(const k8s::RestConfig &context) const
{
    return m_places.engine() && context.contextName == m_places.local()
               ? m_places.engine()->address
               : context.server.toString(QUrl::RemoveUserInfo);
}

void HeadlessRun::scheduleDeadline()
{
    if (m_command.deadline <= 0)
        return;
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        reachLimit(
            tr("The deadline of %1 was reached.").arg(models::formatDuration(m_command.deadline)));
    });
    m_deadline.start(std::chrono::milliseconds(std::llround(m_command.deadline * 1000)));
}

void HeadlessRun::reachLimit(const QString &limit)
{
    if (!m_limit.isEmpty() || m_interruptions > 0)
        return;
    m_limit = limit;
    if (!m_engine.isRunning()) {
        giveUp({}, models::ValidationError{models::ErrorType::CancelledError, limit});
        return;
    }
    // Nothing of it is left to stop where the last one reached it.
    const std::size_t cells = m_selection.tests.size() * m_contexts.size();
    if (m_ended < cells)
        m_progress->say(tr("%1 Stopping: what was created is being deleted.").arg(limit));
    m_engine.stop(limit);
}

void HeadlessRun::countFailure(const Cell &cell)
{
    const auto &verdict = m_runs[cell].record.verdict();
    if (m_command.maxFail == 0 || !verdict || verdict->outcome != models::Outcome::Failed)
        return;
    if (++m_failures == m_command.maxFail)
        reachLimit(tr("%n test(s) failed, as many as --maxfail allows.", nullptr, m_failures));
}

void HeadlessRun::interrupt()
{
    if (!m_engine.isRunning()) {
        giveUp({}, models::ValidationError{models::ErrorType::CancelledError,
                                           tr("Stopped before anything was created.")});
        return;
    }
    if (++m_interruptions == 1) {
        m_progress->say(Interrupts::sentence());
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

void HeadlessRun::refuse(const QStringList &others)
{
    Terminal err(Terminal::Stream::Err);
    for (const QString &problem : complaintsOf(m_selection))
        err << problem << '\n';
    for (const QString &problem : others)
        err << fromAssay(problem) << '\n';
    models::ReportInput input;
    input.at = QDateTime::currentDateTimeUtc();
    input.problems = m_selection.errors + m_selection.refusals + others;
    // A pipeline waits for its result whatever happens.
    for (const QString &problem : writeCiFiles(m_ci, m_command.konfluxTestOutput, input)) {
        if (!others.contains(problem))
            err << fromAssay(problem) << '\n';
    }
    err.flush();
    Terminal(Terminal::Stream::Out) << annotationsFor(m_ci, input);
    Q_EMIT finished(2);
}

void HeadlessRun::giveUp(const QStringList &problems,
                         const std::optional<models::ValidationError> &error)
{
    m_problems = problems;
    m_refusal = error;
    conclude();
}

QString HeadlessRun::labelOf(const Cell &cell) const
{
    const QString test = m_command.choice.suites.size() > 1
                             ? QFileInfo(cell.suite).fileName() + u": "_s + cell.testId
                             : cell.testId;
    return m_contexts.size() > 1 ? tr("%1 on %2").arg(test, cell.context) : test;
}

models::ReportedTest HeadlessRun::reported(std::size_t index, const k8s::RestConfig &context) const
{
    const models::CustomImageTestConfiguration &test = m_selection.tests[index];
    models::ReportedTest reported;
    reported.configuration = test;
    reported.context = context.contextName;
    reported.server = serverOf(context);
    reported.suite = m_selection.origins[index].suitePath;
    m_origin.tell(reported, m_command.labels);
    const Run *last = nullptr;
    for (int attempt = 1;; ++attempt) {
        const Cell cell{test.id, context.contextName, attempt,
                        m_selection.origins[index].suitePath};
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
        reported.error =
            m_refusal ? m_refusal
                      : models::ValidationError{models::ErrorType::CancelledError,
                                                m_limit.isEmpty()
                                                    ? tr("Stopped before this test began.")
                                                    : tr("%1 This test was not run.").arg(m_limit)};
    return reported;
}

models::ReportInput HeadlessRun::report() const
{
    models::ReportInput input;
    input.title = m_selection.title;
    input.at = QDateTime::currentDateTimeUtc();
    if (m_contexts.size() == 1) {
        input.context = m_contexts.front().contextName;
        input.server = serverOf(m_contexts.front());
        if (m_places.engine())
            input.engine = m_places.engine()->name;
    }
    input.sandbox = m_contexts.size() == 1 && !m_places.sandbox().isEmpty();
    input.limit = m_limit;
    input.assayVersion = QCoreApplication::applicationVersion();
    input.problems = m_problems;
    if (!m_problems.isEmpty())
        return input;
    // Where no context is known yet, what stopped everything still stands for each test.
    const std::vector<k8s::RestConfig> unknown(1);
    for (std::size_t i = 0; i < m_selection.tests.size(); ++i) {
        for (const auto &context : m_contexts.empty() ? unknown : m_contexts)
            input.tests.push_back(reported(i, context));
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
        // What an engine of this computer still runs, it says itself.
        if (!m_places.local().isEmpty() && cell.context == m_places.local())
            continue;
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

QString HeadlessRun::limitText(const models::ReportInput &input) const
{
    QStringList notRun, ended;
    for (const auto &test : input.tests) {
        if (models::outcomeOf(test) != models::Outcome::Cancelled)
            continue;
        const QString &id = models::configurationOf(test).id;
        (test.record ? ended : notRun)
            << (m_contexts.size() > 1 ? tr("%1 on %2").arg(id, models::contextOf(test)) : id);
    }
    QString text = m_limit;
    if (!notRun.isEmpty())
        text += u' ' + tr("Not run: %1.").arg(notRun.join(u", "_s));
    if (!ended.isEmpty())
        text += u' ' + tr("Ended before a verdict: %1.").arg(ended.join(u", "_s));
    return text == m_limit ? QString() : text.trimmed();
}

void HeadlessRun::conclude()
{
    m_deadline.stop();
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
    // What a file is wrong in begins with its place.
    for (const QString &problem : m_problems)
        err << (m_selection.errors.contains(problem) ? problem : fromAssay(problem)) << '\n';
    if (const QString limit = limitText(input); !limit.isEmpty())
        err << "assay: " << limit << '\n';
    else if (nothingRan && m_refusal)
        err << fromAssay(m_refusal->message) << '\n';
    if (nothingRan && m_contexts.size() == 1 && !m_refusals.empty())
        err << fromAssay(m_refusals.begin()->second.message) << '\n';
    QStringList unwritten = writeReports(input, m_output, m_command.formats);
    const bool areReported = unwritten.isEmpty();
    rememberLast(m_output);
    unwritten += writeCiFiles(m_ci, m_command.konfluxTestOutput, input);
    if (!m_command.trace.isEmpty())
        unwritten += writeTrace(m_command.trace, m_contexts, m_requests);
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
    const QStringList left = leftovers();
    if (!left.isEmpty())
        out << tr("Still on the cluster: %1").arg(left.join(u", "_s)) << '\n';
    if (unwritten.isEmpty() && !m_command.trace.isEmpty())
        out << tr("Trace: %1").arg(QFileInfo(m_command.trace).absoluteFilePath()) << '\n';
    if (areReported)
        out << tr("Report: %1").arg(QDir(m_output).absoluteFilePath(mainReport(m_command.formats)))
            << '\n';
    out << annotationsFor(m_ci, input);
    out.flush();
    if (!Terminal::isOutputWhole() && status == 0)
        status = 3;
    pruneHistory(retentionSetting());
    end(status);
}

void HeadlessRun::end(int status)
{
    connect(&m_places, &Places::closed, this, [this, status](const QStringList &kept) {
        if (!kept.isEmpty()) {
            Terminal(Terminal::Stream::Out)
                << tr("Left on this computer: %1. \"%2\" removes it.")
                       .arg(kept.join(u", "_s), m_places.engine()->cleanCommand())
                << '\n';
        }
        Q_EMIT finished(status);
    });
    m_places.close();
}

} // namespace assay::app
