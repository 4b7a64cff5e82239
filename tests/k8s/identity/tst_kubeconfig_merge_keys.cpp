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
    void stopOnlyWhatHoldsThem_data();
    void stopOnlyWhatHoldsThem();
    void areRefusedWhereTheyHoldThemselves();
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

void KubeconfigMergeKeysTest::stopOnlyWhatHoldsThem_data()
{
    QTest::addColumn<QByteArray>("merge");
    QTest::addColumn<QString>("message");
    const QString wrong = u"“<<” on line %1 must name fields, or a list of such"_s;
    QTest::newRow("text") << "<<: text"_ba << wrong.arg(3);
    QTest::newRow("nothing") << "<<:"_ba << wrong.arg(3);
    QTest::newRow("list of texts") << "<<: [a]"_ba << wrong.arg(3);
}

void KubeconfigMergeKeysTest::stopOnlyWhatHoldsThem()
{
    QFETCH(QByteArray, merge);
    QFETCH(QString, message);
    const auto file =
        Kubeconfig::parse("users:\n- name: u\n  user: {" + merge +
                              "}\n- {name: v, user: {token: t}}\n"
                              "clusters: [{name: c, cluster: {server: 'https://a'}}]\n"
                              "contexts:\n- {name: x, context: {cluster: c, user: u}}\n"
                              "- {name: z, context: {cluster: c, user: v}}\n",
                          u"/"_s, u"file"_s);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto config = file->restConfig(u"x"_s);
    QVERIFY(!config);
    QCOMPARE(config.error().message, u"file:3:9: "_s + message + u'.');
    QVERIFY(file->restConfig(u"z"_s));
}

void KubeconfigMergeKeysTest::areRefusedWhereTheyHoldThemselves()
{
    const auto file = Kubeconfig::parse("users:\n- &u\n  <<: *u\n", u"/"_s, u"file"_s);
    QVERIFY(!file);
    QCOMPARE(toString(file.error().kind), u"Configuration"_s);
    QCOMPARE(file.error().message, u"file:3:7: this holds itself"_s);
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
