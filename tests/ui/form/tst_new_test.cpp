// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollBar>

using namespace Qt::StringLiterals;
using namespace assay;
using models::CustomImageTestConfiguration;
using tests::WindowFixture;

//! A test that is added is filled by keys alone, in the order in which they are known.
class TestNewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void fromAnEmptyWindowToAValidTest();
    void namesThatSomebodyWroteStay();
    void proposedNamesAreFree();
    void defaultsOfTheSuiteHold();
    void whatIsWrongIsSaidOnceTheFieldWasLeft();
    void guidingEndsWithAnotherTest();
    void whatIsRequiredIsOpen();
    void onlyTheNewTestIsSelected();
    void aDuplicateIsValidAtOnce_data();
    void aDuplicateIsValidAtOnce();

private:
    //! As a person does who looks at the screen only.
    void type(const QString &text) const { QTest::keyClicks(QApplication::focusWidget(), text); }
    void press(Qt::Key key) const { QTest::keyClick(QApplication::focusWidget(), key); }
    QString focused() const { return QApplication::focusWidget()->objectName(); }
    QStringList problems(const char *field) const;
    const CustomImageTestConfiguration &last() const
    {
        return m->workspace.suite()->tests().back();
    }
    void open(const QByteArray &yaml) const;
    std::unique_ptr<WindowFixture> m;
};

void TestNewTest::init()
{
    m = std::make_unique<WindowFixture>();
    m->show();
}

QStringList TestNewTest::problems(const char *field) const
{
    QStringList texts;
    const auto *box = m->window->findChild<QWidget *>("problems."_L1 + QLatin1String(field));
    for (const QLabel *label : box->findChildren<QLabel *>(u"fieldError"_s))
        texts << label->text();
    return texts;
}

