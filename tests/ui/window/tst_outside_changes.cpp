// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include "document/outside_changes.h"

#include <QAbstractButton>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

//! Another program writes to the file of the open suite.
class TestOutsideChanges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void anUnchangedSuiteFollows();
    void aFilePutInItsPlaceIsFollowed();
    void aChangedSuiteAsks();
    void typingUnderWayIsAChange();
    void reloadingCanBeUndone();
    void mineIsKept();
    void theDifferenceIsShown();
    void whatIsGoneIsSaid();
    void differences();
    void unsavedWorkSurvives();
    void unsavedWorkIsLeftByWhoIsToldToClose();
    void whatIsDamagedIsNotOffered();

private:
    void write(const QByteArray &yaml, const QString &name = u"suite.yaml"_s) const;
    QByteArray content() const;
    void edit() const;
    std::unique_ptr<WindowFixture> m;
    QString m_path;
};

namespace {
const QByteArray before = "version: 1\ntests:\n- id: a\n  namespace: test-a\n  notebook_name: n\n"
                          "  custom_image: quay.io/x/y:1\n  packages_to_verify: [numpy]\n"
                          "- id: b\n  namespace: test-b\n  notebook_name: n\n"
                          "  custom_image: quay.io/x/y:1\n  packages_to_verify: [numpy]\n";
const QByteArray outside =
    QByteArray(before).replace("y:1\n  packages_to_verify: [numpy]\n- id: b",
                               "y:2 # mine\n  packages_to_verify: [numpy]\n- id: b");
} // namespace

void TestOutsideChanges::init()
{
    m = std::make_unique<WindowFixture>();
    QVERIFY(QDir(m->folder.path()).mkdir(u"suites"_s));
    m_path = m->folder.filePath(u"suites/suite.yaml"_s);
    write(before);
    m->show();
    QVERIFY(m->window->openSuite(m_path));
    m->window->selectTest(u"b"_s);
    m->showConfiguration();
}

