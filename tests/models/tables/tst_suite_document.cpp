// SPDX-License-Identifier: Apache-2.0
#include "../suite/random_suite.h"

#include <models/tables/suite_document.h>

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;
using assay::tests::RandomSuite;

class SuiteDocumentTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void edits();
    void aTestIsKnownByItsId();
    void testsOfOneIdAreToldApart();
    void aFileThatDiffersIsNotWrittenOver();
    void files();
    void anUnreadableFileIsADocumentToo();
    void brokenTextKeepsTheTests();
    void everyEditIsUndone();
    void aChangedFileIsFollowed();
    void aTextThatWasReadBeforeIsTakenOver();
    void twoEditorsOfOneFile_data();
    void twoEditorsOfOneFile();
};

void SuiteDocumentTest::edits()
{
    SuiteDocument document;
    QSignalSpy added(&document, &SuiteDocument::testAdded);
    QSignalSpy removed(&document, &SuiteDocument::testsRemoved);
    QSignalSpy changed(&document, &SuiteDocument::testChanged);
    QSignalSpy modified(&document, &SuiteDocument::modifiedChanged);

    CustomImageTestConfiguration test = document.newTest();
    QCOMPARE(test.id, u"test-1"_s);
    QCOMPARE(document.addTest(test), u"test-1"_s);
    QCOMPARE(document.newTest().id, u"test-2"_s);
    QCOMPARE(document.addTest(document.newTest()), u"test-2"_s);
    QCOMPARE(added.count(), 2);
    QCOMPARE(added.at(1).at(0).toString(), u"test-2"_s);
    QCOMPARE(modified.count(), 1);
    QVERIFY(document.isModified());

    QCOMPARE(document.setTest(u"test-1"_s, test), u"test-1"_s); // as it was
    QCOMPARE(changed.count(), 0);
    test.customImage = u"quay.io/org/nb:1"_s;
    test.packagesToVerify = {u"numpy"_s};
    QCOMPARE(document.setTest(u"test-1"_s, test), u"test-1"_s);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.at(0), (QVariantList{u"test-1"_s, u"test-1"_s}));
    QCOMPARE(document.setTest(u"test-7"_s, test), std::nullopt);
    QCOMPARE(changed.count(), 1);
    for (const SuiteProblem &problem : document.suite().problems)
        QCOMPARE(problem.testId, u"test-2"_s);
    QVERIFY(document.suite().hasErrors());

    document.removeTests({u"test-7"_s});
    QCOMPARE(removed.count(), 0);
    document.removeTests({u"test-2"_s});
    QCOMPARE(removed.count(), 1);
    QCOMPARE(removed.at(0).at(0).toStringList(), QStringList{u"test-2"_s});
    QCOMPARE(document.tests().size(), std::size_t(1));
    QVERIFY(!document.suite().hasErrors());
    QCOMPARE(document.ids(), QStringList{u"test-1"_s});
    QVERIFY(!document.test(u"test-2"_s));
    document.clear();
    QVERIFY(document.tests().empty());
    QVERIFY(!document.isModified());
}

void SuiteDocumentTest::aTestIsKnownByItsId()
{
    SuiteDocument document;
    for (const QString &id : {u"a"_s, u"b"_s, u"c"_s}) {
        CustomImageTestConfiguration test;
        test.id = id;
        test.customImage = u"quay.io/org/"_s + id;
        document.addTest(test);
    }
    QSignalSpy changed(&document, &SuiteDocument::testChanged);
    CustomImageTestConfiguration b = *document.test(u"b"_s);
    document.removeTests({u"a"_s});
    b.customImage = u"quay.io/org/b:2"_s;
    document.setTest(u"b"_s, b);
    QCOMPARE(document.test(u"b"_s)->customImage, u"quay.io/org/b:2"_s);
    QCOMPARE(document.test(u"c"_s)->customImage, u"quay.io/org/c"_s);

    // Renamed to what another is called, two would be one.
    b.id = u"c"_s;
    QCOMPARE(document.setTest(u"b"_s, b), std::nullopt);
    QCOMPARE(document.ids(), (QStringList{u"b"_s, u"c"_s}));
    b.id = u"d"_s;
    QCOMPARE(document.setTest(u"b"_s, b), u"d"_s);
    QCOMPARE(document.ids(), (QStringList{u"d"_s, u"c"_s}));
    QCOMPARE(changed.count(), 2);
    QCOMPARE(changed.at(1), (QVariantList{u"d"_s, u"b"_s}));
    b.id.clear();
    QCOMPARE(document.setTest(u"d"_s, b), u"(no id)"_s);
    QCOMPARE(document.test(u"(no id)"_s)->customImage, u"quay.io/org/b:2"_s);
}

