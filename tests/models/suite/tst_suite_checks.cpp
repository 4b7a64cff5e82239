// SPDX-License-Identifier: Apache-2.0
#include <models/suite/suite.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! What a suite may want of an image beyond its imports: how it is written, read and refused.
class SuiteChecksTest : public QObject
{
    Q_OBJECT

    static QByteArray suiteWith(const QByteArray &more)
    {
        return "version: 1\n"
               "tests:\n"
               "  - id: a\n"
               "    namespace: test-a\n"
               "    notebook_name: nb\n"
               "    custom_image: quay.io/org/nb:1\n"
               "    packages_to_verify: [numpy]\n" +
               more;
    }

    static const QByteArray &everything()
    {
        static const QByteArray yaml =
            suiteWith("    installed_packages: [\"numpy>=1.26,<3\", scikit-learn]\n"
                      "    gpu_required: true\n"
                      "    notebook_cells:\n"
                      "      - |\n"
                      "        import numpy\n"
                      "        numpy.arange(3)\n"
                      "      - checks/smoke.ipynb\n"
                      "    workbench_checks: [arbitrary_user_id, base_url]\n"
                      "    log_policy:\n"
                      "      blocked: [Traceback, \"/\\\\bFATAL\\\\b/\"]\n"
                      "      allowed: [0 errors]\n"
                      "      waivers:\n"
                      "        - {text: lsp, until: 2027-01-31, reason: fixed in 2.3}\n");
        return yaml;
    }

private Q_SLOTS:
    void readsEverything()
    {
        const Suite suite = Suite::parse(everything());
        QCOMPARE(suite.problems.size(), 0u);
        const CustomImageTestConfiguration &c = suite.tests.at(0);
        QCOMPARE(c.installedPackages, (QStringList{u"numpy>=1.26,<3"_s, u"scikit-learn"_s}));
        QCOMPARE(c.gpuRequired, true);
        QCOMPARE(c.notebookCells,
                 (QStringList{u"import numpy\nnumpy.arange(3)\n"_s, u"checks/smoke.ipynb"_s}));
        QCOMPARE(c.workbenchChecks, (QStringList{u"arbitrary_user_id"_s, u"base_url"_s}));
        QCOMPARE(c.logPolicy.blocked, (QStringList{u"Traceback"_s, u"/\\bFATAL\\b/"_s}));
        QCOMPARE(c.logPolicy.allowed, QStringList{u"0 errors"_s});
        QCOMPARE(c.logPolicy.waivers.size(), 1u);
        QCOMPARE(c.logPolicy.waivers[0].text, u"lsp"_s);
        QCOMPARE(c.logPolicy.waivers[0].until, QDate(2027, 1, 31));
        QCOMPARE(c.logPolicy.waivers[0].reason, u"fixed in 2.3"_s);
    }

    void writesWhatItReads()
    {
        const Suite suite = Suite::parse(everything());
        const Suite again = Suite::parse(suite.toYaml());
        QCOMPARE(again.problems.size(), 0u);
        QVERIFY2(again.tests == suite.tests, suite.toYaml().constData());
    }

    void theyMayBeDefaults()
    {
        QByteArray yaml = suiteWith("    gpu_required: false\n");
        yaml.replace("tests:", "defaults: {workbench_checks: [base_url], gpu_required: true}\n"
                               "tests:");
        const Suite suite = Suite::parse(yaml);
        QCOMPARE(suite.problems.size(), 0u);
        QCOMPARE(suite.tests[0].workbenchChecks, QStringList{u"base_url"_s});
        QCOMPARE(suite.tests[0].gpuRequired, false);
    }

    void policiesWithAName()
    {
        const Suite suite = Suite::parse(suiteWith("    log_policy: opendatahub\n"));
        QCOMPARE(suite.problems.size(), 0u);
        const StartupLogPolicy &policy = suite.tests[0].logPolicy;
        QCOMPARE(policy.blocked, StartupLogPolicy::usualBlocked());
        QCOMPARE(policy.allowed.size(), 9);
        QVERIFY(policy.allowed.contains(u"Clearing invalid/expired login cookie"_s));
        const Suite more = Suite::parse(
            suiteWith("    log_policy: {preset: opendatahub, blocked: [Oops], allowed: "
                      "[mine], waivers: [{text: x, until: 2099-01-01, reason: y}]}\n"));
        QCOMPARE(more.problems.size(), 0u);
        QCOMPARE(more.tests[0].logPolicy.blocked, policy.blocked + QStringList{u"Oops"_s});
        QCOMPARE(more.tests[0].logPolicy.allowed, policy.allowed + QStringList{u"mine"_s});
        QCOMPARE(more.tests[0].logPolicy.waivers.size(), 1u);
        QVERIFY(Suite::parse(suite.toYaml()).tests == suite.tests);
    }

