// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCheckBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using models::CustomImageTestConfiguration;
using models::Json;
using tests::WindowFixture;

class TestConfigurationForm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void showsEveryField();
    void longValuesShowTheirBeginning();
    void editsMarkTheSuiteModified();
    void problemsAppearWhileTyping();
    void warningsAreNotErrors();
    void packagesAreAddedRemovedAndMarked();
    void anEntryThatIsOnlyDoubtfulIsNoError();
    void timeoutsKeepWrongValues();
    void annotationsKeepWhatMakesNoPair();
    void yamlIsReadAndKeptWhileItCannotBe();
    void yamlSurvivesTheRoundTrip_data();
    void yamlSurvivesTheRoundTrip();
    void draftsSurviveAnotherTest();
    void renamedTestStaysShown();
    void twoTestsWithOneIdAreSaid();
    void aTakenIdWaitsUntilItIsFree();
    void savingTakesOverWhatIsTyped();
    void removingAnotherTestOverwritesNone();
    void aSuiteReadAgainShowsItsNewValues();
    void draftsGoWithTheirTest();
    void testsOfOneIdAreEditedApart();
    void aLargeSuiteIsReadBesideTheWindow_data();
    void aLargeSuiteIsReadBesideTheWindow();
    void whatWaitsComesFirst_data();
    void whatWaitsComesFirst();
    void whatWaitsForAllIsTakenOver_data();
    void whatWaitsForAllIsTakenOver();

private:
    //! A suite of 100 tests that is read whole for each change.
    void openLarge();

    const CustomImageTestConfiguration &alpha() const
    {
        return m->workspace.suite()->tests().front();
    }
    QStringList ids() const { return m->workspace.suite()->ids(); }
    //! Messages below a field.
    QStringList problems(const char *field, const char *kind = "fieldError") const;
    void type(const char *field, const QString &text);
    std::unique_ptr<WindowFixture> m;
};

void TestConfigurationForm::init()
{
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->dialogs->nextPath = m->folder.filePath(u"suite.yaml"_s);
    m->action("saveSuite")->trigger();
    m->show();
    m->window->selectTest(u"alpha"_s);
    m->showConfiguration();
    QVERIFY(!m->window->isWindowModified());
}

QStringList TestConfigurationForm::problems(const char *field, const char *kind) const
{
    const auto *box = m->window->findChild<QWidget *>("problems."_L1 + QLatin1String(field));
    QStringList texts;
    for (const QLabel *label : box->findChildren<QLabel *>(QLatin1String(kind)))
        texts << label->text();
    return texts;
}