void SuiteDocumentTest::testsOfOneIdAreToldApart()
{
    QTemporaryDir dir;
    QFile file(dir.filePath(u"s.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("version: 1\ntests:\n"
               "- {id: a, namespace: test-1, notebook_name: n, custom_image: quay.io/x/y:1}\n"
               "- {id: a, namespace: test-2, notebook_name: n, custom_image: quay.io/x/y:2}\n"
               "- {id: a (2), namespace: test-3, notebook_name: n, custom_image: quay.io/x/y:3}\n"
               "- {id: a, namespace: test-4, notebook_name: n, custom_image: quay.io/x/y:4}\n");
    file.close();
    SuiteDocument document;
    QVERIFY(!document.load(file.fileName()));
    QCOMPARE(document.ids(), (QStringList{u"a"_s, u"a (3)"_s, u"a (2)"_s, u"a (4)"_s}));
    QVERIFY(!document.isModified());
    CustomImageTestConfiguration second = *document.test(u"a (3)"_s);
    QCOMPARE(second.customImage, u"quay.io/x/y:2"_s);
    second.customImage = u"quay.io/x/y:22"_s;
    QCOMPARE(document.setTest(u"a (3)"_s, second), u"a (3)"_s);
    QCOMPARE(document.test(u"a"_s)->customImage, u"quay.io/x/y:1"_s);
    document.removeTests({u"a"_s, u"a (4)"_s});
    QCOMPARE(document.ids(), (QStringList{u"a"_s, u"a (2)"_s}));
    QCOMPARE(document.test(u"a"_s)->customImage, u"quay.io/x/y:22"_s);
}

void SuiteDocumentTest::aFileThatDiffersIsNotWrittenOver()
{
    using State = SuiteDocument::FileContent::State;
    QTemporaryDir dir;
    const QString path = dir.filePath(u"s.yaml"_s);
    const auto content = [&path] {
        QFile stored(path);
        return stored.open(QIODevice::ReadOnly) ? stored.readAll() : QByteArray();
    };
    const auto write = [&path](const QByteArray &bytes) {
        QFile stored(path);
        QVERIFY(stored.open(QIODevice::WriteOnly));
        stored.write(bytes);
    };
    SuiteDocument document;
    document.addTest(document.newTest());
    QVERIFY(!document.save(path));
    QVERIFY(document.isFileAsKnown());
    const QByteArray saved = content();

    // The same bytes written anew are no other file.
    write(saved);
    document.addTest(document.newTest());
    QVERIFY(!document.save(path));
    const QByteArray two = content();

    write("version: 1\ntests: [] # mine\n");
    document.addTest(document.newTest());
    auto problem =
        document.save(dir.path() + u"/../"_s + dir.path().section(u'/', -1) + "/s.yaml"_L1);
    QVERIFY(problem);
    QCOMPARE(problem->kind, SuiteDocument::SaveProblem::Kind::FileDiffers);
    QVERIFY(document.isModified());
    QCOMPARE(content(), QByteArray("version: 1\ntests: [] # mine\n"));
    // Told about it, someone may want that; what came after that they were not told.
    document.acceptFile(document.fileNow());
    write(two);
    QVERIFY(document.save(path));
    document.acceptFile(document.fileNow());
    QVERIFY(!document.save(path));
    QVERIFY(!document.isModified());

    QVERIFY(QFile::remove(path));
    QCOMPARE(document.fileNow().state, State::Missing);
    document.addTest(document.newTest());
    QVERIFY(document.save(path));
    QVERIFY(!QFile::exists(path));
    QVERIFY(QDir().mkdir(path));
    QCOMPARE(document.fileNow().state, State::Unreadable);
    QVERIFY(document.save(path));
    // Another file is none that was read.
    QVERIFY(!document.save(dir.filePath(u"other.yaml"_s)));
}

void SuiteDocumentTest::files()
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"s.yaml"_s);
    SuiteDocument document;
    QSignalSpy paths(&document, &SuiteDocument::pathChanged);

    QVERIFY(document.load(path)->contains(path));
    QCOMPARE(document.path(), QString());
    document.addTest(document.newTest());
    QVERIFY(document.save(dir.filePath(u"none/s.yaml"_s)));
    QVERIFY(document.isModified());
    QVERIFY(!document.save(path));
    QVERIFY(!document.isModified());
    QCOMPARE(document.path(), path);
    QCOMPARE(paths.count(), 1);

    SuiteDocument other;
    QVERIFY(!other.load(path));
    QVERIFY(other.tests() == document.tests());
    QVERIFY(!other.isModified());
    QVERIFY(other.suite().problems.front().line > 0);
}

