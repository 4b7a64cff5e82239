// SPDX-License-Identifier: Apache-2.0
#include "failures/pull_message.h"

#include <models/catalogue/rule_book.h>

#include <QTest>

using namespace assay::models;
using namespace assay::models::classification;
using namespace Qt::StringLiterals;

using Attempts = std::vector<PullAttempt>;

class PullMessageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void read_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("told"); // FROM=TEXT, one a line
        const QString nb = u"quay.io/org/nb:1"_s;

        QTest::newRow("only waiting")
            << nb << u"Back-off pulling image \"quay.io/org/nb:1\""_s << QString();
        QTest::newRow("while waiting")
            << nb
            << u"Back-off pulling image \"quay.io/org/nb:1\": ErrImagePull: rpc error: code = "
               u"Unknown "
               "desc = reading manifest 1 in quay.io/org/nb: manifest unknown"_s
            << u"=reading manifest TAG in REPOSITORY: manifest unknown"_s;
        QTest::newRow("event of Docker")
            << nb
            << u"Failed to pull image \"quay.io/org/nb:1\": rpc error: code = Unknown desc = Error "
               "response from daemon: unauthorized: no"_s
            << u"=unauthorized: no"_s;
        QTest::newRow("mirrors of CRI-O")
            << nb
            << u"(Mirrors also failed: [m.corp/org/nb:1: reading manifest 1 in m.corp/org/nb: "
               "unauthorized: [x]] [n.corp/nb:1: timeout]): quay.io/org/nb:1: manifest unknown"_s
            << u"=manifest unknown\nm.corp=reading manifest TAG in REPOSITORY: unauthorized: [x]\n"
               "n.corp=timeout"_s;
        QTest::newRow("an origin that is never asked")
            << nb
            << u"(Mirrors also failed: [m.corp/org/nb:1: manifest unknown]): quay.io/org/nb:1: "
               "registry quay.io is blocked in /etc/containers/registries.conf or /etc/x"_s
            << u"m.corp=manifest unknown"_s;
        QTest::newRow("mirror of containerd")
            << nb
            << u"failed to do request: Head "
               u"\"https://denied.corp/v2/org/nb/manifests/1?ns=quay.io\": "
               "dial tcp 10.0.0.1:443: connect: connection refused"_s
            << u"denied.corp=failed to do request: Head "
               "\"https://REGISTRY/v2/REPOSITORY/manifests/TAG\": dial tcp 10.0.0.1:443: connect: "
               "connection refused"_s;
        QTest::newRow("mirror that containerd calls a host")
            << nb
            << u"pulling from host m.corp failed with status code [manifests 1]: 401 Unauthorized"_s
            << u"m.corp=pulling from host REGISTRY failed with status code [manifests 1]: 401 "
               "Unauthorized"_s;
        QTest::newRow("the origin as a host")
            << u"org/nb:1"_s
            << u"pulling from host registry-1.docker.io failed with status code [manifests 1]: 429 "
               "Too Many Requests"_s
            << u"=pulling from host registry-1.docker.io failed with status code [manifests 1]: "
               u"429 "
               "Too Many Requests"_s;
        QTest::newRow("hosts of containerd, a line each")
            << nb
            << u"failed to do request: Head \"https://m.corp/v2/org/nb/manifests/1?ns=quay.io\": "
               u"EOF\n"
               "unexpected status from HEAD request to https://quay.io/v2/org/nb/manifests/1: 503 "
               "Service Unavailable"_s
            << u"=unexpected status from HEAD request to "
               "https://REGISTRY/v2/REPOSITORY/manifests/TAG: 503 Service Unavailable\n"
               "m.corp=failed to do request: Head "
               "\"https://REGISTRY/v2/REPOSITORY/manifests/TAG\": "
               "EOF"_s;
        QTest::newRow("an answer for each login")
            << nb
            << u"[rpc error: code = Unknown desc = unauthorized: a, rpc error: code = NotFound "
               u"desc = "
               "quay.io/org/nb:1: not found, rpc error: code = Unknown desc = unauthorized: a]"_s
            << u"=unauthorized: a\n=IMAGE: not found"_s;
        QTest::newRow("name full of words")
            << u"quay.io/denied/not-found:timeout"_s
            << u"failed to resolve reference \"quay.io/denied/not-found:timeout\": unexpected "
               u"status "
               "from HEAD request to https://quay.io/v2/denied/not-found/manifests/timeout: 500"_s
            << u"=failed to resolve reference \"IMAGE\": unexpected status from HEAD request to "
               "https://REGISTRY/v2/REPOSITORY/manifests/TAG: 500"_s;
        QTest::newRow("short name full of words")
            << u"denied"_s
            << u"failed to resolve reference \"docker.io/library/denied:latest\": "
               "docker.io/library/denied:latest: not found"_s
            << u"=failed to resolve reference \"IMAGE\": IMAGE: not found"_s;
        QTest::newRow("by tag and digest")
            << u"quay.io/org/nb:1@sha256:40140140"_s
            << u"failed to resolve reference \"quay.io/org/nb@sha256:40140140\": "
               "quay.io/org/nb@sha256:40140140: not found"_s
            << u"=failed to resolve reference \"IMAGE\": IMAGE: not found"_s;
        QTest::newRow("digest of a layer") << nb << u"reading blob sha256:40340340: EOF"_s
                                           << u"=reading blob sha256:DIGEST: EOF"_s;
        QTest::newRow("name server")
            << u"timeout.corp/nb:1"_s
            << u"dial tcp: lookup timeout.corp on 10.0.0.10:53: no such host"_s
            << u"=dial tcp: lookup REGISTRY on 10.0.0.10:53: no such host"_s;
    }
    void read()
    {
        QFETCH(QString, image);
        QFETCH(QString, message);
        QFETCH(QString, told);
        QStringList lines;
        for (const PullAttempt &attempt : readPullMessage(message, image))
            lines << attempt.from + u'=' + attempt.text;
        QCOMPARE(lines.join(u'\n'), told);
    }

    //! From the node's words, name and all, to the rule.
    void rulesTakeWhatIsRead_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("fault");
        const auto row = [](const char *rule, const char *fault, const QString &message) {
            QTest::addRow("%s %d", rule, int(qHash(message) % 10000))
                << message << QString::fromLatin1(rule) << QString::fromLatin1(fault);
        };
        row("runtime-not-answering", "Node",
            u"rpc error: code = Unavailable desc = connection error: desc = \"transport: Error "
            u"while "
            "dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\""_s);
        row("pull-took-too-long", "Registry",
            u"rpc error: code = DeadlineExceeded desc = context deadline exceeded"_s);
        row("pull-without-progress", "Registry",
            u"rpc error: code = Canceled desc = failed to pull and unpack image "
            "\"quay.io/denied/not-found:timeout\": context canceled"_s);
        row("registry-broke", "Registry",
            u"reading manifest timeout in quay.io/denied/not-found: received unexpected HTTP "
            u"status: "
            "502 Bad Gateway"_s);
        row("image-not-found", "Configuration",
            u"reading manifest timeout in quay.io/denied/not-found: manifest unknown"_s);
        row("registry-refuses-reader", "Configuration",
            u"initializing source docker://quay.io/denied/not-found:timeout: Requesting bearer "
            u"token: "
            "invalid status code from registry 403 (Forbidden)"_s);
        row("name-server-silent", "Cluster",
            u"pinging container registry quay.io: Get \"https://quay.io/v2/\": dial tcp: lookup "
            "quay.io on 10.0.0.10:53: read udp 10.0.0.5:4711->10.0.0.10:53: i/o timeout"_s);
        row("node-refuses-its-runtime", "Node",
            u"failed to extract layer sha256:401401401: mkdir /var/lib/containerd/x: permission "
            "denied: unknown"_s);
    }
    void rulesTakeWhatIsRead()
    {
        QFETCH(QString, message);
        QFETCH(QString, rule);
        QFETCH(QString, fault);
        const auto attempts = readPullMessage(message, u"quay.io/denied/not-found:timeout"_s);
        QCOMPARE(attempts.size(), std::size_t(1));
        const auto finding = ruleBook().find({.place = Place::Pull, .text = attempts.front().text});
        QVERIFY(finding.has_value());
        QCOMPARE(finding->rule->id, rule);
        QCOMPARE(toString(finding->rule->fault).toLower(), fault.toLower());
    }
};

QTEST_GUILESS_MAIN(PullMessageTest)
#include "tst_pull_message.moc"
