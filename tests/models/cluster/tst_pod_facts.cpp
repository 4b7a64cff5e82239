// SPDX-License-Identifier: Apache-2.0

// What really ran: digest, node, security context, user.

#include <models/cluster/pod_facts.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::models;

class PodFactsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatTheClusterDecided()
    {
        const Json pod = Json::parse(
            "{\"metadata\":{\"annotations\":{\"openshift.io/scc\":\"restricted-v2\"}},"
            "\"spec\":{\"nodeName\":\"worker-1\",\"securityContext\":{\"runAsUser\":7},"
            "\"containers\":[{\"name\":\"proxy\",\"securityContext\":{\"runAsUser\":5}},"
            "{\"name\":\"nb\",\"securityContext\":{\"runAsUser\":1000660000}}]},"
            "\"status\":{\"containerStatuses\":[{\"name\":\"proxy\",\"imageID\":\"other\"},"
            "{\"name\":\"nb\",\"imageID\":\"quay.io/a/b@sha256:12\"}]}}");
        const PodFacts facts = podFactsOf(pod, u"nb"_s);
        QCOMPARE(facts.imageId, u"quay.io/a/b@sha256:12"_s);
        QCOMPARE(facts.node, u"worker-1"_s);
        QCOMPARE(facts.scc, u"restricted-v2"_s);
        QVERIFY(facts.userId);
        QCOMPARE(*facts.userId, 1000660000);
        QCOMPARE(QByteArray::fromStdString(toJson(facts).dump()),
                 QByteArray("{\"image_id\":\"quay.io/a/b@sha256:12\",\"node\":\"worker-1\","
                            "\"scc\":\"restricted-v2\",\"user_id\":1000660000}"));
    }

    void believesTheStatusBeforeTheSpec()
    {
        Json pod = Json::parse("{\"spec\":{\"securityContext\":{\"runAsUser\":7},"
                               "\"containers\":[{\"name\":\"nb\"}]}}");
        QCOMPARE(*podFactsOf(pod, u"nb"_s).userId, 7);
        pod["status"]["containerStatuses"] =
            Json::parse("[{\"name\":\"nb\",\"user\":{\"linux\":{\"uid\":1001,\"gid\":0}}}]");
        QCOMPARE(*podFactsOf(pod, u"nb"_s).userId, 1001);
    }

    void saysNothingWhereNothingIsKnown()
    {
        for (const char *text :
             {"null", "7", "{}", "{\"spec\":[],\"status\":{\"containerStatuses\":1}}"})
            QVERIFY(podFactsOf(Json::parse(text), u"nb"_s) == PodFacts());
        QCOMPARE(QByteArray::fromStdString(toJson(PodFacts()).dump()),
                 QByteArray("{\"image_id\":null,\"node\":null,\"scc\":null,\"user_id\":null}"));
    }
};

QTEST_GUILESS_MAIN(PodFactsTest)
#include "tst_pod_facts.moc"
