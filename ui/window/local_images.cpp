// SPDX-License-Identifier: Apache-2.0
#include <ui/window/local_images.h>

#include "central_area.h"
#include "cluster_bar.h"
#include "image_drop.h"
#include "images_page.h"
#include "tests_panel.h"
#include "window_actions.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

#include <utility>

namespace assay::ui {

LocalImages::LocalImages(const WindowActions &actions, ClusterBar *clusters, CentralArea *centre,
                         TestsPanel *panel, QWidget *window)
    : QObject(window)
    , m_clusters(clusters)
    , m_centre(centre)
    , m_page(centre->images())
{
    const auto show = [centre, this] {
        centre->showImages(true);
        m_page->focusSearch();
        Q_EMIT listRequested();
    };
    connect(clusters, &ClusterBar::localChosen, this, &LocalImages::placeChosen);
    connect(actions.images, &QAction::triggered, this, show);
    connect(panel, &TestsPanel::imagesRequested, this, show);
    connect(panel, &TestsPanel::clicked, this, [centre] { centre->showImages(false); });
    connect(m_page, &ImagesPage::closed, this, [centre] { centre->showImages(false); });
    connect(m_page, &ImagesPage::listRequested, this, &LocalImages::listRequested);
    connect(m_page, &ImagesPage::tryRequested, this, &LocalImages::tryRequested);
    connect(m_page, &ImagesPage::pullCancelled, this, &LocalImages::pullCancelled);
    connect(new ImageDrop(window), &ImageDrop::dropped, this, &LocalImages::tryRequested);
    connect(actions.pasteImage, &QAction::triggered, this, [this] {
        if (const auto image = imageNamedIn(QGuiApplication::clipboard()->text()))
            Q_EMIT tryRequested(*image);
        else
            Q_EMIT remark(tr("What was copied is no name of an image, such as "
                             "localhost/my-image:latest."));
    });
}

void LocalImages::setEngine(const EngineState &engine)
{
    m_clusters->setLocalEngine(engine.name);
    m_page->setEngine(engine);
}

void LocalImages::setImages(std::vector<models::LocalImage> images)
{
    m_page->setImages(std::move(images));
}

void LocalImages::setPull(const std::optional<PullState> &pull)
{
    // An image that was dropped or pasted may be on its way while something else is looked at.
    if (!std::exchange(m_isPulling, pull.has_value()) && pull)
        m_centre->showImages(true);
    m_page->setPull(pull);
}

} // namespace assay::ui
