// SPDX-License-Identifier: Apache-2.0
#include "support/plain_server.h"
#include "support/validation_fixture.h"

#include <models/record/local_verdicts.h>

#include <QCryptographicHash>
#include <QFile>

using namespace assay;
using namespace Qt::StringLiterals;
using models::LocalVerdict;
using models::LocalVerdicts;
using tests::PlainServer;

//! That an image on a cluster is the one that was tested on this computer before.
class TestSameImage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void aKnownManifestNeedsNoRegistry();
    void aConfigurationNeedsNeither();
    void theRegistryIsAskedForTheRest();
    void aRegistryThatIsSilentChangesNothing();
    void nobodyIsAskedWhereNothingWasTried();
    void aVerdictOnAnEngineIsRemembered();
    void aDigestOfAConfigurationIsNoneOfARegistry();

private:
    std::shared_ptr<app::Validation> validation();
    static QStringList told(const models::RunRecord &record);
    static LocalVerdict passed();
    LocalVerdicts verdicts() const { return LocalVerdicts(m_path); }

    QTemporaryDir m_folder;
    QString m_path;
    PlainServer m_registry;
    test::ValidationFixture m_fixture;
};

static const QByteArray manifest = R"({"config": {"digest": "sha256:c0"}})";

static QString manifestDigest()
{
    return u"sha256:"_s +
           QString::fromLatin1(
               QCryptographicHash::hash(manifest, QCryptographicHash::Sha256).toHex());
}

void TestSameImage::initTestCase()
{
    QFile file(m_folder.filePath(u"images.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("node: {cpu: \"4\", memory: 8Gi}\n"
               "images:\n"
               "  - {image: \"127.0.0.1:*/team/image:1*\", pull_seconds: 0, digest: \"" +
               manifestDigest().toUtf8() + "\"}\n");
    file.close();
    const auto problem = m_fixture.start(file.fileName());
    QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
}

void TestSameImage::init()
{
    m_path = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".json"_s);
    m_registry.answer = [](const PlainServer::Request &request) {
        return request.target == "/v2/team/image/manifests/" + manifestDigest().toUtf8()
                   ? PlainServer::Answer{200, manifest}
                   : PlainServer::Answer{404};
    };
}

std::shared_ptr<app::Validation> TestSameImage::validation()
{
    auto c = test::ValidationFixture::configuration(QString());
    c.customImage = m_registry.place() + u"/team/image:1"_s;
    auto run = m_fixture.validation(c);
    run->cluster.sandbox = false;
    run->localVerdicts = m_path;
    return run;
}

QStringList TestSameImage::told(const models::RunRecord &record)
{
    QStringList told;
    for (const QString &note : record.notes()) {
        if (note.contains(u"here on "_s) || note.contains(u"configuration"_s))
            told << note;
    }
    return told;
}

LocalVerdict TestSameImage::passed()
{
    return {u"sha256:c0"_s,
            u"localhost/my-image:1"_s,
            u"Podman 4.3.1"_s,
            u"unix:///run/p.sock"_s,
            u"r1"_s,
            QDateTime({2026, 11, 24}, {14, 3}, Qt::UTC),
            models::Outcome::Passed};
}

void TestSameImage::aKnownManifestNeedsNoRegistry()
{
    verdicts().add(passed());
    verdicts().addManifests({{u"sha256:c0"_s, {manifestDigest()}}});
    const qsizetype before = m_registry.requests().size();
    const auto run = validation();
    QVERIFY(test::ValidationFixture::finish(run));
    QCOMPARE(told(run->record), QStringList{passed().sentence()});
    QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
    QCOMPARE(m_registry.requests().size(), before);
}

//! As a runtime says it of an image that was loaded onto the node.
void TestSameImage::aConfigurationNeedsNeither()
{
    LocalVerdict verdict = passed();
    verdict.configDigest = manifestDigest();
    verdict.outcome = models::Outcome::Failed;
    verdicts().add(verdict);
    const auto run = validation();
    QVERIFY(test::ValidationFixture::finish(run));
    QCOMPARE(told(run->record), QStringList{verdict.sentence()});
}

void TestSameImage::theRegistryIsAskedForTheRest()
{
    verdicts().add(passed());
    qsizetype asked = m_registry.requests().size();
    const auto run = validation();
    QVERIFY(test::ValidationFixture::finish(run));
    QCOMPARE(told(run->record), QStringList{passed().sentence()});
    QCOMPARE(m_registry.requests().size(), ++asked);
    // Once is enough.
    const auto again = validation();
    QVERIFY(test::ValidationFixture::finish(again));
    QCOMPARE(told(again->record), QStringList{passed().sentence()});
    QCOMPARE(m_registry.requests().size(), asked);
}

void TestSameImage::aRegistryThatIsSilentChangesNothing()
{
    verdicts().add(passed());
    m_registry.answer = [](const PlainServer::Request &) { return std::nullopt; };
    const auto run = validation();
    QVERIFY(test::ValidationFixture::finish(run));
    QCOMPARE(told(run->record), QStringList());
    QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
}

void TestSameImage::nobodyIsAskedWhereNothingWasTried()
{
    const qsizetype before = m_registry.requests().size();
    const auto run = validation();
    QVERIFY(test::ValidationFixture::finish(run));
    QCOMPARE(told(run->record), QStringList());
    QCOMPARE(m_registry.requests().size(), before);
    QVERIFY(!QFile::exists(m_path));
}

void TestSameImage::aVerdictOnAnEngineIsRemembered()
{
    const auto run = validation();
    run->cluster.local = app::LocalEngine{};
    run->cluster.local->name = u"Podman 4.3.1"_s;
    run->cluster.local->address = u"unix:///run/p.sock"_s;
    QVERIFY(test::ValidationFixture::finish(run));
    QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
    const auto known = verdicts().find(manifestDigest());
    QVERIFY(known);
    QCOMPARE(known->image, run->configuration.customImage);
    QCOMPARE(known->engine, u"Podman 4.3.1"_s);
    QCOMPARE(known->engineAddress, u"unix:///run/p.sock"_s);
    QCOMPARE(known->runId, run->record.runId());
    QCOMPARE(models::toString(known->outcome), u"passed"_s);
    // An engine has no version of Kubernetes, whoever plays its cluster.
    QVERIFY(!run->record.cluster());
    QVERIFY(!run->record.node() || run->record.node()->kubelet.isEmpty());
}

void TestSameImage::aDigestOfAConfigurationIsNoneOfARegistry()
{
    LocalVerdict verdict = passed();
    verdict.configDigest = u"sha256:"_s + QString(64, u'c');
    verdicts().add(verdict);
    const auto run = validation();
    run->configuration.customImage += u'@' + verdict.configDigest;
    QVERIFY(test::ValidationFixture::finish(run));
    QVERIFY2(told(run->record)
                 .value(0)
                 .startsWith(verdict.configDigest +
                             u" is the digest of the image's configuration, by which "
                             "it was tested on this computer."_s),
             qPrintable(run->record.notes().join(u'\n')));
}

QTEST_GUILESS_MAIN(TestSameImage)
#include "tst_same_image.moc"
