// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QCheckBox>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTextBlock>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

//! The form and the YAML page are two views of one document with one history.
class TestYamlPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void whatIsTypedIsInTheForm();
    void whatIsChangedInTheFormIsHere();
    void undoIsOneForBoth();
    void brokenTextIsSaidWhereItIs();
    void whatMakesATestInvalidComesFirst();
    void whatIsWrongOnALineIsMarkedAlone();
    void lineEndsStay();
    void theCursorFollowsThePage();
    void finds();
    void anEditForAll();
    void aLargeSuiteIsReadBesideTheWindow();
    void whatIsTypedMeanwhileIsNotLost();
    void undoOfWhatIsNotReadYet();

private:
    void openLarge();
    QPlainTextEdit *yaml() const { return m->find<QPlainTextEdit>("suiteYaml"); }
    void showPage(int page) const { m->find<QTabBar>("pageSwitch")->setCurrentIndex(page); }
    void type(const QString &before, const QString &text) const;
    QByteArray bytes() const { return m->workspace.suite()->bytes(); }
    std::unique_ptr<WindowFixture> m;
};

namespace {
const QByteArray text = "# ours\n"
                        "version: 1\n"
                        "defaults:\n"
                        "  timeout_command: 30 # short\n"
                        "tests:\n"
                        "  - id: a # the first\n"
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

void TestYamlPage::init()
{
    m = std::make_unique<WindowFixture>();
    const QString path = m->folder.filePath(u"suite.yaml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    m->show();
    QVERIFY(m->window->openSuite(path));
    showPage(2);
    QVERIFY(yaml());
}

//! At the end of the first line that holds `before`.
void TestYamlPage::type(const QString &before, const QString &typed) const
{
    QTextCursor cursor = yaml()->document()->find(before);
    QVERIFY(!cursor.isNull());
    cursor.setPosition(cursor.selectionEnd());
    yaml()->setTextCursor(cursor);
    QTest::keyClicks(yaml(), typed);
}

void TestYamlPage::whatIsTypedIsInTheForm()
{
    QCOMPARE(yaml()->toPlainText().toUtf8(), text);
    type(u"quay.io/x/y:1"_s, u"23"_s);
    QTRY_COMPARE(m->workspace.suite()->test(u"a"_s)->customImage, u"quay.io/x/y:123"_s);
    QCOMPARE(bytes(), QByteArray(text).replace("y:1\n", "y:123\n"));
    showPage(1);
    QCOMPARE(m->find<QLineEdit>("custom_image")->text(), u"quay.io/x/y:123"_s);
    QVERIFY(m->window->isWindowModified());
}

void TestYamlPage::whatIsChangedInTheFormIsHere()
{
    showPage(1);
    auto *image = m->find<QLineEdit>("custom_image");
    image->setFocus();
    image->setText({});
    QTest::keyClicks(image, u"quay.io/x/y:2"_s);
    const QByteArray wanted = QByteArray(text).replace("y:1\n", "y:2\n");
    QCOMPARE(bytes(), wanted);
    QCOMPARE(yaml()->toPlainText().toUtf8(), wanted);
}

void TestYamlPage::undoIsOneForBoth()
{
    type(u"# ours"_s, u" now"_s);
    QTRY_VERIFY(bytes().startsWith("# ours now\n"));
    showPage(1);
    auto *name = m->find<QLineEdit>("notebook_name");
    name->setFocus();
    name->end(false);
    QTest::keyClicks(name, u"xy"_s);
    QCOMPARE(m->workspace.suite()->test(u"a"_s)->notebookName, u"nxy"_s);
    QCOMPARE(m->action("undo")->text(), u"&Undo change of notebook_name in a"_s);
    // The field does not keep the key for a history of its own.
    QTest::keyClick(name, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(name->text(), u"n"_s);
    QVERIFY(bytes().startsWith("# ours now\n"));
    showPage(2);
    yaml()->setFocus();
    QTest::keyClick(yaml(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(bytes(), text);
    QCOMPARE(yaml()->toPlainText().toUtf8(), text);
    QVERIFY(!m->window->isWindowModified());
    QTest::keyClick(yaml(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(bytes().startsWith("# ours now\n"));
}

void TestYamlPage::brokenTextIsSaidWhereItIs()
{
    type(u"version: 1"_s, u": ["_s);
    QTRY_VERIFY(m->workspace.suite()->isBroken());
    QVERIFY2(m->texts("yamlProblem").join(u' ').contains(u"not YAML"_s),
             qPrintable(m->texts("yamlProblem").join(u' ')));
    showPage(1);
    QVERIFY(m->texts("brokenStripText").join(u' ').startsWith(u"The YAML cannot be read, line "_s));
    QCOMPARE(m->find<QLineEdit>("custom_image")->text(), u"quay.io/x/y:1"_s);
    QVERIFY(!m->find<QLineEdit>("custom_image")->isEnabled());
    m->action("undo")->trigger();
    QCOMPARE(bytes(), text);
    QCOMPARE(m->texts("brokenStripText"), QStringList());
    QVERIFY(m->find<QLineEdit>("custom_image")->isEnabled());
}

void TestYamlPage::whatMakesATestInvalidComesFirst()
{
    // A warning on line 8, an error on line 14.
    type(u"notebook_name: n"_s, QString(60, u'n'));
    type(u"quay.io/x/z:1"_s, u" 2"_s);
    QTRY_COMPARE(m->workspace.suite()->problems().size(), 2u);
    yaml()->moveCursor(QTextCursor::Start);
    const QString said = m->texts("yamlProblem").join(u' ');
    QVERIFY2(said.startsWith(u"2 problems, the first error on line 14: An image reference "_s),
             qPrintable(said));
    m->action("saveSuite")->trigger();
    QVERIFY(m->window->openSuite(m->workspace.suite()->path()));
    const QString banner = m->texts("bannerText").value(0);
    QVERIFY2(banner.startsWith(u"suite.yaml:14:"_s), qPrintable(banner));
    QVERIFY2(banner.section(u'\n', 1).startsWith(u"suite.yaml:8:"_s), qPrintable(banner));
}

void TestYamlPage::whatIsWrongOnALineIsMarkedAlone()
{
    const auto marked = [this] {
        QStringList all;
        for (const QTextEdit::ExtraSelection &mark : yaml()->extraSelections())
            if (mark.format.underlineStyle() == QTextCharFormat::WaveUnderline)
                all << mark.cursor.selectedText();
        return all;
    };
    QCOMPARE(marked(), QStringList());
    type(u"[numpy"_s, u", scikit-learn , torch, opencv-python] # ours"_s);
    QTRY_COMPARE(marked(), (QStringList{u"scikit-learn"_s, u"opencv-python"_s}));
    type(u"test-b"_s, u"_x # theirs"_s);
    QTRY_VERIFY(marked().contains(u"test-b_x"_s));
}

void TestYamlPage::lineEndsStay()
{
    const QByteArray returns = "\xEF\xBB\xBF" + QByteArray(text).replace("\n", "\r\n").chopped(2);
    m->workspace.suite()->setBytes(returns, u"test"_s);
    QCOMPARE(yaml()->toPlainText().toUtf8(), text.chopped(1));
    type(u"# ours"_s, u"!"_s);
    QTest::keyClick(yaml(), Qt::Key_Return);
    const QByteArray wanted = QByteArray(returns).replace("# ours\r\n", "# ours!\r\n\r\n");
    QTRY_COMPARE(bytes(), wanted);
}

void TestYamlPage::theCursorFollowsThePage()
{
    type(u"quay.io/x/z:1"_s, {});
    showPage(1);
    QCOMPARE(m->window->selectedTest(), u"b"_s);
    QCOMPARE(m->find<QLineEdit>("custom_image")->text(), u"quay.io/x/z:1"_s);
    QVERIFY(m->find<QLineEdit>("custom_image")->hasFocus());
    m->window->selectTest(u"a"_s);
    showPage(0);
    showPage(2);
    QCOMPARE(yaml()->textCursor().block().text(), u"  - id: a # the first"_s);
    m->action("showConfiguration")->trigger();
    m->action("showYaml")->trigger();
    QVERIFY(yaml()->hasFocus());
}

void TestYamlPage::finds()
{
    m->action("find")->trigger();
    auto *find = m->find<QLineEdit>("yamlFind");
    QVERIFY(find->isVisible());
    find->setText(u"test-b"_s);
    QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(yaml()->textCursor().selectedText(), u"test-b"_s);
    m->action("findNextAction")->trigger();
    QCOMPARE(yaml()->textCursor().selectedText(), u"test-b"_s);
}

void TestYamlPage::anEditForAll()
{
    showPage(1);
    QVERIFY(
        m->texts("originText.timeout_command").join(u' ').startsWith(u"From defaults, line 4."_s));
    m->find<QCheckBox>("forAll.timeout_command")->setChecked(true);
    m->find<QSpinBox>("timeout_command")->setValue(45);
    QCOMPARE(bytes(), QByteArray(text).replace("command: 30 #", "command: 45 #"));
    QCOMPARE(m->workspace.suite()->test(u"b"_s)->timeoutCommand, 45);
    m->find<QCheckBox>("forAll.timeout_command")->setChecked(false);
    m->find<QSpinBox>("timeout_command")->setValue(50);
    QCOMPARE(m->workspace.suite()->test(u"a"_s)->timeoutCommand, 50);
    QCOMPARE(m->workspace.suite()->test(u"b"_s)->timeoutCommand, 45);
}

static QByteArray largeText()
{
    QByteArray large = text;
    for (int i = 0; i < 500; ++i) {
        const QByteArray n = QByteArray::number(i);
        large += "  - id: t" + n + "\n    namespace: test-" + n + "\n    notebook_name: n" + n +
                 "\n    custom_image: quay.io/x/y:" + n + ".0\n    packages_to_verify: [numpy]\n";
    }
    return large;
}

void TestYamlPage::openLarge()
{
    m->workspace.suite()->setBytes(largeText(), u"test"_s);
    QCOMPARE(yaml()->toPlainText().toUtf8(), largeText());
}

void TestYamlPage::aLargeSuiteIsReadBesideTheWindow()
{
    openLarge();
    // One test is read by itself, with the problems of the others.
    type(u"y:250.0"_s, u"1"_s);
    QTRY_COMPARE(bytes(), largeText().replace("y:250.0", "y:250.01"));
    QCOMPARE(m->workspace.suite()->test(u"t250"_s)->customImage, u"quay.io/x/y:250.01"_s);
    // What cannot be read is read as a whole, and so is what is right again.
    type(u"y:250.01"_s, u": ["_s);
    QTRY_VERIFY(m->workspace.suite()->isBroken());
    QCOMPARE(bytes(), largeText().replace("y:250.0", "y:250.01: ["));
    QVERIFY(m->texts("yamlProblem").join(u' ').contains(u"not YAML"_s));
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(yaml(), Qt::Key_Backspace);
    QTRY_VERIFY(!m->workspace.suite()->isBroken());
    QCOMPARE(bytes(), largeText().replace("y:250.0", "y:250.01"));
    // Of more than one test as well.
    type(u"timeout_command: 30"_s, u"0"_s);
    QTRY_COMPARE(m->workspace.suite()->test(u"t499"_s)->timeoutCommand, 300);
}

void TestYamlPage::whatIsTypedMeanwhileIsNotLost()
{
    openLarge();
    QStringList stale;
    connect(m->workspace.suite(), &models::SuiteDocument::bytesChanged, this, [this, &stale] {
        if (const QString shown = yaml()->toPlainText(); shown.toUtf8() != bytes())
            stale << shown;
    });
    type(u"timeout_command: 3"_s, u"1"_s);
    // Keys that come while it is waited for their like, and while that is read.
    QTimer keys;
    int left = 12;
    connect(&keys, &QTimer::timeout, this, [this, &keys, &left] {
        QTest::keyClick(yaml(), left % 2 == 0 ? Qt::Key_Backspace : Qt::Key_1);
        keys.setInterval(left % 4 == 0 ? 40 : 265);
        if (--left == 0)
            keys.stop();
    });
    keys.start(265);
    QTRY_COMPARE_WITH_TIMEOUT(left, 0, 20'000);
    const QByteArray wanted = yaml()->toPlainText().toUtf8();
    QTRY_COMPARE(bytes(), wanted);
    QCOMPARE(stale, QStringList());
    disconnect(m->workspace.suite(), nullptr, this, nullptr);
}

void TestYamlPage::undoOfWhatIsNotReadYet()
{
    openLarge();
    type(u"y:250.0"_s, u"12"_s);
    m->action("undo")->trigger();
    QCOMPARE(bytes(), largeText());
    QCOMPARE(yaml()->toPlainText().toUtf8(), largeText());
    // What is pasted is undone apart from the letters before it, once those were read.
    type(u"y:250.0"_s, u"12"_s);
    QTRY_VERIFY(bytes().contains("y:250.012\n"));
    QTextCursor(yaml()->document()).insertText(u"# pasted\n"_s);
    QTRY_VERIFY(bytes().startsWith("# pasted\n"));
    m->action("undo")->trigger();
    QCOMPARE(bytes(), largeText().replace("y:250.0\n", "y:250.012\n"));
    m->action("undo")->trigger();
    QCOMPARE(bytes(), largeText());
}

QTEST_MAIN(TestYamlPage)
#include "tst_yaml_page.moc"
