// SPDX-License-Identifier: Apache-2.0
#include <models/base/safe_text.h>
#include <models/image/requirement.h>
#include <models/suite/configuration_fields.h>
#include <models/suite/image_reference.h>
#include <models/suite/suite.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! What people write in suites because other tools take it, or seem to.
class SuiteMistakesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void areSaidWithTheirPlace_data();
    void areSaidWithTheirPlace();
    void arePackagesThatNobodyImports_data();
    void arePackagesThatNobodyImports();
    void areRequirementsOfDisplayNames();
    void areDigestsThatNoRuntimeKnows_data();
    void areDigestsThatNoRuntimeKnows();
    void areMendedByTheSuggestedRegistry();
    void areNoMergeKeys_data();
    void areNoMergeKeys();
    void areToldInShortWhereTheyAreLong_data();
    void areToldInShortWhereTheyAreLong();
    void areShortenedInTheirMiddle();

private:
    //! A suite of one test with the line 8 to be given.
    static QString problemsOf(const QByteArray &line, const QByteArray &packages = "json")
    {
        return problemsOfSuite("version: 1\ntests:\n  - id: a\n    namespace: test-a\n"
                               "    notebook_name: nb\n    custom_image: quay.io/o/n:1\n"
                               "    packages_to_verify: [" +
                               packages + "]\n    " + line + '\n');
    }
    static QString problemsOfSuite(const QByteArray &yaml)
    {
        QStringList lines;
        for (const SuiteProblem &problem : Suite::parse(yaml).problems)
            lines << problem.toLine(u"s"_s);
        return lines.join(u'\n');
    }
};

