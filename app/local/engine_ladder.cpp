// SPDX-License-Identifier: Apache-2.0
#include "engine_ladder.h"

#include "cluster/awaiting.h"
#include "image_choice.h"

#include <QLocale>

namespace assay::app {

using namespace Qt::StringLiterals;

static constexpr qint64 roomForAnImage = qint64(10) << 30; //!< bytes; workbench images are large

EngineLadder::EngineLadder(QString engine, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
{
}

void EngineLadder::climb(std::vector<models::CustomImageTestConfiguration> tests)
{
    m_tests = std::move(tests);
    look(this);
}

QCoro::Task<> EngineLadder::look(QPointer<EngineLadder> ladder)
{
    containers::EngineWish wish;
    wish.engine = ladder->m_engine;
    const auto search = containers::findEngine(wish);
    const auto never = std::make_shared<Cancellation>();
    co_await untilFinished(never, search.get());
    if (!ladder)
        co_return;
    if (!search->result()) {
        ladder->tell(tr("Container engine"), Result::Failed, search->result().error().message);
        Q_EMIT ladder->finished(ladder->m_holds);
        co_return;
    }
    const containers::FoundEngine engine = *search->result();
    const auto client = std::make_shared<containers::EngineClient>(engine.address);
    const auto info = client->info();
    co_await untilFinished(never, info.get());
    if (!ladder)
        co_return;
    if (!info->result()) {
        ladder->tell(tr("Container engine"), Result::Failed, info->result().error().message);
    } else {
        ladder->tellOfEngine(local::factsOf(engine, *info->result()));
        co_await lookAtImages(ladder, client);
        if (!ladder)
            co_return;
    }
    Q_EMIT ladder->finished(ladder->m_holds);
}

void EngineLadder::tellOfEngine(const local::LocalFacts &facts)
{
    const containers::EngineInfo &info = facts.info;
    tell(tr("Container engine"), Result::Passed,
         tr("%1 at %2, API %3")
             .arg(facts.text(), facts.engine.address.url(), facts.engine.version.apiVersion));
    tell(tr("User ids"), Result::Passed,
         info.mappedUserIds && *info.mappedUserIds <= facts.userId * 2
             ? tr("%1 are mapped: containers run as user %2 and group 0. OpenShift gives ids of "
                  "ten digits.")
                   .arg(*info.mappedUserIds)
                   .arg(facts.userId)
             : tr("containers run as user %1 and group 0, as OpenShift would run them")
                   .arg(facts.userId));
    QStringList ignored;
    if (!info.limitsMemory)
        ignored << tr("memory");
    if (!info.limitsCpu)
        ignored << tr("CPU");
    const QString controllers = info.cgroupControllers.isEmpty()
                                    ? tr("cgroup version %1").arg(info.cgroupVersion)
                                    : tr("cgroup version %1: %2")
                                          .arg(info.cgroupVersion)
                                          .arg(info.cgroupControllers.join(u", "_s));
    if (ignored.isEmpty())
        tell(tr("Limits"), Result::Passed, controllers);
    else
        tell(tr("Limits"), Result::Warning,
             tr("this engine ignores limits on %1 (%2)").arg(ignored.join(u", "_s), controllers),
             tr("A container that takes too much memory is not told here: use an engine that runs "
                "as root, or cgroup version 2 delegated to this user."));
    if (info.freeSpace) {
        const QString free = QLocale::c().formattedDataSize(*info.freeSpace);
        const QString detail = tr("%1 free in %2").arg(free, info.dataFolder);
        if (*info.freeSpace < roomForAnImage)
            tell(tr("Disk space"), Result::Warning, detail,
                 tr("A workbench image may need more: remove images that nobody uses."));
        else
            tell(tr("Disk space"), Result::Passed, detail);
    }
    for (const QString &warning : info.warnings)
        tell(tr("The engine's own words"), Result::Warning, warning);
}

QCoro::Task<> EngineLadder::lookAtImages(QPointer<EngineLadder> ladder,
                                         std::shared_ptr<containers::EngineClient> client)
{
    if (ladder->m_tests.empty())
        co_return;
    const auto images = client->images();
    co_await untilFinished(std::make_shared<Cancellation>(), images.get());
    if (!ladder)
        co_return;
    if (!images->result()) {
        ladder->tell(tr("Images"), Result::Failed, images->result().error().message);
        co_return;
    }
    QStringList seen;
    for (const auto &test : ladder->m_tests) {
        if (seen.contains(test.customImage))
            continue;
        seen << test.customImage;
        const QString name = tr("Image %1").arg(test.customImage);
        const auto image = chooseImage(test.customImage, *images->result());
        if (!image) {
            ladder->tell(name, Result::Failed, image.error());
        } else if (image->id.isEmpty()) {
            ladder->tell(name, Result::Warning, tr("is not on this computer"),
                         tr("It will be pulled when it is run."));
        } else {
            ladder->tell(name, Result::Passed, image->id);
        }
    }
}

void EngineLadder::tell(const QString &name, Result result, const QString &detail,
                        const QString &advice)
{
    m_holds = m_holds && result != Result::Failed;
    Q_EMIT told({name, result, detail, advice});
}

} // namespace assay::app
