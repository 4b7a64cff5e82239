// SPDX-License-Identifier: Apache-2.0
#include "other_engine.h"

#include "cluster/awaiting.h"
#include "image_choice.h"

#include <k8s/containers/engine_client.h>

#include <QCoreApplication>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {
struct OtherEngineText
{
    Q_DECLARE_TR_FUNCTIONS(OtherEngineText)
};
} // namespace

//! It only refines a sentence that somebody waits for.
static constexpr std::chrono::seconds patienceWithOther(2);

QCoro::Task<QString> onAnotherEngine(QString typed, QString socketPath,
                                     containers::EngineSurroundings surroundings)
{
    const auto never = std::make_shared<Cancellation>();
    for (const char *engine : {"podman", "docker"}) {
        containers::EngineWish wish;
        wish.engine = QString::fromLatin1(engine);
        wish.patience = patienceWithOther;
        wish.mayStartPodman = false;
        const auto search = containers::findEngine(wish, surroundings);
        co_await untilFinished(never, search.get());
        if (!search->result() || search->result()->address.socketPath == socketPath)
            continue;
        const containers::FoundEngine found = *search->result();
        containers::EngineClient client(found.address);
        client.setRequestTimeout(patienceWithOther);
        client.know(found.version);
        const auto images = client.images();
        co_await untilFinished(never, images.get());
        if (!images->result())
            continue;
        const auto image = chooseImage(typed, *images->result());
        if (image && !image->id.isEmpty())
            co_return OtherEngineText::tr("It is on %1: say --engine %2.")
                .arg(found.version.text(), wish.engine);
    }
    co_return QString();
}

} // namespace assay::app