void SuiteMistakesTest::areSaidWithTheirPlace_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *line, const char *problems) {
        QTest::newRow(line) << QByteArray(line) << QString::fromUtf8(problems);
    };
    row("resources: {limits: {memory: 512m}}",
        "s:8:34: warning: \"512m\" is 512 thousandths of a byte: write \"512Mi\" if mebibytes are "
        "meant.");
    row("resources: {limits: {ephemeral-storage: 512}}",
        "s:8:45: warning: \"512\" is less than a mebibyte, in which nothing runs: write the unit "
        "that is meant, such as \"512Mi\" or \"512Gi\".");
    row("resources: {limits: {memory: 8k}}",
        "s:8:34: warning: \"8k\" is less than a mebibyte, in which nothing runs: write the unit "
        "that is meant, such as \"8Mi\" or \"8Gi\".");
    row("storage: {size: 10m}",
        "s:8:21: warning: \"10m\" is 10 thousandths of a byte: write \"10Mi\" if mebibytes are "
        "meant.");
    row("resources: {limits: {cpu: 500m, memory: 512Mi, nvidia.com/gpu: 2}, requests: "
        "{nvidia.com/gpu: 2}}",
        "");
    row("resources: {limits: {nvidia.com/gpu: 0.5}}",
        "s:8:42: nvidia.com/gpu is given out whole: write 1 instead of 0.5, or the name of a part "
        "of one, such as nvidia.com/mig-1g.5gb.");
    row("resources: {limits: {amd.com/gpu: 500m}}",
        "s:8:39: amd.com/gpu is given out whole: write 1 instead of 500m, or the name of a part of "
        "one, such as nvidia.com/mig-1g.5gb.");
    row("resources: {requests: {nvidia.com/gpu: 1}}",
        "s:8:44: nvidia.com/gpu needs a limit: write it under limits instead; the request is then "
        "the same.");
    row("resources: {requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}",
        "s:8:44: The nvidia.com/gpu request \"1\" must be the same as its limit \"2\": write the "
        "limit alone.");
    row("resources: {requests: {nvidia.com/gpu: 2}, limits: {nvidia.com/gpu: 1}}",
        "s:8:44: The nvidia.com/gpu request \"2\" must be the same as its limit \"1\": write the "
        "limit alone.");
    row("resources: {limits: {gpu: 1}}",
        "s:8:31: Containers have no resource \"gpu\": write cpu, memory, ephemeral-storage, or a "
        "name with its vendor, such as nvidia.com/gpu.");
    row("template: {spec: {template: {spec: {nodeSelector: {gpu: true}}}}}",
        "s:8:61: template.spec.template.spec.nodeSelector.gpu must be text, and the API server "
        "refuses true without quotes: write \"true\".");
    row("template: {spec: {template: {spec: {nodeSelector: {node.kind/gpu: 1}}}}}",
        "s:8:71: template.spec.template.spec.nodeSelector.node.kind/gpu must be text, and the API "
        "server refuses a number: write it in quotes, as in \"1\".");
    row("template: {spec: {template: {spec: {containers: [{name: nb, env: [{name: A, value: "
        "5}], image: i}]}}}}",
        "s:8:88: template.spec.template.spec.containers[0].env[0].value must be text, and the API "
        "server refuses a number: write it in quotes, as in \"5\".");
    row("template: {metadata: {labels: {team: 7}, annotations: {a/b: false}}}",
        "s:8:42: template.metadata.labels.team must be text, and the API server refuses a number: "
        "write it in quotes, as in \"7\".\n"
        "s:8:65: template.metadata.annotations.a/b must be text, and the API server refuses false "
        "without quotes: write \"false\".");
    row("template: {spec: {template: {spec: {containers: [{name: nb, ports: [{containerPort: "
        "\"8888\"}], image: i}]}}}}",
        "s:8:89: template.spec.template.spec.containers[0].ports[0].containerPort must be a "
        "number, "
        "and the API server refuses text: write 8888 without quotes.");
    row("template: {spec: {template: {spec: {hostUsers: \"false\", securityContext: {runAsUser: "
        "me}}}}}",
        "s:8:52: template.spec.template.spec.hostUsers must be true or false, and the API server "
        "refuses text: write false without quotes.\n"
        "s:8:90: template.spec.template.spec.securityContext.runAsUser must be a whole number.");
    row("template: {spec: {template: {spec: {hostUsers: yes}}}}",
        "s:8:52: template.spec.template.spec.hostUsers must be true or false.");
    row("template: {spec: {template: {metadata: {labels: {a: 1.5}}}}}",
        "s:8:57: template.spec.template.metadata.labels.a must be text, and the API server refuses "
        "a number: write it in quotes, as in \"1.5\".");
    row("template: {spec: {template: {spec: {tolerations: [{key: a, value: true}]}}}}",
        "s:8:71: template.spec.template.spec.tolerations[0].value must be text, and the API server "
        "refuses true without quotes: write \"true\".");
    row("template: {spec: {template: {spec: {containers: [{name: nb, args: [--port, 8888], image: "
        "i}]}}}}",
        "s:8:80: template.spec.template.spec.containers[0].args[1] must be text, and the API "
        "server "
        "refuses a number: write it in quotes, as in \"8888\".");
    row("template: {spec: {template: {spec: {containers: [{name: nb, resources: {limits: {memory: "
        "512m}}, image: i}]}}}}",
        "s:8:94: warning: \"512m\" is 512 thousandths of a byte: write \"512Mi\" if mebibytes are "
        "meant.");
    row("template: {spec: {template: {spec: {containers: [{name: nb, env: [{name: A}]}]}}}}",
        "s:8:54: template.spec.template.spec.containers[0] has no image: a list takes the place of "
        "the whole list that Assay would write. Copy the container out of \"assay manifest\" and "
        "change it there.");
    row("template: {spec: {nodeSelector: {pool: gpu}}}",
        "s:8:37: warning: A Notebook has no spec.nodeSelector, and the cluster drops it without a "
        "word. What belongs to the pod stands deeper: template: {spec: {template: {spec: "
        "{nodeSelector: …}}}}.");
    row("template: {spec: {template: {spec: {hostUsers: false, securityContext: {runAsUser: 5}, "
        "containers: [{name: nb, env: [{name: A, value: '5'}, {name: B}], ports: [{containerPort: "
        "8888}], image: i}], nodeSelector: {a: yes}}}}}",
        "");
}

void SuiteMistakesTest::areSaidWithTheirPlace()
{
    QFETCH(QByteArray, line);
    QTEST(problemsOf(line), "problems");
}