void SuiteDocumentTest::anUnreadableFileIsADocumentToo()
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"s.yaml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("tests: [unfinished");
    file.close();
    SuiteDocument document;
    QVERIFY(!document.load(path));
    QVERIFY(document.isBroken());
    QVERIFY(document.suite().hasErrors());
    QSignalSpy refused(&document, &SuiteDocument::refused);
    QCOMPARE(document.addTest(document.newTest()), QString());
    QCOMPARE(refused.count(), 1);
    QVERIFY(!document.save(path));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("tests: [unfinished"));
    QSignalSpy broken(&document, &SuiteDocument::brokenChanged);
    document.setBytes("version: 1\ntests: []\n", u"typing"_s);
    QCOMPARE(broken.count(), 1);
    QVERIFY(!document.isBroken());
    QVERIFY(document.isModified());
    QCOMPARE(document.addTest(document.newTest()), u"test-1"_s);
}

void SuiteDocumentTest::brokenTextKeepsTheTests()
{
    SuiteDocument document;
    document.addTest(document.newTest());
    const QByteArray whole = document.bytes();
    QSignalSpy reset(&document, &SuiteDocument::reset);
    QSignalSpy removed(&document, &SuiteDocument::testsRemoved);
    document.setBytes(whole + "  - id: [\n", u"typing"_s);
    QVERIFY(document.isBroken());
    QCOMPARE(document.ids(), QStringList{u"test-1"_s});
    QVERIFY(document.problems().front().line > 0);
    QCOMPARE(document.setTest(u"test-1"_s, {}), std::nullopt);
    document.undo();
    QVERIFY(!document.isBroken());
    QCOMPARE(document.bytes(), whole);
    QCOMPARE(reset.count() + removed.count(), 0);
    document.setBytes(QByteArray(whole).replace("test-1", "renamed"), u"typing"_s);
    QCOMPARE(document.ids(), QStringList{u"renamed"_s});
    QCOMPARE(reset.count(), 0);
}

void SuiteDocumentTest::aTextThatWasReadBeforeIsTakenOver()
{
    SuiteDocument document;
    document.addTest(document.newTest());
    const QByteArray first = document.bytes();
    const auto named = [&first](const QByteArray &name) {
        return QByteArray(first).replace("test-1", name);
    };
    QSignalSpy changed(&document, &SuiteDocument::testChanged);
    document.setText(SuiteText(named("test-22")), u"typing"_s, u"a"_s);
    document.setText(SuiteText(named("test-222")), u"typing"_s, u"a"_s);
    QCOMPARE(document.ids(), QStringList{u"test-222"_s});
    QCOMPARE(changed.count(), 2);
    document.undo();
    QCOMPARE(document.bytes(), first);
    // One that was read where other notebooks lie is read again.
    const QByteArray notebook = first + "    notebook_cells: [smoke.ipynb]\n";
    QTemporaryDir folder;
    document.setText(SuiteText(notebook, folder.path()), u"typing"_s);
    QCOMPARE(document.bytes(), notebook);
    QCOMPARE(document.text().folder(), QString());
    QVERIFY(document.suite().problems == SuiteText(notebook).suite().problems);
    QVERIFY(document.suite().problems != SuiteText(notebook, folder.path()).suite().problems);
}

void SuiteDocumentTest::everyEditIsUndone()
{
    SuiteDocument document;
    QSignalSpy history(&document, &SuiteDocument::historyChanged);
    QList<QByteArray> texts{document.bytes()};
    const auto keep = [&] { texts << document.bytes(); };
    document.addTest(document.newTest());
    keep();
    CustomImageTestConfiguration test = *document.test(u"test-1"_s);
    // What is typed letter by letter is one change.
    for (const QString &image : {u"q"_s, u"qu"_s, u"quay.io/o/n:1"_s}) {
        test.customImage = image;
        document.setTest(u"test-1"_s, test);
    }
    keep();
    QCOMPARE(document.undoText(), u"change of custom_image in test-1"_s);
    document.endSeries();
    test.customImage = u"quay.io/o/n:2"_s;
    document.setTest(u"test-1"_s, test);
    keep();
    QCOMPARE(document.duplicateTest(u"test-1"_s), u"test-1_copy"_s);
    QCOMPARE(document.test(u"test-1_copy"_s)->notebookName, u"notebook-copy"_s);
    keep();
    document.moveTest(u"test-1_copy"_s, 0);
    keep();
    document.removeTests({u"test-1"_s});
    keep();
    QCOMPARE(document.ids(), QStringList{u"test-1_copy"_s});
    for (qsizetype i = texts.size() - 1; i-- > 0;) {
        QVERIFY(document.canUndo());
        document.undo();
        QCOMPARE(document.bytes(), texts[i]);
    }
    QVERIFY(!document.canUndo());
    QVERIFY(!document.isModified());
    for (qsizetype i = 1; i < texts.size(); ++i) {
        document.redo();
        QCOMPARE(document.bytes(), texts[i]);
    }
    QVERIFY(!document.canRedo());
    QVERIFY(history.count() > 0);
    document.undo();
    document.addTest(document.newTest());
    QVERIFY(!document.canRedo());
}

