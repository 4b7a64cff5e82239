// SPDX-License-Identifier: Apache-2.0
#include <ui/dialogs/workbenches_dialog.h>
#include <ui/look/theme.h>
#include <ui/timeline/state_machine_view.h>

#include <QAbstractButton>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using models::Standing;

Q_DECLARE_METATYPE(assay::models::WorkbenchDiagnosis)

//! Workbenches that others made, as a page that can only be read.
class TestWorkbenchesDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // As the window does: the style comes before the first widget.
    void initTestCase() { ui::Theme::instance(); }
    void init()
    {
        m = std::make_unique<ui::WorkbenchesDialog>();
        m->show();
        QVERIFY(QTest::qWaitForWindowExposed(m.get()));
    }
    void cleanup() { m.reset(); }

    void withoutAClusterItSaysSo();
    void theyStandByCauseAndTheReadyLast();
    void searchingReducesThem();
    void aNamespaceCanBeChosenOrTyped();
    void theChosenOneIsFollowed();
    void itsStatesAreDrawn();
    void aProofOpensWhatProvesIt();
    void aGroupLeadsToItsMembers();
    void whatCannotBeSeenIsSaid();
    void theOnlyOneOfAFileIsShownAtOnce();
    void closingEndsLooking();

private:
    static models::WorkbenchDiagnosis found(const QString &nameSpace, const QString &name,
                                            Standing standing, const QString &cause)
    {
        models::WorkbenchDiagnosis one;
        one.kind = u"Notebook"_s;
        one.nameSpace = nameSpace;
        one.name = name;
        one.since = QDateTime::currentDateTimeUtc().addSecs(-7200);
        one.standing = standing;
        one.diagnosis.cause = cause;
        one.diagnosis.summary = u"%1 of %2."_s.arg(cause, name);
        one.diagnosis.advice = u"Mend it."_s;
        one.diagnosis.fault = models::Fault::Configuration;
        return one;
    }
    void showThree()
    {
        m->beginCluster(u"prod"_s);
        findThree();
    }
    void findThree()
    {
        ui::WorkbenchesFound all;
        all.nameSpaces = {u"ds"_s, u"lab"_s};
        all.found = {found(u"ds"_s, u"well"_s, Standing::Ready, u"Ready"_s),
                     found(u"ds"_s, u"nb"_s, Standing::Failed, u"Out of memory"_s),
                     found(u"lab"_s, u"other"_s, Standing::Failed, u"Out of memory"_s)};
        m->showFound(all);
    }
    models::WorkbenchLook look() const
    {
        models::WorkbenchLook look;
        look.found = found(u"ds"_s, u"nb"_s, Standing::Failed, u"Out of memory"_s);
        const models::Evidence event{models::Evidence::Kind::Event,
                                     u"event BackOff"_s,
                                     u"Back-off restarting failed container"_s,
                                     {},
                                     u"2"_s};
        look.found.diagnosis.evidence = {event};
        models::KubernetesEvent first;
        first.uid = u"1"_s;
        first.reason = u"Pulled"_s;
        first.message = u"Container image already present"_s;
        first.lastAt = QDateTime(QDate(2025, 10, 30), QTime(14, 3), Qt::LocalTime);
        models::KubernetesEvent second = first;
        second.uid = u"2"_s;
        second.type = u"Warning"_s;
        second.reason = u"BackOff"_s;
        second.message = u"Back-off restarting failed container"_s;
        second.count = 7;
        look.events = {first, second};
        look.logs = {{u"ds"_s, u"nb-0"_s, u"nb"_s, false, u"starting\nKilled\n"_s},
                     {u"ds"_s, u"nb-0"_s, u"nb"_s, true, u"before\n"_s}};
        look.yaml = u"kind: Notebook\n"_s;
        return look;
    }
    template<class W>
    W *find(const char *name) const
    {
        return m->findChild<W *>(QLatin1String(name));
    }
    QTreeWidget *tree() const { return find<QTreeWidget>("workbenchTree"); }
    //! Groups with what stands in them.
    QStringList rows() const
    {
        QStringList rows;
        for (int i = 0; i < tree()->topLevelItemCount(); ++i) {
            const QTreeWidgetItem *group = tree()->topLevelItem(i);
            rows << group->text(0);
            for (int k = 0; k < group->childCount(); ++k)
                rows << u"  "_s + group->child(k)->text(0) + u' ' + group->child(k)->text(1);
        }
        return rows;
    }
    QString text(const char *label) const
    {
        const auto *found = find<QLabel>(label);
        return found && found->isVisible() ? found->text().remove(QChar(0x200B)) : QString();
    }
    void choose(int group, int member) const
    {
        tree()->setCurrentItem(tree()->topLevelItem(group)->child(member));
    }

    std::unique_ptr<ui::WorkbenchesDialog> m;
};

