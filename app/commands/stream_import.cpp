// SPDX-License-Identifier: Apache-2.0
#include "stream_import.h"

#include "cluster/awaiting.h"
#include "cluster/cluster_choice.h"
#include "cluster/internal_error.h"
#include "import_commands.h"
#include "output/terminal.h"

#include <app/cluster/cluster_facts.h>
#include <models/base/json.h>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

static void sayOfStreams(const QString &sentence)
{
    Terminal(Terminal::Stream::Err) << "assay: " << sentence << '\n';
}

//! What is read of them: a cluster adds the history of every tag, which can be megabytes.
static QByteArray withoutHistory(const Json &answer)
{
    Json items = Json::array();
    for (const Json &stream : models::listAt(answer, {"items"}))
        items.push_back({{"kind", "ImageStream"},
                         {"metadata", {{"name", models::at(stream, {"metadata", "name"})}}},
                         {"spec", {{"tags", models::at(stream, {"spec", "tags"})}}}});
    return QByteArray::fromStdString(Json{{"kind", "List"}, {"items", items}}.dump());
}

StreamImport::StreamImport(ImportCommand command) : m_command(std::move(command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { m_cancellation->request(); });
}

StreamImport::~StreamImport()
{
    m_cancellation->abandon();
}

void StreamImport::start()
{
    const auto config = chooseCluster(*m_command.cluster);
    if (!config) {
        sayOfStreams(config.error().message);
        Q_EMIT finished(2);
        return;
    }
    if (const auto problem = outputProblem(m_command)) {
        sayOfStreams(*problem);
        Q_EMIT finished(2);
        return;
    }
    m_nameSpace = m_command.nameSpace.isEmpty() ? config->defaultNamespace : m_command.nameSpace;
    run(this, std::make_shared<k8s::Client>(*config), m_cancellation);
}

QCoro::Task<> StreamImport::run(QPointer<StreamImport> self, Client client, Stop stop)
{
    try {
        const k8s::Resource streams{u"image.openshift.io"_s, u"v1"_s, u"imagestreams"_s,
                                    u"ImageStream"_s};
        const auto list = client->list(streams, self->m_nameSpace);
        co_await untilFinished(stop, list.get());
        if (!self)
            co_return;
        if (stop->isRequested())
            Q_EMIT self->finished(130);
        else
            self->take(list->result(), client->config());
    } catch (...) {
        sayOfStreams(internalError(tr("while ImageStreams were listed")).message);
        if (self)
            Q_EMIT self->finished(3);
    }
}

void StreamImport::take(const k8s::Result<Json> &answer, const k8s::RestConfig &cluster)
{
    if (!answer) {
        const bool isNotServed = answer.error().kind == k8s::Error::Kind::NotFound;
        sayOfStreams(isNotServed
                         ? tr("The cluster of context %1 has no ImageStreams: they are OpenShift's "
                              "(image.openshift.io/v1), and it does not serve them. Import them "
                              "from files: assay import imagestream FILE…")
                               .arg(cluster.contextName)
                         : answer.error().message);
        Q_EMIT finished(exitStatusFor(answer.error()));
        return;
    }
    if (models::listAt(*answer, {"items"}).empty()) {
        sayOfStreams(tr("Namespace %1 of context %2 holds no ImageStreams, so nothing was written. "
                        "Those of workbenches lie where the dashboard runs: -n "
                        "redhat-ods-applications, or -n opendatahub.")
                         .arg(m_nameSpace, cluster.contextName));
        Q_EMIT finished(1);
        return;
    }
    Q_EMIT finished(
        importStreams(m_command, {tr("namespace %1").arg(m_nameSpace), withoutHistory(*answer)}));
}

} // namespace assay::app
