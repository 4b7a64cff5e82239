// SPDX-License-Identifier: Apache-2.0
#include "workbench_reader.h"

#include "cluster/awaiting.h"
#include "cluster/internal_error.h"
#include "cluster/object_lists.h"
#include "cluster/workbench_reading.h"

#include <k8s/watch/reflector.h>

#include <algorithm>

namespace assay::app {

using models::Workbench;
using namespace std::chrono_literals;

WorkbenchReader::WorkbenchReader(QObject *parent) : QObject(parent) {}

WorkbenchReader::~WorkbenchReader()
{
    end();
}

void WorkbenchReader::end()
{
    if (m_search)
        m_search->request();
    leave();
}

void WorkbenchReader::search(const k8s::RestConfig &cluster, const QString &nameSpace, bool anyPod)
{
    if (m_search)
        m_search->request();
    m_search = std::make_shared<Cancellation>();
    list(this, std::make_shared<k8s::Client>(cluster), m_search, nameSpace, anyPod);
}

void WorkbenchReader::follow(const k8s::RestConfig &cluster, const models::WorkbenchName &name,
                             const QString &nameSpace)
{
    leave();
    m_watch = std::make_shared<Cancellation>();
    watch(this, std::make_shared<k8s::Client>(cluster), m_watch, name, nameSpace);
}

void WorkbenchReader::leave()
{
    if (m_watch)
        m_watch->request();
    m_watch.reset();
}

//! All that may be seen; none where that is not allowed.
static QCoro::Task<QStringList> nameSpacesOf(std::shared_ptr<k8s::Client> client,
                                             std::shared_ptr<Cancellation> stop)
{
    const auto job = client->list(k8s::Resource::namespaces(), {});
    co_await untilFinished(stop, job.get());
    QStringList names;
    if (job->result()) {
        for (const models::Json &item : models::listAt(*job->result(), {"items"}))
            names << models::textAt(item, {"metadata", "name"});
    }
    names.sort();
    co_return names;
}

QCoro::Task<> WorkbenchReader::list(QPointer<WorkbenchReader> self, Client client, Stop stop,
                                    QString nameSpace, bool anyPod)
{
    WorkbenchSearch search;
    search.nameSpace = nameSpace;
    try {
        search.nameSpaces = co_await nameSpacesOf(client, stop);
        auto objects = co_await listObjects(client, stop, nameSpace);
        if (objects) {
            auto all = models::workbenchesIn(*objects);
            if (!anyPod)
                std::erase_if(all, [](const Workbench &one) { return !one.isDeclared; });
            all = co_await withLogs(client, stop, std::move(all));
            const QDateTime now = QDateTime::currentDateTimeUtc();
            for (const Workbench &one : all)
                search.found.push_back(models::diagnose(one, now));
            search.unseen = objects->unseen;
        } else {
            search.problem = objects.error().message;
            search.isForbidden = objects.error().kind == k8s::Error::Kind::Forbidden;
        }
    } catch (...) {
        search.problem = internalError(tr("while workbenches were looked at")).message;
    }
    if (self && !stop->isRequested())
        Q_EMIT self->searched(search);
}

QCoro::Task<> WorkbenchReader::lookOnce(QPointer<WorkbenchReader> self, Client client, Stop stop,
                                        models::WorkbenchName name, QString nameSpace)
{
    const auto objects = co_await listObjects(client, stop, nameSpace);
    if (!self || stop->isRequested())
        co_return;
    if (!objects) {
        Q_EMIT self->missed(objects.error().message);
        co_return;
    }
    const auto all = models::workbenchesIn(*objects);
    const Workbench *meant = models::findWorkbench(all, name, nameSpace);
    if (!meant) {
        Q_EMIT self->missed(
            tr("%1 %2/%3 is not there any more.").arg(name.kind, nameSpace, name.name));
        co_return;
    }
    std::vector<Workbench> one;
    one.push_back(*meant);
    one = co_await withLogs(client, stop, std::move(one));
    Workbench workbench = co_await withPresentLog(client, stop, std::move(one.front()));
    workbench = co_await withAnswer(client, stop, std::move(workbench));
    if (self && !stop->isRequested())
        Q_EMIT self->looked(models::lookAt(workbench, QDateTime::currentDateTimeUtc()));
}

QCoro::Task<> WorkbenchReader::watch(QPointer<WorkbenchReader> self, Client client, Stop stop,
                                     models::WorkbenchName name, QString nameSpace)
{
    try {
        const auto watches = watchWorkbenches(*client, nameSpace);
        while (self && !stop->isRequested()) {
            // Begun before the lists, so that no change falls between them.
            const k8s::JobPtr<k8s::Job> change(new WorkbenchChange(watches, 15s));
            co_await lookOnce(self, client, stop, name, nameSpace);
            co_await untilFinished(stop, change.get());
        }
    } catch (...) {
        if (self)
            Q_EMIT self->missed(internalError(tr("while a workbench was looked at")).message);
    }
}

} // namespace assay::app
