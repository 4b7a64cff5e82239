// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTableWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using models::CustomImageTestConfiguration;
using tests::WindowFixture;

//! The parts of the configuration form for what a test asks for beyond imports.
class TestFormOfChecks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void partsThatHoldNothingAreFolded();
    void foldedPartSaysItsProblems();
    void partsFoldByKeyboard();
    void installedPackagesAreEditedAndMarked();
    void gpuIsAskedFor();
    void workbenchChecksKeepOrderAndUnknownNames();
    void aProfileTicksItsChecks();
    void cellsAreAddedMovedAndRemoved();
    void emptyCellIsMarkedWhereItIs();
    void notebookFileIsRelativeToTheSuite();
    void logPolicyIsEdited();
    void unreadableDaySurvivesAnotherTest();
    void nothingIsLostBySaving();
    void unusualBlanksOfACellSurviveOtherEdits();

private:
    const CustomImageTestConfiguration &alpha() const
    {
        return m->workspace.suite()->tests().front();
    }
    bool isUnfolded(const char *part) const
    {
        return button(part)->accessibleDescription() == u"Unfolded"_s;
    }
    void unfold(const char *part) const
    {
        if (!isUnfolded(part))
            button(part)->click();
    }
    QAbstractButton *button(const char *part) const
    {
        return m->window->findChild<QAbstractButton *>("fold."_L1 + QLatin1String(part));
    }
    QString summary(const char *part) const
    {
        return m->window->findChild<QLabel *>("summary."_L1 + QLatin1String(part))->text();
    }
    QList<QPlainTextEdit *> cells() const
    {
        QList<QPlainTextEdit *> shown;
        for (auto *edit : m->window->findChildren<QPlainTextEdit *>(u"cell"_s))
            if (edit->isVisible())
                shown << edit;
        std::sort(shown.begin(), shown.end(), [](const QWidget *a, const QWidget *b) {
            return a->mapToGlobal(QPoint()).y() < b->mapToGlobal(QPoint()).y();
        });
        return shown;
    }
    QAbstractButton *named(const QString &accessibleName) const
    {
        for (auto *found : m->window->findChildren<QAbstractButton *>())
            if (found->accessibleName() == accessibleName && found->isVisible())
                return found;
        return nullptr;
    }
    std::unique_ptr<WindowFixture> m;
};

void TestFormOfChecks::init()
{
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->dialogs->nextPath = m->folder.filePath(u"suite.yaml"_s);
    m->action("saveSuite")->trigger();
    m->show();
    m->window->selectTest(u"alpha"_s);
    m->showConfiguration();
}

void TestFormOfChecks::partsThatHoldNothingAreFolded()
{
    for (const char *part : {"test", "image", "limits"})
        QVERIFY2(isUnfolded(part), part);
    for (const char *part : {"installed", "workbench", "cells", "log", "manifest"}) {
        QVERIFY2(!isUnfolded(part), part);
        QCOMPARE(summary(part), QString());
    }
    QVERIFY(!m->find<QCheckBox>("gpu_required")->isVisible());
    tests::askForEverything(*m->workspace.suite(), u"beta"_s);
    m->window->selectTest(u"beta"_s);
    for (const char *part : {"installed", "workbench", "cells", "log"})
        QVERIFY2(isUnfolded(part), part);
    QVERIFY(m->find<QCheckBox>("gpu_required")->isVisible());
    button("installed")->click();
    QCOMPARE(summary("installed"), u"numpy>=1.26, torch==2.4.*, a GPU"_s);
    button("cells")->click();
    QCOMPARE(summary("cells"), u"3 cells or notebooks"_s);
}

void TestFormOfChecks::foldedPartSaysItsProblems()
{
    CustomImageTestConfiguration c = alpha();
    c.installedPackages = {u"numpy>>1"_s, u"torch"_s};
    m->workspace.suite()->setTest(c.id, c);
    QVERIFY(!isUnfolded("installed"));
    QCOMPARE(summary("installed"), u"1 problem"_s);
    QCOMPARE(button("installed")->accessibleName(), u"Installed packages and GPU: 1 problem"_s);
    unfold("installed");
    QCOMPARE(summary("installed"), QString());
    QVERIFY(!m->find<QListWidget>("installed_packages")->item(0)->icon().isNull());
}

void TestFormOfChecks::partsFoldByKeyboard()
{
    button("log")->setFocus();
    QTest::keyClick(button("log"), Qt::Key_Space);
    QVERIFY(m->find<QListWidget>("log_policy.blocked")->isVisible());
    QTest::keyClick(button("log"), Qt::Key_Space);
    QVERIFY(!m->find<QListWidget>("log_policy.blocked")->isVisible());
}