void TestConfigurationForm::type(const char *field, const QString &text)
{
    auto *edit = m->find<QLineEdit>(field);
    QVERIFY2(edit, field);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

void TestConfigurationForm::longValuesShowTheirBeginning()
{
    const QString id(99, u'x');
    m->workspace.suite()->addTest(
        tests::sampleTest(id, u"quay.io/x/"_s + QString(200, u'y') + u":1"_s, {u"json"_s}));
    m->window->selectTest(id);
    QCOMPARE(m->find<QLineEdit>("id")->text(), id);
    QCOMPARE(m->find<QLineEdit>("id")->cursorPosition(), 0);
    QCOMPARE(m->find<QLineEdit>("custom_image")->cursorPosition(), 0);
}

void TestConfigurationForm::showsEveryField()
{
    CustomImageTestConfiguration c = alpha();
    c.timeoutPodReady = 120;
    c.timeoutCommand = 30;
    c.authAnnotations = {{u"k"_s, u"v"_s}};
    c.resources = Json{{"limits", {{"cpu", "2"}}}};
    c.storage = Json{{"size", "1Gi"}};
    c.templateOverride = Json{{"spec", {{"a", true}}}};
    m->workspace.suite()->setTest(c.id, c);
    QCOMPARE(m->find<QLineEdit>("id")->text(), u"alpha"_s);
    QCOMPARE(m->find<QLineEdit>("namespace")->text(), u"test-alpha"_s);
    QCOMPARE(m->find<QLineEdit>("notebook_name")->text(), u"alpha"_s);
    QCOMPARE(m->find<QLineEdit>("custom_image")->text(), u"quay.io/x/alpha:1"_s);
    auto *packages = m->find<QListWidget>("packages_to_verify");
    QCOMPARE(packages->count(), 2);
    QCOMPARE(packages->item(1)->text(), u"pandas"_s);
    QCOMPARE(m->find<QSpinBox>("timeout_pod_ready")->text(), u"120 s"_s);
    QCOMPARE(m->find<QSpinBox>("timeout_command")->value(), 30);
    QCOMPARE(m->find<QTableWidget>("auth_annotations")->item(0, 1)->text(), u"v"_s);
    QCOMPARE(m->find<QPlainTextEdit>("resources")->toPlainText(), u"limits:\n  cpu: \"2\""_s);
    QCOMPARE(m->find<QPlainTextEdit>("storage")->toPlainText(), u"size: \"1Gi\""_s);
    QCOMPARE(m->find<QPlainTextEdit>("template")->toPlainText(), u"spec:\n  a: true"_s);
}

void TestConfigurationForm::editsMarkTheSuiteModified()
{
    type("custom_image", u"quay.io/x/alpha:2"_s);
    QVERIFY(m->window->isWindowModified());
    QCOMPARE(alpha().customImage, u"quay.io/x/alpha:2"_s);
    m->find<QSpinBox>("timeout_command")->setValue(45);
    QCOMPARE(alpha().timeoutCommand, 45);
    QVERIFY(m->find<QLineEdit>("custom_image")->text().endsWith(u":2"_s));
}

void TestConfigurationForm::problemsAppearWhileTyping()
{
    QCOMPARE(problems("namespace"), QStringList());
    type("namespace", u"prod"_s);
    QCOMPARE(problems("namespace").size(), 1);
    QVERIFY(problems("namespace").first().contains(u"test-"_s));
    QVERIFY(m->find<QLineEdit>("namespace")->accessibleDescription().contains(u"test-"_s));
    QCOMPARE(m->find<QLineEdit>("namespace")->text(), u"prod"_s);
    type("namespace", u"test-prod"_s);
    QCOMPARE(problems("namespace"), QStringList());
    type("custom_image", u"alpha"_s);
    QVERIFY(!problems("custom_image").isEmpty());
    type("notebook_name", u"Not_A_Name"_s);
    QVERIFY(!problems("notebook_name").isEmpty());
}

void TestConfigurationForm::warningsAreNotErrors()
{
    type("custom_image", u"localhost:5000/x/alpha:1"_s);
    QCOMPARE(problems("custom_image"), QStringList());
    const QStringList warnings = problems("custom_image", "fieldWarning");
    QVERIFY(!warnings.isEmpty());
    QVERIFY(warnings.first().startsWith(u"Warning: "_s));
}

void TestConfigurationForm::packagesAreAddedRemovedAndMarked()
{
    type("new.packages_to_verify", u"scipy, scikit-learn"_s);
    QTest::keyClick(m->find<QLineEdit>("new.packages_to_verify"), Qt::Key_Return);
    QCOMPARE(alpha().packagesToVerify,
             (QStringList{u"numpy"_s, u"pandas"_s, u"scipy"_s, u"scikit-learn"_s}));
    QCOMPARE(m->find<QLineEdit>("new.packages_to_verify")->text(), QString());
    QCOMPARE(problems("packages_to_verify").size(), 1);
    QVERIFY(problems("packages_to_verify").first().contains(u"sklearn"_s));
    auto *list = m->find<QListWidget>("packages_to_verify");
    QVERIFY(list->item(0)->icon().isNull());
    QVERIFY(!list->item(3)->icon().isNull());

    list->item(3)->setText(u"sklearn"_s);
    QCOMPARE(problems("packages_to_verify"), QStringList());
    list->setCurrentRow(0);
    m->click("remove.packages_to_verify");
    QCOMPARE(alpha().packagesToVerify, (QStringList{u"pandas"_s, u"scipy"_s, u"sklearn"_s}));
    list->selectAll();
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(alpha().packagesToVerify, QStringList());
    QCOMPARE(problems("packages_to_verify").size(), 1);
}

void TestConfigurationForm::anEntryThatIsOnlyDoubtfulIsNoError()
{
    CustomImageTestConfiguration c = alpha();
    c.packagesToVerify = {u"scikit-learn"_s, u"scikit_learn"_s, u"opencv-python"_s, u"numpy"_s};
    m->workspace.suite()->setTest(c.id, c);
    QCOMPARE(problems("packages_to_verify").size(), 2);
    QCOMPARE(problems("packages_to_verify", "fieldWarning").size(), 1);
    const auto *list = m->find<QListWidget>("packages_to_verify");
    const auto mark = [list](int row) { return list->item(row)->icon().pixmap(16, 16).toImage(); };
    QCOMPARE(mark(2), mark(0));
    QVERIFY(mark(1) != mark(0));
    QVERIFY(!mark(1).isNull());
    QVERIFY(mark(3).isNull());
}

void TestConfigurationForm::timeoutsKeepWrongValues()
{
    CustomImageTestConfiguration c = alpha();
    c.timeoutPodReady = 5000;
    m->workspace.suite()->setTest(c.id, c);
    QCOMPARE(m->find<QSpinBox>("timeout_pod_ready")->value(), 5000);
    QCOMPARE(problems("timeout_pod_ready").size(), 1);
    type("custom_image", u"quay.io/x/alpha:3"_s);
    QCOMPARE(alpha().timeoutPodReady, 5000);
}

void TestConfigurationForm::annotationsKeepWhatMakesNoPair()
{
    auto *table = m->find<QTableWidget>("auth_annotations");
    m->click("addAnnotation");
    QCOMPARE(problems("auth_annotations").size(), 1);
    const QString key = u"notebooks.opendatahub.io/auth-sidecar-cpu-request"_s;
    table->item(0, 0)->setText(key);
    table->item(0, 1)->setText(u"100m"_s);
    QCOMPARE(problems("auth_annotations"), QStringList());
    QCOMPARE(alpha().authAnnotations, (QMap<QString, QString>{{key, u"100m"_s}}));
    m->click("addAnnotation");
    table->item(1, 0)->setText(key);
    table->item(1, 1)->setText(u"200m"_s);
    QCOMPARE(problems("auth_annotations").size(), 1);
    QCOMPARE(alpha().authAnnotations.value(key), u"100m"_s);
    QCOMPARE(table->item(1, 1)->text(), u"200m"_s);
    table->setCurrentCell(1, 0);
    m->click("removeAnnotation");
    QCOMPARE(problems("auth_annotations"), QStringList());
}

void TestConfigurationForm::yamlIsReadAndKeptWhileItCannotBe()
{
    auto *edit = m->find<QPlainTextEdit>("resources");
    edit->setPlainText(u"requests:\n  cpu: 500m"_s);
    QVERIFY(alpha().resources == (Json{{"requests", {{"cpu", "500m"}}}}));
    edit->setPlainText(u"requests: [cpu"_s);
    QCOMPARE(problems("resources").size(), 1);
    QVERIFY2(problems("resources").first().startsWith(u"Line "_s),
             qPrintable(problems("resources").first()));
    QVERIFY(alpha().resources == (Json{{"requests", {{"cpu", "500m"}}}}));
    QCOMPARE(edit->toPlainText(), u"requests: [cpu"_s);
    edit->setPlainText({});
    QCOMPARE(problems("resources"), QStringList());
    QVERIFY(alpha().resources.is_null());
}

void TestConfigurationForm::yamlSurvivesTheRoundTrip_data()
{
    QTest::addColumn<QString>("json");
    QTest::newRow("words that look like others")
        << uR"({"a": "true", "b": "1", "c": "null", "d": "1.5", "e": "", "f": "0x1F"})"_s;
    QTest::newRow("types") << uR"({"a": true, "b": 1, "c": 1.5, "d": null, "e": [], "f": {}})"_s;
    QTest::newRow("lists") << uR"({"a": [1, [2, 3], {"b": ["c", {"d": "e"}], "f": 1}]})"_s;
    QTest::newRow("texts") << uR"({"a": "x: y", "b": "- z", "c": "# no", "d": "two\nlines",
                                   "e": "end\n", "f": " space", "g": "\ttab", "h": "\"q\"",
                                   "i": "\n\nx", "j": "a\n\n  b"})"_s;
    QTest::newRow("keys") << uR"({"opendatahub.io/x-y": "1", "a b": {"yes": "no"}, "1": "2"})"_s;
    QTest::newRow("blocks of text")
        << uR"({"a": "two\nlines\n", "b": ["x\n  y\n\nz ", "p\nq\n"]})"_s;
    QTest::newRow("unicode") << u"{\"a\": \"grüß \\u0001 \\u2028\"}"_s;
}

