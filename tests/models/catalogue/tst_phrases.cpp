// SPDX-License-Identifier: Apache-2.0
#include <models/catalogue/rule_book.h>
#include <models/failures/failure_classifier.h>
#include <models/workbench/object_files.h>
#include <models/workbench/workbench_diagnosis.h>

#include <QRegularExpression>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! One sentence of the catalogue serves whoever tests an image and whoever asks why a workbench
//! does not start: the latter runs no test, and has no suite to write into.
class PhrasesTest : public QObject
{
    Q_OBJECT

    static QStringList sentencesOf(const Rule &rule)
    {
        return {rule.cause, rule.summary, rule.advice, rule.fix.text};
    }
    //! A workbench that runs and is not ready for an hour.
    static QByteArray slow()
    {
        return "apiVersion: v1\nkind: Pod\n"
               "metadata:\n  name: nb-0\n  namespace: ds\n"
               "  creationTimestamp: \"2026-03-01T08:00:00Z\"\n"
               "  labels: {notebook-name: nb}\n"
               "spec:\n  nodeName: worker-1\n  containers: [{name: nb, image: a/b:1}]\n"
               "status:\n  phase: Running\n  conditions:\n"
               "  - {type: PodScheduled, status: \"True\"}\n"
               "  - {type: Ready, status: \"False\", reason: ContainersNotReady,\n"
               "     lastTransitionTime: \"2026-03-01T08:00:05Z\"}\n"
               "  containerStatuses:\n"
               "  - {name: nb, ready: false, restartCount: 0,\n"
               "     state: {running: {startedAt: \"2026-03-01T08:00:05Z\"}}}\n";
    }

private Q_SLOTS:
    void noRuleSpeaksToAWorkbenchsUserOfATest()
    {
        static const QRegularExpression ofATest(
            u"\\btest(s|ed|ing)?\\b|timeout_\\w+|earlier run\\b|\"storage\"|time was over"_s,
            QRegularExpression::CaseInsensitiveOption);
        QStringList wrong;
        for (const Rule &rule : builtinRules()) {
            for (const QString &sentence : sentencesOf(rule)) {
                if (const QString told = toldTo(sentence, Audience::WorkbenchUser);
                    told.contains(ofATest))
                    wrong << rule.id + u": "_s + told;
            }
        }
        QCOMPARE(wrong, QStringList());
    }

    void noRuleWritesOutWhatAPhraseSays()
    {
        QStringList wrong;
        for (const Rule &rule : builtinRules()) {
            for (const QString &sentence : {rule.cause, rule.summary, rule.advice}) {
                for (const auto &words : {u"run the test"_s, u"start the workbench"_s,
                                          u"timeout_pod_ready"_s, u"under test"_s}) {
                    if (sentence.contains(words, Qt::CaseInsensitive))
                        wrong << rule.id + u": "_s + sentence;
                }
            }
        }
        QCOMPARE(wrong, QStringList());
    }

