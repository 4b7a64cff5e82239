// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QStatusBar>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

//! Saving a suite whose file may not be what it was.
class TestSuiteFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void whatIsUnchangedIsNotWritten();
    void whatIsUnchangedIsNotWrittenOverAChangedFile();
    void aChangedFileIsAskedAbout();
    void aChangedFileCanBeSavedOver();
    void aChangedFileCanBeReloaded();
    void bothCanBeKept();
    void aSecondChangeIsAskedAboutAnew();
    void savingLosesNothing();
    void savingAsTheSameFileIsSavingIt();
    void aFileThatIsGoneIsAskedAbout();
    void aFileThatCannotBeReadIsAskedAbout();
    void closingSavesOverNothingUnasked();

private:
    QByteArray content() const;
    void write(const QByteArray &yaml) const;
    void edit() const;
    std::unique_ptr<WindowFixture> m;
    QString m_path;
};

namespace {
const QByteArray before = "version: 1\ntests:\n- id: a\n  namespace: test-a\n  notebook_name: n\n"
                          "  custom_image: quay.io/x/y:1\n  packages_to_verify: [numpy]\n";
const QByteArray outside = QByteArray(before).replace("y:1", "y:2 # mine");
const QStringList everyWay{u"Save as…"_s, u"Save over it"_s, u"Reload it"_s, u"Cancel"_s};
} // namespace

void TestSuiteFiles::init()
{
    m = std::make_unique<WindowFixture>();
    m_path = m->folder.filePath(u"suite.yaml"_s);
    write(before);
    m->show();
    QVERIFY(m->window->openSuite(m_path));
    m->showConfiguration();
}

QByteArray TestSuiteFiles::content() const
{
    QFile file(m_path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestSuiteFiles::write(const QByteArray &yaml) const
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(yaml);
}

void TestSuiteFiles::edit() const
{
    models::CustomImageTestConfiguration c = m->workspace.suite()->tests().front();
    c.notebookName += u'x';
    QVERIFY(m->workspace.suite()->setTest(c.id, c));
    QVERIFY(m->window->isWindowModified());
}

void TestSuiteFiles::whatIsUnchangedIsNotWritten()
{
    write("# about\n" + before);
    QVERIFY(m->window->openSuite(m_path));
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList());
    QCOMPARE(content(), "# about\n" + before);
    QCOMPARE(m->texts("bannerTitle"), QStringList());
    QCOMPARE(m->window->statusBar()->currentMessage(), u"suite.yaml holds every change already"_s);
}

void TestSuiteFiles::whatIsUnchangedIsNotWrittenOverAChangedFile()
{
    write(outside);
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList());
    QCOMPARE(content(), outside);
    QCOMPARE(m->texts("bannerTitle"), QStringList{u"suite.yaml was not saved"_s});
    QVERIFY(QFile::remove(m_path));
    m->action("saveSuite")->trigger();
    QVERIFY(!QFile::exists(m_path));
    QVERIFY2(
        m->texts("bannerText")
            .contains(m_path +
                      u" cannot be opened: No such file or directory. Nothing was changed here "
                      "since it was read. To write it again, choose Save suite as."_s),
        qPrintable(m->texts("bannerText").join(u'\n')));
}

void TestSuiteFiles::aChangedFileIsAskedAbout()
{
    edit();
    write(outside);
    m->action("saveSuite")->trigger(); // cancelled
    QCOMPARE(m->dialogs->asked, QStringList{u"suite.yaml changed since it was read"_s});
    QCOMPARE(m->dialogs->offered, everyWay);
    QCOMPARE(m->dialogs->defaults, QStringList{u"Save as…"_s});
    QCOMPARE(content(), outside);
    QVERIFY(m->window->isWindowModified());
    QCOMPARE(m->workspace.suite()->test(u"a"_s)->notebookName, u"nx"_s);
    // Asked again, it is the same question.
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked.size(), 2);
    // What is written as it was is no change.
    write(before);
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked.size(), 2);
    QVERIFY(!m->window->isWindowModified());
}

void TestSuiteFiles::aChangedFileCanBeSavedOver()
{
    edit();
    write(outside);
    m->dialogs->nextChoice = 1;
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked.size(), 1);
    QCOMPARE(content(), m->workspace.suite()->bytes());
    QVERIFY(content().contains("notebook_name: nx"));
    QVERIFY(!m->window->isWindowModified());
}