void TestConfigurationForm::yamlSurvivesTheRoundTrip()
{
    QFETCH(QString, json);
    CustomImageTestConfiguration c = alpha();
    c.templateOverride = Json::parse(json.toStdString());
    m->workspace.suite()->setTest(c.id, c);
    auto *edit = m->find<QPlainTextEdit>("template");
    const QString shown = edit->toPlainText();
    edit->setPlainText(u"a: other"_s);
    QVERIFY(alpha().templateOverride != c.templateOverride);
    edit->setPlainText(shown);
    QCOMPARE(problems("template"), QStringList());
    QVERIFY2(alpha().templateOverride == c.templateOverride, qPrintable(shown));
}

void TestConfigurationForm::draftsSurviveAnotherTest()
{
    m->find<QPlainTextEdit>("storage")->setPlainText(u"size: ["_s);
    m->click("addAnnotation");
    m->window->selectTest(u"beta"_s);
    QCOMPARE(m->find<QPlainTextEdit>("storage")->toPlainText(), QString());
    QCOMPARE(m->find<QTableWidget>("auth_annotations")->rowCount(), 0);
    QCOMPARE(problems("storage"), QStringList());
    m->window->selectTest(u"alpha"_s);
    QCOMPARE(m->find<QPlainTextEdit>("storage")->toPlainText(), u"size: ["_s);
    QCOMPARE(m->find<QTableWidget>("auth_annotations")->rowCount(), 1);
    QCOMPARE(problems("storage").size(), 1);
}