    //! Also where two tests have one id.
    void problemsAreOfOneTest()
    {
        const Suite suite = Suite::parse(suiteWith("  - id: a\n"
                                                   "    namespace: prod\n"
                                                   "    notebook_name: nb\n"
                                                   "    custom_image: quay.io/org/nb:1\n"
                                                   "    packages_to_verify: [numpy]\n"));
        QVERIFY(suite.problemsOf(0).empty());
        QStringList paths;
        for (const FieldProblem &problem : suite.problemsOf(1))
            paths << problem.path;
        QCOMPARE(paths, (QStringList{u"id"_s, u"namespace"_s}));
        QVERIFY(suite.problemsOf(2).empty());
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("problem");
        QTest::newRow("a list") << QByteArray("    installed_packages: numpy\n")
                                << u"s:8:25: installed_packages must be a list, such as "
                                   "[\"numpy>=1.26\", scikit-learn]."_s;
        QTest::newRow("twice") << QByteArray("    installed_packages: [numpy, NumPy>1]\n")
                               << u"s:8:33: \"NumPy\" is listed twice: write its versions in one "
                                  "entry, such as \"NumPy>=1.26,<2\"."_s;
        QTest::newRow("flag") << QByteArray("    gpu_required: 1\n")
                              << u"s:8:19: gpu_required must be true or false."_s;
        QTest::newRow("empty cell")
            << QByteArray("    notebook_cells: [\" \"]\n")
            << u"s:8:22: This cell is empty: write Python code, or the path of a notebook file "
               "(.ipynb)."_s;
        QTest::newRow("unknown check")
            << QByteArray("    workbench_checks: [writable]\n")
            << u"s:8:24: \"writable\" is no check: known are arbitrary_user_id, root_group, "
               "writable_home, writable_venv, group_writable, base_url, gateway_prefix, "
               "reachable_from_outside, no_open_redirect, culling_api, starts_offline, "
               "shared_libraries, "
               "gpu_libraries, openshift."_s;
        QTest::newRow("policy of no name")
            << QByteArray("    log_policy: opendatahob\n")
            << u"s:8:17: There is no policy \"opendatahob\": write opendatahub, or a mapping with "
               "blocked, allowed and waivers."_s;
        QTest::newRow("takes away what is not there")
            << QByteArray("    workbench_checks: [base_url, -root_group]\n")
            << u"s:8:34: \"-root_group\" takes away a check that nothing before it asks for: write "
               "it after a profile such as \"openshift\", or remove it."_s;
        QTest::newRow("takes away what nobody knows")
            << QByteArray("    workbench_checks: [openshift, -roots]\n")
            << u"s:8:35: \"-roots\" is no check: known are arbitrary_user_id, root_group, "
               "writable_home, writable_venv, group_writable, base_url, gateway_prefix, "
               "reachable_from_outside, no_open_redirect, culling_api, starts_offline, "
               "shared_libraries, "
               "gpu_libraries, openshift."_s;
        QTest::newRow("check twice")
            << QByteArray("    workbench_checks: [base_url, base_url]\n")
            << u"s:8:34: \"base_url\" is listed twice: remove one of them."_s;
        QTest::newRow("policy")
            << QByteArray("    log_policy: [Traceback]\n")
            << u"s:8:17: log_policy must be a mapping with blocked, allowed and "
               "waivers."_s;
        QTest::newRow("policy field")
            << QByteArray("    log_policy: {block: [x]}\n")
            << u"s:8:18: Unknown field \"block\": did you mean \"blocked\"?"_s;
        QTest::newRow("waivers")
            << QByteArray("    log_policy: {blocked: [x], waivers: [y]}\n")
            << u"s:8:41: log_policy.waivers must be a list of mappings, such as {text: "
               "\"jupyter_lsp\", until: 2027-01-31, reason: \"fixed in 2.3\"}."_s;
    }
    void saysWhatIsWrong()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, problem);
        QStringList lines;
        for (const SuiteProblem &found : Suite::parse(suiteWith(yaml)).problems)
            lines << found.toLine(u"s"_s);
        QCOMPARE(lines.join(u'\n'), problem);
    }
};

QTEST_APPLESS_MAIN(SuiteChecksTest)
#include "tst_suite_checks.moc"
