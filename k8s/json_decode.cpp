// SPDX-License-Identifier: Apache-2.0
#include "json_decode.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

namespace assay::k8s {

static constexpr qsizetype parseHere = 256 << 10;

Decoded decodeJson(const QByteArray &text)
{
    try {
        return nlohmann::json::parse(text.begin(), text.end());
    } catch (const nlohmann::json::exception &fault) {
        return tl::unexpected(QString::fromUtf8(fault.what()));
    }
}

void decodeJsonAsync(QByteArray text, QObject *context, std::function<void(Decoded &)> done)
{
    if (text.size() <= parseHere) {
        Decoded decoded = decodeJson(text);
        done(decoded);
        return;
    }
    using Shared = std::shared_ptr<Decoded>;
    auto promise = std::make_shared<QPromise<Shared>>();
    auto *watcher = new QFutureWatcher<Shared>(context);
    QObject::connect(watcher, &QFutureWatcher<Shared>::finished, context,
                     [watcher, done = std::move(done)] {
                         watcher->deleteLater();
                         done(*watcher->result());
                     });
    promise->start();
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, text = std::move(text)] {
        promise->addResult(std::make_shared<Decoded>(decodeJson(text)));
        promise->finish();
    });
}

QString metadataText(const nlohmann::json &object, const char *key)
{
    if (!object.is_object())
        return {};
    const auto metadata = object.find("metadata");
    if (metadata == object.end() || !metadata->is_object())
        return {};
    const auto value = metadata->find(key);
    if (value == metadata->end() || !value->is_string())
        return {};
    return QString::fromStdString(value->get_ref<const std::string &>());
}

} // namespace assay::k8s