void TestWorkbenchesDialog::withoutAClusterItSaysSo()
{
    m->beginCluster({});
    QCOMPARE(text("workbenchesTitle"), u"No cluster is in use"_s);
    QVERIFY(text("workbenchesRemarks").startsWith(u"Choose a cluster in the toolbar."_s));
    QVERIFY(!find<QAbstractButton>("workbenchesAgain")->isEnabled());
    QVERIFY(!tree()->isEnabled());
}

void TestWorkbenchesDialog::theyStandByCauseAndTheReadyLast()
{
    m->beginCluster(u"prod"_s);
    QCOMPARE(text("workbenchesTitle"), u"Workbenches on “prod”"_s);
    m->beginSearch();
    QCOMPARE(text("workbenchesRemarks"), u"The cluster is being asked…"_s);
    QVERIFY(!find<QAbstractButton>("workbenchesAgain")->isEnabled());
    showThree();
    QCOMPARE(rows(),
             (QStringList{u"Out of memory (2)"_s, u"  ds/nb 2 h 00 min"_s,
                          u"  lab/other 2 h 00 min"_s, u"Ready (1)"_s, u"  ds/well 2 h 00 min"_s}));
    QCOMPARE(text("workbenchesRemarks"), QString());
    QVERIFY(find<QAbstractButton>("workbenchesAgain")->isEnabled());
    QCOMPARE(text("workbenchHint"),
             u"Choose a workbench on the left, or a cause that several have."_s);
}

void TestWorkbenchesDialog::searchingReducesThem()
{
    showThree();
    auto *search = find<QLineEdit>("workbenchSearch");
    QTest::keyClicks(search, u"LAB memory"_s);
    QCOMPARE(rows(), (QStringList{u"Out of memory (1)"_s, u"  lab/other 2 h 00 min"_s}));
    search->clear();
    QTest::keyClicks(search, u"ds/"_s);
    QCOMPARE(rows(), (QStringList{u"Out of memory (1)"_s, u"  ds/nb 2 h 00 min"_s, u"Ready (1)"_s,
                                  u"  ds/well 2 h 00 min"_s}));
}

void TestWorkbenchesDialog::aNamespaceCanBeChosenOrTyped()
{
    QSignalSpy wanted(m.get(), &ui::WorkbenchesDialog::searchRequested);
    showThree();
    auto *where = find<QComboBox>("workbenchNameSpace");
    QCOMPARE(where->count(), 3);
    QCOMPARE(where->currentText(), u"All namespaces"_s);
    where->setCurrentIndex(2);
    Q_EMIT where->activated(2);
    QCOMPARE(wanted.takeFirst(), (QVariantList{u"lab"_s, false}));
    where->lineEdit()->selectAll();
    QTest::keyClicks(where->lineEdit(), u"secret-place"_s);
    QTest::keyClick(where->lineEdit(), Qt::Key_Return);
    QCOMPARE(wanted.takeFirst(), (QVariantList{u"secret-place"_s, false}));
    QVERIFY(m->isVisible());
    QTest::mouseClick(find<QCheckBox>("workbenchAnyPod"), Qt::LeftButton);
    QCOMPARE(wanted.takeFirst(), (QVariantList{u"secret-place"_s, true}));
    QTest::mouseClick(find<QAbstractButton>("workbenchesAgain"), Qt::LeftButton);
    QCOMPARE(wanted.takeFirst(), (QVariantList{u"secret-place"_s, true}));
    QVERIFY(wanted.isEmpty());
}

