// SPDX-License-Identifier: Apache-2.0
#include "doctor_local.h"

#include "cluster/awaiting.h"
#include "local/image_choice.h"

#include "output/terminal.h"

#include <models/words/ladder_text.h>

#include <QLocale>

namespace assay::app {

using namespace Qt::StringLiterals;
using models::PreflightCheck;

static constexpr qint64 roomForAnImage = qint64(10) << 30; //!< bytes; workbench images are large

DoctorLocal::DoctorLocal(DoctorCommand command) : m_command(std::move(command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { Q_EMIT finished(130); });
}

void DoctorLocal::start()
{
    if (loadSuite())
        look(this);
    else
        conclude();
}

bool DoctorLocal::loadSuite()
{
    if (m_command.suite.isEmpty())
        return true;
    QStringList problems;
    if (auto suite = models::Suite::load(m_command.suite)) {
        for (const auto &problem : suite->problems) {
            if (problem.isError())
                problems << problem.toLine(m_command.suite);
        }
        m_suite = std::move(*suite);
    } else {
        problems << suite.error();
    }
    if (problems.isEmpty())
        return true;
    tell(tr("Suite"), Result::Failed, problems.join(u'\n'));
    m_status = 2;
    return false;
}

QCoro::Task<> DoctorLocal::look(QPointer<DoctorLocal> doctor)
{
    containers::EngineWish wish;
    wish.engine = doctor->m_command.cluster.engine;
    const auto search = containers::findEngine(wish);
    const auto never = std::make_shared<Cancellation>();
    co_await untilFinished(never, search.get());
    if (!doctor)
        co_return;
    if (!search->result()) {
        doctor->tell(tr("Container engine"), Result::Failed, search->result().error().message);
        doctor->m_status = 3;
        doctor->conclude();
        co_return;
    }
    const containers::FoundEngine engine = *search->result();
    doctor->m_service = engine.service;
    doctor->m_client = std::make_unique<containers::EngineClient>(engine.address);
    const auto info = doctor->m_client->info();
    co_await untilFinished(never, info.get());
    if (!doctor)
        co_return;
    if (!info->result()) {
        doctor->tell(tr("Container engine"), Result::Failed, info->result().error().message);
        doctor->m_status = 3;
    } else {
        doctor->tellOfEngine(local::factsOf(engine, *info->result()));
        co_await lookAtImages(doctor);
        if (!doctor)
            co_return;
    }
    doctor->conclude();
}

void DoctorLocal::tellOfEngine(const local::LocalFacts &facts)
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
                "as root, or cgroup version 2 with its controllers delegated."));
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

QCoro::Task<> DoctorLocal::lookAtImages(QPointer<DoctorLocal> doctor)
{
    if (doctor->m_suite.tests.empty())
        co_return;
    const auto images = doctor->m_client->images();
    co_await untilFinished(std::make_shared<Cancellation>(), images.get());
    if (!doctor)
        co_return;
    if (!images->result()) {
        doctor->tell(tr("Images"), Result::Failed, images->result().error().message);
        doctor->m_status = 3;
        co_return;
    }
    QStringList seen;
    for (const auto &test : doctor->m_suite.tests) {
        if (seen.contains(test.customImage))
            continue;
        seen << test.customImage;
        const QString name = tr("Image %1").arg(test.customImage);
        const auto image = chooseImage(test.customImage, *images->result());
        if (!image) {
            doctor->tell(name, Result::Failed, image.error());
            doctor->m_status = 3;
        } else if (image->id.isEmpty()) {
            doctor->tell(name, Result::Warning, tr("is not on this computer"),
                         tr("It will be pulled when it is run."));
        } else {
            doctor->tell(name, Result::Passed, image->id);
        }
    }
}

void DoctorLocal::tell(const QString &name, Result result, const QString &detail,
                       const QString &advice)
{
    const PreflightCheck check{name, result, detail, advice};
    m_checks.push_back(check);
    if (!m_command.json)
        Terminal(Terminal::Stream::Out) << models::ladderLine(check);
}

void DoctorLocal::conclude()
{
    Terminal(Terminal::Stream::Out) << models::ladderEnd(m_checks, m_command.json);
    Q_EMIT finished(m_status);
}

} // namespace assay::app
