// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/images_model.h>

#include <QObject>

#include <optional>

namespace assay::ui {

class CentralArea;
class ClusterBar;
class ImagesPage;
class TestsPanel;
class WindowActions;

//! The container engine of this computer, as the window shows it.
struct EngineState
{
    enum class Being { Unknown, Looking, Found, Missing };
    Being being = Being::Unknown;
    QString name;    //!< Found: "Podman 4.3.1, rootless"
    QString problem; //!< Missing, or its images cannot be listed: what, where and what to do
};

//! An image on its way from a registry.
struct PullState
{
    QString image;
    qint64 bytes = 0;
    qint64 totalBytes = 0; //!< 0: the engine does not tell
    int layers = 0;        //!< that are there
    int totalLayers = 0;   //!< that are known of
    double seconds = 0;    //!< since it began
};

//! "120 MB of 1.2 GB, 2 of 5 layers, about 40 s left": what of it the engine tells.
QString pullText(const PullState &pull);

//! The container engine of this computer in the window: its place among the clusters, the page of
//! its images, what is dropped or pasted, and that an image is to be tried.
class LocalImages : public QObject
{
    Q_OBJECT
public:
    LocalImages(const WindowActions &actions, ClusterBar *clusters, CentralArea *centre,
                TestsPanel *panel, QWidget *window);

    void setEngine(const EngineState &engine);
    void setImages(std::vector<models::LocalImage> images);
    //! Nothing: none is on its way. The page is shown when one begins.
    void setPull(const std::optional<PullState> &pull);

Q_SIGNALS:
    //! The engine is to be what tests run on.
    void placeChosen();
    //! `image` as a person named it.
    void tryRequested(const QString &image);
    //! Someone looks at the list, or wants it anew: also after an engine was missing.
    void listRequested();
    void pullCancelled();
    //! What was pasted names no image, in a sentence.
    void remark(const QString &sentence);

private:
    ClusterBar *m_clusters;
    CentralArea *m_centre;
    ImagesPage *m_page;
    bool m_isPulling = false;
};

} // namespace assay::ui
