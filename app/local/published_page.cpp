// SPDX-License-Identifier: Apache-2.0
#include "published_page.h"

#include "cluster/awaiting.h"

#include <k8s/containers/engine_client.h>
#include <k8s/containers/engine_search.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {
struct PageText
{
    Q_DECLARE_TR_FUNCTIONS(PublishedPage)
};

constexpr int usualPort = 8888;
} // namespace

QCoro::Task<tl::expected<QUrl, QString>> publishedPage(QString engine, QString runLabel,
                                                       QString path)
{
    const auto never = std::make_shared<Cancellation>();
    containers::EngineWish wish;
    wish.engine = engine;
    const auto search = containers::findEngine(wish);
    co_await untilFinished(never, search.get());
    if (!search->result())
        co_return tl::unexpected(search->result().error().message);
    containers::EngineClient client(search->result()->address);
    const auto list = client.containers({u"assay.run="_s + runLabel});
    co_await untilFinished(never, list.get());
    if (!list->result())
        co_return tl::unexpected(list->result().error().message);
    for (const containers::ContainerSummary &one : *list->result()) {
        const auto look = client.inspectContainer(one.id);
        co_await untilFinished(never, look.get());
        if (!look->result() || !look->result()->isRunning())
            continue;
        const auto &ports = look->result()->ports;
        auto port = std::find_if(ports.begin(), ports.end(), [](const auto &p) {
            return p.containerPort == usualPort && p.hostPort > 0;
        });
        if (port == ports.end())
            port = std::find_if(ports.begin(), ports.end(),
                                [](const auto &p) { return p.hostPort > 0; });
        if (port == ports.end())
            continue;
        QUrl url;
        url.setScheme(u"http"_s);
        url.setHost(u"127.0.0.1"_s);
        url.setPort(port->hostPort);
        url.setPath(path);
        co_return url;
    }
    co_return tl::unexpected(
        PageText::tr("No container of this run is running on %1, so there is no page to open.")
            .arg(search->result()->version.text()));
}

} // namespace assay::app
