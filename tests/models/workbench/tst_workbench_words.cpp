// SPDX-License-Identifier: Apache-2.0
#include "workbench/workbench_words.h"

#include <models/catalogue/rule_book.h>
#include <models/workbench/object_files.h>
#include <models/workbench/workbench_diagnosis.h>

#include <QRegularExpression>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! Who asks why a workbench does not start runs no test, and has no suite to write into.
class WorkbenchWordsTest : public QObject
{
    Q_OBJECT

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
    void noRuleSpeaksOfATest()
    {
        static const QRegularExpression ofATest(
            u"\\btest(s|ed|ing)?\\b|timeout_\\w+|earlier run\\b|\"storage\"|time was over"_s,
            QRegularExpression::CaseInsensitiveOption);
        QStringList wrong;
        for (const Rule &rule : builtinRules()) {
            for (const QString &sentence : {rule.cause, rule.summary, rule.advice}) {
                if (const QString told = inWorkbenchWords(sentence); told.contains(ofATest))
                    wrong << rule.id + u": "_s + told;
            }
        }
        QCOMPARE(wrong, QStringList());
    }

    void sentencesStayWhole_data()
    {
        QTest::addColumn<QString>("told");
        const auto row = [](const char *before, const char *after) {
            QTest::newRow(before) << QString::fromLatin1(after);
        };
        row("Look in the log for what it waits for, or raise timeout_pod_ready.",
            "Look in the log for what it waits for, or wait longer.");
        row("Wait and run the test again, or raise timeout_pod_ready; if it stays so, ask the "
            "administrator of the storage.",
            "Wait and look again; if it stays so, ask the administrator of the storage.");
        row("Raise timeout_pod_ready, or run the test again when the node is there.",
            "Start the workbench again when the node is there.");
        row("This is not the image's fault: run the test on another node, or ask the cluster's "
            "administrator for room on the node.",
            "This is not the image's fault: start the workbench on another node, or ask the "
            "cluster's administrator for room on the node.");
        row("Delete the volume claim of an earlier run, or free that node.",
            "Have the volume's data moved, or free that node.");
        row("Write a smaller size or another class under \"storage\", or have storage added.",
            "Write a smaller size or another class in the volume claim, or have storage added.");
        row("Ask for less under \"resources\", or have a node added.",
            "Ask for less under \"resources\", or have a node added.");
    }
    void sentencesStayWhole()
    {
        QFETCH(QString, told);
        QCOMPARE(inWorkbenchWords(QString::fromLatin1(QTest::currentDataTag())), told);
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
    }
};

QTEST_APPLESS_MAIN(WorkbenchWordsTest)
#include "tst_workbench_words.moc"
