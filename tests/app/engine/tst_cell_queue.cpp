// SPDX-License-Identifier: Apache-2.0
#include "engine/cell_queue.h"

#include <QTest>

using assay::app::CellQueue;
using namespace Qt::StringLiterals;

//! Whose turn it is, cell by cell.
class TestCellQueue : public QObject
{
    Q_OBJECT

    static std::size_t add(CellQueue &queue, const QString &server, int tests,
                           const QString &nameSpace = {})
    {
        CellQueue::Cell cell;
        cell.context = queue.add(server);
        for (int i = 0; i < tests; ++i) {
            cell.test = static_cast<std::size_t>(i);
            cell.nameSpace = nameSpace.isEmpty() ? u"test-%1"_s.arg(i) : nameSpace;
            queue.push(cell);
        }
        queue.open(cell.context);
        return cell.context;
    }

    //! "A0 B0": context and test of all that may begin now.
    static QString takeAll(CellQueue &queue, std::vector<CellQueue::Cell> *taken)
    {
        QStringList names;
        while (const auto cell = queue.take()) {
            names
                << u"%1%2"_s.arg(QChar(u'A' + static_cast<ushort>(cell->context))).arg(cell->test);
            taken->push_back(*cell);
        }
        return names.join(u' ');
    }

private Q_SLOTS:
    void contextsTakeTurns()
    {
        CellQueue queue(5);
        add(queue, u"https://a"_s, 3);
        add(queue, u"https://b"_s, 1);
        add(queue, u"https://c"_s, 3);
        std::vector<CellQueue::Cell> taken;
        QCOMPARE(takeAll(queue, &taken), u"A0 B0 C0 A1 C1"_s);
        QCOMPARE(queue.underWay(), std::size_t(5));
        queue.leave(taken[3]);
        QCOMPARE(takeAll(queue, &taken), u"A2"_s);
        for (const int i : {0, 1, 2, 4, 5})
            queue.leave(taken[static_cast<std::size_t>(i)]);
        QVERIFY(!queue.isDone());
        taken.clear();
        QCOMPARE(takeAll(queue, &taken), u"C2"_s);
        QVERIFY(!queue.isDone());
        queue.leave(taken[0]);
        QVERIFY(queue.isDone());
    }

    void aSlowContextKeepsToItsShare()
    {
        // A never ends anything; every test of B comes through all the same, on half the places.
        CellQueue queue(4);
        add(queue, u"https://a"_s, 10);
        add(queue, u"https://b"_s, 4);
        std::vector<CellQueue::Cell> taken;
        QCOMPARE(takeAll(queue, &taken), u"A0 B0 A1 B1"_s);
        queue.leave(taken[1]);
        QCOMPARE(takeAll(queue, &taken), u"B2"_s);
        queue.leave(taken[3]);
        QCOMPARE(takeAll(queue, &taken), u"B3"_s);
        queue.leave(taken[4]);
        // Only now that B has nothing more to run.
        QCOMPARE(takeAll(queue, &taken), u"A2"_s);
    }

    void onePlaceIsHandedAround()
    {
        CellQueue queue(1);
        add(queue, u"https://a"_s, 2);
        add(queue, u"https://b"_s, 2);
        QStringList order;
        std::vector<CellQueue::Cell> taken;
        while (!queue.isDone()) {
            order << takeAll(queue, &taken);
            queue.leave(taken.back());
        }
        QCOMPARE(order.join(u' '), u"A0 B0 A1 B1"_s);
    }

    void whoAnswersFirstDoesNotTakeAllPlaces()
    {
        CellQueue queue(4);
        CellQueue::Cell cell;
        cell.context = queue.add(u"https://a"_s);
        queue.push(cell);
        add(queue, u"https://b"_s, 6);
        std::vector<CellQueue::Cell> taken;
        QCOMPARE(takeAll(queue, &taken), u"B0 B1"_s);
        queue.leave(taken[0]);
        QCOMPARE(takeAll(queue, &taken), u"B2"_s);
        queue.open(cell.context);
        QCOMPARE(takeAll(queue, &taken), u"A0 B3"_s);
    }

