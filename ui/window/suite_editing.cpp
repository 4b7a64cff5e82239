// SPDX-License-Identifier: Apache-2.0
#include "suite_editing.h"

#include "banner.h"
#include "central_area.h"
#include "document/undo_keys.h"
#include "look/notice_strip.h"
#include "look/wording.h"
#include "page_of_test.h"
#include "tests_panel.h"
#include "window_actions.h"

#include <models/imports/pytest_file.h>

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {

SuiteEditing::SuiteEditing(const WindowActions &actions, models::SuiteDocument *suite,
                           TestsPanel *panel, CentralArea *centre, QObject *window)
    : QObject(window)
    , m_actions(actions)
    , m_suite(suite)
    , m_panel(panel)
    , m_centre(centre)
{
    const auto on = [this](QAction *action, auto &&slot) {
        connect(action, &QAction::triggered, this, slot);
    };
    // What is typed and not yet taken over is the newest change.
    on(actions.undo, [this] {
        m_centre->page()->commitEdits();
        m_suite->undo();
    });
    on(actions.redo, [this] { m_suite->redo(); });
    on(actions.addTest, [this] { m_panel->addTest(); });
    on(actions.duplicateTest, [this] { m_panel->duplicateTest(); });
    on(actions.copyAsParam, [this] { copyAsParam(); });
    on(actions.removeTests, [this] { removeTests(m_panel->selected()); });
    on(actions.moveUp, [this] { moveTest(-1); });
    on(actions.moveDown, [this] { moveTest(1); });
    connect(panel, &TestsPanel::removeRequested, this, &SuiteEditing::removeTests);
    connect(panel, &TestsPanel::testBegun, this,
            [this](const QString &id) { m_centre->page()->guide(id); });
    connect(suite, &models::SuiteDocument::historyChanged, this, &SuiteEditing::refreshHistory);
    connect(suite, &models::SuiteDocument::refused, this, [this](const QString &sentence) {
        m_centre->banners()->add(tr("The suite was not changed"), sentence, u"refused"_s);
    });
    new UndoKeys(centre->page());
    refreshHistory();
}

void SuiteEditing::refresh()
{
    const QStringList &all = m_suite->ids();
    const QString current = m_panel->current();
    m_actions.duplicateTest->setEnabled(!current.isEmpty());
    m_actions.removeTests->setEnabled(!m_panel->selected().isEmpty());
    m_actions.copyAsParam->setEnabled(!m_panel->selected().isEmpty());
    m_actions.moveUp->setEnabled(all.indexOf(current) > 0);
    m_actions.moveDown->setEnabled(all.contains(current) && current != all.last());
}

void SuiteEditing::refreshHistory()
{
    m_centre->undoStrip()->dismiss();
    m_actions.undo->setEnabled(m_suite->canUndo());
    m_actions.redo->setEnabled(m_suite->canRedo());
    const auto text = [](const QString &plain, const QString &what) {
        return what.isEmpty() ? plain : plain + u' ' + displayText(what).replace(u'&', "&&"_L1);
    };
    m_actions.undo->setText(text(tr("&Undo"), m_suite->undoText()));
    m_actions.redo->setText(text(tr("&Redo"), m_suite->redoText()));
}

void SuiteEditing::copyAsParam()
{
    m_centre->page()->commitEdits();
    QString text;
    for (const QString &id : m_panel->selected()) {
        if (const auto *test = m_suite->test(id))
            text += QString::fromUtf8(models::pytestParam(*test)).trimmed() + ",\n"_L1;
    }
    QGuiApplication::clipboard()->setText(text);
}

void SuiteEditing::moveTest(int by)
{
    const QString id = m_panel->current();
    m_suite->moveTest(id, int(m_suite->ids().indexOf(id)) + by);
    m_panel->setCurrent(id);
}

void SuiteEditing::removeTests(const QStringList &testIds)
{
    const std::size_t before = m_suite->tests().size();
    m_suite->removeTests(testIds);
    const auto gone = int(before - m_suite->tests().size());
    if (gone == 0)
        return;
    const QString text = gone == 1 ? tr("Removed %1 from the suite.").arg(testIds.first())
                                   : tr("Removed %n test(s) from the suite.", "", gone);
    m_centre->undoStrip()->say(text, {{u"undoRemoval"_s, tr("Undo"), [this] { m_suite->undo(); }}});
}

} // namespace assay::ui
