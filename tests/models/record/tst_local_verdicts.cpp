// SPDX-License-Identifier: Apache-2.0
#include <models/record/local_verdicts.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

class TestLocalVerdicts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void anImageIsFoundByItsConfigurationAndByItsManifests();
    void theLastVerdictCounts();
    void whatWasNotTriedIsNotKept();
    void aBrokenFileIsAnEmptyOne_data();
    void aBrokenFileIsAnEmptyOne();
    void theOldestAreForgotten();
    void isSaidWithItsDay();

private:
    QTemporaryDir m_folder;
    QString m_path;
};

static LocalVerdict verdict(const QString &digest, Outcome outcome = Outcome::Passed)
{
    return {digest,
            u"localhost/my-image:1"_s,
            u"Podman 4.3.1, rootless"_s,
            u"unix:///run/p.sock"_s,
            u"r1"_s,
            QDateTime({2026, 11, 24}, {14, 3}, Qt::UTC),
            outcome};
}

void TestLocalVerdicts::init()
{
    m_path = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u'/' +
                               QString::fromLatin1(QTest::currentDataTag()) + u"/v.json"_s);
}

void TestLocalVerdicts::anImageIsFoundByItsConfigurationAndByItsManifests()
{
    const LocalVerdicts verdicts(m_path);
    QVERIFY(verdicts.isEmpty());
    QVERIFY(!verdicts.find(u"sha256:c0"_s));
    verdicts.add(verdict(u"sha256:c0"_s));
    QVERIFY(!verdicts.isEmpty());
    verdicts.addManifests({{u"sha256:c0"_s, {u"sha256:m1"_s, u"sha256:m2"_s}}});
    verdicts.addManifests({{u"sha256:c0"_s, {u"sha256:m3"_s, u"sha256:m1"_s}}});
    for (const QString &digest : {u"sha256:c0"_s, u"sha256:m1"_s, u"sha256:m2"_s, u"sha256:m3"_s}) {
        const auto found = verdicts.find(digest);
        QVERIFY2(found, qPrintable(digest));
        QCOMPARE(found->configDigest, u"sha256:c0"_s);
        QCOMPARE(found->image, u"localhost/my-image:1"_s);
        QCOMPARE(found->engine, u"Podman 4.3.1, rootless"_s);
        QCOMPARE(found->engineAddress, u"unix:///run/p.sock"_s);
        QCOMPARE(found->runId, u"r1"_s);
        QCOMPARE(found->at, QDateTime({2026, 11, 24}, {14, 3}, Qt::UTC));
        QCOMPARE(toString(found->outcome), u"passed"_s);
    }
    QVERIFY(!verdicts.find(u"sha256:m"_s));
}

void TestLocalVerdicts::theLastVerdictCounts()
{
    const LocalVerdicts verdicts(m_path);
    verdicts.add(verdict(u"sha256:c0"_s));
    verdicts.addManifests({{u"sha256:c0"_s, {u"sha256:m1"_s}}});
    verdicts.add(verdict(u"sha256:c0"_s, Outcome::Failed));
    QCOMPARE(verdicts.all().size(), std::size_t(1));
    QCOMPARE(toString(verdicts.find(u"sha256:m1"_s)->outcome), u"failed"_s);
}

void TestLocalVerdicts::whatWasNotTriedIsNotKept()
{
    const LocalVerdicts verdicts(m_path);
    verdicts.addManifests({{u"sha256:c0"_s, {u"sha256:m1"_s}}});
    QVERIFY(!QFile::exists(m_path));
    verdicts.add(verdict(u"sha256:c1"_s));
    verdicts.addManifests({{u"sha256:c0"_s, {u"sha256:m1"_s}}});
    QVERIFY(!verdicts.find(u"sha256:m1"_s));
}

void TestLocalVerdicts::aBrokenFileIsAnEmptyOne_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("torn") << QByteArray("{\"sha256:c0\": {\"ima");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("other values") << QByteArray(
        R"({"sha256:c0": 7, "sha256:c2": {"manifests": [7, null]}})");
}

void TestLocalVerdicts::aBrokenFileIsAnEmptyOne()
{
    QFETCH(QByteArray, content);
    const LocalVerdicts verdicts(m_path);
    verdicts.add(verdict(u"sha256:c9"_s));
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(content);
    file.close();
    QVERIFY(!verdicts.find(u"sha256:c0"_s));
    QVERIFY(!verdicts.find(u"sha256:c9"_s));
    verdicts.add(verdict(u"sha256:c1"_s));
    QVERIFY(verdicts.find(u"sha256:c1"_s));
    verdicts.addManifests({{u"sha256:c2"_s, {u"sha256:m1"_s}}});
}

void TestLocalVerdicts::theOldestAreForgotten()
{
    const LocalVerdicts verdicts(m_path);
    for (int i = 0; i < 501; ++i) {
        LocalVerdict one = verdict(u"sha256:%1"_s.arg(i));
        one.at = one.at.addSecs(i == 300 ? -1 : i);
        verdicts.add(one);
    }
    QCOMPARE(verdicts.all().size(), std::size_t(500));
    QVERIFY(!verdicts.find(u"sha256:300"_s));
    QVERIFY(verdicts.find(u"sha256:500"_s));
}

void TestLocalVerdicts::isSaidWithItsDay()
{
    QCOMPARE(verdict(u"sha256:c0"_s).sentence(),
             u"This is the image that passed here on Tuesday, 2026-11-24 14:03 UTC, as "
             "localhost/my-image:1 on Podman 4.3.1, rootless (run r1): its configuration is "
             "sha256:c0."_s);
    QVERIFY(verdict(u"sha256:c0"_s, Outcome::Failed)
                .sentence()
                .startsWith(u"This is the image that failed here on Tuesday, "_s));
}

QTEST_APPLESS_MAIN(TestLocalVerdicts)
#include "tst_local_verdicts.moc"