void SuiteMistakesTest::arePackagesThatNobodyImports_data()
{
    QTest::addColumn<QByteArray>("package");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *package, const char *problem) {
        QTest::newRow(package) << QByteArray(package) << QString::fromUtf8(problem);
    };
    row("kafka-python-ng", "kafka-python-ng imports as kafka: write kafka.");
    row("from sklearn import svm",
        "\"from sklearn import svm\" is a line of Python: write only the module that it imports, "
        "sklearn.");
    row("from google.cloud import storage",
        "\"from google.cloud import storage\" is a line of Python: write only the module that it "
        "imports, google.cloud.");
    row("import pandas", "\"import pandas\" is a line of Python: write only the module that it "
                         "imports, pandas.");
    row("import numpy as np", "\"import numpy as np\" is a line of Python: write only the module "
                              "that it imports, numpy.");
    row("numpy as np",
        "\"numpy as np\" is a line of Python: write only the module that it imports, numpy.");
    row("MySQL Connector/Python", "\"MySQL Connector/Python\" is a name for people: write what "
                                  "Python imports, perhaps mysql.connector.");
    row("Sentence Transformers",
        "\"Sentence Transformers\" is a name for people: write what Python "
        "imports, perhaps sentence_transformers.");
    row("numpy and pandas", "\"numpy and pandas\" is a requirement: write the import name alone, "
                            "without a version or extras.");
    row("numpy 1.26", "\"numpy 1.26\" is a requirement: write the import name alone, without a "
                      "version or extras.");
    row("MLflow", "warning: MLflow is what is installed; it imports as mlflow. Perhaps write "
                  "mlflow.");
    for (const char *name : {"Boto3", "Numpy", "JupyterLab", "Kfp", "Json"})
        QTest::newRow(name) << QByteArray(name)
                            << u"warning: Python tells capital letters apart, and most import "
                               "names have none. Perhaps write %1."_s.arg(
                                   QString::fromLatin1(name).toLower());
    for (const char *name : {"PIL", "IPython", "OpenSSL.SSL", "Cython", "MySQLdb", "os.path"})
        row(name, "");
}

void SuiteMistakesTest::arePackagesThatNobodyImports()
{
    QFETCH(QByteArray, package);
    QFETCH(QString, problem);
    QCOMPARE(problemsOf({}, '"' + package + '"'),
             problem.isEmpty() ? QString() : u"s:7:26: "_s + problem);
}

void SuiteMistakesTest::areRequirementsOfDisplayNames()
{
    const auto connector = Requirement::parse(u"MySQL Connector/Python"_s);
    QVERIFY(!connector);
    QCOMPARE(connector.error(), u"\"MySQL Connector/Python\" is a name for people: write what pip "
                                "calls it, perhaps mysql-connector-python."_s);
    QVERIFY(Requirement::parse(u"numpy >= 1.26"_s));
}

void SuiteMistakesTest::areDigestsThatNoRuntimeKnows_data()
{
    QTest::addColumn<QString>("digest");
    QTest::addColumn<bool>("known");
    const auto row = [](const char *algorithm, int digits, bool known, QChar digit = u'b') {
        QTest::addRow("%s %d %c", algorithm, digits, digit.toLatin1())
            << QString::fromLatin1(algorithm) + u':' + QString(digits, digit) << known;
    };
    row("sha256", 64, true);
    row("sha384", 96, true);
    row("sha512", 128, true);
    row("sha256", 63, false);
    row("sha512", 40, false);
    row("sha512", 64, false);
    row("sha384", 128, false);
    row("md5", 32, false);
    row("sha1", 40, false);
    row("blake3", 64, false);
    row("sha512", 128, false, u'B');
}

void SuiteMistakesTest::areDigestsThatNoRuntimeKnows()
{
    QFETCH(QString, digest);
    QFETCH(bool, known);
    const auto image = ImageReference::parse(u"quay.io/o/n@"_s + digest);
    QCOMPARE(bool(image), known);
    if (!image)
        QCOMPARE(image.error(),
                 QStringList{u"\"%1\" is not a digest: write \"sha256:\" and 64 lower-case "
                             "hexadecimal digits."_s.arg(digest)});
}

void SuiteMistakesTest::areMendedByTheSuggestedRegistry()
{
    const QString digest = u"@sha256:"_s + QString(64, u'a');
    for (const QString &text :
         {u"jupyter/scipy-notebook:2025-03-05"_s, QString(u"jupyter/scipy-notebook"_s + digest)}) {
        const auto image = ImageReference::parse(text);
        QVERIFY(!image);
        const QString suggestion = u"quay.io/"_s + text;
        QCOMPARE(image.error(),
                 QStringList{
                     u"The registry is missing: write it in front, as in %1."_s.arg(suggestion)});
        QVERIFY(ImageReference::parse(suggestion));
    }
}

