// SPDX-License-Identifier: Apache-2.0
#include "support/local_engine.h"

using namespace Qt::StringLiterals;
using assay::models::Json;
using assay::models::textAt;
using assay::test::LocalEngine;
using assay::test::Program;

namespace {

//! Images that a real cluster and the container engines have alike. What differs is not asked for:
//! admission, SELinux, quotas, pull secrets, storage classes, starts_offline, and how the words of
//! a container's end name the place.
const char *const images[] = {"py-workbench", "crash", "neverready", "chatty"};

QByteArray suiteFor(const QByteArray &registry, const QByteArray &unique)
{
    QByteArray yaml =
        "version: 1\ndefaults: {timeout_pod_ready: 60, timeout_command: 60}\ntests:\n";
    for (const QByteArray image : images)
        yaml += "  - id: " + image + "\n    namespace: test-same-" + unique +
                "\n    notebook_name: " + image + "\n    custom_image: " + registry + image +
                ":1.0\n    packages_to_verify: [numpy, " +
                (image == "py-workbench" ? "pandas" : "yaml") +
                "]\n    resources: {requests: {cpu: 50m, memory: 64Mi}}\n";
    return yaml;
}

//! What became of each test, without the words that name the place.
QStringList verdictsOf(const QString &folder)
{
    QStringList list;
    const Json report = Program::report(folder);
    if (!report.is_object())
        return {u"no report"_s};
    for (const Json &test : report.at("tests")) {
        QStringList packages;
        for (const Json &result : test.at("results"))
            packages << textAt(result, {"package_name"}) + u'=' + textAt(result, {"outcome"});
        list << u"%1: %2 %3 %4 [%5]"_s.arg(
            textAt(test, {"id"}), textAt(test, {"outcome"}), textAt(test, {"error", "type"}),
            textAt(test, {"diagnostic", "category"}), packages.join(u' '));
    }
    list.sort();
    return list;
}

} // namespace

class TestSameVerdicts : public QObject
{
    Q_OBJECT
    Program m_program;
    QStringList m_onCluster;

private Q_SLOTS:
    void initTestCase()
    {
        const QString kubeconfig = qEnvironmentVariable("ASSAY_TEST_KUBECONFIG");
        if (kubeconfig.isEmpty())
            QSKIP("ASSAY_TEST_KUBECONFIG is not set");
        const QByteArray unique = QByteArray::number(QCoreApplication::applicationPid());
        const QString suite =
            m_program.write(u"cluster.yaml"_s, suiteFor("localhost:5000/test/", unique));
        const QString out = m_program.path(u"cluster"_s);
        const auto run = m_program.launch(
            {u"run"_s, suite, u"--kubeconfig"_s, kubeconfig, u"--jobs"_s, u"4"_s, u"-o"_s, out});
        QVERIFY(Program::ended(*run, 240'000));
        const auto result = Program::resultOf(*run);
        QVERIFY2(result.status == 1, qPrintable(result.out + result.err));
        m_onCluster = verdictsOf(out);
        QCOMPARE(m_onCluster.size(), qsizetype(std::size(images)));
    }

    void areThoseOfACluster_data() { LocalEngine::addRows(); }
    void areThoseOfACluster()
    {
        QFETCH(QString, engine);
        if (const QString why = LocalEngine::reasonToSkip(engine); !why.isEmpty())
            QSKIP(qPrintable(why));
        const LocalEngine local(engine);
        const QString suite =
            m_program.write(engine + u".yaml"_s, suiteFor("localhost/test/", "local"));
        const QString out = m_program.path(engine);
        const auto run = m_program.launch(
            {u"run"_s, suite, u"--engine"_s, local.url(), u"--jobs"_s, u"4"_s, u"-o"_s, out});
        QVERIFY(Program::ended(*run, 240'000));
        const auto result = Program::resultOf(*run);
        QVERIFY2(result.status == 1, qPrintable(result.out + result.err));
        QCOMPARE(verdictsOf(out).join(u'\n'), m_onCluster.join(u'\n'));
    }
};

QTEST_GUILESS_MAIN(TestSameVerdicts)
#include "tst_same_verdicts.moc"
