// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "timeline/evidence_target.h"

#include <models/tables/shown_run.h>
#include <models/tables/tests_model.h>

#include <QObject>

#include <vector>

class QMenuBar;

namespace assay::ui {

class CommandPalette;
class EvidencePane;
class TestPage;
class TestsPanel;
class WindowActions;

//! Where someone was in the window, and the way back: which test, which pane, and what was opened
//! in it. It also goes from failure to failure.
class Navigator : public QObject
{
    Q_OBJECT
public:
    Navigator(models::ShownRun *shown, models::TestsModel *tests, TestsPanel *panel, TestPage *page,
              QObject *parent);

    //! Whatever goes somewhere: menus, links in panes, a failure that is looked at.
    //! `menus` outlives this: what stands in them can be found and looked up.
    void listenTo(const WindowActions &actions, const QMenuBar &menus);

    //! Opens a place in the record of the run that is shown.
    void open(const EvidenceTarget &target);
    //! The same, but as part of getting where one is already.
    void arrive(const EvidenceTarget &target);
    void back();
    void forward();
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_places.size(); }
    //! Chooses the next test, or the one before, that failed or gave no verdict; around the end.
    void goToFailure(bool next);
    //! Offers every action of the menus and every test.
    void openPalette(const QMenuBar &menus);

Q_SIGNALS:
    void changed(); //!< whether there is a way back or forward

private:
    struct Place
    {
        QString testId;
        int page = 0;
        EvidenceTarget target;
        bool operator==(const Place &) const = default;
    };
    void note(const EvidenceTarget &target);
    void travel(size_t to);

    models::ShownRun *m_shown;
    models::TestsModel *m_tests;
    TestsPanel *m_panel;
    TestPage *m_page;
    EvidencePane *m_evidence; //!< of the page
    std::vector<Place> m_places;
    size_t m_at = 0;
    CommandPalette *m_palette = nullptr; //!< made when it is first wanted
    bool m_moving = false;               //!< what changes is of our own doing
};

} // namespace assay::ui
