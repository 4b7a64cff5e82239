// SPDX-License-Identifier: Apache-2.0
#include <ui/dialogs/leftovers_dialog.h>
#include <ui/look/theme.h>

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace assay;

class TestLeftoversDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // As the window does: the style comes before the first widget.
    void initTestCase() { ui::Theme::instance(); }
    void init()
    {
        m = std::make_unique<ui::LeftoversDialog>();
        m->show();
        QVERIFY(QTest::qWaitForWindowExposed(m.get()));
    }
    void cleanup() { m.reset(); }

    void withoutAClusterItSaysSo();
    void eachRunStandsOverWhatItLeft();
    void onlyWhatIsTickedIsDeleted();
    void whatCouldNotBeDeletedStaysTold();
    void aClusterThatCannotBeAskedIsNoCleanOne();
    void theRunCanBeOpened();

private:
    static models::LeftRun left(const QString &id, bool kept)
    {
        models::LeftRun run;
        run.folder = u"/runs/"_s + id;
        run.runId = u"run-"_s + id;
        run.configuration.id = id;
        run.configuration.nameSpace = u"test-"_s + id;
        run.configuration.notebookName = id;
        run.begunAt = QDateTime(QDate(2025, 10, 30), QTime(14, 3), Qt::LocalTime);
        run.leftAt = QDateTime::currentDateTimeUtc().addSecs(-3600);
        run.kept = kept;
        run.objects = {{u"v1"_s, u"Namespace"_s, {}, run.configuration.nameSpace, u"1"_s},
                       {u"v1"_s, u"Notebook"_s, run.configuration.nameSpace, id, u"2"_s}};
        return run;
    }
    void showTwo()
    {
        m->beginLooking(u"prod"_s);
        m->showFound({left(u"alpha"_s, true), left(u"beta"_s, false)}, {});
    }
    template<class W>
    W *find(const char *name) const
    {
        return m->findChild<W *>(QLatin1String(name));
    }
    QString conclusion() const { return find<QLabel>("leftoversConclusion")->text(); }
    QTreeWidget *tree() const { return find<QTreeWidget>("leftoversTree"); }
    void click(const char *name) const
    {
        QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton);
    }

    std::unique_ptr<ui::LeftoversDialog> m;
};

void TestLeftoversDialog::withoutAClusterItSaysSo()
{
    m->beginLooking({});
    QCOMPARE(find<QLabel>("leftoversTitle")->text(), u"No cluster is in use"_s);
    QCOMPARE(conclusion(), u"Choose a cluster in the toolbar."_s);
    QVERIFY(!find<QPushButton>("leftoversDelete")->isEnabled());
    QVERIFY(!find<QPushButton>("leftoversAgain")->isEnabled());
    showTwo();
    QVERIFY(find<QPushButton>("leftoversAgain")->isEnabled());
}

void TestLeftoversDialog::eachRunStandsOverWhatItLeft()
{
    m->beginLooking(u"prod"_s);
    QCOMPARE(find<QLabel>("leftoversTitle")->text(), u"What earlier runs left on “prod”"_s);
    QCOMPARE(conclusion(), u"The cluster is being asked…"_s);
    showTwo();
    QCOMPARE(conclusion(), u"2 runs left something there."_s);
    QCOMPARE(tree()->topLevelItemCount(), 2);
    const auto texts = [](const QTreeWidgetItem *item) {
        QStringList columns;
        for (int column = 0; column < 4; ++column)
            columns << item->text(column);
        return columns;
    };
    QCOMPARE(texts(tree()->topLevelItem(0)),
             (QStringList{u"alpha"_s, u"2025-10-30 14:03"_s, u"1 h 00 min"_s,
                          u"Kept, as it was told to"_s}));
    QCOMPARE(tree()->topLevelItem(1)->text(3), u"Not cleaned up"_s);
    QCOMPARE(tree()->topLevelItem(0)->child(0)->text(0), u"Namespace test-alpha"_s);
    QCOMPARE(tree()->topLevelItem(0)->child(1)->text(0), u"Notebook test-alpha/alpha"_s);
    m->showFound({}, {});
    QCOMPARE(conclusion(), u"Earlier runs left nothing there."_s);
    QCOMPARE(tree()->topLevelItemCount(), 0);
}

void TestLeftoversDialog::onlyWhatIsTickedIsDeleted()
{
    QSignalSpy wanted(m.get(), &ui::LeftoversDialog::deleteRequested);
    showTwo();
    tree()->setFocus();
    QTest::keyClick(tree(), Qt::Key_Space); // unticks the first
    QCOMPARE(tree()->topLevelItem(0)->checkState(0), Qt::Unchecked);
    click("leftoversDelete");
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toStringList(), QStringList{u"/runs/beta"_s});
    QCOMPARE(conclusion(), u"Deleting…"_s);
    QVERIFY(!find<QPushButton>("leftoversDelete")->isEnabled());
    m->endDeleting({});
    m->showFound({left(u"alpha"_s, true)}, {});
    QCOMPARE(conclusion(), u"1 run left something there."_s);
    // What was spared stays so, whenever the list is filled anew.
    QCOMPARE(tree()->topLevelItem(0)->checkState(0), Qt::Unchecked);
    QVERIFY(!find<QPushButton>("leftoversDelete")->isEnabled());
    QTest::keyClick(tree(), Qt::Key_Space);
    QVERIFY(find<QPushButton>("leftoversDelete")->isEnabled());
}

void TestLeftoversDialog::whatCouldNotBeDeletedStaysTold()
{
    showTwo();
    click("leftoversDelete");
    m->endDeleting({u"Notebook test-beta/beta: the API server refused"_s});
    const QString told = u"Still there: Notebook test-beta/beta: the API server refused"_s;
    QCOMPARE(conclusion(), told);
    // The cluster is asked again after it.
    m->showFound({left(u"beta"_s, false)}, {});
    QCOMPARE(conclusion(), told);
    m->beginLooking(u"prod"_s);
    QCOMPARE(conclusion(), u"The cluster is being asked…"_s);
}

void TestLeftoversDialog::aClusterThatCannotBeAskedIsNoCleanOne()
{
    m->beginLooking(u"prod"_s);
    m->showFound({}, u"https://prod:6443 does not answer."_s);
    QCOMPARE(conclusion(), u"https://prod:6443 does not answer."_s);
    QVERIFY(find<QPushButton>("leftoversAgain")->isEnabled());
}

void TestLeftoversDialog::theRunCanBeOpened()
{
    QSignalSpy opened(m.get(), &ui::LeftoversDialog::openRequested);
    showTwo();
    QTest::keyClick(tree(), Qt::Key_End); // an object of the second
    click("leftoversOpen");
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), u"/runs/beta"_s);
}

QTEST_MAIN(TestLeftoversDialog)
#include "tst_leftovers_dialog.moc"