void TestSuiteFiles::aChangedFileCanBeReloaded()
{
    edit();
    write(outside);
    m->dialogs->nextChoice = 2;
    m->action("saveSuite")->trigger();
    QCOMPARE(content(), outside);
    QVERIFY(!m->window->isWindowModified());
    QCOMPARE(m->window->selectedTest(), u"a"_s);
    QCOMPARE(m->find<QLineEdit>("custom_image")->text(), u"quay.io/x/y:2"_s);
    QCOMPARE(m->find<QLineEdit>("notebook_name")->text(), u"n"_s);
}

void TestSuiteFiles::bothCanBeKept()
{
    edit();
    write(outside);
    m->dialogs->nextChoice = 0;
    m->dialogs->nextPath = m->folder.filePath(u"other.yaml"_s);
    m->action("saveSuite")->trigger();
    QCOMPARE(content(), outside);
    QVERIFY(!m->window->isWindowModified());
    QCOMPARE(m->workspace.suite()->path(), m->dialogs->nextPath);
    m_path = m->dialogs->nextPath;
    QVERIFY(content().contains("notebook_name: nx"));
}

void TestSuiteFiles::aSecondChangeIsAskedAboutAnew()
{
    edit();
    write(outside);
    m->dialogs->nextChoice = 1;
    m->dialogs->whileAsked = [this] {
        if (m->dialogs->asked.size() == 1)
            write("later: true\n");
        else
            m->dialogs->nextChoice = 3;
    };
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked.size(), 2);
    QCOMPARE(content(), QByteArray("later: true\n"));
    QVERIFY(m->window->isWindowModified());
}

void TestSuiteFiles::savingLosesNothing()
{
    const QByteArray commented =
        "# about\n" +
        QByteArray(before).replace("notebook_name: n\n", "notebook_name: n # nb\n  owner: me\n");
    write(commented);
    QVERIFY(m->window->openSuite(m_path));
    edit();
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList());
    QCOMPARE(content(), QByteArray(commented).replace("name: n #", "name: nx #"));
    QVERIFY(!m->window->isWindowModified());
}

void TestSuiteFiles::savingAsTheSameFileIsSavingIt()
{
    edit();
    write(outside);
    m->dialogs->nextPath = QDir(m->folder.path()).filePath(u"./suite.yaml"_s);
    m->action("saveSuiteAs")->trigger();
    QCOMPARE(m->dialogs->asked,
             (QStringList{u"Save suite"_s, u"suite.yaml changed since it was read"_s}));
    QCOMPARE(content(), outside);
}

void TestSuiteFiles::aFileThatIsGoneIsAskedAbout()
{
    edit();
    QVERIFY(QFile::remove(m_path));
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList{u"suite.yaml is no longer there"_s});
    QCOMPARE(m->dialogs->offered, (QStringList{u"Save as…"_s, u"Save it again"_s, u"Cancel"_s}));
    QVERIFY(!QFile::exists(m_path));
    QVERIFY(m->window->isWindowModified());
    m->dialogs->nextChoice = 1;
    m->action("saveSuite")->trigger();
    QVERIFY(content().contains("notebook_name: nx"));
    QVERIFY(!m->window->isWindowModified());
}

void TestSuiteFiles::aFileThatCannotBeReadIsAskedAbout()
{
    edit();
    QVERIFY(QFile::remove(m_path));
    QVERIFY(QDir().mkdir(m_path));
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList{u"suite.yaml can no longer be read"_s});
    QCOMPARE(m->dialogs->offered, everyWay);
    // Reloading what cannot be read loses nothing here.
    m->dialogs->nextChoice = 2;
    m->action("saveSuite")->trigger();
    QCOMPARE(m->texts("bannerTitle"), QStringList{u"The suite could not be reloaded"_s});
    QCOMPARE(m->workspace.suite()->test(u"a"_s)->notebookName, u"nx"_s);
    QVERIFY(m->window->isWindowModified());
}

void TestSuiteFiles::closingSavesOverNothingUnasked()
{
    edit();
    write(outside);
    m->dialogs->nextChoice = 0; // save
    m->dialogs->whileAsked = [this] {
        if (m->dialogs->asked.size() == 2)
            m->dialogs->nextChoice = 2; // reload: there is something to look at
    };
    QVERIFY(!m->window->close());
    QCOMPARE(m->dialogs->asked, (QStringList{u"Save the changes before Assay closes?"_s,
                                             u"suite.yaml changed since it was read"_s}));
    QCOMPARE(content(), outside);
    QVERIFY(m->window->isVisible());
    QVERIFY(!m->window->isWindowModified());
}

QTEST_MAIN(TestSuiteFiles)
#include "tst_suite_files.moc"
