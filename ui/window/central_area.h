// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/tests_model.h>

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace assay::ui {

class BannerArea;
class TestPage;

//! The middle of the window: messages on top, and the test that is shown or a word on how to begin.
class CentralArea : public QWidget
{
    Q_OBJECT
public:
    CentralArea(models::Workspace *workspace, models::TestsModel *tests, QWidget *parent = nullptr);

    BannerArea *banners() const { return m_banners; }
    TestPage *page() const { return m_page; }

    //! Empty, or none of the suite's: the word of welcome. True where another test is shown now.
    bool showTest(const QString &testId);
    //! What is wrong with the file of the suite, as a message.
    void showSuiteProblems();

private:
    models::Workspace *m_workspace;
    BannerArea *m_banners;
    QStackedWidget *m_pages;
    QLabel *m_welcome;
    TestPage *m_page;
};

} // namespace assay::ui
