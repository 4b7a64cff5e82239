// SPDX-License-Identifier: Apache-2.0
#include <k8s/identity/kubeconfig.h>

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::k8s;

//! Kubeconfigs with something in them that does not count, or that kubectl refuses;
//! tst_kubeconfig_oracle compares with kubectl, where there is one.
class KubeconfigFaultsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void takesTheLastOfTwo_data();
    void takesTheLastOfTwo();
    void showsNoSecretThatDoesNotCount();
    void stopsOnlyWhatHasTheWrongType_data();
    void stopsOnlyWhatHasTheWrongType();
    void readsTheTypesOfYaml11();
    void leavesOutAnEntryWithoutAName();
    void stopsACurrentContextOfTheWrongType();
    void readsNoOtherEncoding();
    void knowsWhatWasMadeWithoutRaw_data();
    void knowsWhatWasMadeWithoutRaw();
    void takesAServerWithoutAScheme_data();
    void takesAServerWithoutAScheme();
    void saysOnlySoMuch();
    void readsThousandsOfContexts_data();
    void readsThousandsOfContexts();
    void endsSoonWhereAliasesExplode_data();
    void endsSoonWhereAliasesExplode();

private:
    static Result<Kubeconfig> parse(const QByteArray &yaml)
    {
        return Kubeconfig::parse(yaml, u"/"_s, u"config"_s);
    }
    //! A context "good" and a context "bad", whose cluster, user and body are given, each on a
    //! line of its own: 2, 5 and 8.
    static QByteArray withBad(const QByteArray &cluster, const QByteArray &user,
                              const QByteArray &context)
    {
        return "clusters:\n- " + cluster +
               "\n- {name: good, cluster: {server: 'https://good'}}\nusers:\n- " + user +
               "\n- {name: good, user: {token: good}}\ncontexts:\n- " + context +
               "\n- {name: good, context: {cluster: good, user: good}}\n";
    }
};

void KubeconfigFaultsTest::takesTheLastOfTwo_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("server"); //!< of the current context
    QTest::addColumn<QStringList>("remarks");
    const QByteArray contexts = "contexts:\n- {name: dev, context: {cluster: dev}}\n"
                                "- {name: prod, context: {cluster: prod}}\n";
    const QByteArray clusters = "clusters:\n- {name: dev, cluster: {server: 'https://dev'}}\n"
                                "- {name: prod, cluster: {server: 'https://prod'}}\n";
    const QString twice =
        u"config:%1: “%2” is written here and before on line %3. As for kubectl, only what is here "
        "counts%4."_s;
    QTest::newRow("current-context")
        << "current-context: dev\n" + contexts + clusters + "current-context: prod\n"
        << u"https://prod"_s
        << QStringList{twice.arg(u"8:1"_s, u"current-context"_s, u"1"_s, u"; ignored: dev"_s)};
    QTest::newRow("three times") << "current-context: a\ncurrent-context: dev\n" + contexts +
                                        clusters + "current-context: prod\n"
                                 << u"https://prod"_s
                                 << QStringList{twice.arg(u"9:1"_s, u"current-context"_s, u"1, 2"_s,
                                                          u"; ignored: a, dev"_s)};
    QTest::newRow("lists") << "clusters: [{name: dev, cluster: {server: 'https://old'}}]\n"
                              "contexts: [{name: old, context: {cluster: dev}}]\n"
                              "current-context: prod\n" +
                                  contexts + clusters
                           << u"https://prod"_s
                           << QStringList{
                                  twice.arg(u"4:1"_s, u"contexts"_s, u"2"_s, u"; ignored: old"_s),
                                  twice.arg(u"7:1"_s, u"clusters"_s, u"1"_s, u"; ignored: dev"_s)};
    QTest::newRow("in an entry")
        << "current-context: dev\ncontexts: [{name: dev, context: {cluster: c}}]\nclusters:\n"
           "- name: c\n  cluster:\n    server: https://old\n    server: https://new\n"_ba
        << u"https://new"_s
        << QStringList{twice.arg(u"7:5"_s, u"server"_s, u"6"_s, u"; ignored: https://old"_s)};
    QTest::newRow("the whole body")
        << "current-context: dev\ncontexts: [{name: dev, context: {cluster: c}}]\nclusters:\n"
           "- name: c\n  cluster: {server: 'https://old'}\n  cluster: {server: 'https://new'}\n"_ba
        << u"https://new"_s << QStringList{twice.arg(u"6:3"_s, u"cluster"_s, u"5"_s, QString())};
    QTest::newRow("the name")
        << "current-context: dev\ncontexts: [{name: dev, context: {cluster: c}}]\nclusters:\n"
           "- name: b\n  name: c\n  cluster: {server: 'https://new'}\n"_ba
        << u"https://new"_s
        << QStringList{twice.arg(u"5:3"_s, u"name"_s, u"4"_s, u"; ignored: b"_s)};
    QTest::newRow("merged and written")
        << "x: &x {server: 'https://x'}\ncurrent-context: dev\n"
           "contexts: [{name: dev, context: {cluster: c}}]\n"
           "clusters: [{name: c, cluster: {<<: *x, server: 'https://new'}}]\n"_ba
        << u"https://new"_s << QStringList{};
}

