// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QThread>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace assay;
using models::ComparedLine;
using tests::WindowFixture;

//! The page that shows what a run would create.
class TestObjectsPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void showsTheTestThatIsShown();
    void saysWhyThereIsNone();
    void followsTheDocument();
    void isMadeBesideTheWindowAndOnlyInSight();
    void brokenTextIsSaidAndTheLastStateStays();
    void whatIsWrongWithTheTestIsSaid();
    void copiesTheYamlAlone();
    void goesFromDifferenceToDifference();
    void finds();
    void aStoredRunHasNone();

private:
    QPlainTextEdit *view() const { return m->find<QPlainTextEdit>("objectsYaml"); }
    QString line() const { return view()->textCursor().block().text(); }
    std::unique_ptr<WindowFixture> m;
    std::atomic_int m_made = 0;
};

namespace {
const QByteArray text = "version: 1\n"
                        "tests:\n"
                        "  - id: a\n"
                        "    namespace: test-a\n"
                        "    notebook_name: n\n"
                        "    custom_image: quay.io/x/y:1\n"
                        "    packages_to_verify: [numpy]\n"
                        "  - id: b\n"
                        "    namespace: test-b\n"
                        "    notebook_name: n\n"
                        "    custom_image: quay.io/x/z:1\n"
                        "    packages_to_verify: [numpy]\n";
} // namespace

