// SPDX-License-Identifier: Apache-2.0
#include <models/failures/readiness_judgement.h>

#include <QTest>

using namespace assay::models;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

//! How long a pull that failed is waited for: what may heal, and what a registry has answered.
class TestReadinessJudgement : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatARegistryAnsweredHasATimeOfItsOwn_data();
    void whatARegistryAnsweredHasATimeOfItsOwn();
};

static PodHistory failedPull(const QString &message)
{
    PodHistory history;
    history.mainContainer = u"nb"_s;
    history.pod = {
        {"metadata", {{"name", "nb-0"}, {"namespace", "ns"}, {"uid", "1"}}},
        {"spec",
         {{"nodeName", "node"},
          {"containers", {{{"name", "nb"}, {"image", "example.org/nb:2099"}}}}}},
        {"status",
         {{"phase", "Pending"},
          {"containerStatuses",
           {{{"name", "nb"},
             {"ready", false},
             {"restartCount", 0},
             {"state",
              {{"waiting",
                {{"reason", "ErrImagePull"}, {"message", message.toStdString()}}}}}}}}}}};
    return history;
}

void TestReadinessJudgement::whatARegistryAnsweredHasATimeOfItsOwn_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("isAnswer");
    QTest::newRow("no such tag") << u"rpc error: code = NotFound desc = failed to pull and unpack "
                                    "image \"example.org/nb:2099\": failed to resolve reference "
                                    "\"example.org/nb:2099\": example.org/nb:2099: not found"_s
                                 << true;
    QTest::newRow("a login") << u"initializing source docker://example.org/nb:2099: reading "
                                "manifest 2099 in example.org/nb: unauthorized: authentication "
                                "required"_s
                             << true;
    QTest::newRow("nobody answers")
        << u"failed to do request: Head \"https://example.org/v2/nb/manifests/2099\": dial tcp "
           "192.0.2.1:443: connect: connection refused"_s
        << false;
    QTest::newRow("not now")
        << u"unexpected status from HEAD request to "
           "https://example.org/v2/nb/manifests/2099: 503 Service Unavailable"_s
        << false;
}

void TestReadinessJudgement::whatARegistryAnsweredHasATimeOfItsOwn()
{
    QFETCH(QString, message);
    QFETCH(bool, isAnswer);
    const PodHistory history = failedPull(message);
    ReadinessJudgement::Limits limits{
        .grace = 20s, .refusal = 20s, .readiness = 600s, .pull = 1800s};

    ReadinessJudgement patient(limits);
    QVERIFY(!patient.judge(history, 1s));
    QVERIFY(patient.suspicion());
    QCOMPARE(toString(patient.suspicion()->category), u"ImagePullBackOff"_s);
    QVERIFY(!patient.judge(history, 20999ms));
    QVERIFY(patient.judge(history, 21s));

    limits.refusal = 0s;
    ReadinessJudgement prompt(limits);
    QCOMPARE(prompt.judge(history, 1s).has_value(), isAnswer);
    QVERIFY(prompt.judge(history, 21s));

    // Who hears nothing from the server judges by no time that passes.
    ReadinessJudgement blind(limits);
    QVERIFY(!blind.judge(history, 1s, true));
}

QTEST_GUILESS_MAIN(TestReadinessJudgement)
#include "tst_readiness_judgement.moc"
