// SPDX-License-Identifier: Apache-2.0
#include "live_diagnosis.h"

#include "cluster/awaiting.h"
#include "cluster/cluster_choice.h"
#include "cluster/internal_error.h"
#include "cluster/object_lists.h"
#include "cluster/workbench_reading.h"
#include "diagnose.h"
#include "engine/orphans.h"
#include "output/terminal.h"

#include <app/cluster/cluster_facts.h>
#include <k8s/watch/reflector.h>

#include <QCoreApplication>

namespace assay::app {

using models::Standing;
using models::Workbench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! As long as a run waits for what may heal.
constexpr qint64 grace = 20'000;

struct ListingText
{
    Q_DECLARE_TR_FUNCTIONS(LiveDiagnosis)
};

QString whyNotListed(const k8s::Error &error, const DiagnoseCommand &command)
{
    const bool isForbidden = error.kind == k8s::Error::Kind::Forbidden && !isOfNobody(error);
    return isForbidden && command.allNamespaces
               ? ListingText::tr("You may not list pods in all namespaces: name one with -n.")
               : error.message;
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
    if (command.watch)
        watches = watchWorkbenches(*client, command.nameSpace);
    for (;;) {
        // Begun before the lists, so that no change falls between them.
        const k8s::JobPtr<k8s::Job> change(new WorkbenchChange(watches, 5s));
        auto objects = co_await listObjects(client, stop, command.nameSpace);
        if (!objects) {
            if (!stop->isRequested())
                complain(whyNotListed(objects.error(), command));
            co_return exitStatusFor(objects.error());
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
            co_return printDiagnosis(command, std::move(all), *objects,
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