void TestObjectsPage::init()
{
    m = std::make_unique<WindowFixture>();
    m_made = 0;
    m->window->setRehearsal([this](const models::CustomImageTestConfiguration &test) {
        using Kind = ComparedLine::Kind;
        if (QThread::currentThread() != thread())
            ++m_made;
        ui::ObjectsText made;
        if (test.customImage.endsWith(u":none"_s)) {
            made.problem = u"Nothing can be made of it."_s;
            return made;
        }
        made.objects = QStringList{"Namespace "_L1 + test.nameSpace, u"Notebook n"_s};
        made.lines = {{Kind::Both, u"---"_s},
                      {Kind::Both, u"namespace: "_s + test.nameSpace},
                      {Kind::Both, u"---"_s},
                      {Kind::Before, u"cpu: 1"_s},
                      {Kind::After, u"cpu: 4"_s},
                      {Kind::Both, u"image: "_s + test.customImage},
                      {Kind::After, u"nvidia.com/gpu: 1"_s},
                      {Kind::Both, u"kind: Notebook"_s},
                      {Kind::Before, u"affinity: {}"_s}};
        return made;
    });
    const QString path = m->folder.filePath(u"suite.yaml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    m->show();
    QVERIFY(m->window->openSuite(path));
    m->window->activateWindow();
    QTRY_VERIFY(m->window->isActiveWindow());
    QTest::keyClick(m->window.get(), Qt::Key_M, Qt::ControlModifier);
    QVERIFY(view() && view()->isVisible());
    QTRY_VERIFY(view()->toPlainText().contains(u"image: quay.io/x/y:1"_s));
}

void TestObjectsPage::showsTheTestThatIsShown()
{
    QCOMPARE(m->find<QTabBar>("pageSwitch")->currentIndex(), 3);
    QVERIFY(view()->hasFocus());
    QCOMPARE(m->texts("objectsSummary"),
             QStringList(u"A run creates Namespace test-a, Notebook n. 4 lines differ from Assay's "
                         "template: + is what this test has, \u2212 is what the template has in "
                         "its place."_s));
    QCOMPARE(m->texts("objectsProblem"), QStringList());
    m->window->selectTest(u"b"_s);
    QTRY_VERIFY(view()->toPlainText().contains(u"image: quay.io/x/z:1"_s));
    QVERIFY(m->texts("objectsSummary").join(u' ').contains(u"Namespace test-b"_s));
    // Nothing can be typed into it.
    const QString before = view()->toPlainText();
    QTest::keyClicks(view(), u"x"_s);
    QCOMPARE(view()->toPlainText(), before);
}

void TestObjectsPage::saysWhyThereIsNone()
{
    m->workspace.suite()->setBytes(QByteArray(text).replace("y:1\n", "y:none\n"), u"test"_s);
    QTRY_COMPARE(m->texts("objectsProblem"), QStringList(u"Nothing can be made of it."_s));
    QCOMPARE(view()->toPlainText(), QString());
    m->action("undo")->trigger();
    QTRY_VERIFY(view()->toPlainText().contains(u"image: quay.io/x/y:1"_s));
    QCOMPARE(m->texts("objectsProblem"), QStringList());
}

void TestObjectsPage::followsTheDocument()
{
    QTextCursor cursor = view()->document()->find(u"nvidia"_s);
    view()->setTextCursor(cursor);
    m->workspace.suite()->setBytes(QByteArray(text).replace("y:1\n", "y:2\n"), u"test"_s);
    QTRY_VERIFY(view()->toPlainText().contains(u"image: quay.io/x/y:2"_s));
    QCOMPARE(line(), u"nvidia.com/gpu: 1"_s);
    m->action("undo")->trigger();
    QTRY_VERIFY(view()->toPlainText().contains(u"image: quay.io/x/y:1"_s));
    // A test that is gone creates nothing.
    m->workspace.suite()->removeTests({u"a"_s, u"b"_s});
    QTRY_COMPARE(view()->toPlainText(), QString());
    QVERIFY(!m->find<QAbstractButton>("copyObjects")->isEnabled());
    m->action("undo")->trigger();
    m->window->selectTest(u"a"_s);
    m->action("showObjects")->trigger();
    QTRY_VERIFY(view()->toPlainText().contains(u"image: quay.io/x/y:1"_s));
}

void TestObjectsPage::isMadeBesideTheWindowAndOnlyInSight()
{
    QCOMPARE(m_made.load(), 1);
    QTest::keyClick(m->window.get(), Qt::Key_2, Qt::AltModifier);
    auto *image = m->find<QLineEdit>("custom_image");
    QVERIFY(image->isVisible());
    image->setFocus();
    image->end(false);
    QTest::keyClicks(image, u"23"_s);
    QCOMPARE(m->workspace.suite()->test(u"a"_s)->customImage, u"quay.io/x/y:123"_s);
    m->action("showObjects")->trigger();
    QTRY_VERIFY(view()->toPlainText().contains(u"image: quay.io/x/y:123"_s));
    QCOMPARE(m_made.load(), 2);
    // What is as it was is not made again.
    m->action("showConfiguration")->trigger();
    m->action("showObjects")->trigger();
    QCOMPARE(m_made.load(), 2);
}

void TestObjectsPage::brokenTextIsSaidAndTheLastStateStays()
{
    m->workspace.suite()->setBytes(QByteArray(text).replace("version: 1\n", "version: [\n"),
                                   u"test"_s);
    QVERIFY(m->workspace.suite()->isBroken());
    const QString said = m->texts("brokenStripText").join(u' ');
    QVERIFY2(said.startsWith(u"The YAML cannot be read, line "_s) &&
                 said.endsWith(u"Until it can, this is what the test would have created before."_s),
             qPrintable(said));
    QVERIFY(view()->toPlainText().contains(u"image: quay.io/x/y:1"_s));
    m->click("showBrokenYaml");
    QCOMPARE(m->find<QTabBar>("pageSwitch")->currentIndex(), 2);
    m->action("showObjects")->trigger();
    QVERIFY(!m->texts("brokenStripText").isEmpty());
    m->action("undo")->trigger();
    QCOMPARE(m->texts("brokenStripText"), QStringList());
}

void TestObjectsPage::whatIsWrongWithTheTestIsSaid()
{
    m->workspace.suite()->setBytes(QByteArray(text).replace("namespace: test-a", "namespace: a b"),
                                   u"test"_s);
    QTRY_VERIFY(!m->texts("objectsProblem").isEmpty());
    const QString said = m->texts("objectsProblem").join(u' ');
    QVERIFY2(said.startsWith(u"As it is, this test is not run: "_s), qPrintable(said));
    m->action("undo")->trigger();
    QTRY_VERIFY(m->texts("objectsProblem").isEmpty());
}

void TestObjectsPage::copiesTheYamlAlone()
{
    m->click("copyObjects");
    QCOMPARE(QGuiApplication::clipboard()->text(),
             u"---\nnamespace: test-a\n---\ncpu: 4\nimage: quay.io/x/y:1\nnvidia.com/gpu: 1\n"
             "kind: Notebook\n"_s);
    QTest::keyClick(view(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(view(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             u"---\nnamespace: test-a\n---\ncpu: 4\nimage: quay.io/x/y:1\nnvidia.com/gpu: 1\n"
             "kind: Notebook\n"_s);
    // Of a line no more than what is chosen.
    view()->setTextCursor(view()->document()->find(u"test-a"_s));
    QTest::keyClick(view(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"test-a"_s);
}

void TestObjectsPage::goesFromDifferenceToDifference()
{
    m->click("nextDifference");
    QCOMPARE(line(), u"cpu: 1"_s);
    m->click("nextDifference");
    QCOMPARE(line(), u"nvidia.com/gpu: 1"_s);
    m->click("nextDifference");
    QCOMPARE(line(), u"affinity: {}"_s);
    m->click("nextDifference");
    QCOMPARE(line(), u"cpu: 1"_s);
    m->click("previousDifference");
    QCOMPARE(line(), u"affinity: {}"_s);
    m->click("previousDifference");
    QCOMPARE(line(), u"nvidia.com/gpu: 1"_s);
}

void TestObjectsPage::finds()
{
    QTest::keyClick(view(), Qt::Key_F, Qt::ControlModifier);
    auto *find = m->find<QLineEdit>("objectsFind");
    QVERIFY(find->isVisible() && find->hasFocus());
    QTest::keyClicks(find, u"---"_s);
    QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(view()->textCursor().blockNumber(), 0);
    QTest::keyClick(view(), Qt::Key_F3);
    QCOMPARE(view()->textCursor().blockNumber(), 2);
    QTest::keyClick(view(), Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(view()->textCursor().blockNumber(), 0);
}

void TestObjectsPage::aStoredRunHasNone()
{
    tests::missPackageSample(m->workspace, u"a"_s, {}, QDateTime::currentDateTimeUtc());
    m->window->showStoredRun({{}, m->workspace.run(u"a"_s)->record, {}});
    QVERIFY(!m->find<QTabBar>("pageSwitch")->isTabEnabled(3));
    m->action("showObjects")->trigger();
    QVERIFY(!view()->isVisible());
}

QTEST_MAIN(TestObjectsPage)
#include "tst_objects_page.moc"