void KubeconfigFaultsTest::takesTheLastOfTwo()
{
    QFETCH(QByteArray, yaml);
    const auto file = parse(yaml);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    QTEST(file->remarks(), "remarks");
    const auto config = file->restConfig();
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QTEST(config->server.toString(), "server");
    QTEST(config->remarks, "remarks");
}

void KubeconfigFaultsTest::showsNoSecretThatDoesNotCount()
{
    const auto file = parse("users:\n- name: u\n  user:\n    token: s3cret\n    token: other\n");
    QVERIFY(file);
    QCOMPARE(
        file->remarks(),
        QStringList{u"config:5:5: “token” is written here and before on line 4. As for kubectl, "
                    "only what is here counts."_s});
}

void KubeconfigFaultsTest::stopsOnlyWhatHasTheWrongType_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("context");
    QTest::addColumn<QString>("message");
    const QByteArray cluster = "{name: bad, cluster: {server: 'https://bad'}}";
    const QByteArray user = "{name: bad, user: {token: bad}}";
    const QByteArray context = "{name: bad, context: {cluster: bad, user: bad}}";
    const auto inCluster = [&](const char *name, const QByteArray &body, const QString &message) {
        QTest::newRow(name) << withBad("{name: bad, cluster: " + body + "}", user, context)
                            << u"bad"_s << message;
    };
    const auto inUser = [&](const char *name, const QByteArray &body, const QString &message) {
        QTest::newRow(name) << withBad(cluster, "{name: bad, user: " + body + "}", context)
                            << u"bad"_s << message;
    };
    const auto inContext = [&](const char *name, const QByteArray &body, const QString &message) {
        QTest::newRow(name) << withBad(cluster, user, "{name: bad, context: " + body + "}")
                            << u"bad"_s << message;
    };
    const QString insecure = u"config:2:51: “insecure-skip-tls-verify” must be true or false"_s;
    inCluster("quoted truth", "{insecure-skip-tls-verify: \"true\"}",
              insecure + u", and \"true\" is a text: write true, without quotes."_s);
    inCluster("quoted False", "{insecure-skip-tls-verify: 'False'}",
              insecure + u", and \"False\" is a text: write false, without quotes."_s);
    inCluster("a word", "{insecure-skip-tls-verify: maybe}", insecure + u", not “maybe”."_s);
    inCluster("a number", "{insecure-skip-tls-verify: 1}", insecure + u", not “1”."_s);
    inCluster("a list", "{insecure-skip-tls-verify: [true]}", insecure + u'.');
    inCluster("server list", "{server: [a]}", u"config:2:33: “server” must be a text."_s);
    inCluster("body text", "abc", u"config:2:24: “cluster” must hold fields, one a line."_s);
    inCluster("extensions", "{extensions: [1]}",
              u"config:2:38: each entry of “extensions” must have a name."_s);
    inUser("token", "{token: 12345}",
           u"config:5:29: “token” must be a text, and this is a number to YAML: write it in "
           "quotes."_s);
    inUser("password", "{password: yes}",
           u"config:5:32: “password” must be a text, and this is one for true or false to YAML: "
           "write it in quotes."_s);
    inUser("username", "{username: 7}",
           u"config:5:32: “username” must be a text, and 7 is a number to YAML: write \"7\"."_s);
    inUser("groups", "{as: a, as-groups: {a: b}}", u"config:5:40: “as-groups” must be a list."_s);
    inUser("a group", "{as: a, as-groups: [1]}",
           u"config:5:41: “as-groups” must be a text, and 1 is a number to YAML: write \"1\"."_s);
    inUser("extra", "{as: a, as-user-extra: {k: v}}", u"config:5:48: “k” must be a list."_s);
    inUser("env", "{exec: {env: [{name: A, value: 5}]}}",
           u"config:5:52: “value” must be a text, and this is a number to YAML: write it in "
           "quotes."_s);
    inUser("config of an auth-provider", "{auth-provider: {name: oidc, config: {a: 5}}}",
           u"config:5:62: “a” must be a text, and this is a number to YAML: write it in quotes."_s);
    inContext(
        "namespace", "{cluster: good, user: good, namespace: 5}",
        u"config:8:63: “namespace” must be a text, and 5 is a number to YAML: write \"5\"."_s);
    inContext("user", "{cluster: good, user: on}",
              u"config:8:46: “user” must be a text, and on is one for true or false to YAML: write "
              "\"on\"."_s);
    QTest::newRow("a number as name")
        << withBad(cluster, user, "{name: 5, context: {cluster: good, user: good}}") << u"5"_s
        << u"config:8:10: “name” must be a text, and 5 is a number to YAML: write \"5\"."_s;
    QTest::newRow("y as name")
        << withBad(cluster, user, "{name: y, context: {cluster: good, user: good}}") << u"y"_s
        << u"config:8:10: “name” must be a text, and y is one for true or false to YAML: write "
           "\"y\"."_s;
    QTest::newRow("a number as the cluster's name")
        << withBad("{name: 0x10, cluster: {server: 'https://bad'}}", user,
                   "{name: bad, context: {cluster: '0x10', user: good}}")
        << u"bad"_s
        << u"config:2:10: “name” must be a text, and 0x10 is a number to YAML: write \"0x10\"."_s;
    QTest::newRow("after letters of two bytes")
        << withBad("{name: bad, cluster: {tls-server-name: 'äöü', server: 5}}", user, context)
        << u"bad"_s
        << u"config:2:57: “server” must be a text, and 5 is a number to YAML: write \"5\"."_s;
}