void TestConfigurationForm::renamedTestStaysShown()
{
    type("id", u"omega"_s);
    QCOMPARE(alpha().id, u"alpha"_s);
    QTest::keyClick(m->find<QLineEdit>("id"), Qt::Key_Return);
    QCOMPARE(alpha().id, u"omega"_s);
    QCOMPARE(m->window->selectedTest(), u"omega"_s);
    QCOMPARE(m->find<QLabel>("testName")->text(), u"omega"_s);
    QCOMPARE(m->find<QLineEdit>("id")->text(), u"omega"_s);
    type("custom_image", u"quay.io/x/omega:1"_s);
    QCOMPARE(alpha().customImage, u"quay.io/x/omega:1"_s);
}

void TestConfigurationForm::twoTestsWithOneIdAreSaid()
{
    m->window->selectTest(u"gamma"_s);
    type("id", u"alpha"_s);
    QTest::keyClick(m->find<QLineEdit>("id"), Qt::Key_Return);
    QCOMPARE(problems("id"),
             QStringList{u"\"alpha\" is the id of another test. Until it is free, this test "
                         "stays \"gamma\"."_s});
}

void TestConfigurationForm::aTakenIdWaitsUntilItIsFree()
{
    m->window->selectTest(u"gamma"_s);
    type("id", u"alpha"_s);
    QTest::keyClick(m->find<QLineEdit>("id"), Qt::Key_Return);
    QCOMPARE(ids(), (QStringList{u"alpha"_s, u"beta"_s, u"gamma"_s}));
    type("custom_image", u"quay.io/x/gamma:2"_s);
    QCOMPARE(alpha().customImage, u"quay.io/x/alpha:1"_s);
    QCOMPARE(m->workspace.suite()->test(u"gamma"_s)->customImage, u"quay.io/x/gamma:2"_s);
    QCOMPARE(m->find<QLineEdit>("id")->text(), u"alpha"_s);

    m->window->selectTest(u"alpha"_s);
    QCOMPARE(problems("id"), QStringList());
    m->workspace.suite()->removeTests({u"alpha"_s});
    m->window->selectTest(u"gamma"_s);
    QCOMPARE(m->find<QLineEdit>("id")->text(), u"alpha"_s);
    QCOMPARE(problems("id"), QStringList());
    m->action("saveSuite")->trigger();
    QCOMPARE(ids(), (QStringList{u"beta"_s, u"alpha"_s}));
    QCOMPARE(m->window->selectedTest(), u"alpha"_s);
}

