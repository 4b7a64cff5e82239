// SPDX-License-Identifier: Apache-2.0
#include "navigator.h"

#include "dialogs/command_palette.h"
#include "dialogs/keys_dialog.h"
#include "evidence_pane.h"
#include "log/find_bar.h"
#include "log/log_pane.h"
#include "page_of_test.h"
#include "run/run_page.h"
#include "tests_panel.h"
#include "window_actions.h"

#include <QAction>
#include <QMenuBar>
#include <QScopedValueRollback>

namespace assay::ui {

namespace {
constexpr size_t mostPlaces = 200;
}

Navigator::Navigator(models::ShownRun *shown, models::TestsModel *tests, TestsPanel *panel,
                     TestPage *page, QObject *parent)
    : QObject(parent)
    , m_shown(shown)
    , m_tests(tests)
    , m_panel(panel)
    , m_page(page)
    , m_evidence(page->evidence())
{
    connect(shown, &models::ShownRun::changed, this, [this] {
        // A stored run is closed by whoever opened it: there is no way back into it.
        if (!m_moving && !m_shown->isStored() && !m_shown->testId().isEmpty() &&
            (m_places.empty() || m_places[m_at].testId != m_shown->testId()))
            note({});
    });
    connect(m_evidence, &QTabWidget::currentChanged, this, [this] {
        if (!m_moving && !m_shown->isStored() && !m_shown->testId().isEmpty())
            note({});
    });
}

void Navigator::listenTo(const WindowActions &actions, const QMenuBar &menus)
{
    const auto on = [this](const QAction *action, auto &&slot) {
        connect(action, &QAction::triggered, this, slot);
    };
    on(actions.palette, [this, &menus] { openPalette(menus); });
    on(actions.shortcuts, [&menus] { (new KeysDialog(menus, menus.window()))->open(); });
    on(actions.wholeRun, [this] { m_shown->keepTo({}); });
    connect(m_shown, &models::ShownRun::sliceChanged, this,
            [this, whole = actions.wholeRun] { whole->setEnabled(m_shown->slice().has_value()); });
    on(actions.back, [this] { back(); });
    on(actions.forward, [this] { forward(); });
    on(actions.nextFailure, [this] { goToFailure(true); });
    on(actions.previousFailure, [this] { goToFailure(false); });
    on(actions.find, [this] {
        if (m_page->canFind())
            return m_page->focusFind();
        m_page->showPage(TestPage::Page::Run);
        m_evidence->focusFind();
    });
    on(actions.findNext, [this] {
        m_page->canFind() ? m_page->find(true) : m_evidence->log()->findBar()->findNext();
    });
    on(actions.findPrevious, [this] {
        m_page->canFind() ? m_page->find(false) : m_evidence->log()->findBar()->findPrevious();
    });
    on(actions.nextError, [this] { m_evidence->goToError(true); });
    on(actions.previousError, [this] { m_evidence->goToError(false); });
    on(actions.showRun, [this] { m_page->showPage(TestPage::Page::Run); });
    on(actions.showConfiguration, [this] { m_page->showPage(TestPage::Page::Configuration); });
    on(actions.showYaml, [this] { m_page->showPage(TestPage::Page::Yaml); });
    on(actions.showObjects, [this] { m_page->showPage(TestPage::Page::Objects); });
    for (int i = 0; i < actions.panes.size(); ++i)
        on(actions.panes[i], [this, i] {
            m_page->showPage(TestPage::Page::Run);
            m_evidence->showPage(EvidencePane::Page(i));
            m_evidence->focusPage();
        });
    const auto refreshWays = [this, back = actions.back, forward = actions.forward] {
        back->setEnabled(canGoBack());
        forward->setEnabled(canGoForward());
    };
    connect(this, &Navigator::changed, this, refreshWays);
    refreshWays();
    connect(m_page->run(), &RunPage::targetActivated, this, &Navigator::open);
    connect(m_page->run(), &RunPage::proofFound, this, &Navigator::arrive);
    connect(m_evidence, &EvidencePane::linkActivated, this, &Navigator::open);
}

void Navigator::note(const EvidenceTarget &target)
{
    const Place place{m_shown->testId(), m_evidence->currentIndex(), target};
    if (!m_places.empty() && m_places[m_at] == place)
        return;
    if (!m_places.empty())
        m_places.resize(m_at + 1);
    m_places.push_back(place);
    if (m_places.size() > mostPlaces)
        m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
    Q_EMIT changed();
}

void Navigator::open(const EvidenceTarget &target)
{
    {
        const QScopedValueRollback moving(m_moving, true);
        m_evidence->open(target);
    }
    if (!m_shown->isStored())
        note(target);
}

void Navigator::arrive(const EvidenceTarget &target)
{
    const QScopedValueRollback moving(m_moving, true);
    m_evidence->open(target);
    if (!m_places.empty() && m_places[m_at].testId == m_shown->testId()) {
        m_places[m_at].page = m_evidence->currentIndex();
        m_places[m_at].target = target;
    }
}

void Navigator::travel(size_t to)
{
    m_at = to;
    const Place place = m_places[to];
    {
        const QScopedValueRollback moving(m_moving, true);
        m_panel->setCurrent(place.testId);
        if (!m_evidence->open(place.target))
            m_evidence->showPage(EvidencePane::Page(place.page));
    }
    m_places[to] = place;
    Q_EMIT changed();
}

void Navigator::back()
{
    if (canGoBack())
        travel(m_at - 1);
}

void Navigator::forward()
{
    if (canGoForward())
        travel(m_at + 1);
}

void Navigator::openPalette(const QMenuBar &menus)
{
    if (!m_palette)
        m_palette = new CommandPalette(menus.window());
    std::vector<PaletteEntry> entries = entriesOf(menus);
    for (const QString &id : m_shown->workspace()->suite()->ids())
        entries.push_back({id, tr("Test"), {}, [this, id] {
                               m_panel->setCurrent(id);
                               m_page->showPage(TestPage::Page::Run);
                           }});
    m_palette->open(std::move(entries));
}

void Navigator::goToFailure(bool next)
{
    const QStringList shown = m_panel->visibleTests();
    const qsizetype count = shown.size();
    const qsizetype from = shown.indexOf(m_panel->current());
    for (qsizetype step = 1; step <= count; ++step) {
        const qsizetype place = from < 0 ? (next ? step - 1 : count - step)
                                         : (from + (next ? step : count - step)) % count;
        const models::TestState state = m_tests->stateOf(shown[place]);
        if (state != models::TestState::Failed && state != models::TestState::Inconclusive)
            continue;
        m_panel->setCurrent(shown[place]);
        return;
    }
}

} // namespace assay::ui