void KubeconfigFaultsTest::stopsOnlyWhatHasTheWrongType()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, context);
    QFETCH(QString, message);
    const auto file = parse(yaml);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    QCOMPARE(file->contexts().size(), std::size_t(2));
    const auto bad = file->restConfig(context);
    QVERIFY(!bad);
    QCOMPARE(bad.error().message, message);
    QCOMPARE(toString(bad.error().kind), u"Configuration"_s);
    const auto good = file->restConfig(u"good"_s);
    QVERIFY2(good, good ? "" : qPrintable(good.error().message));
    QCOMPARE(good->token, QByteArray("good"));
    const QStringList remarks{message +
                              u" kubectl refuses the whole file for this; here, only what "
                              "uses this entry cannot be used."_s};
    QCOMPARE(file->remarks(), remarks);
    QCOMPARE(good->remarks, remarks);
}

void KubeconfigFaultsTest::readsTheTypesOfYaml11()
{
    for (const QByteArray word : {"yes", "On", "y", "TRUE", "!!bool 'true'"}) {
        const auto file = parse("clusters: [{name: c, cluster: {server: 'https://h', "
                                "insecure-skip-tls-verify: " +
                                word + "}}]\ncontexts: [{name: x, context: {cluster: c}}]\n");
        QVERIFY2(file && file->restConfig(u"x"_s), word.constData());
        QVERIFY2(file->restConfig(u"x"_s)->insecureSkipTlsVerify, word.constData());
    }
    // These look like numbers, and are texts.
    for (const QByteArray name : {"1.2.3", "1:30", "2020-01-01", "0b2", "!!str 5", "tRue", "e3"}) {
        const auto file = parse("contexts: [{name: " + name + "}]\n");
        QVERIFY(file);
        QVERIFY2(file->contexts().front().fault.isEmpty(), name.constData());
    }
    for (const QByteArray name : {"1_0", "0b1", "0o7", "08", "1e3", ".5", ".inf", "!!int '5'"}) {
        const auto file = parse("contexts: [{name: " + name + "}]\n");
        QVERIFY(file);
        QVERIFY2(!file->contexts().front().fault.isEmpty(), name.constData());
    }
}