void TestNewTest::open(const QByteArray &yaml) const
{
    QFile file(m->folder.filePath(u"suite.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(yaml), yaml.size());
    file.close();
    QVERIFY(m->window->openSuite(file.fileName()));
}

void TestNewTest::fromAnEmptyWindowToAValidTest()
{
    m->action("addTestAction")->trigger();
    QCOMPARE(focused(), u"custom_image"_s);
    type(u"quay.io/opendatahub/sdg_hub-notebook:2025.1"_s);
    press(Qt::Key_Tab);
    QCOMPARE(last().id, u"sdg-hub-notebook"_s);
    QCOMPARE(last().nameSpace, u"test-sdg-hub-notebook"_s);
    QCOMPARE(last().notebookName, u"sdg-hub-notebook"_s);
    QCOMPARE(m->window->selectedTest(), u"sdg-hub-notebook"_s);
    QCOMPARE(m->find<QLineEdit>("notebook_name")->text(), u"sdg-hub-notebook"_s);
    QCOMPARE(focused(), u"pull_secret"_s);
    while (focused() != "new.packages_to_verify"_L1)
        press(Qt::Key_Tab);
    type(u"numpy, pandas"_s);
    press(Qt::Key_Return);
    QCOMPARE(last().packagesToVerify, (QStringList{u"numpy"_s, u"pandas"_s}));
    QVERIFY(m->workspace.suite()->problems().empty());
    // The image and its names are undone apart.
    m->action("undo")->trigger();
    m->action("undo")->trigger();
    QCOMPARE(last().id, u"test-1"_s);
    QCOMPARE(last().customImage, u"quay.io/opendatahub/sdg_hub-notebook:2025.1"_s);
}

void TestNewTest::namesThatSomebodyWroteStay()
{
    m->action("addTestAction")->trigger();
    m->find<QLineEdit>("namespace")->setFocus();
    m->find<QLineEdit>("namespace")->selectAll();
    type(u"mine"_s);
    m->find<QLineEdit>("custom_image")->setFocus();
    type(u"quay.io/x/first:1"_s);
    press(Qt::Key_Return);
    QCOMPARE(last().nameSpace, u"mine"_s);
    QCOMPARE(last().id, u"first"_s);
    // Another image, and what is still proposed goes along.
    m->find<QLineEdit>("custom_image")->selectAll();
    type(u"quay.io/x/second:1"_s);
    press(Qt::Key_Return);
    QCOMPARE(last().id, u"second"_s);
    QCOMPARE(last().notebookName, u"second"_s);
    QCOMPARE(last().nameSpace, u"mine"_s);
    // A test that was there before is named by nobody but its author.
    m->action("addTestAction")->trigger();
    m->window->selectTest(u"second"_s);
    m->find<QLineEdit>("custom_image")->setFocus();
    m->find<QLineEdit>("custom_image")->selectAll();
    type(u"quay.io/x/third:1"_s);
    press(Qt::Key_Return);
    QCOMPARE(m->window->selectedTest(), u"second"_s);
}

void TestNewTest::proposedNamesAreFree()
{
    for (int i = 0; i < 2; ++i) {
        m->action("addTestAction")->trigger();
        type(u"quay.io/x/workbench@sha256:"_s + QString(64, u'a'));
        press(Qt::Key_Return);
    }
    QCOMPARE(m->workspace.suite()->ids(), (QStringList{u"workbench"_s, u"workbench-2"_s}));
    QCOMPARE(last().nameSpace, u"test-workbench-2"_s);
    QCOMPARE(last().notebookName, u"workbench-2"_s);
}

void TestNewTest::defaultsOfTheSuiteHold()
{
    open("version: 1\ndefaults:\n  timeout_pod_ready: 120\n  packages_to_verify: [json]\n"
         "tests:\n- id: a\n  namespace: test-a\n  notebook_name: a\n"
         "  custom_image: quay.io/x/a:1\n");
    m->action("addTestAction")->trigger();
    QCOMPARE(last().timeoutPodReady, 120);
    QCOMPARE(last().packagesToVerify, QStringList{u"json"_s});
    // They are not said twice.
    QVERIFY(!m->workspace.suite()->bytes().mid(80).contains("timeout_pod_ready"));
    type(u"quay.io/x/b:1"_s);
    press(Qt::Key_Return);
    QVERIFY(m->workspace.suite()->problems().empty());
}

void TestNewTest::whatIsWrongIsSaidOnceTheFieldWasLeft()
{
    m->action("addTestAction")->trigger();
    QCOMPARE(problems("custom_image"), QStringList());
    QCOMPARE(problems("packages_to_verify"), QStringList());
    type(u"quay"_s);
    QCOMPARE(problems("custom_image"), QStringList());
    press(Qt::Key_Tab);
    QVERIFY(!problems("custom_image").isEmpty());
    QCOMPARE(problems("packages_to_verify"), QStringList());
    // Once it was said, it goes with the letter that mends it.
    m->find<QLineEdit>("custom_image")->setFocus();
    m->find<QLineEdit>("custom_image")->selectAll();
    type(u"quay.io/x/y:1"_s);
    QCOMPARE(problems("custom_image"), QStringList());
    // What is in a list was written to its end.
    m->find<QLineEdit>("new.packages_to_verify")->setFocus();
    type(u"nu-mpy"_s);
    press(Qt::Key_Return);
    QCOMPARE(problems("packages_to_verify").size(), 1);
}

void TestNewTest::guidingEndsWithAnotherTest()
{
    m->action("addTestAction")->trigger();
    m->action("addTestAction")->trigger();
    QCOMPARE(problems("custom_image"), QStringList());
    m->window->selectTest(u"test-1"_s);
    QVERIFY(!problems("custom_image").isEmpty());
    m->window->selectTest(u"test-2"_s);
    QVERIFY(!problems("custom_image").isEmpty());
}

void TestNewTest::whatIsRequiredIsOpen()
{
    const auto isOpen = [this] {
        for (const char *field :
             {"custom_image", "new.packages_to_verify", "id", "namespace", "notebook_name"})
            QVERIFY2(m->find<QWidget>(field)->isVisible(), field);
    };
    m->action("addTestAction")->trigger();
    isOpen();
    // Also for who comes back to a test without an image.
    m->action("addTestAction")->trigger();
    m->window->selectTest(u"test-1"_s);
    isOpen();
    QVERIFY(!m->find<QPlainTextEdit>("storage")->isVisible());
    // The image stands above all others.
    const auto top = [this](const char *name) {
        return m->find<QWidget>(name)->mapTo(m->window.get(), QPoint()).y();
    };
    QVERIFY(top("custom_image") < top("id"));
    QVERIFY(!m->find<QWidget>("custom_image")->visibleRegion().isEmpty());
}

void TestNewTest::onlyTheNewTestIsSelected()
{
    // The key that adds a test is pressed together with the one that adds to a selection.
    for (int i = 0; i < 2; ++i)
        QTest::keyClick(m->window->windowHandle(), Qt::Key_T, Qt::ControlModifier);
    QTRY_COMPARE(m->workspace.suite()->ids(), (QStringList{u"test-1"_s, u"test-2"_s}));
    QCOMPARE(m->find<QListView>("tests")->selectionModel()->selectedIndexes().size(), 1);
    QCOMPARE(m->window->selectedTest(), u"test-2"_s);
}

void TestNewTest::aDuplicateIsValidAtOnce_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("notebook");
    QTest::newRow("short") << u"a"_s << u"a"_s;
    QTest::newRow("of 100 characters") << QString(100, u'i') << u"n"_s;
    QTest::newRow("the longest notebook with a sidecar") << u"a"_s << QString(47, u'n');
}

void TestNewTest::aDuplicateIsValidAtOnce()
{
    QFETCH(const QString, id);
    QFETCH(const QString, notebook);
    open("version: 1\ntests:\n- id: "_ba + id.toUtf8() +
         "\n  namespace: test-a\n  notebook_name: "_ba + notebook.toUtf8() +
         "\n  custom_image: quay.io/x/a:1\n  packages_to_verify: [json]\n"
         "  auth_annotations: {notebooks.opendatahub.io/inject-auth: \"true\"}\n"
         "- id: z\n  namespace: test-z\n  notebook_name: z\n  custom_image: quay.io/x/z:1\n"
         "  packages_to_verify: [json]\n"_ba);
    QVERIFY(m->workspace.suite()->problems().empty());
    m->window->selectTest(id);
    m->action("duplicateTestAction")->trigger();
    m->action("duplicateTestAction")->trigger();
    QCOMPARE(m->workspace.suite()->tests().size(), 4u);
    QCOMPARE(m->workspace.suite()->ids().first(), id);
    QCOMPARE(m->workspace.suite()->ids().last(), u"z"_s);
    QStringList sentences;
    for (const auto &problem : m->workspace.suite()->problems())
        sentences << problem.problem.message;
    QCOMPARE(sentences, QStringList());
}

QTEST_MAIN(TestNewTest)
#include "tst_new_test.moc"
