// SPDX-License-Identifier: Apache-2.0
#include "local/other_engine.h"
#include "support/scripted_engine.h"

#include <QCoro/QCoroTask>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using tests::ScriptedEngine;

class TestOtherEngine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void namesTheOneThatHasIt_data();
    void namesTheOneThatHasIt();
    void theEngineThatWasAskedIsNoOther();
    void oneThatIsAwayHasNothing();

private:
    QString told(const QString &typed, const QString &asked = u"/run/asked.sock"_s) const
    {
        return QCoro::waitFor(app::onAnotherEngine(typed, asked, m_surroundings));
    }
    std::unique_ptr<ScriptedEngine> m_docker;
    containers::EngineSurroundings m_surroundings;
};

void TestOtherEngine::init()
{
    m_docker = std::make_unique<ScriptedEngine>();
    m_docker->setVersion(ScriptedEngine::dockerVersion());
    m_docker->answer(ScriptedEngine::response(
        200, R"([{"Id": "sha256:c0", "RepoTags": ["localhost/mine:1", "other:latest"]}])"));
    m_surroundings = {};
    m_surroundings.home = u"/nonexistent"_s;
    m_surroundings.userId = containers::EngineSurroundings::ofThisProcess().userId;
    m_surroundings.systemPodmanSocket = u"/nonexistent/podman.sock"_s;
    m_surroundings.systemDockerSocket = m_docker->address().socketPath;
}

void TestOtherEngine::namesTheOneThatHasIt_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("there");
    QTest::newRow("in full") << u"localhost/mine:1"_s << true;
    QTest::newRow("short") << u"mine:1"_s << true;
    QTest::newRow("docker's own") << u"other"_s << true;
    QTest::newRow("another tag") << u"mine:2"_s << false;
    QTest::newRow("to be pulled") << u"quay.io/org/mine:1"_s << false;
}

void TestOtherEngine::namesTheOneThatHasIt()
{
    QFETCH(QString, typed);
    QFETCH(bool, there);
    const QString words = told(typed);
    if (there)
        QVERIFY2(words.startsWith(u"It is on Docker "_s) &&
                     words.endsWith(u": say --engine docker."_s),
                 qPrintable(words));
    else
        QCOMPARE(words, QString());
}

void TestOtherEngine::theEngineThatWasAskedIsNoOther()
{
    QCOMPARE(told(u"mine:1"_s, m_docker->address().socketPath), QString());
}

void TestOtherEngine::oneThatIsAwayHasNothing()
{
    m_docker->stop();
    QCOMPARE(told(u"mine:1"_s), QString());
}

QTEST_GUILESS_MAIN(TestOtherEngine)
#include "tst_other_engine.moc"
