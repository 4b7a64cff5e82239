// SPDX-License-Identifier: Apache-2.0
#include "local_place.h"

#include "local/known_manifests.h"

#include <k8s/registry/registry_login.h>
#include <local/local_facts.h>
#include <models/record/local_verdicts.h>

namespace assay::app {

LocalPlace::LocalPlace(QString engine, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
{
}

LocalPlace::~LocalPlace() = default;

void LocalPlace::look(bool mayStart)
{
    m_mayStart = m_mayStart || mayStart;
    if (m_client)
        list();
    else
        search();
}

void LocalPlace::search()
{
    if (m_search || m_info)
        return; // on its way
    containers::EngineWish wish;
    wish.engine = m_engine;
    wish.patience = patienceWithBusyEngine;
    wish.mayStartPodman = m_searchMayStart = m_mayStart;
    m_search = containers::findEngine(wish);
    connect(m_search.get(), &k8s::Job::finished, this, [this] {
        const auto search = std::move(m_search);
        if (search->result())
            met(*search->result());
        else if (m_mayStart && !m_searchMayStart)
            LocalPlace::search(); // somebody has asked for it meanwhile
        else
            fail(search->result().error().message);
    });
}

void LocalPlace::met(const containers::FoundEngine &engine)
{
    m_service = engine.service;
    m_client = std::make_unique<containers::EngineClient>(engine.address);
    m_client->know(engine.version);
    m_info = m_client->info();
    connect(m_info.get(), &k8s::Job::finished, this, [this, engine] {
        const auto info = std::move(m_info);
        if (!info->result()) {
            fail(info->result().error().message);
            return;
        }
        m_name = local::factsOf(engine, *info->result()).text();
        Q_EMIT found(m_name);
        list();
        if (m_isOpening)
            openPlaces();
    });
}

//! Whatever waits for the engine waits no longer, and it is looked for anew the next time.
void LocalPlace::fail(const QString &sentence)
{
    m_client.reset();
    m_service.reset();
    m_name.clear();
    Q_EMIT missing(sentence);
    const bool choosing = !std::exchange(m_typed, {}).isEmpty();
    // It is one problem, and said once.
    if (std::exchange(m_isOpening, false))
        Q_EMIT notOpened(sentence);
    else if (choosing)
        Q_EMIT refused(sentence);
}

void LocalPlace::list()
{
    if (m_images || m_info)
        return; // on its way
    m_images = m_client->images();
    connect(m_images.get(), &k8s::Job::finished, this, [this] {
        const auto images = std::move(m_images);
        listEnded(images->result());
    });
}

void LocalPlace::listEnded(const k8s::Result<std::vector<containers::ImageSummary>> &images)
{
    if (!images) {
        // Nobody behind the socket any more: it may be another one tomorrow.
        if (images.error().kind == k8s::Error::Kind::Connection) {
            fail(images.error().message);
            return;
        }
        Q_EMIT notListed(images.error().message);
        if (!std::exchange(m_typed, {}).isEmpty())
            Q_EMIT refused(images.error().message);
        return;
    }
    KnownManifests::take(models::LocalVerdicts::defaultPath(), *images);
    Q_EMIT listed(*images);
    if (!m_typed.isEmpty() && !m_pull)
        chooseFrom(*images);
}

void LocalPlace::choose(const QString &typed)
{
    Q_ASSERT(m_typed.isEmpty() && !typed.isEmpty());
    m_typed = typed;
    m_wasPulled = false;
    look(true);
}

void LocalPlace::chooseFrom(const std::vector<containers::ImageSummary> &images)
{
    const auto image = chooseImage(m_typed, images);
    if (image && image->id.isEmpty() && !m_wasPulled) {
        pull(image->reference);
        return;
    }
    m_typed.clear();
    if (image)
        Q_EMIT chosen(*image);
    else
        Q_EMIT refused(image.error());
}

//! Where the registry wants a login that is not known here.
QString LocalPlace::withWayIn(const k8s::Error &error, const QString &reference,
                              const QString &problem)
{
    if (error.kind != k8s::Error::Kind::Unauthorized && error.kind != k8s::Error::Kind::Forbidden)
        return error.message;
    const QString wayIn =
        problem.isEmpty() ? tr("If the name is right, log in with \"podman login %1\" or \"docker "
                               "login %1\", and try it again.")
                                .arg(reference.section(u'/', 0, 0))
                          : problem;
    return (error.message.endsWith(u'.') ? error.message : error.message + u'.') + u' ' + wayIn;
}

void LocalPlace::pull(const QString &reference)
{
    m_pullClock.start();
    const auto &version = m_client->version();
    const k8s::FoundLogin found = k8s::findLogin(
        reference, k8s::loginFiles(version && version->kind == containers::EngineKind::Docker
                                       ? k8s::LoginsOf::Docker
                                       : k8s::LoginsOf::Podman));
    containers::PullOptions options;
    options.login = found.login;
    m_pull = m_client->pull(reference, options);
    const auto tell = [this, reference](const containers::PullProgress &progress) {
        Q_EMIT pulling(reference, progress, double(m_pullClock.elapsed()) / 1000);
    };
    tell({});
    connect(m_pull.get(), &containers::PullJob::progressed, this, tell);
    connect(m_pull.get(), &k8s::Job::finished, this, [this, reference, problem = found.problem] {
        const auto pull = std::move(m_pull);
        Q_EMIT pulling(reference, std::nullopt, double(m_pullClock.elapsed()) / 1000);
        if (pull->result()) {
            m_wasPulled = true;
            list();
            return;
        }
        m_typed.clear();
        // Who cancelled it knows.
        if (pull->result().error().kind != k8s::Error::Kind::Cancelled)
            Q_EMIT refused(withWayIn(pull->result().error(), reference, problem));
    });
}

void LocalPlace::cancelPull()
{
    if (m_pull)
        m_pull->abort();
}

void LocalPlace::open()
{
    if (m_cluster) {
        Q_EMIT opened(*m_cluster, *m_places->engine());
        return;
    }
    if (std::exchange(m_isOpening, true))
        return;
    if (!m_name.isEmpty()) {
        openPlaces();
        return;
    }
    m_mayStart = true;
    search();
}

void LocalPlace::openPlaces()
{
    // The engine that was found, which may be one that was started for this.
    m_places = std::make_unique<Places>(std::vector<ClusterOptions>{
        {.local = true, .engine = m_engine, .engineAt = m_client->address().url()}});
    // Nothing is left at the end but what somebody wanted to keep.
    m_places->keepContainers(true);
    connect(m_places.get(), &Places::failed, this, [this](const QString &why) {
        m_isOpening = false;
        m_places.release()->deleteLater();
        Q_EMIT notOpened(why);
    });
    connect(m_places.get(), &Places::opened, this, [this] {
        m_isOpening = false;
        m_cluster = m_places->clusters().front();
        Q_EMIT opened(*m_cluster, *m_places->engine());
    });
    m_places->open();
}

void LocalPlace::forget()
{
    if (m_isOpening)
        return;
    m_cluster.reset();
    if (Places *places = m_places.release()) {
        connect(places, &Places::closed, places, &QObject::deleteLater);
        places->close();
    }
    if (m_pull || m_images)
        return; // the engine itself answers
    m_client.reset();
    m_service.reset();
    m_name.clear();
}

} // namespace assay::app
