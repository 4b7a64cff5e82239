// SPDX-License-Identifier: Apache-2.0
#include "live_diagnosis.h"

#include "cluster/awaiting.h"
#include "cluster/cluster_choice.h"
#include "cluster/internal_error.h"
#include "cluster/object_lists.h"
#include "diagnose.h"
#include "output/terminal.h"

#include <k8s/watch/reflector.h>

#include <QTimer>

#include <nlohmann/json.hpp>

namespace assay::app {

using models::Standing;
using models::Workbench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 bytesOfALog = 64 * 1024;
constexpr int mostLogs = 50;
//! As long as a run waits for what may heal.
constexpr qint64 grace = 20'000;

//! Finishes when something that a workbench is made of has changed, or time has passed.
class NextChange : public k8s::Job
{
    Q_OBJECT
public:
    explicit NextChange(const std::vector<std::shared_ptr<k8s::Reflector>> &watches)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, &NextChange::finish);
        m_timer.start(5s);
        for (const auto &watch : watches) {
            connect(watch.get(), &k8s::Reflector::upserted, this, &NextChange::soon);
            connect(watch.get(), &k8s::Reflector::removed, this, &NextChange::soon);
        }
    }

protected:
    void doAbort() override { m_timer.stop(); }

private:
    //! Changes come in bursts.
    void soon()
    {
        if (!std::exchange(m_isSoon, true))
            m_timer.start(200ms);
    }

    QTimer m_timer;
    bool m_isSoon = false;
};

QCoro::Task<QString> fetchLog(std::shared_ptr<k8s::Client> client,
                              std::shared_ptr<Cancellation> stop, Workbench workbench,
                              models::WantedLog wanted)
{
    const auto stream = client->logs(
        workbench.nameSpace, workbench.podName(),
        {.container = wanted.container, .previous = wanted.previous, .tailLines = 500});
    const auto text = std::make_shared<QByteArray>();
    QObject::connect(stream.get(), &k8s::LogStream::data, stream.get(),
                     [text](const QByteArray &bytes) {
                         *text += bytes;
                         if (text->size() > 2 * bytesOfALog)
                             *text = text->right(bytesOfALog);
                     });
    co_await untilFinished(stop, stream.get());
    co_return stream->error() ? QString() : QString::fromUtf8(*text);
}

//! The words of what crashed. Of many workbenches only so many.
QCoro::Task<std::vector<Workbench>> withLogs(std::shared_ptr<k8s::Client> client,
                                             std::shared_ptr<Cancellation> stop,
                                             std::vector<Workbench> all)
{
    int fetched = 0;
    for (Workbench &workbench : all) {
        const auto found = models::diagnose(workbench, QDateTime::currentDateTimeUtc());
        const auto wanted = models::wantedLog(workbench, found);
        if (!wanted || ++fetched > mostLogs || stop->isRequested())
            continue;
        const QString text = co_await fetchLog(client, stop, workbench, *wanted);
        workbench.logs.push_back(
            {workbench.nameSpace, workbench.podName(), wanted->container, wanted->previous, text});
    }
    co_return all;
}

//! Asks the server for its own page, through the API server.
QCoro::Task<Workbench> withAnswer(std::shared_ptr<k8s::Client> client,
                                  std::shared_ptr<Cancellation> stop, Workbench workbench)
{
    const QString base = workbench.basePath();
    if (!workbench.isReady() || base.isEmpty())
        co_return workbench;
    const QString page = base.endsWith(u'/') ? base : base + u'/';
    const auto job = client->getRaw(
        k8s::Resource::pods().path(workbench.nameSpace,
                                   workbench.podName() + u':' + QString::number(workbench.port()),
                                   u"proxy"_s) +
        page);
    co_await untilFinished(stop, job.get());
    models::ServerAnswer answer{.path = page, .status = 200, .problem = {}};
    if (!job->result()) {
        const k8s::Error &error = job->result().error();
        // The API server's own words have a reason; the workbench's pages have none.
        const bool isServers =
            error.httpStatus == 0 || (error.status && !error.status->reason.isEmpty());
        answer.status = isServers ? 0 : error.httpStatus;
        // Behind a sidecar it need not listen for others.
        answer.isRefused =
            isServers && error.message.contains("connection refused"_L1) &&
            error.httpStatus == 503 &&
            models::listAt(workbench.history.pod, {"spec", "containers"}).size() == 1;
        if (isServers && !answer.isRefused)
            answer.problem = error.message;
    }
    workbench.answer = answer;
    co_return workbench;
}

} // namespace

