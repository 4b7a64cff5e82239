// SPDX-License-Identifier: Apache-2.0
#include "support/local_engine.h"

#include <QFileInfo>
#include <QTest>

using namespace Qt::StringLiterals;
using assay::test::LocalEngine;
using assay::test::Program;

//! An image that only a registry with a login has, tried by the program on each container engine of
//! this machine: without the login, and with one that "podman login" or "docker login" wrote.
class TestLocalLogins : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLoginIsUsedWhereThereIsOne_data() { LocalEngine::addRows(); }
    void aLoginIsUsedWhereThereIsOne();
};

static const QString privateImage = u"127.0.0.1:15001/test/py-workbench:1.0"_s;

static bool forget(LocalEngine &local)
{
    const auto gone =
        assay::tests::answerOf(local.client().request("DELETE", u"/images/"_s + privateImage));
    return gone || gone.error().kind == assay::k8s::Error::Kind::NotFound;
}

void TestLocalLogins::aLoginIsUsedWhereThereIsOne()
{
    QFETCH(QString, engine);
    if (const QString why = LocalEngine::reasonToSkip(engine); !why.isEmpty())
        QSKIP(qPrintable(why));
    LocalEngine local(engine);
    QVERIFY(forget(local));
    const Program program;
    const QString logins = u"config.json"_s;
    QProcessEnvironment environment;
    environment.insert(u"DOCKER_CONFIG"_s, QFileInfo(program.path(logins)).path());
    environment.insert(u"REGISTRY_AUTH_FILE"_s, program.path(u"none.json"_s));
    const auto tryIt = [&] {
        const auto process = program.launch(
            {u"try"_s, privateImage, u"json"_s, u"--no-checks"_s, u"--engine"_s, local.url()},
            environment);
        return Program::ended(*process, 120'000) ? Program::resultOf(*process) : Program::Result();
    };

    program.write(logins, "{}");
    const auto refused = tryIt();
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.out.contains(u"The registry does not let this computer read %1: it is "
                                  "private, or does not exist."_s.arg(privateImage)),
             qPrintable(refused.out + refused.err));
    QVERIFY2(refused.out.contains(u"log in to the registry with \"podman login\" or \"docker "
                                  "login\", or make the repository public."_s),
             qPrintable(refused.out));

    program.write(logins, R"({"auths": {"127.0.0.1:15001": {"auth": ")" +
                              QByteArray("assay:assay").toBase64() + "\"}}}");
    const auto passed = tryIt();
    QVERIFY2(passed.status == 0, qPrintable(passed.out + passed.err));
    QVERIFY(forget(local));
}

QTEST_GUILESS_MAIN(TestLocalLogins)
#include "tst_local_logins.moc"
