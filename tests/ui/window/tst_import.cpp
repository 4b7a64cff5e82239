// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialog>
#include <QFile>
#include <QGuiApplication>
#include <QListView>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QThreadPool>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

//! What people have already goes into the suite, after they saw what was understood of it.
class TestImport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void testsOfPytest();
    void namesThatAreTaken();
    void aTestWithoutAnImageSaysSo();
    void constantsOfAnotherFile();
    void testsOfImageStreams();
    void parametersOfAnotherFile();
    void packagesOfAList();
    void packagesWithoutATest();
    void nothingThatIsUnderstood();
    void aFileThatCannotBeRead();
    void theWindowLivesWhileAFileIsRead();
    void aNewerFileTakesTheOldersPlace();
    void closedWhileAFileIsRead();
    void moreNotesThanAnybodyReads();
    void copiesAsParam();

private:
    void begin(const QString &name, const QByteArray &text) const;
    void import(const QString &name, const QByteArray &text) const; //!< until it is read
    bool isRead() const { return take() && take()->isVisible(); }
    QStringList rows() const;
    void choose(int row, bool chosen) const;
    QPushButton *take() const { return m->find<QPushButton>("importTake"); }
    const std::vector<models::CustomImageTestConfiguration> &suiteTests() const
    {
        return m->workspace.suite()->tests();
    }
    std::unique_ptr<WindowFixture> m;
};

static QByteArray requirements(qsizetype size, int &count)
{
    QByteArray text;
    for (count = 0; text.size() < size; ++count)
        text += "package-" + QByteArray::number(count) + ">=1.0\n";
    return text;
}

static QByteArray param(const QByteArray &name, const QByteArray &packages)
{
    return "    pytest.param({\"name\": \"test-" + name + "\"}, {\"name\": \"" + name +
           "\"},\n        {\"namespace\": \"test-" + name + "\", \"name\": \"" + name +
           "\", \"custom_image\": \"quay.io/x/" + name +
           ":1\",\n         \"packages_to_verify\": " + packages + "}, id=\"" + name + "\"),\n";
}

static QByteArray pytest()
{
    return "@pytest.mark.parametrize(\"ns, pvc, nb\", [\n" + param("delta", "[\"numpy\"]") +
           param("epsilon", "elsewhere()") + "], indirect=True)\n";
}

void TestImport::init()
{
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
}