void TestConfigurationForm::savingTakesOverWhatIsTyped()
{
    type("id", u"first"_s);
    m->action("saveSuite")->trigger();
    QVERIFY(!m->window->isWindowModified());
    models::SuiteDocument stored;
    QVERIFY(!stored.load(m->folder.filePath(u"suite.yaml"_s)));
    QCOMPARE(stored.tests().front().id, u"first"_s);
}

void TestConfigurationForm::removingAnotherTestOverwritesNone()
{
    m->window->selectTest(u"beta"_s);
    m->workspace.suite()->addTest(tests::sampleTest(u"delta"_s, u"quay.io/x/delta:1"_s, {}));
    auto *list = m->find<QAbstractItemView>("tests");
    // Beta stays the one that is shown, alpha is the one that is selected.
    list->selectionModel()->select(list->model()->index(0, 0), QItemSelectionModel::ClearAndSelect);
    m->dialogs->nextChoice = 0;
    m->click("removeTest");
    QCOMPARE(m->window->selectedTest(), u"beta"_s);
    type("custom_image", u"quay.io/x/beta:2"_s);
    QCOMPARE(ids(), (QStringList{u"beta"_s, u"gamma"_s, u"delta"_s}));
    QCOMPARE(m->workspace.suite()->test(u"beta"_s)->customImage, u"quay.io/x/beta:2"_s);
    QCOMPARE(m->workspace.suite()->test(u"gamma"_s)->customImage, u"quay.io/x/gamma:1"_s);
    // Nor when it is the one that is shown.
    list->selectionModel()->select(list->model()->index(0, 0), QItemSelectionModel::ClearAndSelect);
    m->click("removeTest");
    QCOMPARE(m->window->selectedTest(), u"gamma"_s);
    QCOMPARE(m->find<QLineEdit>("custom_image")->text(), u"quay.io/x/gamma:1"_s);
    type("notebook_name", u"g"_s);
    QCOMPARE(m->workspace.suite()->test(u"gamma"_s)->notebookName, u"g"_s);
    QCOMPARE(m->workspace.suite()->test(u"delta"_s)->notebookName, u"delta"_s);
}

