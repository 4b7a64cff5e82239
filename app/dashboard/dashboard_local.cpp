// SPDX-License-Identifier: Apache-2.0
// The part of Dashboard that works with this computer's container engine and its images.
#include "dashboard.h"

#include "commands/try_image.h"

#include <models/words/container_words.h>
#include <ui/window/local_images.h>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;
using Being = ui::EngineState::Being;

//! The images of an engine under each of their names; those without one cannot be named.
static std::vector<models::LocalImage>
namedImages(const std::vector<containers::ImageSummary> &images)
{
    std::vector<models::LocalImage> named;
    for (const containers::ImageSummary &image : images) {
        for (const QString &tag : image.tags)
            named.push_back({tag, image.id, image.size, image.created});
    }
    return named;
}

void Dashboard::connectLocal()
{
    auto *images = m_window.images();
    connect(images, &ui::LocalImages::placeChosen, this, &Dashboard::useLocal);
    connect(images, &ui::LocalImages::tryRequested, this, &Dashboard::tryImage);
    connect(images, &ui::LocalImages::listRequested, this, [this] { m_local.look(true); });
    connect(images, &ui::LocalImages::pullCancelled, &m_local, &LocalPlace::cancelPull);
    connect(&m_local, &LocalPlace::found, this, [images](const QString &name) {
        images->setEngine({Being::Found, name, {}});
    });
    connect(&m_local, &LocalPlace::missing, this, [images](const QString &sentence) {
        images->setEngine({Being::Missing, {}, sentence});
    });
    connect(&m_local, &LocalPlace::listed, this, [this, images](const auto &list) {
        images->setEngine({Being::Found, m_local.name(), {}});
        images->setImages(namedImages(list));
    });
    connect(&m_local, &LocalPlace::notListed, this, [this, images](const QString &sentence) {
        images->setEngine({Being::Found, m_local.name(), sentence});
    });
    connect(&m_local, &LocalPlace::pulling, this,
            [images](const QString &image, const auto &progress, double seconds) {
                if (progress)
                    images->setPull(ui::PullState{image, progress->bytes, progress->totalBytes,
                                                  progress->layers, progress->totalLayers,
                                                  seconds});
                else
                    images->setPull({});
            });
    connect(&m_local, &LocalPlace::chosen, this, &Dashboard::runImage);
    connect(&m_local, &LocalPlace::refused, this, [this](const QString &sentence) {
        m_window.showProblem(tr("This image cannot be tried"), sentence, u"try"_s);
    });
    connect(&m_local, &LocalPlace::opened, this,
            [this](const k8s::RestConfig &cluster, const LocalEngine &engine) {
                m_localEngine = engine;
                if (m_place == Place::Local)
                    useCluster(cluster, Place::Local);
            });
    connect(&m_local, &LocalPlace::notOpened, this, [this](const QString &sentence) {
        if (m_place == Place::Local)
            showUnusable(m_window.cluster().context, sentence);
    });
}

void Dashboard::lookForEngine()
{
    m_window.images()->setEngine({Being::Looking, {}, {}});
    // A Podman that does not listen is started for those who come without a suite, and for those
    // who ask for it.
    m_local.look(m_command.path.isEmpty() || m_command.cluster.local);
}

void Dashboard::useLocal()
{
    ui::ClusterState state;
    state.local = true;
    state.context = m_local.name().isEmpty() ? tr("this computer") : m_local.name();
    state.connection = ui::ClusterState::Connection::Connecting;
    m_cluster.reset();
    takePlace(Place::Local);
    tellOfCluster();
    m_window.setCluster(state);
    m_local.open();
}

void Dashboard::speakOfPlace()
{
    // What is diagnosed in one kind of words ends in them.
    if (!m_running)
        models::speakOfContainers(m_place == Place::Local);
}

void Dashboard::tryImage(const QString &typed)
{
    const QString &other = m_local.choosing();
    if (m_running || !other.isEmpty()) {
        const QString why = m_running ? tr("Tests are running: wait until they have ended, or stop "
                                           "them, and try %1 again.")
                                            .arg(typed)
                                      : tr("%1 is on its way: wait until it is there, or cancel "
                                           "the pull, and try %2 again.")
                                            .arg(other, typed);
        m_window.showProblem(tr("This image cannot be tried now"), why, u"try"_s);
        return;
    }
    m_window.endProblem(u"try"_s);
    m_local.choose(typed);
}

void Dashboard::runImage(const ChosenImage &image)
{
    models::SuiteDocument *suite = m_workspace.suite();
    const QStringList &all = suite->ids();
    if (m_running || std::any_of(all.begin(), all.end(),
                                 [this](const QString &one) { return m_workspace.isQueued(one); }))
        return m_window.showProblem(tr("This image cannot be tried now"),
                                    tr("Tests are running: wait until they have ended, or stop "
                                       "them, and try %1 again.")
                                        .arg(image.name),
                                    u"try"_s);
    const auto refuse = [this](const QString &why) {
        m_window.showProblem(tr("This image cannot be tried"), why, u"try"_s);
    };
    TryCommand asTyped;
    asTyped.image = image.name;
    auto test = configurationFor(image, asTyped, {});
    if (!test)
        return refuse(test.error());
    QString id;
    for (std::size_t i = 0; i < suite->tests().size(); ++i) {
        const auto &known = suite->tests()[i];
        if (known.customImage == test->customImage && known.packagesToVerify.isEmpty())
            id = suite->ids()[int(i)]; // it was tried before
    }
    if (id.isEmpty()) {
        const QString name = test->id;
        for (int number = 2; suite->isTaken(test->id, {}); ++number)
            test->id = test->notebookName = name + u'-' + QString::number(number);
        id = suite->addTest(*test);
    }
    if (id.isEmpty())
        return; // the suite has said why
    // It was looked for, or pulled, while another place may have been chosen.
    if (m_place != Place::Local || (!m_cluster && !m_local.isOpening()))
        useLocal();
    m_window.selectTest(id);
    m_window.runTests({id});
}

void Dashboard::checkEngine()
{
    m_engineLadder = std::make_unique<EngineLadder>(m_local.engine());
    connect(m_engineLadder.get(), &EngineLadder::told, &m_ladder, &ui::LadderDialog::add);
    connect(m_engineLadder.get(), &EngineLadder::finished, &m_ladder, &ui::LadderDialog::end);
    m_engineLadder->climb(m_workspace.suite()->suite().tests);
}

} // namespace assay::app
