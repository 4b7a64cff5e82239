// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <models/tables/record_models.h>

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QPointer>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

class TestTableMenu : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void tablesCopyByTheirMenu();
    void theMenuOfAPackageLeadsToItsCommand();

private:
    std::unique_ptr<WindowFixture> m;
    QDateTime m_start;
};

void TestTableMenu::init()
{
    m_start = QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
}

//! What the Menu key asks for, at the current cell.
static QMenu *menuByKey(QAbstractItemView *view)
{
    QContextMenuEvent asked(QContextMenuEvent::Keyboard, {}, {});
    QCoreApplication::sendEvent(view, &asked);
    return view->findChild<QMenu *>();
}

static void trigger(QMenu *menu, const QString &name)
{
    auto *action = menu->findChild<QAction *>(name);
    QVERIFY2(action, qPrintable(name));
    QVERIFY2(action->isEnabled(), qPrintable(name));
    action->trigger();
}

void TestTableMenu::tablesCopyByTheirMenu()
{
    tests::passSample(m->workspace, u"alpha"_s, {}, m_start);
    m->raisePane("eventsPane");
    auto *events = m->find<QTableView>("events");
    QStringList rows;
    for (int row = 0; row < 2; ++row) {
        QStringList cells;
        for (int column = 0; column < events->model()->columnCount(); ++column)
            cells << events->model()->index(row, column).data().toString();
        rows << cells.join(u'\t');
    }
    const QModelIndex reason = events->model()->index(1, models::EventsModel::Reason);
    const QPoint at = events->visualRect(reason).center();
    QContextMenuEvent asked(QContextMenuEvent::Mouse, at, events->viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(events->viewport(), &asked);
    QPointer<QMenu> menu = events->findChild<QMenu *>();
    QVERIFY(menu);
    // What is acted on is chosen.
    QCOMPARE(events->currentIndex(), reason);
    trigger(menu, u"copyCell"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"Pulling"_s);
    trigger(menu, u"copyRow"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), rows[1]);
    trigger(menu, u"copyAll"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             u"Last seen\tType\tReason\tObject\tMessage\n"_s + rows.join(u'\n') + u'\n');
    menu->close();
    QTRY_VERIFY(!menu);
    events->selectAll();
    menu = menuByKey(events);
    QVERIFY(menu);
    trigger(menu, u"copyRow"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), rows.join(u'\n'));
    menu->close();
}

void TestTableMenu::theMenuOfAPackageLeadsToItsCommand()
{
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    m->raisePane("packagesPane");
    auto *packages = m->find<QTableView>("packages");
    packages->setCurrentIndex(packages->model()->index(1, 0));
    QMenu *menu = menuByKey(packages);
    QVERIFY(menu);
    QCOMPARE(menu->actions().constFirst()->text(), u"Show the command and its output"_s);
    menu->actions().constFirst()->trigger();
    auto *commands = m->find<QTableView>("commands");
    QVERIFY(commands && commands->isVisible());
    QCOMPARE(commands->currentIndex().row(), 1);
    menu->close();
}

QTEST_MAIN(TestTableMenu)
#include "tst_table_menu.moc"
