// SPDX-License-Identifier: Apache-2.0
#include "local/known_manifests.h"
#include "support/scripted_engine.h"

#include <models/record/local_verdicts.h>

#include <QTemporaryDir>

using namespace assay;
using namespace Qt::StringLiterals;
using tests::ScriptedEngine;

//! Engines are asked under which manifests registries have what was tried on them.
class TestKnownManifests : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasPushedIsKnown();
    void anEngineThatIsGoneIsPassedOver();
    void nobodyIsAskedWhereNothingWasTried();

private:
    static void tried(const models::LocalVerdicts &verdicts, const QString &config,
                      const QString &engine);
    QTemporaryDir m_folder;
};

void TestKnownManifests::tried(const models::LocalVerdicts &verdicts, const QString &config,
                               const QString &engine)
{
    verdicts.add({config, u"localhost/a:1"_s, u"Docker"_s, engine, u"r1"_s,
                  QDateTime::currentDateTimeUtc(), models::Outcome::Passed});
}

void TestKnownManifests::whatWasPushedIsKnown()
{
    const models::LocalVerdicts verdicts(m_folder.filePath(u"a.json"_s));
    ScriptedEngine engine;
    engine.answer(ScriptedEngine::response(
        200, R"([{"Id": "sha256:c0", "RepoTags": ["localhost/a:1", "quay.io/team/a:1"],
                  "RepoDigests": ["localhost/a@sha256:m0", "quay.io/team/a@sha256:m1"]},
                 {"Id": "sha256:c1", "RepoDigests": ["quay.io/team/b@sha256:m2"]},
                 {"Id": "sha256:c2", "RepoTags": null, "RepoDigests": null}])"));
    tried(verdicts, u"sha256:c0"_s, engine.address().url());
    app::KnownManifests known(m_folder.filePath(u"a.json"_s));
    QSignalSpy learnt(&known, &app::KnownManifests::learnt);
    known.learn();
    QVERIFY(learnt.wait());
    QVERIFY(verdicts.find(u"sha256:m1"_s));
    QCOMPARE(verdicts.find(u"sha256:m1"_s)->configDigest, u"sha256:c0"_s);
    QVERIFY(verdicts.find(u"sha256:m0"_s));
    QVERIFY(!verdicts.find(u"sha256:m2"_s));
}

void TestKnownManifests::anEngineThatIsGoneIsPassedOver()
{
    const models::LocalVerdicts verdicts(m_folder.filePath(u"b.json"_s));
    ScriptedEngine engine;
    engine.answer(ScriptedEngine::response(500, R"({"message": "out of order"})"));
    tried(verdicts, u"sha256:c0"_s, u"unix:///nowhere/podman.sock"_s);
    tried(verdicts, u"sha256:c1"_s, engine.address().url());
    tried(verdicts, u"sha256:c2"_s, u"ssh://elsewhere"_s);
    app::KnownManifests known(m_folder.filePath(u"b.json"_s));
    QSignalSpy learnt(&known, &app::KnownManifests::learnt);
    known.learn();
    QVERIFY(learnt.wait());
    QCOMPARE(engine.requests().size(), std::size_t(1));
}

void TestKnownManifests::nobodyIsAskedWhereNothingWasTried()
{
    app::KnownManifests known(m_folder.filePath(u"c.json"_s));
    QSignalSpy learnt(&known, &app::KnownManifests::learnt);
    known.learn();
    QVERIFY(learnt.wait());
}

QTEST_GUILESS_MAIN(TestKnownManifests)
#include "tst_known_manifests.moc"