void KubeconfigFaultsTest::leavesOutAnEntryWithoutAName()
{
    const auto file = parse("contexts:\n- abc\n- {context: {cluster: c}}\n- ~\n- {name: x}\n");
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    QCOMPARE(file->contexts().size(), std::size_t(1));
    QCOMPARE(file->contexts().front().name, u"x"_s);
    QCOMPARE(file->remarks(),
             QStringList{u"config:2:3: each entry of “contexts” must have a name. kubectl refuses "
                         "the whole file for this; here, only what uses this entry cannot be "
                         "used."_s});
}

void KubeconfigFaultsTest::stopsACurrentContextOfTheWrongType()
{
    const auto file = parse("current-context: 5\nclusters: [{name: c, cluster: {server: "
                            "'https://h'}}]\ncontexts: [{name: x, context: {cluster: c}}]\n");
    QVERIFY(file);
    const auto current = file->restConfig();
    QVERIFY(!current);
    QCOMPARE(current.error().message,
             u"config:1:18: “current-context” must be a text, and 5 is a number to YAML: write "
             "\"5\""_s);
    QVERIFY(file->restConfig(u"x"_s));
}

void KubeconfigFaultsTest::readsNoOtherEncoding()
{
    const auto file = parse(withBad("{name: bad, cluster: {server: 'https://bad'}}",
                                    "{name: bad, user: {username: h\xe9, password: p}}",
                                    "{name: bad, context: {cluster: bad, user: bad}}"));
    QVERIFY(file);
    const auto bad = file->restConfig(u"bad"_s);
    QVERIFY(!bad);
    const QString fault = u"config:5:32: this is not UTF-8 (perhaps ISO 8859-1): save the file as "
                          "UTF-8."_s;
    QCOMPARE(bad.error().message, fault);
    QVERIFY(file->restConfig(u"good"_s));
    QCOMPARE(file->remarks().front(),
             u"config:5:33: this is not UTF-8 (perhaps ISO 8859-1). kubectl refuses the whole file "
             "for this: save it as UTF-8."_s);

    // In a comment it stops nothing.
    const auto comment = parse("clusters: [{name: c, cluster: {server: 'https://h'}}]\n"
                               "contexts: [{name: x, context: {cluster: c}}]\n# caf\xe9");
    QVERIFY(comment);
    QVERIFY(comment->restConfig(u"x"_s));
    QCOMPARE(comment->remarks().size(), 1);
    QVERIFY(comment->remarks().front().startsWith(u"config:3:6: this is not UTF-8"));

    const QString text = u"\xFEFF"
                         u"contexts: [{name: é}]\n"_s;
    const auto wide = parse(QByteArray(reinterpret_cast<const char *>(text.utf16()),
                                       text.size() * qsizetype(sizeof(char16_t))));
    QVERIFY2(wide, wide ? "" : qPrintable(wide.error().message));
    QCOMPARE(wide->contexts().front().name, u"é"_s);
    QCOMPARE(wide->remarks(), QStringList());
}