LiveDiagnosis::LiveDiagnosis(DiagnoseCommand command) : m_command(std::move(command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { m_cancellation->request(); });
}

LiveDiagnosis::~LiveDiagnosis()
{
    m_cancellation->abandon();
}

void LiveDiagnosis::start()
{
    const auto config = chooseCluster(m_command.cluster);
    if (!config) {
        complain(config.error().message);
        Q_EMIT finished(2);
        return;
    }
    run(this, std::make_shared<k8s::Client>(*config), m_cancellation);
}

QCoro::Task<> LiveDiagnosis::run(QPointer<LiveDiagnosis> self, Client client, Stop stop)
{
    try {
        co_await look(self, client, stop);
    } catch (...) {
        complain(internalError(tr("while workbenches were looked at")).message);
        if (self)
            Q_EMIT self->finished(3);
    }
}

QCoro::Task<> LiveDiagnosis::look(QPointer<LiveDiagnosis> self, Client client, Stop stop)
{
    const int status = co_await lookUntilDone(self, client, stop, self->m_command);
    if (self)
        Q_EMIT self->finished(stop->isRequested() ? 130 : status);
}

QCoro::Task<int> LiveDiagnosis::lookUntilDone(QPointer<LiveDiagnosis> self, Client client,
                                              Stop stop, DiagnoseCommand command)
{
    if (command.nameSpace.isEmpty() && !command.allNamespaces)
        command.nameSpace = client->config().defaultNamespace;
    std::vector<std::shared_ptr<k8s::Reflector>> watches;
    if (command.watch) {
        for (const k8s::Resource &resource :
             {k8s::Resource::pods(), k8s::Resource::events(), k8s::Resource::notebooks(),
              k8s::Resource::statefulSets()})
            watches.push_back(client->watch(resource, command.nameSpace));
    }
    for (;;) {
        // Begun before the lists, so that no change falls between them.
        const k8s::JobPtr<k8s::Job> change(new NextChange(watches));
        auto objects = co_await listObjects(client, stop, command.nameSpace);
        if (!objects) {
            if (!stop->isRequested())
                complain(objects.error().message);
            co_return objects.error().kind == k8s::Error::Kind::Configuration ? 2 : 3;
        }
        auto meant = meantWorkbenches(command, models::workbenchesIn(*objects));
        if (!meant) {
            complain(meant.error());
            co_return 2;
        }
        auto all = co_await withLogs(client, stop, *std::move(meant));
        if (!command.name.isEmpty())
            all.front() = co_await withAnswer(client, stop, all.front());
        if (!self || stop->isRequested())
            co_return 130;
        if (!command.watch || self->hasSettled(all.front())) {
            const QString where = command.allNamespaces
                                      ? tr("context %1").arg(client->config().contextName)
                                      : tr("namespace %1").arg(command.nameSpace);
            co_return printDiagnosis(command, std::move(all), objects->unseen,
                                     QDateTime::currentDateTimeUtc(), where);
        }
        co_await untilFinished(stop, change.get());
        if (!self || stop->isRequested())
            co_return 130;
    }
}

bool LiveDiagnosis::hasSettled(const Workbench &workbench)
{
    const auto found = models::diagnose(workbench, QDateTime::currentDateTimeUtc());
    if (found.standing == Standing::Ready)
        return true;
    const bool isTrouble =
        found.standing == Standing::Failed || found.standing == Standing::Inconclusive;
    if (isTrouble && found.diagnosis.outlook == models::Outlook::Permanent)
        return true;
    // Reasons alternate while a thing is tried again (ErrImagePull, ImagePullBackOff): they are one
    // trouble.
    const QString trouble = isTrouble ? toString(found.diagnosis.category) : QString();
    if (trouble != m_trouble || models::isPulling(workbench.history))
        m_troubled.start();
    m_trouble = trouble;
    if (isTrouble && m_troubled.elapsed() >= grace)
        return true;
    const QString line =
        found.diagnosis.cause.isEmpty() ? found.diagnosis.reason : found.diagnosis.cause;
    if (m_command.format == "text"_L1 && line != m_told) {
        Terminal(Terminal::Stream::Err)
            << QDateTime::currentDateTime().toString(u"HH:mm:ss"_s) << u"  "_s << line << '\n';
    }
    m_told = line;
    return false;
}

} // namespace assay::app

#include "live_diagnosis.moc"
