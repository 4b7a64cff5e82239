// SPDX-License-Identifier: Apache-2.0
#include <models/catalogue/rule_book.h>
#include <models/words/container_words.h>
#include <models/words/record_text.h>

#include <QRegularExpression>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

class TestContainerWords : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void speaksOfContainers_data();
    void speaksOfContainers();
    void leavesNoClusterWordInARule();
    void goesThereAndBack();
};

void TestContainerWords::speaksOfContainers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("told");
    QTest::newRow("pod") << u"The pod appeared."_s << u"The container appeared."_s;
    QTest::newRow("its container") << u"The pod's container ended."_s << u"The container ended."_s;
    QTest::newRow("restarts") << u"The cluster keeps restarting %1: its %2 %3."_s
                              << u"As on a cluster, %1 is restarted again and again: its %2 %3."_s;
    QTest::newRow("removed") << u"This happens when a node is restarted: {run} again."_s
                             << u"This happens when somebody stops or removes the container, or "
                                "restarts the engine: {run} again."_s;
    QTest::newRow("who runs it so")
        << u"The image gives it to one user, and the cluster runs the workbench as another of "
           "group 0."_s
        << u"The image gives it to one user, and OpenShift runs the workbench as another of "
           "group 0."_s;
    QTest::newRow("claim") << u"The volume claim is not bound."_s << u"The volume is not bound."_s;
    QTest::newRow("little room") << u"Pod pending"_s << u"Pending"_s;
    QTest::newRow("full") << u"The node has no disk space left to start the pod."_s
                          << u"This computer has no disk space left to start the container."_s;
    QTest::newRow("full, what to do")
        << u"This is not the image's fault: run the test on another node, or ask the cluster's "
           "administrator for room on the node."_s
        << u"This is not the image's fault: make room, as by \"podman system prune\" or \"docker "
           "system prune\", and run the test again."_s;
    QTest::newRow("whose") << u"The cluster's administrator can mend this, on the node; it says "
                              "nothing about the image."_s
                           << u"Whoever looks after this computer can mend this; it says nothing "
                              "about the image."_s;
    QTest::newRow("whose registry")
        << u"Whoever runs the registry, or the network between it and the cluster, can mend this."_s
        << u"Whoever runs the registry, or the network between it and this computer, can mend "
           "this."_s;
    QTest::newRow("a GPU") << u"No node of this cluster has %1 to give."_s
                           << u"Tests on a container engine are given no GPU (%1)."_s;
    QTest::newRow("a GPU, what to do")
        << u"Use a cluster with GPUs and their device plugin. Where an autoscaler adds such nodes, "
           "name the resource: \"resources: {limits: {%1: 1}}\"."_s
        << u"Run the test on a cluster that has GPUs."_s;
    QTest::newRow("a login")
        << u"The registry does not let the cluster read {image}: it is private, "
           "or does not exist."_s
        << u"The registry does not let this computer read {image}: it is "
           "private, or does not exist."_s;
    QTest::newRow("a login, what to do")
        << u"Check the name; if it is right, make the repository public, or name a pull secret "
           "under \"pull_secret\"."_s
        << u"Check the name; if it is right, log in to the registry with \"podman login\" or "
           "\"docker login\", or make the repository public."_s;
    QTest::newRow("a wrong login") << u"Correct the pull secret: its user, its password or token."_s
                                   << u"Correct the login: its user, its password or token."_s;
    QTest::newRow("Node.js") << u"the Node.js module express is not in the image."_s
                             << u"the Node.js module express is not in the image."_s;
    QTest::newRow("placeholders") << u"{pod} waits"_s << u"{pod} waits"_s;
    QTest::newRow("other words") << u"A notebook cell, a podium."_s
                                 << u"A notebook cell, a podium."_s;
}

void TestContainerWords::speaksOfContainers()
{
    QFETCH(QString, text);
    QTEST(inContainerWords(text), "told");
}

void TestContainerWords::leavesNoClusterWordInARule()
{
    static const QRegularExpression clusterWords(
        u"(?<![\\w{./-])([Pp]ods?|Notebooks?|[Cc]laims?|[Cc]ontrollers?|[Ss]andbox)(?![\\w}/])"_s);
    const std::vector<Rule> before = builtinRules();
    const std::vector<Rule> after = inContainerWords(before);
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        QCOMPARE(after[i].pattern, before[i].pattern);
        QCOMPARE(after[i].words, before[i].words);
        for (const QString &text : {after[i].cause, after[i].summary, after[i].advice})
            QVERIFY2(!clusterWords.match(text).hasMatch(),
                     qPrintable(after[i].id + u": "_s + text));
        QVERIFY2(!after[i].fix.text.contains(u"kubectl"_s), qPrintable(after[i].id));
        QCOMPARE(after[i].fix.text.contains(u"podman login {registry}"_s),
                 before[i].fix.text.contains(u"create secret docker-registry"_s));
    }
}

void TestContainerWords::goesThereAndBack()
{
    const auto said = [] { return QCoreApplication::translate("Any", "The pod is ready."); };
    const auto causes = [] {
        QStringList all;
        for (const Rule &rule : ruleBook().rules())
            all << rule.summary;
        return all;
    };
    const QStringList ofClusters = causes();
    const ObjectRef notebook{u"kubeflow.org/v1"_s, u"Notebook"_s, u"test-a"_s, u"a"_s, {}};
    for (int i = 0; i < 2; ++i) {
        speakOfContainers(true);
        speakOfContainers(true);
        QCOMPARE(said(), u"The container is ready."_s);
        QVERIFY(causes() != ofClusters);
        QCOMPARE(objectInWords(notebook), u"container test-a/a"_s);
        speakOfContainers(false);
        QCOMPARE(said(), u"The pod is ready."_s);
        QCOMPARE(causes(), ofClusters);
        QCOMPARE(objectInWords(notebook), u"Notebook test-a/a"_s);
    }
}

QTEST_GUILESS_MAIN(TestContainerWords)
#include "tst_container_words.moc"
