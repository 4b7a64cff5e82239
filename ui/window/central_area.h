// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>
#include <models/tables/tests_model.h>
#include <ui/window/main_window.h>

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace assay::ui {

class BannerArea;
class ImagesPage;
class KeptStrip;
class NoticeStrip;
class TestPage;

//! The middle of the window: messages on top, and the run that is shown or a word on how to begin.
//! Over a stored run stands when it was.
class CentralArea : public QWidget
{
    Q_OBJECT
public:
    CentralArea(models::ShownRun *shown, models::TestsModel *tests, models::SuiteDocument *suite,
                QWidget *parent = nullptr);

    BannerArea *banners() const { return m_banners; }
    TestPage *page() const { return m_page; }
    ImagesPage *images() const { return m_images; }
    //! The images of this computer in the place of a test, until one is chosen or runs.
    void showImages(bool show);
    KeptStrip *keptStrip() const { return m_kept; }         //!< what the run left
    NoticeStrip *undoStrip() const { return m_undo; }       //!< what was just removed
    NoticeStrip *outsideStrip() const { return m_outside; } //!< what became of the file
    NoticeStrip *unsavedStrip() const { return m_unsaved; } //!< what was left unsaved

    //! What is wrong with the file of the suite, as a message.
    void showSuiteProblems();
    //! Says that the cluster cannot be used or does not answer any more, once, until it does.
    void tellOfCluster(const ClusterState &before, const ClusterState &now,
                       const std::function<void()> &retry);

Q_SIGNALS:
    void storedRunClosed();

private:
    QWidget *makeStrip();
    void refresh();
    QString suiteName() const;
    models::ShownRun *m_shown;
    models::SuiteDocument *m_suite;
    QWidget *m_strip; //!< over a stored run
    QLabel *m_stripText;
    BannerArea *m_banners;
    KeptStrip *m_kept;
    NoticeStrip *m_unsaved;
    NoticeStrip *m_outside;
    NoticeStrip *m_undo;
    QStackedWidget *m_pages;
    QLabel *m_welcome;
    ImagesPage *m_images;
    TestPage *m_page;
    bool m_showsImages = false;
    bool m_wasUnread = false; //!< the text was shown because there was nothing else
};

} // namespace assay::ui
