// SPDX-License-Identifier: Apache-2.0

// The time in which this process looked, as against the time that passed.

#include "cluster/awake_clock.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using assay::app::AwakeClock;

class AwakeClockTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsWhileTheProcessRuns()
    {
        QElapsedTimer real;
        real.start();
        AwakeClock clock;
        QSignalSpy ticks(&clock, &AwakeClock::ticked);
        QTRY_VERIFY_WITH_TIMEOUT(ticks.count() >= 4, 10'000);
        const auto elapsed = clock.elapsed().count();
        QVERIFY2(elapsed >= 900 && elapsed <= real.elapsed(), qPrintable(QString::number(elapsed)));
    }

    void leavesOutWhatItWasStoppedFor()
    {
        QElapsedTimer real;
        real.start();
        AwakeClock clock;
        QProcess other;
        other.start(u"sh"_s, {u"-c"_s, u"kill -STOP $0; sleep 4; kill -CONT $0"_s,
                              QString::number(QCoreApplication::applicationPid())});
        QTRY_COMPARE_WITH_TIMEOUT(other.state(), QProcess::NotRunning, 20'000);
        QVERIFY(real.elapsed() >= 4'000);
        const auto missing = real.elapsed() - clock.elapsed().count();
        QVERIFY2(missing >= 2'500, qPrintable(QString::number(missing)));
    }
};

QTEST_GUILESS_MAIN(AwakeClockTest)
#include "tst_awake_clock.moc"
