// SPDX-License-Identifier: Apache-2.0
#include "base/backoff.h"

#include <QTest>

using namespace assay::k8s;
using namespace std::chrono_literals;

class BackoffTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void doublesUpToTheLongest_data();
    void doublesUpToTheLongest();
    void waitsUpToAHalfMore();
    void waitsAsLongAsTheServerAsks();
};

void BackoffTest::doublesUpToTheLongest_data()
{
    QTest::addColumn<int>("failures");
    QTest::addColumn<int>("milliseconds");

    QTest::newRow("first") << 0 << 250;
    QTest::newRow("second") << 1 << 500;
    QTest::newRow("fifth") << 4 << 4000;
    QTest::newRow("sixth") << 5 << 5000;
    QTest::newRow("after years") << 2'000'000'000 << 5000;
}

void BackoffTest::doublesUpToTheLongest()
{
    QFETCH(int, failures);
    QFETCH(int, milliseconds);
    QCOMPARE(int(backoff(250ms, 5s, failures).count()), milliseconds);
}

void BackoffTest::waitsUpToAHalfMore()
{
    std::chrono::milliseconds least = 1h;
    std::chrono::milliseconds most = 0ms;
    for (int i = 0; i < 2000; ++i) {
        const auto pause = pauseFor(1s, {});
        least = std::min(least, pause);
        most = std::max(most, pause);
    }
    QVERIFY2(least >= 1000ms && least < 1100ms, qPrintable(QString::number(least.count())));
    QVERIFY2(most <= 1500ms && most > 1400ms, qPrintable(QString::number(most.count())));
}

void BackoffTest::waitsAsLongAsTheServerAsks()
{
    QVERIFY(pauseFor(1s, 7s) == 7s);
    // A server that asks for less is not asked sooner.
    QVERIFY(pauseFor(4s, 1s) >= 4s);
    QVERIFY(pauseFor(1s, std::chrono::seconds(10'000'000)) == 1h);
}

QTEST_GUILESS_MAIN(BackoffTest)
#include "tst_backoff.moc"
