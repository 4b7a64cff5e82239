// SPDX-License-Identifier: Apache-2.0
#include <k8s/identity/kubeconfig.h>

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::k8s;

//! YAML's "<<"; tst_kubeconfig_oracle compares with kubectl, where there is one.
class KubeconfigMergeKeysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void standForTheFieldsOfAnother_data();
    void standForTheFieldsOfAnother();
    void reachThePlugin();
    void areRefused_data();
    void areRefused();
    void endSoonWhereTheyAreHostile();
};

void KubeconfigMergeKeysTest::standForTheFieldsOfAnother_data()
{
    QTest::addColumn<QByteArray>("cluster");
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("serverName");
    const QString a = u"https://a"_s;
    const QString own = u"https://own"_s;
    QTest::newRow("first") << "{<<: *a, server: 'https://own'}"_ba << own << u"sn"_s;
    QTest::newRow("last") << "{server: 'https://own', <<: *a}"_ba << a << u"sn"_s;
    QTest::newRow("list") << "{<<: [*a, *b]}"_ba << a << u"sn"_s;
    QTest::newRow("list, the other way") << "{<<: [*b, *a]}"_ba << u"https://b"_s << u"sn"_s;
    QTest::newRow("of a merge") << "{<<: *c}"_ba << u"https://c"_s << u"sn"_s;
    QTest::newRow("alias of a merge") << "*c"_ba << u"https://c"_s << u"sn"_s;
    QTest::newRow("quoted") << "{'<<': *a, server: 'https://own'}"_ba << own << QString();
}

void KubeconfigMergeKeysTest::standForTheFieldsOfAnother()
{
    QFETCH(QByteArray, cluster);
    QFETCH(QString, server);
    QFETCH(QString, serverName);
    const auto file = Kubeconfig::parse("x: &a {server: 'https://a', tls-server-name: sn}\n"
                                        "y: &b {server: 'https://b'}\n"
                                        "z: &c {<<: *a, server: 'https://c'}\n"
                                        "contexts: [{name: m, context: {cluster: m, user: ''}}]\n"
                                        "clusters: [{name: m, cluster: " +
                                            cluster + "}]\n",
                                        u"/"_s, u"file"_s);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto config = file->restConfig(u"m"_s);
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->server.toString(), server);
    QCOMPARE(config->tlsServerName, serverName);
}

void KubeconfigMergeKeysTest::reachThePlugin()
{
    const auto file =
        Kubeconfig::parse("x: &e {apiVersion: client.authentication.k8s.io/v1, command: /p,\n"
                          "    interactiveMode: Never, env: [&v {name: A, value: b}]}\n"
                          "clusters: [{name: m, cluster: {server: 'https://a'}}]\n"
                          "contexts: [{name: m, context: {cluster: m, user: u}}]\n"
                          "users: [{name: u, user: {exec: {<<: *e, args: [x],\n"
                          "    env: [{<<: *v, name: B}]}}}]\n",
                          u"/"_s, u"file"_s);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto config = file->restConfig(u"m"_s);
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->execPlugin->command, u"/p"_s);
    QCOMPARE(config->execPlugin->arguments, QStringList{u"x"_s});
    using Environment = QList<QPair<QString, QString>>;
    QCOMPARE(config->execPlugin->environment, (Environment{{u"B"_s, u"b"_s}}));
}

void KubeconfigMergeKeysTest::areRefused_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("message");
    QTest::newRow("text") << "users:\n- <<: text\n"_ba
                          << u"file:2:7: “<<” must name fields, or a list of such"_s;
    QTest::newRow("nothing") << "users:\n- <<:\n"_ba << u"file:3:1: “<<” must name"_s;
    QTest::newRow("list of texts") << "users:\n- <<: [a]\n"_ba << u"file:2:8: “<<” must name"_s;
    QTest::newRow("itself") << "users:\n- &u\n  <<: *u\n"_ba << u"this holds itself"_s;
}

void KubeconfigMergeKeysTest::areRefused()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, message);
    const auto file = Kubeconfig::parse(yaml, u"/"_s, u"file"_s);
    QVERIFY(!file);
    QCOMPARE(toString(file.error().kind), u"Configuration"_s);
    QVERIFY2(file.error().message.contains(message), qPrintable(file.error().message));
}

void KubeconfigMergeKeysTest::endSoonWhereTheyAreHostile()
{
    // Ten times as many fields with each line, if each were merged anew: that would not end while
    // the test may run.
    QByteArray yaml = "l0: &l0 {a: b}\n";
    for (int i = 1; i < 12; ++i) {
        const QByteArray before = "*l" + QByteArray::number(i - 1);
        const QByteArray name = 'l' + QByteArray::number(i);
        yaml += name + ": &" + name + " {<<: [" + before;
        for (int j = 1; j < 10; ++j)
            yaml += ", " + before;
        yaml += "], k" + name + ": x}\n";
    }
    QVERIFY(Kubeconfig::parse(yaml, u"/"_s, u"file"_s));
    // And one that is long and merged often.
    yaml = "x: &x {";
    for (int i = 0; i < 1000; ++i)
        yaml += 'k' + QByteArray::number(i) + ": v, ";
    yaml += "}\ny: {<<: [";
    for (int i = 0; i < 1000; ++i)
        yaml += "*x, ";
    yaml += "]}\n";
    const auto file = Kubeconfig::parse(yaml, u"/"_s, u"file"_s);
    QVERIFY(!file);
    QVERIFY2(file.error().message.contains(u"this merges too many fields"),
             qPrintable(file.error().message));
}

QTEST_GUILESS_MAIN(KubeconfigMergeKeysTest)
#include "tst_kubeconfig_merge_keys.moc"