    void sentencesStayWhole_data()
    {
        QTest::addColumn<QString>("tester");
        QTest::addColumn<QString>("workbenchUser");
        const auto row = [](const char *sentence, const char *tester, const char *workbenchUser) {
            QTest::newRow(sentence)
                << QString::fromLatin1(tester) << QString::fromLatin1(workbenchUser);
        };
        row("Look in the log for what it waits for, or {wait_longer}.",
            "Look in the log for what it waits for, or raise timeout_pod_ready.",
            "Look in the log for what it waits for, or wait longer.");
        row("Wait and {look_again}[, or raise {timeout}]; if it stays so, ask the administrator.",
            "Wait and run the test again, or raise timeout_pod_ready; if it stays so, ask the "
            "administrator.",
            "Wait and look again; if it stays so, ask the administrator.");
        row("[Raise {timeout}, or ]{run} again when the node is there.",
            "Raise timeout_pod_ready, or run the test again when the node is there.",
            "Start the workbench again when the node is there.");
        row("This is not the image's fault: {run} on another node. {run} again.",
            "This is not the image's fault: run the test on another node. Run the test again.",
            "This is not the image's fault: start the workbench on another node. Start the "
            "workbench again.");
        row("{free_claim}, or free that node.",
            "Delete the volume claim of an earlier run, or free that node.",
            "Have the volume's data moved, or free that node.");
        row("Write {limit} {in_storage}[ ({volume} of {earlier_run})].",
            "Write {limit} under \"storage\"[ ({volume} of an earlier run)].",
            "Write {limit} in the volume claim[ ({volume} of )].");
        row("Ask, or {name_login}: -n {login_home}",
            "Ask, or name a pull secret under \"pull_secret\": -n NAMESPACE",
            "Ask, or add a pull secret to the notebook's service account: -n {namespace}");
        row("No [part], no {} and no {Name}.", "No [part], no {} and no {Name}.",
            "No [part], no {} and no {Name}.");
    }
    void sentencesStayWhole()
    {
        QFETCH(QString, tester);
        QFETCH(QString, workbenchUser);
        const QString sentence = QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(toldTo(sentence, Audience::Tester), tester);
        QCOMPARE(toldTo(sentence, Audience::WorkbenchUser), workbenchUser);
    }

    void aDiagnosisIsToldSo()
    {
        ClusterObjects objects;
        QVERIFY(!addPrinted(objects, slow(), u"in.yaml"_s));
        const auto all = workbenchesIn(objects);
        QCOMPARE(all.size(), std::size_t(1));
        const auto found =
            diagnose(all.front(), QDateTime::fromString(u"2026-03-01T09:00:00Z"_s, Qt::ISODate));
        QCOMPARE(found.diagnosis.rule, u"runs-but-not-ready"_s);
        QCOMPARE(found.diagnosis.advice,
                 u"Look in the log for what it waits for, or wait longer."_s);
        PodHistory run = all.front().history;
        run.audience = Audience::Tester;
        run.deadlinePassed = true;
        QCOMPARE(classify(run)->advice,
                 u"Look in the log for what it waits for, or raise timeout_pod_ready."_s);
    }

    void moreMemoryThanItHad_data()
    {
        QTest::addColumn<QString>("limit");
        QTest::addColumn<QString>("more");
        const auto row = [](const char *limit, const char *more) {
            QTest::newRow(limit) << QString::fromLatin1(limit) << QString::fromLatin1(more);
        };
        row("4Gi", "8Gi");
        row("2Gi", "4Gi");
        row("3Gi", "6Gi");
        row("1.5Gi", "3Gi");
        row("5Gi", "12Gi");
        row("4G", "8Gi");
        row("512Mi", "1Gi");
        row("10Mi", "1Gi");
        row("64Gi", "128Gi");
        row("1Ei", "1048576Gi");
    }
    void moreMemoryThanItHad()
    {
        QFETCH(QString, more);
        const QString limit = QString::fromLatin1(QTest::currentDataTag());
        PodHistory history;
        history.mainContainer = u"nb"_s;
        history.pod = Json::parse(
            R"({"metadata": {"name": "nb-0"}, "spec": {"containers": [{"name": "nb", "image": "a/b:1",
            "resources": {"limits": {"memory": ")" +
            limit.toStdString() + R"("}}}]}, "status": {"phase": "Running", "containerStatuses": [
            {"name": "nb", "state": {"terminated": {"reason": "OOMKilled", "exitCode": 137}}}]}})");
        const auto found = classify(history);
        QVERIFY(found.has_value());
        QCOMPARE(found->rule, u"out-of-memory"_s);
        QCOMPARE(found->fix.text, u"resources:\n  limits: {memory: %1}"_s.arg(more));
    }
};

QTEST_APPLESS_MAIN(PhrasesTest)
#include "tst_phrases.moc"