void TestFormOfChecks::installedPackagesAreEditedAndMarked()
{
    unfold("installed");
    auto *line = m->find<QLineEdit>("new.installed_packages");
    line->setFocus();
    QTest::keyClicks(line, u"numpy >=1.26, <2"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QTest::keyClicks(line, u"torch=2"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(alpha().installedPackages, (QStringList{u"numpy >=1.26, <2"_s, u"torch=2"_s}));
    auto *list = m->find<QListWidget>("installed_packages");
    QVERIFY(list->item(0)->icon().isNull());
    QVERIFY(!list->item(1)->icon().isNull());
    QCOMPARE(m->texts("fieldError").size(), 1);
    list->item(1)->setText(u"torch==2.*"_s);
    QVERIFY(m->texts("fieldError").isEmpty());
    list->setCurrentRow(0);
    m->click("remove.installed_packages");
    QCOMPARE(alpha().installedPackages, QStringList{u"torch==2.*"_s});
}

void TestFormOfChecks::gpuIsAskedFor()
{
    unfold("installed");
    auto *box = m->find<QCheckBox>("gpu_required");
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Space);
    QVERIFY(alpha().gpuRequired);
    QVERIFY(m->window->isWindowModified());
    QTest::keyClick(box, Qt::Key_Space);
    QVERIFY(!alpha().gpuRequired);
}

void TestFormOfChecks::workbenchChecksKeepOrderAndUnknownNames()
{
    CustomImageTestConfiguration c = alpha();
    c.workbenchChecks = {u"writable_home"_s, u"of_tomorrow"_s, u"base_url"_s};
    m->workspace.suite()->setTest(c.id, c);
    unfold("workbench");
    auto *unknown = m->find<QCheckBox>("workbench_checks.of_tomorrow");
    QVERIFY(unknown && unknown->isVisible() && unknown->isChecked());
    QVERIFY(m->texts("fieldError").value(0).contains(u"of_tomorrow"_s));
    m->find<QCheckBox>("workbench_checks.root_group")->click();
    QCOMPARE(alpha().workbenchChecks,
             (QStringList{u"writable_home"_s, u"of_tomorrow"_s, u"base_url"_s, u"root_group"_s}));
    unknown->click();
    m->find<QCheckBox>("workbench_checks.writable_home")->click();
    QCOMPARE(alpha().workbenchChecks, (QStringList{u"base_url"_s, u"root_group"_s}));
    QVERIFY(m->texts("fieldError").isEmpty());
}

void TestFormOfChecks::aProfileTicksItsChecks()
{
    CustomImageTestConfiguration c = alpha();
    c.workbenchChecks = {u"openshift"_s, u"-culling_api"_s, u"gpu_libraries"_s};
    m->workspace.suite()->setTest(c.id, c);
    unfold("workbench");
    const auto box = [this](const char *name) {
        return m->window->findChild<QCheckBox *>("workbench_checks."_L1 + QLatin1String(name));
    };
    QVERIFY(!box("-culling_api"));
    QCOMPARE(box("openshift")->text(), u"All that the profile \"openshift\" asks for"_s);
    QVERIFY(box("openshift")->mapToGlobal(QPoint()).y() <
            box("arbitrary_user_id")->mapToGlobal(QPoint()).y());
    QVERIFY(box("openshift")->isChecked());
    QVERIFY(box("root_group")->isChecked());
    QCOMPARE(box("root_group")->text(), u"Belongs to the root group (from openshift)"_s);
    QVERIFY(!box("culling_api")->isChecked());
    QCOMPARE(box("gpu_libraries")->text(), u"GPU libraries load"_s);
    QVERIFY(box("gpu_libraries")->isChecked());
    // What a profile asks for is taken away from it, and given back.
    box("root_group")->click();
    QCOMPARE(alpha().workbenchChecks, (QStringList{u"openshift"_s, u"-culling_api"_s,
                                                   u"gpu_libraries"_s, u"-root_group"_s}));
    box("culling_api")->click();
    QCOMPARE(alpha().workbenchChecks,
             (QStringList{u"openshift"_s, u"gpu_libraries"_s, u"-root_group"_s}));
    QVERIFY(m->texts("fieldError").isEmpty());
    box("openshift")->click();
    QCOMPARE(alpha().workbenchChecks, QStringList{u"gpu_libraries"_s});
    QVERIFY(!box("base_url")->isChecked());
    QCOMPARE(box("root_group")->text(), u"Belongs to the root group"_s);
    box("openshift")->click();
    QCOMPARE(alpha().workbenchChecks, (QStringList{u"gpu_libraries"_s, u"openshift"_s}));
    QVERIFY(box("root_group")->isChecked());
}

void TestFormOfChecks::cellsAreAddedMovedAndRemoved()
{
    unfold("cells");
    m->click("addCell");
    QTRY_COMPARE(cells().size(), 1);
    cells()[0]->setPlainText(u"x = 1\nx + 1"_s);
    m->click("addCell");
    QTRY_COMPARE(cells().size(), 2);
    cells()[1]->setPlainText(u"x"_s);
    QCOMPARE(alpha().notebookCells, (QStringList{u"x = 1\nx + 1"_s, u"x"_s}));
    QVERIFY(named(u"Move cell 2 up"_s));
    QVERIFY(!named(u"Move cell 1 up"_s)->isEnabled());
    named(u"Move cell 2 up"_s)->click();
    QCOMPARE(alpha().notebookCells, (QStringList{u"x"_s, u"x = 1\nx + 1"_s}));
    QTRY_COMPARE(cells()[0]->toPlainText(), u"x"_s);
    named(u"Remove cell 1"_s)->click();
    QCOMPARE(alpha().notebookCells, QStringList{u"x = 1\nx + 1"_s});
}

void TestFormOfChecks::emptyCellIsMarkedWhereItIs()
{
    CustomImageTestConfiguration c = alpha();
    c.notebookCells = {u"1"_s, {}, u"2"_s};
    m->workspace.suite()->setTest(c.id, c);
    unfold("cells");
    QCOMPARE(m->texts("cellProblem").size(), 1);
    QVERIFY(m->texts("cellProblem")[0].startsWith(u"This cell is empty"_s));
    QVERIFY(m->texts("fieldError").isEmpty());
    QTRY_COMPARE(cells().size(), 3);
    QVERIFY(cells()[1]->accessibleDescription().startsWith(u"This cell is empty"_s));
    cells()[1]->setPlainText(u"3"_s);
    QVERIFY(m->texts("cellProblem").isEmpty());
}

void TestFormOfChecks::notebookFileIsRelativeToTheSuite()
{
    unfold("cells");
    m->dialogs->nextPath = m->folder.filePath(u"notebooks/smoke.ipynb"_s);
    m->click("addNotebookFile");
    QCOMPARE(m->dialogs->asked.last(), u"Choose a notebook file"_s);
    QCOMPARE(alpha().notebookCells, QStringList{u"notebooks/smoke.ipynb"_s});
    QTRY_COMPARE(cells().size(), 1);
    QCOMPARE(cells()[0]->accessibleName(), u"Notebook file 1"_s);
}

void TestFormOfChecks::logPolicyIsEdited()
{
    unfold("log");
    m->click("usualBlocked");
    QCOMPARE(alpha().logPolicy.blocked, models::StartupLogPolicy::usualBlocked());
    m->click("usualBlocked");
    QCOMPARE(alpha().logPolicy.blocked, models::StartupLogPolicy::usualBlocked());
    auto *allowed = m->find<QLineEdit>("new.log_policy.allowed");
    allowed->setText(u"[W "_s);
    QTest::keyClick(allowed, Qt::Key_Return);
    QCOMPARE(alpha().logPolicy.allowed, QStringList{u"[W "_s}); // its blank is a part of it
    m->click("addWaiver");
    auto *waivers = m->find<QTableWidget>("log_policy.waivers");
    QCOMPARE(waivers->rowCount(), 1);
    QVERIFY(!waivers->item(0, 0)->icon().isNull());
    waivers->item(0, 0)->setText(u"jupyter_lsp"_s);
    waivers->item(0, 1)->setText(u"2027-01-31"_s);
    waivers->item(0, 2)->setText(u"fixed in 2.3"_s);
    QVERIFY(waivers->item(0, 0)->icon().isNull());
    QCOMPARE(alpha().logPolicy.waivers.size(), 1u);
    QVERIFY(alpha().logPolicy.waivers[0] ==
            (models::StartupLogPolicy::Waiver{u"jupyter_lsp"_s, QDate(2027, 1, 31),
                                              u"fixed in 2.3"_s}));
    waivers->setCurrentCell(0, 0);
    m->click("removeWaiver");
    QVERIFY(alpha().logPolicy.waivers.empty());
}

void TestFormOfChecks::unreadableDaySurvivesAnotherTest()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    unfold("log");
    auto *waivers = m->find<QTableWidget>("log_policy.waivers");
    waivers->item(0, 1)->setText(u"next week"_s);
    QVERIFY(!m->texts("fieldError").isEmpty());
    m->window->selectTest(u"beta"_s);
    QCOMPARE(waivers->rowCount(), 0);
    m->window->selectTest(u"alpha"_s);
    QCOMPARE(waivers->item(0, 1)->text(), u"next week"_s);
}

void TestFormOfChecks::nothingIsLostBySaving()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    const CustomImageTestConfiguration asked = alpha();
    m->window->selectTest(u"beta"_s);
    m->window->selectTest(u"alpha"_s);
    auto *image = m->find<QLineEdit>("custom_image");
    image->setFocus();
    image->selectAll();
    QTest::keyClicks(image, u"quay.io/x/alpha:2"_s);
    m->action("saveSuite")->trigger();
    models::SuiteDocument stored;
    QVERIFY(!stored.load(m->folder.filePath(u"suite.yaml"_s)));
    CustomImageTestConfiguration expected = asked;
    expected.customImage = u"quay.io/x/alpha:2"_s;
    QVERIFY(stored.tests().front() == expected);
}

void TestFormOfChecks::unusualBlanksOfACellSurviveOtherEdits()
{
    CustomImageTestConfiguration c = alpha();
    c.notebookCells = {u"print('a\u00A0b')\r\n2"_s};
    m->workspace.suite()->setTest(c.id, c);
    m->find<QCheckBox>("gpu_required")->setChecked(true);
    QCOMPARE(alpha().notebookCells, c.notebookCells);
}

QTEST_MAIN(TestFormOfChecks)
#include "tst_form_of_checks.moc"