void TestWorkbenchesDialog::theChosenOneIsFollowed()
{
    QSignalSpy chosen(m.get(), &ui::WorkbenchesDialog::chosen);
    showThree();
    choose(0, 0);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<models::WorkbenchDiagnosis>().name, u"nb"_s);
    QCOMPARE(text("workbenchName"), u"Notebook ds/nb"_s);
    QCOMPARE(text("whatHappenedHeadline"), u"Out of memory of nb."_s);
    m->showLook(look());
    QCOMPARE(find<QTabWidget>("workbenchTabs")->tabText(0), u"Events 2"_s);
    const auto *events = find<QTreeWidget>("workbenchEvents");
    QCOMPARE(events->topLevelItem(1)->text(0), u"10-30 14:03:00"_s);
    QCOMPARE(events->topLevelItem(1)->text(3), u"Back-off restarting failed container (7 times)"_s);
    QCOMPARE(find<QPlainTextEdit>("workbenchLog")->toPlainText(), u"starting\nKilled\n"_s);
    QCOMPARE(find<QComboBox>("workbenchContainer")->itemText(1), u"nb, the start before"_s);
    QCOMPARE(find<QPlainTextEdit>("workbenchObjects")->toPlainText(), u"kind: Notebook\n"_s);
    QCOMPARE(text("whatHappenedWho"), u"Whoever set the workbench up can mend this."_s);
    // It changes, and another one's news is not its.
    models::WorkbenchLook now = look();
    now.found.standing = Standing::Ready;
    now.found.diagnosis.summary = u"It is ready."_s;
    m->showLook(now);
    QCOMPARE(text("whatHappenedHeadline"), u"It is ready."_s);
    QCOMPARE(text("whatHappenedWho"), QString());
    QVERIFY(!find<QWidget>("whatHappenedLink"));
    now.found.name = u"other"_s;
    now.found.diagnosis.summary = u"Something else."_s;
    m->showLook(now);
    QCOMPARE(text("whatHappenedHeadline"), u"It is ready."_s);
    // Found again, it stays and is not asked for once more.
    findThree();
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(text("whatHappenedHeadline"), u"It is ready."_s);
    QTest::mouseClick(find<QAbstractButton>("workbenchesCopy"), Qt::LeftButton);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"Notebook ds/nb\nIt is ready.\n"_s));
}

void TestWorkbenchesDialog::itsStatesAreDrawn()
{
    using Status = models::NotebookStatus;
    showThree();
    const auto choose = [this](const QString &name) {
        for (const auto *row : tree()->findItems(name, Qt::MatchContains | Qt::MatchRecursive))
            if (row->parent())
                return tree()->setCurrentItem(const_cast<QTreeWidgetItem *>(row));
        QFAIL(qPrintable(name));
    };
    choose(u"ds/nb"_s);
    auto *states = find<ui::StateMachineView>("stateMachine");
    // Before it was looked at, nothing is known of them.
    QVERIFY(!states->isVisible());
    models::WorkbenchLook now = look();
    now.at = QDateTime(QDate(2025, 10, 30), QTime(14, 10), Qt::LocalTime);
    now.createdAt = now.at.addSecs(-600);
    now.states = {
        {Status::Created, Status::PodPending, now.at.addSecs(-590), u"The pod appeared."_s},
        {Status::PodPending, Status::Failed, now.at.addSecs(-500), u"Out of memory"_s}};
    m->showLook(now);
    QVERIFY(states->isVisible());
    QVERIFY(states->currentState() == Status::Failed);
    QVERIFY(states->isLit(Status::PodPending, Status::Failed));
    QVERIFY(!states->isLit(Status::Ready));
    QCOMPARE(states->timeText(Status::PodPending), u"1 min 30 s"_s);
    QVERIFY(!states->isPulsing());
    QCOMPARE(states->description(),
             u"The notebook is in state Failed. Path: Created for 10 s, PodPending for 1 min 30 s, "
             "Failed for 8 min 20 s."_s);
    // By key: from Created to PodPending, and what was said then. Nothing is ever found out of it.
    states->setFocus();
    QTest::keyClick(states, Qt::Key_Right);
    find<QTabWidget>("workbenchTabs")->setCurrentIndex(2);
    QTest::keyClick(states, Qt::Key_Return);
    QCOMPARE(find<QTabWidget>("workbenchTabs")->currentIndex(), 0);
    QCOMPARE(find<QTreeWidget>("workbenchEvents")->currentItem()->text(1), u"Pulled"_s);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(states, Qt::Key_Right);
    QVERIFY2(states->accessibleDescription().startsWith(u"Deleted"_s),
             qPrintable(states->accessibleDescription()));

    // One that may still become ready goes on by itself, while it is followed.
    now.states.back() = {Status::PodPending, Status::PodRunning, now.at.addSecs(-500), {}};
    m->showLook(now);
    QVERIFY(states->currentState() == Status::PodRunning);
    QVERIFY(states->isPulsing() || ui::Theme::instance().reducesMotion());
    m->close();
    QVERIFY(!states->isPulsing());
}