void TestOutsideChanges::write(const QByteArray &yaml, const QString &name) const
{
    QFile file(m->folder.filePath(u"suites/"_s + name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(yaml);
}

QByteArray TestOutsideChanges::content() const
{
    QFile file(m_path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestOutsideChanges::edit() const
{
    models::CustomImageTestConfiguration c = *m->workspace.suite()->test(u"b"_s);
    c.notebookName = u"mine"_s;
    QVERIFY(m->workspace.suite()->setTest(u"b"_s, c));
}

void TestOutsideChanges::anUnchangedSuiteFollows()
{
    write(outside);
    QTRY_COMPARE(m->workspace.suite()->test(u"a"_s)->customImage, u"quay.io/x/y:2"_s);
    QCOMPARE(m->window->selectedTest(), u"b"_s);
    QVERIFY(!m->window->isWindowModified());
    QCOMPARE(m->texts("outsideStripText"), QStringList());
    write(before);
    QTRY_COMPARE(m->workspace.suite()->test(u"a"_s)->customImage, u"quay.io/x/y:1"_s);
}

void TestOutsideChanges::aFilePutInItsPlaceIsFollowed()
{
    for (const QByteArray &bytes : {outside, before, outside}) {
        write(bytes, u"new"_s);
        QVERIFY(QFile::remove(m_path));
        QVERIFY(QFile::rename(m->folder.filePath(u"suites/new"_s), m_path));
        QTRY_COMPARE(m->workspace.suite()->bytes(), bytes);
    }
}

void TestOutsideChanges::aChangedSuiteAsks()
{
    edit();
    write(outside);
    QTRY_COMPARE(
        m->texts("outsideStripText"),
        QStringList{u"suite.yaml was changed by another program, and it was changed here."_s});
    QCOMPARE(m->workspace.suite()->test(u"b"_s)->notebookName, u"mine"_s);
    QCOMPARE(content(), outside);
    // Nothing is saved over it unasked.
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList{u"suite.yaml changed since it was read"_s});
    QCOMPARE(content(), outside);
    // Written back as it was, there is nothing to choose.
    write(before);
    QTRY_COMPARE(m->texts("outsideStripText"), QStringList());
}

void TestOutsideChanges::typingUnderWayIsAChange()
{
    // So large that what is typed is read once the typing pauses, which it does not here.
    const QByteArray notes = QByteArray("# of a long suite\n").repeated(600);
    write(before + notes);
    QVERIFY(m->window->openSuite(m_path));
    m->find<QTabBar>("pageSwitch")->setCurrentIndex(2);
    auto *yaml = m->find<QPlainTextEdit>("suiteYaml");
    QTextCursor cursor = yaml->document()->find(u"# of a long"_s);
    cursor.setPosition(cursor.selectionEnd());
    yaml->setTextCursor(cursor);
    QTimer keys;
    connect(&keys, &QTimer::timeout, yaml, [yaml] { QTest::keyClick(yaml, Qt::Key_E); });
    keys.start(50);
    QTRY_VERIFY(yaml->toPlainText().contains(u"# of a longe"_s));
    write(outside + notes);
    const auto *document = m->workspace.suite();
    QTRY_VERIFY(m->find<QAbstractButton>("keepMine") ||
                document->test(u"a"_s)->customImage == u"quay.io/x/y:2"_s);
    keys.stop();
    QVERIFY(m->find<QAbstractButton>("keepMine"));
    QVERIFY(document->bytes().startsWith(before + "# of a longe"));
    QCOMPARE(content(), outside + notes);
}

void TestOutsideChanges::reloadingCanBeUndone()
{
    edit();
    const QByteArray mine = m->workspace.suite()->bytes();
    write(outside);
    QTRY_VERIFY(!m->texts("outsideStripText").isEmpty());
    m->click("reloadFile");
    QCOMPARE(m->workspace.suite()->bytes(), outside);
    QVERIFY(!m->window->isWindowModified());
    QCOMPARE(m->window->selectedTest(), u"b"_s);
    QCOMPARE(m->find<QLineEdit>("notebook_name")->text(), u"n"_s);
    m->action("undo")->trigger();
    QCOMPARE(m->workspace.suite()->bytes(), mine);
    QVERIFY(m->window->isWindowModified());
}

void TestOutsideChanges::mineIsKept()
{
    edit();
    write(outside);
    QTRY_VERIFY(!m->texts("outsideStripText").isEmpty());
    m->click("keepMine");
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList());
    QCOMPARE(content(), m->workspace.suite()->bytes());
    QVERIFY(content().contains("notebook_name: mine"));
}

void TestOutsideChanges::theDifferenceIsShown()
{
    edit();
    write(outside);
    QTRY_VERIFY(!m->texts("outsideStripText").isEmpty());
    m->click("showDifference");
    const QString shown = m->find<QPlainTextEdit>("difference")->toPlainText();
    QVERIFY2(shown.contains(
                 u"-   custom_image: quay.io/x/y:1\n+   custom_image: quay.io/x/y:2 # mine"_s),
             qPrintable(shown));
    QVERIFY(shown.contains(u"-   notebook_name: mine\n+   notebook_name: n"_s));
    QVERIFY(!m->texts("outsideStripText").isEmpty());
}

void TestOutsideChanges::whatIsGoneIsSaid()
{
    QVERIFY(QFile::remove(m_path));
    QTRY_COMPARE(m->texts("outsideStripText"),
                 QStringList{u"suite.yaml is no longer there. The suite is kept here: saving "
                             "writes the file again."_s});
    QVERIFY(QDir(m->folder.filePath(u"suites"_s)).removeRecursively());
    m->workspace.suite()->undo();
    edit();
    QTRY_VERIFY(m->texts("outsideStripText").join(u' ').startsWith(u"suite.yaml is no longer"_s) ||
                m->texts("outsideStripText").join(u' ').contains(u"suites is no longer there"_s));
    QVERIFY(QDir(m->folder.path()).mkdir(u"suites"_s));
    write(before);
    m->workspace.suite()->undo();
    QTRY_COMPARE(m->texts("outsideStripText"), QStringList());
}

void TestOutsideChanges::differences()
{
    QCOMPARE(ui::differenceBetween(u"a\nb\nc"_s, u"a\nx\nc"_s),
             (QStringList{u"  a"_s, u"- b"_s, u"+ x"_s, u"  c"_s}));
    QCOMPARE(ui::differenceBetween(u"1\n2\n3\n4\n5"_s, u"1\n2\n3\n4\n5\n6"_s),
             (QStringList{u"  3"_s, u"  4"_s, u"  5"_s, u"+ 6"_s}));
    QCOMPARE(ui::differenceBetween(u"a\nk\nb"_s, u"c\nk\nd"_s),
             (QStringList{u"- a"_s, u"+ c"_s, u"  k"_s, u"- b"_s, u"+ d"_s}));
}

void TestOutsideChanges::unsavedWorkSurvives()
{
    edit();
    const QByteArray mine = m->workspace.suite()->bytes();
    QDir kept(m->folder.filePath(u"config/assay/unsaved"_s));
    const auto files = [&kept] {
        kept.refresh();
        return kept.entryList({u"*.json"_s}, QDir::Files);
    };
    QTRY_COMPARE(files().size(), 1);
    // As a process leaves it that was killed: nobody holds it.
    QVERIFY(QFile::copy(kept.filePath(files().first()), kept.filePath(u"left.json"_s)));
    {
        models::Workspace workspace;
        ui::MainWindow window(&workspace);
        window.show();
        const auto *text = window.findChild<QLabel *>(u"unsavedStripText"_s);
        QVERIFY(text->isVisible());
        const QString said = QString(text->text()).remove(QChar(0x200B)); // where a word may break
        QVERIFY2(said.startsWith(u"Assay ended before changes of %1 were saved."_s.arg(m_path)),
                 qPrintable(said));
        window.findChild<QAbstractButton *>(u"restoreWork"_s)->click();
        QCOMPARE(workspace.suite()->bytes(), mine);
        QCOMPARE(workspace.suite()->path(), m_path);
        QVERIFY(workspace.suite()->isModified());
        QCOMPARE(files().size(), 2); // kept again, as its own
        workspace.suite()->undo();
        QCOMPARE(workspace.suite()->bytes(), before);
        QCOMPARE(files().size(), 1);
    }
    m->action("saveSuite")->trigger();
    QCOMPARE(files().size(), 0);
}

void TestOutsideChanges::unsavedWorkIsLeftByWhoIsToldToClose()
{
    edit();
    const QByteArray mine = m->workspace.suite()->bytes();
    QVERIFY(m->workspace.suite()->isModified());
    m->window->closeUnasked();
    QTRY_VERIFY(!m->window->isVisible());
    m->window.reset();
    QCOMPARE(content(), before);
    models::Workspace workspace;
    ui::MainWindow window(&workspace);
    window.show();
    QTest::mouseClick(window.findChild<QAbstractButton *>(u"restoreWork"_s), Qt::LeftButton);
    QCOMPARE(workspace.suite()->bytes(), mine);
    QCOMPARE(workspace.suite()->path(), m_path);
}

void TestOutsideChanges::whatIsDamagedIsNotOffered()
{
    const QString kept = m->folder.filePath(u"config/assay/unsaved"_s);
    QVERIFY(QDir().mkpath(kept));
    int number = 0;
    for (const char *text :
         {"", "[]", "{", R"({"bytes": "eA=="})", R"({"bytes": "eA==", "path": null, "at": 1})",
          R"({"bytes": "eA==", "path": ["x"], "at": "2026-01-01T00:00:00Z"})"}) {
        QFile file(kept + u"/%1.json"_s.arg(number++));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    models::Workspace workspace;
    ui::MainWindow window(&workspace);
    window.show();
    QVERIFY(!window.findChild<QLabel *>(u"unsavedStripText"_s)->isVisible());
}

QTEST_MAIN(TestOutsideChanges)
#include "tst_outside_changes.moc"