void SuiteMistakesTest::areNoMergeKeys_data()
{
    QTest::addColumn<QByteArray>("second"); //!< the fields of the second test
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *second, const char *problems = "") {
        QTest::newRow(second) << QByteArray(second) << QString::fromUtf8(problems);
    };
    row("<<: *base, id: b, namespace: test-b");
    row("id: b, namespace: test-b, <<: *base");
    row("<<: [*base], id: b, namespace: test-b");
    row("<<: [{namespace: test-b}, *base], id: b");
    row("<<: {namespace: test-b}, id: b, notebook_name: nb, custom_image: 'quay.io/o/n:1', "
        "packages_to_verify: [json]");
    row("<<: text, id: b, namespace: test-b, notebook_name: nb, custom_image: 'quay.io/o/n:1', "
        "packages_to_verify: [json]",
        "s:9:6: \"<<\" merges mappings: write an alias of one, such as \"<<: *base\".");
    row("\"<<\": {}, id: b, namespace: test-b, notebook_name: nb, custom_image: 'quay.io/o/n:1', "
        "packages_to_verify: [json]",
        "s:9:6: Unknown field \"<<\": known here are id, namespace, notebook_name, custom_image, "
        "packages_to_verify, timeout_pod_ready, timeout_command, auth_annotations, pull_secret, "
        "installed_packages, gpu_required, notebook_cells, workbench_checks, log_policy, "
        "labels, known_failure, resources, storage, template.");
}

void SuiteMistakesTest::areNoMergeKeys()
{
    QFETCH(QByteArray, second);
    QFETCH(QString, problems);
    const QByteArray yaml = "version: 1\ntests:\n  - &base\n    id: a\n    namespace: test-a\n"
                            "    notebook_name: nb\n    custom_image: quay.io/o/n:1\n"
                            "    packages_to_verify: [json]\n  - {" +
                            second + "}\n";
    QCOMPARE(problemsOfSuite(yaml), problems);
    const auto suite = Suite::parse(yaml);
    QCOMPARE(suite.tests.size(), std::size_t(2));
    QCOMPARE(suite.tests[1].id, u"b"_s);
    QCOMPARE(suite.tests[1].nameSpace, u"test-b"_s);
    QCOMPARE(suite.tests[1].customImage, u"quay.io/o/n:1"_s);
}

void SuiteMistakesTest::areToldInShortWhereTheyAreLong_data()
{
    QTest::addColumn<QByteArray>("field");
    for (const ConfigurationField &field : configurationFields())
        QTest::newRow(field.name) << QByteArray(field.name);
}

//! A megabyte in a window's label or on a terminal helps nobody.
void SuiteMistakesTest::areToldInShortWhereTheyAreLong()
{
    QFETCH(const QByteArray, field);
    const QByteArray word(20'000, 'x'), words = "\"" + QByteArray("A b:c ").repeated(4'000) + "\"";
    for (const QByteArray &value : {word, words}) {
        for (const QByteArray &written :
             {value, "[" + value + ", " + value + "]", "{cpu: " + value + ", memory: 1}",
              "\n    ? " + value + "\n    : " + value, "{requests: {cpu: " + value + "}}",
              "{spec: {template: {spec: {nodeSelector: {a: 1}, containers: " + value + "}}}}",
              "{text: x, until: " + value + "}", "{preset: " + value + "}"}) {
            const Suite suite = Suite::parse("version: 1\ntests:\n- id: a\n  id: b\n  " + field +
                                             ": " + written + "\n  ? " + value + "\n  : 1\n");
            for (const SuiteProblem &problem : suite.problems)
                QVERIFY2(problem.problem.message.size() <= 600,
                         qPrintable(problem.problem.message.left(2'000)));
            QVERIFY(!suite.problems.empty());
        }
    }
}

void SuiteMistakesTest::areShortenedInTheirMiddle()
{
    const QString usual = u"It is \""_s + QString(500, u'x') + u"\"."_s;
    QCOMPARE(inShort(usual), usual);
    QCOMPARE(inShort(u"It is \""_s + QString(700, u'x') + u"\": write another."_s),
             u"It is \""_s + QString(79, u'x') + u'…' + QString(38, u'x') +
                 u"\": write another."_s);
    const QString many = QString(u"many words "_s).repeated(200);
    QCOMPARE(inShort(u"It is "_s + many + u"here."_s),
             (u"It is "_s + many).left(300) + u'…' + (many + u"here."_s).right(299));
    // No half of a character.
    QCOMPARE(inShort(u"a"_s + QString(u"😀"_s).repeated(400)),
             u"a"_s + QString(u"😀"_s).repeated(39) + u'…' + QString(u"😀"_s).repeated(20));
}

QTEST_GUILESS_MAIN(SuiteMistakesTest)
#include "tst_suite_mistakes.moc"
