// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/places.h"
#include "local/image_choice.h"

#include <k8s/containers/engine_client.h>
#include <k8s/containers/engine_search.h>
#include <models/suite/custom_image_test_configuration.h>

#include <QElapsedTimer>

namespace assay::app {

//! The container engine of this computer, as the dashboard uses it: found, its images listed and
//! pulled, and as the place of runs, which is what `assay run --local` has.
class LocalPlace : public QObject
{
    Q_OBJECT
public:
    //! `engine` as typed: see ClusterOptions; empty: the first that is found.
    explicit LocalPlace(QString engine, QObject *parent = nullptr);
    ~LocalPlace() override;

    //! Looks for the engine, unless it is known, and lists its images; answered by found() and
    //! listed(), or missing(). `mayStart`: a Podman that does not listen is started.
    void look(bool mayStart);
    //! "Podman 4.3.1, rootless"; empty: not known yet.
    const QString &name() const { return m_name; }

    //! As what is typed behind --engine: where it is once it was found, else what was asked for.
    QString engine() const { return m_client ? m_client->address().url() : m_engine; }

    //! As what tests run on; answered by opened() or notOpened(), perhaps at once.
    void open();
    bool isOpening() const { return m_isOpening; }
    //! What was open is no more: the next open() begins anew.
    void forget();

    //! Finds the image that is meant, and pulls it where it is not there; answered by chosen() or
    //! refused(), or by notOpened() where open() waits for the engine, too. Not while another is on
    //! its way.
    void choose(const QString &typed);
    //! The image that is on its way, as typed; empty: none.
    const QString &choosing() const { return m_typed; }
    void cancelPull();

Q_SIGNALS:
    void found(const QString &name);
    void missing(const QString &sentence);
    void listed(const std::vector<assay::containers::ImageSummary> &images);
    void notListed(const QString &sentence);
    void opened(const assay::k8s::RestConfig &cluster, const assay::app::LocalEngine &engine);
    void notOpened(const QString &sentence);
    void chosen(const assay::app::ChosenImage &image);
    void refused(const QString &sentence);
    //! Of the image that was chosen; no value: it has ended.
    void pulling(const QString &image,
                 const std::optional<assay::containers::PullProgress> &progress, double seconds);

private:
    void search();
    void met(const containers::FoundEngine &engine);
    void list();
    void listEnded(const k8s::Result<std::vector<containers::ImageSummary>> &images);
    void chooseFrom(const std::vector<containers::ImageSummary> &images);
    void pull(const QString &reference);
    static QString withWayIn(const k8s::Error &error, const QString &reference,
                             const QString &problem);
    void openPlaces();
    void fail(const QString &sentence);

    QString m_engine; //!< as typed
    QString m_name;
    bool m_mayStart = false;
    bool m_searchMayStart = false; //!< that which is under way
    containers::JobPtr<containers::Answer<containers::FoundEngine>> m_search;
    std::shared_ptr<containers::EngineService> m_service;
    std::unique_ptr<containers::EngineClient> m_client; //!< of the engine that was found
    containers::JobPtr<containers::Answer<containers::EngineInfo>> m_info;
    containers::JobPtr<containers::Answer<std::vector<containers::ImageSummary>>> m_images;
    containers::JobPtr<containers::PullJob> m_pull;
    QElapsedTimer m_pullClock;
    QString m_typed; //!< the image that is to be chosen; empty: none
    bool m_wasPulled = false;
    bool m_isOpening = false;
    std::unique_ptr<Places> m_places;
    std::optional<k8s::RestConfig> m_cluster; //!< once it is open
};

} // namespace assay::app
