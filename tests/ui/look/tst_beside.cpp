// SPDX-License-Identifier: Apache-2.0
#include "look/beside.h"

#include <QTest>
#include <QThreadPool>

#include <atomic>
#include <memory>

using namespace assay::ui;

//! Under ThreadSanitizer also: what passes to a thread that is busy is seen to pass.
class TestBeside : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachPieceOfWorkIsDoneOnce()
    {
        constexpr int pieces = 500; // more than there are threads: most wait for one
        std::atomic<int> sum = 0;
        for (int i = 0; i < pieces; ++i) {
            beside([number = std::make_shared<int>(i), &sum] { sum += std::exchange(*number, 0); });
        }
        QVERIFY(QThreadPool::globalInstance()->waitForDone(60'000));
        QCOMPARE(sum.load(), pieces * (pieces - 1) / 2);
    }

    void whatIsMadeComesBack()
    {
        std::vector<QFuture<QString>> made;
        for (int i = 0; i < 50; ++i)
            made.push_back(madeBeside([text = QString(i, u'x')] { return text + u'!'; }));
        QVERIFY(QThreadPool::globalInstance()->waitForDone(60'000));
        for (int i = 0; i < 50; ++i)
            QCOMPARE(made[std::size_t(i)].result(), QString(i, u'x') + u'!');
    }
};

QTEST_GUILESS_MAIN(TestBeside)
#include "tst_beside.moc"