void SuiteDocumentTest::aChangedFileIsFollowed()
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"s.yaml"_s);
    SuiteDocument document;
    document.addTest(document.newTest());
    document.addTest(document.newTest());
    QVERIFY(!document.save(path));
    const QByteArray saved = document.bytes();
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        QByteArray(saved).replace("id: test-2", "id: test-2 # mine").replace("notebook\n", "nb\n"));
    file.close();
    QSignalSpy reset(&document, &SuiteDocument::reset);
    QSignalSpy changed(&document, &SuiteDocument::testChanged);
    document.follow(document.fileNow());
    QVERIFY(!document.isModified());
    QVERIFY(document.isFileAsKnown());
    QCOMPARE(document.test(u"test-1"_s)->notebookName, u"nb"_s);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(changed.count(), 2);
    document.undo();
    QCOMPARE(document.bytes(), saved);
    QVERIFY(document.isModified());
}

void SuiteDocumentTest::twoEditorsOfOneFile_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 60; ++seed)
        QTest::addRow("%u", seed) << seed;
}

namespace {

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool rewrite(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray withComment(const QByteArray &bytes, const QByteArray &comment)
{
    return bytes + (bytes.endsWith('\n') ? "# " : "\n# ") + comment + '\n';
}

//! As the form edits, or the YAML page.
void editSomewhere(SuiteDocument &document, RandomSuite &random)
{
    const QStringList ids = document.ids();
    if (ids.isEmpty()) {
        document.addTest(document.newTest());
        return;
    }
    const QString &id = ids[random.below(int(ids.size()))];
    switch (random.below(8)) {
    case 0:
        document.duplicateTest(id);
        break;
    case 1:
        document.removeTests({id});
        break;
    case 2:
        document.moveTest(id, random.below(int(ids.size())));
        break;
    case 3:
        document.setBytes(withComment(document.bytes(), "typed"), u"typing"_s);
        break;
    case 4:
        document.addTest(document.newTest());
        break;
    default:
        CustomImageTestConfiguration test = *document.test(id);
        random.change(test);
        document.setTest(id, test);
        document.endSeries();
    }
}

} // namespace

//! Whatever is done here, and by another editor meanwhile: what the form shows is what the text
//! says, each step is undone to the byte, and what the other wrote is never written over.
void SuiteDocumentTest::twoEditorsOfOneFile()
{
    QFETCH(const quint32, seed);
    QTemporaryDir dir;
    const QString path = dir.filePath(u"s.yaml"_s);
    RandomSuite random(seed);
    QVERIFY(rewrite(path, random.text()));
    SuiteDocument document;
    QVERIFY(!document.load(path));
    QList<QByteArray> texts{document.bytes()};
    for (int i = 0; i < 12; ++i) {
        if (random.once(4)) {
            const QByteArray theirs = withComment(bytesOf(path), QByteArray::number(i));
            QVERIFY(rewrite(path, theirs));
            QCOMPARE(document.save(path)->kind, SuiteDocument::SaveProblem::Kind::FileDiffers);
            QCOMPARE(bytesOf(path), theirs);
            document.follow(document.fileNow());
            QCOMPARE(document.bytes(), theirs);
            QVERIFY(!document.isModified());
        } else {
            editSomewhere(document, random);
            if (random.once(3)) {
                QVERIFY(!document.save(path));
                QCOMPARE(bytesOf(path), document.bytes());
            }
        }
        if (document.bytes() != texts.last())
            texts << document.bytes();
        QVERIFY(!document.isBroken());
        QVERIFY(document.tests() == SuiteText(document.bytes()).suite().tests);
    }
    for (qsizetype i = texts.size() - 1; i-- > 0;) {
        document.undo();
        QCOMPARE(document.bytes(), texts[i]);
        QVERIFY(document.tests() == SuiteText(texts[i]).suite().tests);
    }
    QVERIFY(!document.canUndo());
    for (qsizetype i = 1; i < texts.size(); ++i) {
        document.redo();
        QCOMPARE(document.bytes(), texts[i]);
    }
}

QTEST_GUILESS_MAIN(SuiteDocumentTest)
#include "tst_suite_document.moc"