void KubeconfigFaultsTest::knowsWhatWasMadeWithoutRaw_data()
{
    QTest::addColumn<QByteArray>("cluster");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QString>("begin");
    const QByteArray https = "{server: 'https://h'}";
    QTest::newRow("authority")
        << "{server: 'https://h', certificate-authority-data: DATA+OMITTED}"_ba
        << "{}"_ba << u"config:1:81: “certificate-authority-data” is DATA+OMITTED: "_s;
    QTest::newRow("certificate")
        << https << "{client-certificate-data: DATA+OMITTED, client-key-data: DATA+OMITTED}"_ba
        << u"config:2:51: “client-certificate-data” is DATA+OMITTED: "_s;
    QTest::newRow("key") << https << "{client-certificate: a, client-key-data: DATA+OMITTED}"_ba
                         << u"config:2:66: “client-key-data” is DATA+OMITTED: "_s;
    QTest::newRow("token") << https << "{token: REDACTED}"_ba
                           << u"config:2:33: “token” is REDACTED: "_s;
    QTest::newRow("password") << https << "{username: a, password: REDACTED}"_ba
                              << u"config:2:49: “password” is REDACTED: "_s;
}

void KubeconfigFaultsTest::knowsWhatWasMadeWithoutRaw()
{
    QFETCH(QByteArray, cluster);
    QFETCH(QByteArray, user);
    QFETCH(QString, begin);
    const auto file =
        parse("clusters: [{name: c, cluster: " + cluster + "}]\nusers: [{name: u, user: " + user +
              "}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n");
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto config = file->restConfig(u"x"_s);
    QVERIFY(!config);
    QCOMPARE(config.error().message,
             begin + u"this file was made by “kubectl config view” without --raw, which leaves out "
                     "what is secret. Make it again with --raw."_s);
}

void KubeconfigFaultsTest::takesAServerWithoutAScheme_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("url");
    for (const QString &server :
         {u"127.0.0.1:6443"_s, u"localhost:8080"_s, u"my.host"_s, u"[::1]:6443"_s, u"h:1/"_s})
        QTest::newRow(qPrintable(server)) << server << QString(u"http://"_s + server);
    QTest::newRow("query") << u"h:1?q=1"_s << u"http://h:1"_s;
}

void KubeconfigFaultsTest::takesAServerWithoutAScheme()
{
    QFETCH(QString, server);
    QFETCH(QString, url);
    const auto file = parse("clusters: [{name: c, cluster: {server: '" + server.toUtf8() +
                            "'}}]\nusers: [{name: u, user: {token: t}}]\n"
                            "contexts: [{name: x, context: {cluster: c, user: u}}]\n");
    QVERIFY(file);
    QCOMPARE(file->remarks(), QStringList());
    const auto config = file->restConfig(u"x"_s);
    QVERIFY2(config, config ? "" : qPrintable(config.error().message));
    QCOMPARE(config->server.toString(), url);
    QCOMPARE(config->token, QByteArray());
    QCOMPARE(config->remarks,
             QStringList{u"The server of cluster “c” is “"_s + server +
                         u"”, without https:// in front. As kubectl does, it is asked over http, "
                         "unencrypted and without the user's credentials."_s});
}

void KubeconfigFaultsTest::saysOnlySoMuch()
{
    QByteArray yaml = "users:\n";
    for (int i = 0; i < 50; ++i)
        yaml += "- {name: u" + QByteArray::number(i) + ", user: {token: 5}}\n";
    const auto file = parse(yaml);
    QVERIFY(file);
    QCOMPARE(file->remarks().size(), 21);
    QCOMPARE(file->remarks().back(), u"config: there is more of this kind (30)."_s);
}

void KubeconfigFaultsTest::readsThousandsOfContexts_data()
{
    QTest::addColumn<bool>("inOneLine");
    QTest::newRow("YAML") << false;
    QTest::newRow("JSON in one line") << true;
}