void TestConfigurationForm::aSuiteReadAgainShowsItsNewValues()
{
    const QString path = m->folder.filePath(u"suite.yaml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray changed = file.readAll().replace("alpha:1", "alpha:2");
    QVERIFY(file.resize(0) && file.seek(0) && file.write(changed) == changed.size());
    file.close();
    QVERIFY(m->window->openSuite(path));
    QCOMPARE(m->window->selectedTest(), u"alpha"_s);
    QCOMPARE(m->find<QLineEdit>("custom_image")->text(), u"quay.io/x/alpha:2"_s);
    type("notebook_name", u"n"_s);
    QCOMPARE(alpha().customImage, u"quay.io/x/alpha:2"_s);
}

void TestConfigurationForm::draftsGoWithTheirTest()
{
    m->click("addTest");
    const QString id = m->window->selectedTest();
    m->find<QPlainTextEdit>("storage")->setPlainText(u"size: ["_s);
    m->workspace.suite()->removeTests({id});
    m->click("addTest");
    QCOMPARE(m->window->selectedTest(), id);
    QCOMPARE(m->find<QPlainTextEdit>("storage")->toPlainText(), QString());
    // What is typed goes along with a renamed one.
    m->find<QPlainTextEdit>("storage")->setPlainText(u"size: ["_s);
    CustomImageTestConfiguration renamed = *m->workspace.suite()->test(id);
    renamed.id = u"renamed"_s;
    m->workspace.suite()->setTest(id, renamed);
    QCOMPARE(m->window->selectedTest(), u"renamed"_s);
    QCOMPARE(m->find<QPlainTextEdit>("storage")->toPlainText(), u"size: ["_s);
}

void TestConfigurationForm::testsOfOneIdAreEditedApart()
{
    QFile file(m->folder.filePath(u"twice.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("version: 1\ntests:\n"
               "- {id: a, namespace: test-1, notebook_name: n, custom_image: quay.io/x/y:1}\n"
               "- {id: a, namespace: test-2, notebook_name: n, custom_image: quay.io/x/y:2}\n");
    file.close();
    QVERIFY(m->window->openSuite(file.fileName()));
    m->window->selectTest(u"a (2)"_s);
    QCOMPARE(m->find<QLabel>("testName")->text(), u"a (2)"_s);
    QCOMPARE(m->find<QLineEdit>("id")->text(), u"a"_s);
    QCOMPARE(problems("id").size(), 1);
    type("custom_image", u"quay.io/x/y:3"_s);
    QCOMPARE(m->workspace.suite()->tests()[0].customImage, u"quay.io/x/y:1"_s);
    QCOMPARE(m->workspace.suite()->tests()[1].customImage, u"quay.io/x/y:3"_s);
    type("id", u"b"_s);
    QTest::keyClick(m->find<QLineEdit>("id"), Qt::Key_Return);
    QCOMPARE(ids(), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(m->window->selectedTest(), u"b"_s);
    QCOMPARE(problems("id"), QStringList());
}

void TestConfigurationForm::openLarge()
{
    QFETCH(const QByteArray, front);
    QFETCH(const QByteArray, back);
    QByteArray text = front;
    for (int i = 0; i < 100; ++i) {
        const QByteArray n = QByteArray::number(i);
        text += "- {id: t" + n + ", namespace: test-" + n + ", notebook_name: nb,\n" +
                "   custom_image: quay.io/org/nb:" + n + ", packages_to_verify: " +
                (i % 2 ? "*p" + QByteArray::number(i - 1) : "&p" + n + " [numpy]") + "}" +
                (front.contains('{') && i < 99 ? "," : "") + '\n';
        if (front.contains('{'))
            text.replace("- {id: t" + n, "  {id: t" + n);
    }
    QFile file(m->folder.filePath(u"large.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text + back);
    file.close();
    QVERIFY(m->window->openSuite(file.fileName()));
    QCOMPARE(m->workspace.suite()->tests().size(), 100u);
    m->window->selectTest(u"t50"_s);
    m->showConfiguration();
}

void TestConfigurationForm::aLargeSuiteIsReadBesideTheWindow_data()
{
    QTest::addColumn<QByteArray>("front");
    QTest::addColumn<QByteArray>("back");
    const QByteArray front = "version: 1\ntests:\n";
    QTest::newRow("names in other tests") << front << QByteArray();
    QTest::newRow("a mark at the end") << front << QByteArray("...\n");
    QTest::newRow("a directive") << "%YAML 1.2\n---\n" + front << QByteArray();
    QTest::newRow("braces") << QByteArray("{version: 1,\ntests: [\n") << QByteArray("]}\n");
}

void TestConfigurationForm::aLargeSuiteIsReadBesideTheWindow()
{
    openLarge();
    models::SuiteDocument *suite = m->workspace.suite();
    const QByteArray before = suite->bytes();
    auto *image = m->find<QLineEdit>("custom_image");
    type("custom_image", u"quay.io/org/other"_s);
    QCOMPARE(suite->bytes(), before);
    QTRY_COMPARE(suite->tests()[50].customImage, u"quay.io/org/other"_s);
    QCOMPARE(suite->bytes(), QByteArray(before).replace("quay.io/org/nb:50", "quay.io/org/other"));
    QCOMPARE(image->text(), u"quay.io/org/other"_s);
    QCOMPARE(problems("custom_image").size(), 1);
    // What is typed while it is read is read again, and undone together with it.
    QTest::keyClicks(image, u":1"_s);
    QTest::qWait(255);
    QTest::keyClicks(image, u"2"_s);
    QTRY_COMPARE(suite->tests()[50].customImage, u"quay.io/org/other:12"_s);
    QCOMPARE(image->text(), u"quay.io/org/other:12"_s);
    QCOMPARE(problems("custom_image"), QStringList());
    suite->undo();
    QCOMPARE(suite->bytes(), before);
    QCOMPARE(image->text(), u"quay.io/org/nb:50"_s);
}

void TestConfigurationForm::whatWaitsComesFirst_data()
{
    QTest::addColumn<QByteArray>("front");
    QTest::addColumn<QByteArray>("back");
    for (const char *what : {"save", "undo", "another test", "a test is removed", "another page",
                             "the test is renamed", "a new suite"})
        QTest::newRow(what) << QByteArray("version: 1\ntests:\n") << QByteArray("...\n");
}

void TestConfigurationForm::whatWaitsComesFirst()
{
    openLarge();
    models::SuiteDocument *suite = m->workspace.suite();
    const QByteArray before = suite->bytes();
    const QByteArray after = QByteArray(before).replace("quay.io/org/nb:50", "quay.io/org/other:5");
    const QByteArray then = QTest::currentDataTag();
    type("custom_image", u"quay.io/org/other:5"_s);
    QCOMPARE(suite->bytes(), before);
    if (then == "save") {
        m->action("saveSuite")->trigger();
        QFile file(suite->path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), after);
    } else if (then == "undo") {
        suite->removeTests({u"t99"_s});
        QVERIFY(suite->bytes() != after);
        suite->undo();
        QCOMPARE(suite->bytes(), after);
        suite->undo();
        QCOMPARE(suite->bytes(), before);
    } else if (then == "another test") {
        m->window->selectTest(u"t51"_s);
        QCOMPARE(suite->bytes(), after);
        QCOMPARE(m->find<QLineEdit>("custom_image")->text(), u"quay.io/org/nb:51"_s);
    } else if (then == "a test is removed") {
        suite->removeTests({u"t99"_s});
        QCOMPARE(suite->tests().size(), 99u);
        QCOMPARE(suite->tests()[50].customImage, u"quay.io/org/other:5"_s);
    } else if (then == "another page") {
        m->find<QTabBar>("pageSwitch")->setCurrentIndex(0);
        QCOMPARE(suite->bytes(), after);
    } else if (then == "the test is renamed") {
        type("id", u"renamed"_s);
        QTest::keyClick(m->find<QLineEdit>("id"), Qt::Key_Return);
        QCOMPARE(suite->bytes(), QByteArray(after).replace("id: t50", "id: renamed"));
        QCOMPARE(m->window->selectedTest(), u"renamed"_s);
    } else {
        m->dialogs->nextChoice = 0;
        m->action("newSuite")->trigger();
        QCOMPARE(suite->tests().size(), 0u);
        QFile file(m->folder.filePath(u"large.yaml"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), after);
    }
}

void TestConfigurationForm::whatWaitsForAllIsTakenOver_data()
{
    QTest::addColumn<QByteArray>("front");
    QTest::addColumn<QByteArray>("back");
    QTest::newRow("defaults") << QByteArray("version: 1\ndefaults:\n  pull_secret: a/b\ntests:\n")
                              << QByteArray("...\n");
}

void TestConfigurationForm::whatWaitsForAllIsTakenOver()
{
    openLarge();
    models::SuiteDocument *suite = m->workspace.suite();
    const QByteArray before = suite->bytes();
    m->find<QCheckBox>("forAll.pull_secret")->setChecked(true);
    type("pull_secret", u"a/c"_s);
    QCOMPARE(suite->bytes(), before);
    QTRY_COMPARE(suite->tests()[99].pullSecret, u"a/c"_s);
    QCOMPARE(suite->bytes(), QByteArray(before).replace("pull_secret: a/b", "pull_secret: a/c"));
    suite->undo();
    QCOMPARE(suite->bytes(), before);
}

QTEST_MAIN(TestConfigurationForm)
#include "tst_configuration_form.moc"
