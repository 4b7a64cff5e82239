// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "headless_run.h"
#include "local/image_choice.h"

#include <k8s/containers/engine_client.h>
#include <k8s/containers/engine_search.h>
#include <models/imports/package_list.h>

#include <QCoro/QCoroTask>
#include <QPointer>

namespace assay::app {

//! `assay try`: one image on this computer's container engine, without a suite.
class TryImage : public QObject
{
    Q_OBJECT
public:
    explicit TryImage(TryCommand command);

    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void found(const containers::FoundEngine &engine);
    void chosen(const ChosenImage &image);
    //! Of an image that is not there: with where else it is.
    static QCoro::Task<> refuseMissing(QPointer<TryImage> self, QString why, QString socketPath);
    void refuse(const QString &why, int status);

    TryCommand m_command;
    containers::JobPtr<containers::Answer<containers::FoundEngine>> m_search;
    std::shared_ptr<containers::EngineService> m_service;
    std::unique_ptr<containers::EngineClient> m_client;
    containers::JobPtr<containers::Answer<std::vector<containers::ImageSummary>>> m_images;
    std::unique_ptr<HeadlessRun> m_run;
    Interrupts m_interrupts; //!< until there is a run
};

//! The one test that trying an image is. `requirements` are what a file for pip lists.
tl::expected<models::CustomImageTestConfiguration, QString>
configurationFor(const ChosenImage &image, const TryCommand &command,
                 const std::vector<models::ListedPackage> &requirements);

} // namespace assay::app