void KubeconfigFaultsTest::readsThousandsOfContexts()
{
    QFETCH(bool, inOneLine);
    const QByteArray authority = QByteArray(900, 'x').toBase64();
    QByteArray clusters;
    QByteArray users;
    QByteArray contexts;
    for (int i = 0; i < 4000; ++i) {
        const QByteArray n = QByteArray::number(i);
        if (inOneLine) {
            const QByteArray comma = i == 0 ? "" : ", ";
            clusters += comma + R"({"name": "c)" + n + R"(", "cluster": {"server": "https://c)" +
                        n + R"(", "certificate-authority-data": ")" + authority + R"("}})";
            users += comma + R"({"name": "u)" + n + R"(", "user": {"token": "é"}})";
            contexts += comma + R"({"name": "x)" + n + R"(", "context": {"cluster": "c)" + n +
                        R"(", "user": "u)" + n + R"("}})";
        } else {
            clusters += "- name: c" + n + "\n  cluster:\n    server: https://c" + n +
                        "\n    certificate-authority-data: " + authority + "\n";
            users += "- name: u" + n + "\n  user:\n    token: t\n";
            contexts +=
                "- name: x" + n + "\n  context:\n    cluster: c" + n + "\n    user: u" + n + "\n";
        }
    }
    const QByteArray yaml =
        inOneLine ? R"({"clusters": [)" + clusters + R"(], "users": [)" + users +
                        R"(], "contexts": [)" + contexts + "]}"
                  : "clusters:\n" + clusters + "users:\n" + users + "contexts:\n" + contexts;
    QVERIFY(yaml.size() > 5'000'000);
    QElapsedTimer timer;
    timer.start();
    const auto file = parse(yaml);
    const auto last = file ? file->restConfig(u"x3999"_s) : tl::unexpected(file.error());
    // Four times the two seconds that it may take on a machine that does nothing else.
    QVERIFY2(timer.elapsed() < 8'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(file->contexts().size(), std::size_t(4000));
    QCOMPARE(file->remarks(), QStringList());
    QVERIFY(!last);
    QCOMPARE(last.error().message, u"The certificate authority of cluster “c3999” holds no PEM "
                                   "certificate. It must contain a block that begins with "
                                   "-----BEGIN CERTIFICATE-----."_s);
}

void KubeconfigFaultsTest::endsSoonWhereAliasesExplode_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QByteArray bomb = "clusters:\n- name: c\n  cluster:\n    server: https://h\n    extensions:\n"
                      "    - name: client.authentication.k8s.io/exec\n      extension:\n"
                      "        l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const QByteArray before = "*l" + QByteArray::number(i - 1);
        bomb +=
            "        l" + QByteArray::number(i) + ": &l" + QByteArray::number(i) + " [" + before;
        for (int j = 0; j < 9; ++j)
            bomb += ", " + before;
        bomb += "]\n";
    }
    const QByteArray contexts = "contexts:\n- {name: bad, context: {cluster: c, user: u0}}\n";
    QTest::newRow("in an extension") << bomb + contexts + "users: [{name: u0}]\n";
    QByteArray list = "x: &x [";
    for (int i = 0; i < 10'000; ++i)
        list += "x, ";
    list += "]\n";
    QByteArray groups =
        list + "clusters: [{name: c, cluster: {server: 'https://h'}}]\n" + contexts + "users:\n";
    for (int i = 9'999; i >= 0; --i)
        groups += "- {name: u" + QByteArray::number(i) + ", user: {as: a, as-groups: *x}}\n";
    QTest::newRow("in groups") << groups;
}

void KubeconfigFaultsTest::endsSoonWhereAliasesExplode()
{
    QFETCH(QByteArray, yaml);
    const auto file = parse(yaml);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto bad = file->restConfig(u"bad"_s);
    QVERIFY(!bad);
    QVERIFY2(
        bad.error().message.endsWith(u": the aliases expand to too much: write the values out."),
        qPrintable(bad.error().message));
}

QTEST_GUILESS_MAIN(KubeconfigFaultsTest)
#include "tst_kubeconfig_faults.moc"