void TestImport::begin(const QString &name, const QByteArray &text) const
{
    QFile file(m->folder.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
    file.close();
    m->dialogs->nextPath = file.fileName();
    m->action("importFile")->trigger();
}

void TestImport::import(const QString &name, const QByteArray &text) const
{
    begin(name, text);
    QTRY_VERIFY(isRead());
}

QStringList TestImport::rows() const
{
    QStringList texts;
    const auto *list = m->find<QListView>("importList");
    for (int i = 0; list && i < list->model()->rowCount(); ++i)
        texts << list->model()->index(i, 0).data().toString();
    return texts;
}

void TestImport::choose(int row, bool chosen) const
{
    QAbstractItemModel *model = m->find<QListView>("importList")->model();
    QVERIFY(model->setData(model->index(row, 0), chosen ? Qt::Checked : Qt::Unchecked,
                           Qt::CheckStateRole));
}

void TestImport::testsOfPytest()
{
    import(u"test_images.py"_s, pytest());
    QCOMPARE(m->texts("importTitle"), QStringList{u"2 tests in test_images.py"_s});
    QCOMPARE(rows(),
             (QStringList{u"delta: quay.io/x/delta:1"_s, u"epsilon: quay.io/x/epsilon:1"_s}));
    const QString notes = m->find<QPlainTextEdit>("importNotes")->toPlainText();
    QVERIFY2(notes.startsWith(u"test_images.py:"_s) && notes.contains(u"packages_to_verify"_s),
             qPrintable(notes));
    QCOMPARE(take()->text(), u"Add 2 tests"_s);
    QVERIFY(take()->isDefault());
    // Nothing is in the suite before it was said.
    QCOMPARE(suiteTests().size(), 3u);
    choose(1, false);
    QCOMPARE(take()->text(), u"Add 1 test"_s);
    choose(1, true);
    const QByteArray before = m->workspace.suite()->bytes();
    take()->click();
    QTRY_VERIFY(!m->find<QDialog>("importDialog"));
    QCOMPARE(suiteTests().size(), 5u);
    QCOMPARE(suiteTests()[3].packagesToVerify, QStringList{u"numpy"_s});
    QCOMPARE(m->window->selectedTest(), u"delta"_s);
    QVERIFY(m->workspace.suite()->bytes().startsWith(before));
    QCOMPARE(m->action("undo")->text(), u"&Undo import of test_images.py"_s);
    m->action("undo")->trigger();
    QCOMPARE(m->workspace.suite()->bytes(), before);
}

void TestImport::namesThatAreTaken()
{
    import(u"test_images.py"_s, pytest()
                                    .replace("id=\"delta\"", "id=\"alpha\"")
                                    .replace("id=\"epsilon\"", "id=\"alpha_2\""));
    QCOMPARE(
        rows(),
        (QStringList{u"alpha_2: quay.io/x/delta:1 (another test is called \"alpha\")"_s,
                     u"alpha_2_2: quay.io/x/epsilon:1 (another test is called \"alpha_2\")"_s}));
    take()->click();
    QCOMPARE(m->workspace.suite()->ids(),
             (QStringList{u"alpha"_s, u"beta"_s, u"gamma"_s, u"alpha_2"_s, u"alpha_2_2"_s}));
}

void TestImport::aTestWithoutAnImageSaysSo()
{
    import(u"test_images.py"_s, pytest().replace("\"quay.io/x/delta:1\"", "unknown_name"));
    QCOMPARE(rows(), (QStringList{u"delta: no image yet"_s, u"epsilon: quay.io/x/epsilon:1"_s}));
}

void TestImport::constantsOfAnotherFile()
{
    import(u"test_images.py"_s, "import image_constants\n" +
                                    pytest()
                                        .replace("\"quay.io/x/delta:1\"", "image_constants.DELTA")
                                        .replace("elsewhere()", "[\"json\"]"));
    QCOMPARE(rows(), (QStringList{u"delta: no image yet"_s, u"epsilon: quay.io/x/epsilon:1"_s}));
    auto *values = m->find<QPushButton>("importValues");
    QVERIFY(values->isVisible());
    QCOMPARE(values->text(), u"Read constants from a file…"_s);
    m->dialogs->nextPath = m->folder.filePath(u"nowhere.py"_s);
    values->click();
    QVERIFY2(m->texts("importNotesTitle").join(u' ').contains(u"nowhere.py"_s),
             qPrintable(m->texts("importNotesTitle").join(u' ')));
    const QString path = m->folder.filePath(u"image_constants.py"_s);
    const auto writeConstants = [&path](const QByteArray &text) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    };
    writeConstants("DELTA = 'quay.io/x/four:4'\n");
    m->dialogs->nextPath = path;
    values->click();
    QTRY_COMPARE(rows(),
                 (QStringList{u"delta: quay.io/x/four:4"_s, u"epsilon: quay.io/x/epsilon:1"_s}));
    QVERIFY(!m->find<QPlainTextEdit>("importNotes")->isVisible());
    // It was corrected meanwhile.
    writeConstants("DELTA = 'quay.io/x/four:5'\n");
    QVERIFY(values->isVisible());
    m->dialogs->nextPath = path;
    values->click();
    QTRY_COMPARE(rows().value(0), u"delta: quay.io/x/four:5"_s);
    QCOMPARE(take()->text(), u"Add 2 tests"_s);
    take()->click();
    QCOMPARE(suiteTests()[3].customImage, u"quay.io/x/four:5"_s);
}

