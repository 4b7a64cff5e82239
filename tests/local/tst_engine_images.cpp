// SPDX-License-Identifier: Apache-2.0
#include "node/engine_images.h"
#include "support/scripted_engine.h"

#include <QCoro/QCoroTask>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using local::EngineImages;
using tests::ScriptedEngine;

//! What a kubelet is told of an engine's images, by engines that answer as Podman and Docker do
//! where their disk is full.
class TestEngineImages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void aFullDiskEndsAPull_data();
    void aFullDiskEndsAPull();
    void saysWhatAnImageIsBuiltFor();
    void whatIsOfNoRegistryIsNotPulled();
    void whatCannotBeLookedAtIsNotPulled_data();
    void whatCannotBeLookedAtIsNotPulled();

private:
    std::unique_ptr<ScriptedEngine> m_engine;
    std::unique_ptr<containers::EngineClient> m_client;
};

static const QString image = u"quay.io/team/image:1"_s;

void TestEngineImages::init()
{
    m_engine = std::make_unique<ScriptedEngine>();
    m_client = std::make_unique<containers::EngineClient>(m_engine->address());
}

void TestEngineImages::cleanup()
{
    m_client.reset();
    m_engine.reset();
}

void TestEngineImages::aFullDiskEndsAPull_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("error");
    const auto stream = [](const QByteArray &last) {
        return ScriptedEngine::chunkedHead() +
               ScriptedEngine::chunk(
                   R"({"status":"Downloading","progressDetail":{"current":9,"total":9},"id":"a"})"
                   "\n" +
                   last + "\n") +
               ScriptedEngine::lastChunk();
    };
    const QByteArray ofPodman =
        R"(writing blob: adding layer with blob \"sha256:9a\": processing tar file(write /usr/lib/a.so: no space left on device): exit status 1)";
    QTest::newRow("podman")
        << stream(R"({"progressDetail":{},"errorDetail":{"message":")" + ofPodman +
                  R"("},"error":")" + ofPodman + R"("})")
        << u"writing blob: adding layer with blob \"sha256:9a\": "
           "processing tar file(write /usr/lib/a.so: no space left on device): exit status 1"_s;
    const QByteArray ofDocker = "write /var/lib/docker/tmp/GetImageBlob12: no space left on device";
    QTest::newRow("docker") << stream(R"({"errorDetail":{"message":")" + ofDocker +
                                      R"("},"error":")" + ofDocker + R"("})")
                            << u"write /var/lib/docker/tmp/GetImageBlob12: no space "
                               "left on device"_s;
    QTest::newRow("docker, at once")
        << ScriptedEngine::response(
               500, R"({"message":"mkdir /var/lib/docker/image: no space left on device"})")
        << u"mkdir /var/lib/docker/image: no space left on "
           "device"_s;
}

void TestEngineImages::aFullDiskEndsAPull()
{
    QFETCH(QByteArray, answer);
    m_engine->answer(answer);
    EngineImages images(m_client.get());
    const auto outcome = QCoro::waitFor(images.pull(image));
    QVERIFY(!outcome.succeeded);
    QTEST(QString::fromStdString(outcome.error), "error");
    QCOMPARE(images.id(image.toStdString()), std::string());
}

void TestEngineImages::saysWhatAnImageIsBuiltFor()
{
    m_engine->answer(ScriptedEngine::response(
        200, R"({"Id": "sha256:c0", "Os": "linux", "Architecture": "arm64"})"));
    EngineImages images(m_client.get());
    QCOMPARE(images.platform(image.toStdString()), std::string());
    QVERIFY(QCoro::waitFor(images.find(image)));
    QCOMPARE(images.platform(image.toStdString()), std::string("linux/arm64"));
}

void TestEngineImages::whatIsOfNoRegistryIsNotPulled()
{
    m_engine->answer(ScriptedEngine::response(404, R"({"message":"no such image"})"));
    EngineImages images(m_client.get());
    const QString local = u"localhost/my-image:1"_s;
    QVERIFY(!QCoro::waitFor(images.find(local)));
    const auto outcome = QCoro::waitFor(images.pull(local));
    QVERIFY(!outcome.succeeded);
    QCOMPARE(outcome.error, std::string("localhost/my-image:1: "
                                        "no registry has what is built here"));
    for (const auto &request : m_engine->requests())
        QVERIFY2(!request.path().startsWith("/images/create"), request.target.constData());
}

void TestEngineImages::whatCannotBeLookedAtIsNotPulled_data()
{
    QTest::addColumn<QByteArray>("refusal");
    QTest::addColumn<QString>("words");
    QTest::newRow("podman")
        << QByteArray(R"({"cause":"no space left on device","message":"write /var/tmp/1: no space )"
                      R"(left on device","response":500})")
        << u"write /var/tmp/1: no space left on device"_s;
    QTest::newRow("docker") << QByteArray(
                                   R"({"message":"open /var/lib/docker/image: no space left )"
                                   R"(on device"})")
                            << u"open /var/lib/docker/image: no space left on device"_s;
}

void TestEngineImages::whatCannotBeLookedAtIsNotPulled()
{
    QFETCH(QByteArray, refusal);
    QFETCH(QString, words);
    m_engine->answer(ScriptedEngine::response(500, refusal));
    EngineImages images(m_client.get());
    QVERIFY(!QCoro::waitFor(images.find(image)));
    const auto outcome = QCoro::waitFor(images.pull(image));
    QVERIFY(!outcome.succeeded);
    QCOMPARE(QString::fromStdString(outcome.error), u"failed to inspect the image: "_s + words);
    for (const auto &request : m_engine->requests())
        QVERIFY2(!request.path().startsWith("/images/create"), request.target.constData());
    // There may be room the next time.
    m_engine->answer(ScriptedEngine::response(200, R"({"Id": "sha256:c0"})"));
    QVERIFY(QCoro::waitFor(images.find(image)));
    QCOMPARE(images.id(image.toStdString()), std::string("sha256:c0"));
}

QTEST_GUILESS_MAIN(TestEngineImages)
#include "tst_engine_images.moc"