    void aDeadContextGivesItsPlacesAway()
    {
        CellQueue queue(2);
        CellQueue::Cell cell;
        cell.context = queue.add(u"https://a"_s);
        queue.push(cell);
        add(queue, u"https://b"_s, 3);
        std::vector<CellQueue::Cell> taken;
        QCOMPARE(takeAll(queue, &taken), u"B0"_s);
        QVERIFY(!queue.isDone());
        queue.drop(cell.context);
        QCOMPARE(takeAll(queue, &taken), u"B1"_s);
        queue.leave(taken[0]);
        queue.leave(taken[1]);
        QCOMPARE(takeAll(queue, &taken), u"B2"_s);
        queue.leave(taken[2]);
        QVERIFY(queue.isDone());
    }

    void onePlaceIsUsedWhileOthersAreAwaited()
    {
        CellQueue queue(1);
        CellQueue::Cell cell;
        cell.context = queue.add(u"https://a"_s);
        queue.push(cell);
        add(queue, u"https://b"_s, 1);
        std::vector<CellQueue::Cell> taken;
        QCOMPARE(takeAll(queue, &taken), u"B0"_s);
    }

    void notAllAreAtTheirBeginningAtOnce()
    {
        CellQueue queue(200);
        add(queue, u"https://a"_s, 200);
        std::vector<CellQueue::Cell> taken;
        takeAll(queue, &taken);
        QCOMPARE(taken.size(), CellQueue::beginningAtOnce);
        queue.begun(taken[3]);
        queue.begun(taken[3]);
        QCOMPARE(takeAll(queue, &taken), u"A16"_s);
        // What ends early makes room, too, and what had begun makes none by ending.
        queue.leave(taken[0]);
        QCOMPARE(takeAll(queue, &taken), u"A17"_s);
        queue.leave(taken[3]);
        QCOMPARE(takeAll(queue, &taken), QString());
        for (std::size_t i = 0; i < taken.size(); ++i) {
            if (i != 0 && i != 3)
                queue.begun(taken[i]);
        }
        QCOMPARE(takeAll(queue, &taken).count(u' ') + 1,
                 static_cast<int>(CellQueue::beginningAtOnce));
        QCOMPARE(queue.underWay(), 2 * CellQueue::beginningAtOnce);
    }

    void aLimitedContextGetsFewer()
    {
        CellQueue queue(6);
        const std::size_t a = add(queue, u"https://a"_s, 4);
        add(queue, u"https://b"_s, 4);
        queue.limit(a, 1);
        std::vector<CellQueue::Cell> taken;
        QCOMPARE(takeAll(queue, &taken), u"A0 B0 B1 B2 B3"_s);
        queue.limit(a, 2);
        QCOMPARE(takeAll(queue, &taken), u"A1"_s);
        // What is under way goes on.
        queue.limit(a, 0);
        queue.leave(taken[0]);
        QCOMPARE(takeAll(queue, &taken), QString());
        queue.leave(taken[5]);
        QCOMPARE(takeAll(queue, &taken), u"A2"_s);
    }

    void oneServerOneNamespaceAtATime()
    {
        CellQueue queue(10);
        add(queue, u"https://a"_s, 2, u"test-x"_s);
        add(queue, u"https://a"_s, 2, u"test-x"_s);
        add(queue, u"https://other"_s, 1, u"test-x"_s);
        std::vector<CellQueue::Cell> taken;
        // One context may have several in its own namespace.
        QCOMPARE(takeAll(queue, &taken), u"A0 C0 A1"_s);
        queue.leave(taken[0]);
        QCOMPARE(takeAll(queue, &taken), QString());
        queue.leave(taken[2]);
        QCOMPARE(takeAll(queue, &taken), u"B0 B1"_s);
    }

    void whatIsRunAgainComesLast()
    {
        CellQueue queue(1);
        add(queue, u"https://a"_s, 2);
        auto cell = *queue.take();
        queue.leave(cell);
        ++cell.attempt;
        queue.push(cell);
        cell = *queue.take();
        QCOMPARE(cell.test, std::size_t(1));
        QCOMPARE(cell.attempt, 1);
        queue.leave(cell);
        cell = *queue.take();
        QCOMPARE(cell.test, std::size_t(0));
        QCOMPARE(cell.attempt, 2);
    }
};

QTEST_GUILESS_MAIN(TestCellQueue)
#include "tst_cell_queue.moc"