void TestImport::testsOfImageStreams()
{
    QFile parameters(m->folder.filePath(u"params.env"_s));
    QVERIFY(parameters.open(QIODevice::WriteOnly));
    parameters.write("odh-ds-n=quay.io/odh/ds@sha256:aa\n");
    parameters.close();
    import(u"stream.yaml"_s,
           "apiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: {name: datascience}\n"
           "spec:\n  tags:\n    - name: \"2025.2\"\n      annotations:\n"
           "        opendatahub.io/notebook-python-dependencies: '[{\"name\": \"Numpy\", "
           "\"version\": \"2.1\"}]'\n      from: {kind: DockerImage, name: $(odh-ds-n)}\n");
    QCOMPARE(m->texts("importTitle"), QStringList{u"1 test in stream.yaml"_s});
    QVERIFY2(rows().join(u' ').endsWith(u": quay.io/odh/ds@sha256:aa"_s),
             qPrintable(rows().join(u' ')));
    take()->click();
    QCOMPARE(suiteTests().back().customImage, u"quay.io/odh/ds@sha256:aa"_s);
    QCOMPARE(suiteTests().back().packagesToVerify, QStringList{u"numpy"_s});
}

void TestImport::parametersOfAnotherFile()
{
    import(u"stream.yaml"_s,
           "apiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: {name: datascience}\n"
           "spec:\n  tags:\n    - name: \"2025.2\"\n      annotations:\n"
           "        opendatahub.io/notebook-python-dependencies: '[{\"name\": \"Numpy\", "
           "\"version\": \"2.1\"}]'\n      from: {kind: DockerImage, name: $(odh-ds-n)}\n");
    QVERIFY2(!rows().join(u' ').contains(u"quay.io"_s), qPrintable(rows().join(u' ')));
    auto *values = m->find<QPushButton>("importValues");
    QCOMPARE(values->text(), u"Read parameters from a file…"_s);
    QFile parameters(m->folder.filePath(u"elsewhere.env"_s));
    QVERIFY(parameters.open(QIODevice::WriteOnly));
    parameters.write("odh-ds-n=quay.io/odh/ds@sha256:aa\n");
    parameters.close();
    m->dialogs->nextPath = parameters.fileName();
    values->click();
    QTRY_VERIFY2(rows().join(u' ').endsWith(u": quay.io/odh/ds@sha256:aa"_s),
                 qPrintable(rows().join(u' ')));
    take()->click();
    QCOMPARE(suiteTests().back().customImage, u"quay.io/odh/ds@sha256:aa"_s);
}

void TestImport::packagesOfAList()
{
    QFile base(m->folder.filePath(u"base.txt"_s));
    QVERIFY(base.open(QIODevice::WriteOnly));
    base.write("torch==2.4\n");
    base.close();
    import(u"requirements.txt"_s, "-r base.txt\nscikit-learn>=1.5\nnumpy\n-e .\n");
    QCOMPARE(rows(), (QStringList{u"torch==2.4, imported as torch"_s,
                                  u"scikit-learn>=1.5, imported as sklearn"_s,
                                  u"numpy, imported as numpy"_s}));
    QVERIFY(m->find<QPlainTextEdit>("importNotes")
                ->toPlainText()
                .startsWith(u"requirements.txt:4: "_s));
    QCOMPARE(take()->text(), u"Add 3 packages to alpha"_s);
    m->find<QCheckBox>("importModules")->setChecked(false);
    QVERIFY(!take()->isEnabled());
    m->find<QCheckBox>("importModules")->setChecked(true);
    m->find<QCheckBox>("importVersions")->setChecked(true);
    take()->click();
    // What was there already is there once.
    QCOMPARE(suiteTests()[0].packagesToVerify,
             (QStringList{u"numpy"_s, u"pandas"_s, u"torch"_s, u"sklearn"_s}));
    QCOMPARE(suiteTests()[0].installedPackages,
             (QStringList{u"torch==2.4"_s, u"scikit-learn>=1.5"_s, u"numpy"_s}));
    m->action("undo")->trigger();
    QCOMPARE(suiteTests()[0].packagesToVerify, (QStringList{u"numpy"_s, u"pandas"_s}));
    QCOMPARE(suiteTests()[0].installedPackages, QStringList());
}

void TestImport::packagesWithoutATest()
{
    m->workspace.suite()->clear();
    import(u"requirements.txt"_s, "numpy\n");
    QCOMPARE(take()->text(), u"Choose a test first, which the packages are for"_s);
    QVERIFY(!take()->isEnabled());
}

void TestImport::nothingThatIsUnderstood()
{
    import(u"empty.py"_s, "print(1)\n");
    QCOMPARE(m->texts("importTitle"), QStringList{u"No test was found in empty.py."_s});
    QVERIFY(!take()->isEnabled());
}

