// SPDX-License-Identifier: Apache-2.0
#include "workbench_reading.h"

#include "awaiting.h"

#include <k8s/watch/reflector.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::app {

using models::Workbench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 bytesOfALog = 64 * 1024;
constexpr std::size_t mostLogs = 50;

//! Nothing where it cannot be read: of an empty one is said that it is.
QCoro::Task<std::optional<QString>> fetchLog(std::shared_ptr<k8s::Client> client,
                                             std::shared_ptr<Cancellation> stop,
                                             Workbench workbench, models::WantedLog wanted)
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
    co_return stream->error() || stop->isRequested() ? std::nullopt
                                                     : std::optional(QString::fromUtf8(*text));
}

} // namespace

QCoro::Task<std::vector<Workbench>> withLogs(std::shared_ptr<k8s::Client> client,
                                             std::shared_ptr<Cancellation> stop,
                                             std::vector<Workbench> all)
{
    std::vector<std::pair<Workbench *, models::WantedLog>> asked;
    for (Workbench &workbench : all) {
        const auto found = models::diagnose(workbench, QDateTime::currentDateTimeUtc());
        if (const auto wanted = models::wantedLog(workbench, found))
            asked.emplace_back(&workbench, *wanted);
    }
    std::stable_partition(asked.begin(), asked.end(),
                          [](const auto &one) { return !one.second.runs; });
    if (asked.size() > mostLogs)
        asked.resize(mostLogs);
    for (const auto &[of, wanted] : asked) {
        Workbench &workbench = *of;
        if (stop->isRequested())
            break;
        const std::optional<QString> text = co_await fetchLog(client, stop, workbench, wanted);
        if (text)
            workbench.logs.push_back({workbench.nameSpace, workbench.podName(), wanted.container,
                                      wanted.previous, *text});
    }
    co_return all;
}

QCoro::Task<Workbench> withPresentLog(std::shared_ptr<k8s::Client> client,
                                      std::shared_ptr<Cancellation> stop, Workbench workbench)
{
    const bool runs = models::textAt(workbench.history.pod, {"status", "phase"}) == "Running"_L1;
    if (!runs || !workbench.logs.empty() || stop->isRequested())
        co_return workbench;
    const QString container = workbench.history.mainContainer;
    // Named: GCC 12 destroys what is made in braces beside a co_await twice.
    const models::WantedLog wanted{container, false, true};
    const std::optional<QString> text = co_await fetchLog(client, stop, workbench, wanted);
    if (text && !text->isEmpty())
        workbench.logs.push_back(
            {workbench.nameSpace, workbench.podName(), container, false, *text});
    co_return workbench;
}

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
        // The API server's own words have a reason; the workbench's pages have none. Before 1.21 it
        // gave none either where it could not reach the pod.
        const bool isProxys = error.message.contains("error trying to reach service"_L1);
        const bool isServers =
            error.httpStatus == 0 || isProxys || (error.status && !error.status->reason.isEmpty());
        answer.status = isServers ? 0 : error.httpStatus;
        // Behind a sidecar it need not listen for others.
        answer.isRefused =
            isServers && error.message.contains("connection refused"_L1) &&
            (error.httpStatus == 503 || isProxys) &&
            models::listAt(workbench.history.pod, {"spec", "containers"}).size() == 1;
        if (isServers && !answer.isRefused)
            answer.problem = error.message;
    }
    workbench.answer = answer;
    co_return workbench;
}

std::vector<std::shared_ptr<k8s::Reflector>> watchWorkbenches(k8s::Client &client,
                                                              const QString &nameSpace)
{
    std::vector<std::shared_ptr<k8s::Reflector>> watches;
    for (const k8s::Resource &resource :
         {k8s::Resource::pods(), k8s::Resource::events(), k8s::Resource::notebooks(),
          k8s::Resource::statefulSets()})
        watches.push_back(client.watch(resource, nameSpace));
    return watches;
}

WorkbenchChange::WorkbenchChange(const std::vector<std::shared_ptr<k8s::Reflector>> &watches,
                                 std::chrono::milliseconds atMost)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &WorkbenchChange::finish);
    m_timer.start(atMost);
    for (const auto &watch : watches) {
        connect(watch.get(), &k8s::Reflector::upserted, this, &WorkbenchChange::soon);
        connect(watch.get(), &k8s::Reflector::removed, this, &WorkbenchChange::soon);
    }
}

//! Changes come in bursts.
void WorkbenchChange::soon()
{
    if (!std::exchange(m_isSoon, true))
        m_timer.start(200ms);
}

} // namespace assay::app
