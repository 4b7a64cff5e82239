// SPDX-License-Identifier: Apache-2.0
// `assay manifest` is for kubectl: what it writes is what would be created, byte by byte.
#include "support/program.h"

#include <models/base/json.h>
#include <models/base/yaml.h>

using namespace assay;
using namespace Qt::StringLiterals;

class ManifestOutputTest : public QObject
{
    Q_OBJECT
    test::Program m_program;

    //! What looks like a secret, and what a terminal would obey.
    static QString note() { return u"password=hunter2 \u202Egr\u00F6\u00DFe\u009B1m"_s; }
    QString suite() const
    {
        return m_program.write(
            u"suite.yaml"_s,
            "version: 1\ntests:\n  - id: a\n    namespace: test-a\n    notebook_name: a\n"
            "    custom_image: quay.io/x/a:1\n    packages_to_verify: [json]\n"
            "    auth_annotations: {example.com/note: "
            "\"password=hunter2 \\u202Egr\\u00F6\\u00DFe\\u009B1m\"}\n");
    }
    static QString noteOf(const models::Json &notebook)
    {
        return models::at(notebook, {"metadata", "annotations", "example.com/note"}).get<QString>();
    }

private Q_SLOTS:
    void inYaml()
    {
        const auto result = m_program.run({u"manifest"_s, suite()});
        QCOMPARE(result.status, 0);
        const auto values = models::yaml::readValues(result.out.toUtf8(), 1 << 20);
        QVERIFY(!values.documents.empty());
        QCOMPARE(noteOf(values.documents.back()), note());
        QVERIFY(!result.out.contains(QChar(0x9B)));
        // What differs from the template is told where kubectl reads over it.
        const QStringList comments = result.out.split(u'\n').filter(u"#"_s);
        QCOMPARE(comments,
                 (QStringList{u"# Not as in Assay's template:"_s,
                              u"#   metadata.annotations[\"example.com/note\"] (added)"_s}));
        QVERIFY(result.out.contains(u"---\n# Not as in Assay's template:\n"_s));
    }

    void inJson()
    {
        const auto result = m_program.run({u"manifest"_s, suite(), u"--format"_s, u"json"_s});
        QCOMPARE(result.status, 0);
        const auto list = models::parseBounded(result.out.toUtf8());
        QVERIFY(list.has_value());
        QCOMPARE(noteOf(list->at("items").back()), note());
        QVERIFY(!result.out.contains(QChar(0x202E)) && !result.out.contains(QChar(0x9B)));
        QVERIFY(result.out.contains(u"gr\u00F6\u00DFe"_s));
    }

    void aClusterThatCannotBeChosenIsTheCommandsOwnSentence_data()
    {
        QTest::addColumn<QStringList>("line");
        QTest::newRow("manifest") << QStringList{u"manifest"_s, suite()};
        QTest::newRow("dry run") << QStringList{u"run"_s, suite(), u"--dry-run"_s};
    }
    void aClusterThatCannotBeChosenIsTheCommandsOwnSentence()
    {
        QFETCH(QStringList, line);
        const auto result = m_program.run(line + QStringList{u"--kubeconfig"_s, u"/no/such"_s});
        QCOMPARE(result.status, 2);
        QCOMPARE(result.err, u"assay: The kubeconfig file does not exist: /no/such\n"_s);
        QCOMPARE(result.out, QString());
    }

    void besideATestThatIsNotThereTheClusterIsTheCommandsOwnSentence()
    {
        const auto result = m_program.run(
            {u"run"_s, suite(), u"--test"_s, u"b"_s, u"--kubeconfig"_s, u"/no/such"_s});
        QCOMPARE(result.status, 2);
        QCOMPARE(result.err, u"assay: --test b: the suite has no such test. It has: a.\n"
                             "assay: The kubeconfig file does not exist: /no/such\n"_s);
    }
};

QTEST_GUILESS_MAIN(ManifestOutputTest)
#include "tst_manifest_output.moc"