void TestWorkbenchesDialog::aProofOpensWhatProvesIt()
{
    showThree();
    choose(0, 0);
    m->showLook(look());
    find<QTabWidget>("workbenchTabs")->setCurrentIndex(2);
    const auto links =
        find<QWidget>("whatHappened")->findChildren<QAbstractButton *>(u"whatHappenedLink"_s);
    QCOMPARE(links.size(), 1);
    QTest::mouseClick(links[0], Qt::LeftButton);
    QCOMPARE(find<QTabWidget>("workbenchTabs")->currentIndex(), 0);
    QCOMPARE(find<QTreeWidget>("workbenchEvents")->currentItem()->text(1), u"BackOff"_s);
}

void TestWorkbenchesDialog::aGroupLeadsToItsMembers()
{
    QSignalSpy chosen(m.get(), &ui::WorkbenchesDialog::chosen);
    QSignalSpy left(m.get(), &ui::WorkbenchesDialog::left);
    showThree();
    tree()->setCurrentItem(tree()->topLevelItem(0));
    QCOMPARE(text("whatHappenedHeadline"), u"2 workbenches: Out of memory."_s);
    QVERIFY(!find<QTabWidget>("workbenchTabs")->isVisible());
    QVERIFY(chosen.isEmpty());
    const auto links =
        find<QWidget>("whatHappened")->findChildren<QAbstractButton *>(u"whatHappenedLink"_s);
    QCOMPARE(links.size(), 2);
    QTest::mouseClick(links[1], Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(text("workbenchName"), u"Notebook lab/other"_s);
    QVERIFY(find<QTabWidget>("workbenchTabs")->isVisible());
    QCOMPARE(left.size(), 0);
    tree()->setCurrentItem(tree()->topLevelItem(0));
    QCOMPARE(left.size(), 1);
}

void TestWorkbenchesDialog::whatCannotBeSeenIsSaid()
{
    showThree();
    choose(0, 0);
    m->showLook(look());
    m->showMissed(u"prod does not answer."_s);
    QCOMPARE(text("workbenchMissed"), u"prod does not answer."_s);
    QCOMPARE(text("whatHappenedHeadline"), u"Out of memory of nb."_s);
    m->showLook(look());
    QCOMPARE(text("workbenchMissed"), QString());

    ui::WorkbenchesFound some;
    some.unseen = {u"Routes may not be listed."_s};
    m->showFound(some);
    QCOMPARE(text("workbenchesRemarks"), u"Routes may not be listed."_s);
    some.problem = u"pods may not be listed."_s;
    m->beginCluster(u"prod"_s);
    m->showFound(some);
    QCOMPARE(text("workbenchesRemarks"), u"pods may not be listed.\nRoutes may not be listed."_s);
    QCOMPARE(text("workbenchHint"), u"There is no workbench."_s);
}

void TestWorkbenchesDialog::theOnlyOneOfAFileIsShownAtOnce()
{
    QSignalSpy chosen(m.get(), &ui::WorkbenchesDialog::chosen);
    m->beginFiles(u"pods.yaml"_s);
    QCOMPARE(text("workbenchesTitle"), u"Workbenches in pods.yaml"_s);
    QVERIFY(!find<QComboBox>("workbenchNameSpace")->isVisible());
    ui::WorkbenchesFound one;
    one.found = {found(u"ds"_s, u"nb"_s, Standing::Failed, u"Out of memory"_s)};
    m->showFound(one);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(text("workbenchName"), u"Notebook ds/nb"_s);
    QVERIFY(!find<QAbstractButton>("workbenchesAgain")->isEnabled());
}

void TestWorkbenchesDialog::closingEndsLooking()
{
    QSignalSpy left(m.get(), &ui::WorkbenchesDialog::left);
    showThree();
    choose(1, 0);
    QTest::keyClick(m.get(), Qt::Key_Escape);
    QVERIFY(!m->isVisible());
    QCOMPARE(left.size(), 1);
}

QTEST_MAIN(TestWorkbenchesDialog)
#include "tst_workbenches_dialog.moc"