void TestImport::aFileThatCannotBeRead()
{
    m->dialogs->nextPath = m->folder.filePath(u"nowhere.py"_s);
    m->action("importFile")->trigger();
    QVERIFY(!m->find<QDialog>("importDialog"));
    const QString said = m->texts("bannerTitle").join(u' ');
    QVERIFY2(said.contains(u"The file could not be imported"_s), qPrintable(said));
}

void TestImport::theWindowLivesWhileAFileIsRead()
{
    int count = 0;
    begin(u"large.txt"_s, requirements(1 << 20, count));
    QCOMPARE(m->texts("importTitle"), QStringList{u"Reading large.txt…"_s});
    QVERIFY(m->find<QProgressBar>("importBusy")->isVisible());
    QVERIFY(!take()->isVisible());
    int turns = 0; // of the event loop, before all is read
    QTimer beat;
    beat.callOnTimeout([&] { turns += isRead() ? 0 : 1; });
    beat.start(0);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 60'000);
    QVERIFY2(turns >= 10, qPrintable(QString::number(turns)));
    QCOMPARE(m->texts("importTitle"), QStringList{u"%1 packages in large.txt"_s.arg(count)});
    QVERIFY(!m->find<QProgressBar>("importBusy")->isVisible());
    QCOMPARE(m->find<QListView>("importList")->model()->rowCount(), count);
    choose(count - 1, false);
    QCOMPARE(take()->text(), u"Add %1 packages to alpha"_s.arg(count - 1));
}

void TestImport::aNewerFileTakesTheOldersPlace()
{
    int count = 0;
    begin(u"older.txt"_s, requirements(4 << 20, count));
    begin(u"newer.txt"_s, "scikit-learn\nnumpy\n");
    QTRY_COMPARE(m->window->findChildren<QDialog *>(u"importDialog"_s).size(), 1);
    QTRY_COMPARE(rows(), (QStringList{u"scikit-learn, imported as sklearn"_s,
                                      u"numpy, imported as numpy"_s}));
    // What was understood of the older one comes to nobody.
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(m->texts("importTitle"), QStringList{u"2 packages in newer.txt"_s});
    QCOMPARE(rows().size(), 2);
}

void TestImport::closedWhileAFileIsRead()
{
    int count = 0;
    const QByteArray text = requirements(4 << 20, count);
    const QByteArray before = m->workspace.suite()->bytes();
    begin(u"closed.txt"_s, text);
    QTest::keyClick(m->find<QDialog>("importDialog"), Qt::Key_Escape);
    QTRY_VERIFY(!m->find<QDialog>("importDialog"));
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    // And with the window as a whole.
    begin(u"ends.txt"_s, text);
    m.reset();
    QThreadPool::globalInstance()->waitForDone();
    init();
    QCOMPARE(m->workspace.suite()->bytes(), before);
    import(u"small.txt"_s, "numpy\n");
    QCOMPARE(rows(), QStringList{u"numpy, imported as numpy"_s});
}

void TestImport::moreNotesThanAnybodyReads()
{
    import(u"requirements.txt"_s, "numpy\n" + QByteArray("-e .\n").repeated(1003));
    const QStringList notes = m->find<QPlainTextEdit>("importNotes")->toPlainText().split(u'\n');
    QCOMPARE(notes.size(), 1001);
    QCOMPARE(notes.back(), u"3 more are not shown."_s);
    QVERIFY(m->texts("importNotesTitle").contains(u"1003 things to know"_s));
}

void TestImport::copiesAsParam()
{
    m->action("copyAsParam")->trigger();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.startsWith(u"pytest.param(\n"_s) && copied.endsWith(u"),\n"_s),
             qPrintable(copied));
    // What is copied is read back.
    import(u"pasted.py"_s, "@pytest.mark.parametrize(\"a\", [\n" + copied.toUtf8() + "])\n");
    QCOMPARE(rows().size(), 1);
    take()->click();
    auto copy = suiteTests().back();
    QCOMPARE(copy.id, u"alpha_2"_s);
    copy.id = u"alpha"_s;
    QVERIFY(copy == suiteTests()[0]);
}

QTEST_MAIN(TestImport)
#include "tst_import.moc"
