// SPDX-License-Identifier: Apache-2.0
#include <models/tables/suite_document.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! What a suite file holds that a document does not.
class SuiteCommentsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void commentsAreFound_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<bool>("found");
        const auto row = [](const char *name, const char *yaml, bool found) {
            QTest::newRow(name) << QByteArray(yaml) << found;
        };
        row("none", "version: 1\ntests: []\n", false);
        row("on a line", "version: 1\n  # about\ntests: []\n", true);
        row("first line", "#!assay\n", true);
        row("after a value", "version: 1 # one\n", true);
        row("after a tab", "version: 1\t# one\n", true);
        row("within a word", "a: b#c\n", false);
        row("in single quotes", "a: 'b # c'\n", false);
        row("after a doubled quote", "a: 'it''s # c'\n", false);
        row("after single quotes", "a: 'it''s' # c\n", true);
        row("in double quotes", "a: \"b \\\" # c\"\n", false);
        row("after double quotes", "a: \"b\" # c\n", true);
        row("quotes over lines", "a: \"b\n  # c\"\nd: e\n", false);
        row("an apostrophe is no quote", "a: it's # c\n", true);
        row("in a list", "a: ['b # c', \"# d\"]\n", false);
        row("after a list", "a: ['b'] # c\n", true);
        row("in a block", "a:\n  - |\n    # c\n    x\n  - b\n", false);
        row("after a block", "a:\n  - |-2\n    # c\n# d\n", true);
        row("in a block of a key", "- a: |\n    # c\n  b: c\n", false);
        row("beside a block of a key", "- a: >+\n    x\n\n  # c\n  b: c\n", true);
        row("in a block with an empty line", "a: |\n  x\n\n  # c\nb: c\n", false);
        row("text that ends like a block", "a: b>\n  # c\n", true);
        row("with returns", "a: |\r\n  # c\r\nb: c\r\n", false);
    }

    void commentsAreFound()
    {
        QFETCH(QByteArray, yaml);
        QTEST(loaded(yaml).first, "found");
    }

    void defaultsAreFound()
    {
        QVERIFY(loaded("version: 1\ndefaults:\n  timeout_command: 30\ntests: []\n").second);
        QVERIFY(loaded("defaults: {}\nversion: 1\n").second);
        QVERIFY(!loaded("version: 1\ntests:\n- id: a\n  storage: {defaults: 1}\n").second);
    }

    void savedFileHasNeither()
    {
        const QString path = m_folder.filePath(u"saved.yaml"_s);
        write(path, "# about\nversion: 1\ndefaults: {}\ntests: []\n");
        SuiteDocument document;
        QVERIFY(!document.load(path));
        QVERIFY(document.fileHasComments());
        QVERIFY(document.fileHasDefaults());
        QVERIFY(!document.save(path));
        QVERIFY(!document.fileHasComments());
        QVERIFY(!document.fileHasDefaults());
        write(path, "# about\nversion: 1\ndefaults: {}\ntests: []\n");
        QVERIFY(!document.load(path));
        document.clear();
        QVERIFY(!document.fileHasComments());
        QVERIFY(!document.fileHasDefaults());
    }

private:
    static void write(const QString &path, const QByteArray &yaml)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(yaml);
    }
    std::pair<bool, bool> loaded(const QByteArray &yaml)
    {
        const QString path = m_folder.filePath(u"suite.yaml"_s);
        write(path, yaml);
        SuiteDocument document;
        document.load(path);
        return {document.fileHasComments(), document.fileHasDefaults()};
    }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(SuiteCommentsTest)
#include "tst_suite_comments.moc"
