// SPDX-License-Identifier: Apache-2.0
#include "models/sample_run.h"

#include <QTest>

using namespace sample;
using Kind = InterpreterEnd::Kind;

class CellInterpretationTest : public QObject
{
    Q_OBJECT

    static std::vector<CellResult> threeCells(int passed)
    {
        std::vector<CellResult> cells;
        for (int i = 0; i < 3; ++i) {
            CellResult result;
            result.index = i;
            result.name = u"cell %1"_s.arg(i + 1);
            result.outcome = i < passed ? CellOutcome::Passed : CellOutcome::NotRun;
            cells.push_back(result);
        }
        return cells;
    }

private Q_SLOTS:
    void theFirstWithoutAResultIsTold_data()
    {
        QTest::addColumn<InterpreterEnd>("end");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("message");
        QTest::newRow("killed")
            << InterpreterEnd{Kind::Exited, 137, {}} << u"Failed"_s
            << u"The interpreter was killed (SIGKILL) while this cell ran, most "
               "often because the container's memory limit was reached."_s;
        QTest::newRow("segfault")
            << InterpreterEnd{Kind::Exited, 139, {}} << u"Failed"_s
            << u"The interpreter was ended by SIGSEGV (segmentation fault) while this cell ran."_s;
        QTest::newRow("os._exit") << InterpreterEnd{Kind::Exited, 0, {}} << u"Failed"_s
                                  << u"The interpreter ended with status 0 while this cell ran."_s;
        QTest::newRow("last words")
            << InterpreterEnd{Kind::Exited, 1, u"MemoryError"_s} << u"Failed"_s
            << u"The interpreter ended with status 1 while this cell ran. MemoryError"_s;
        QTest::newRow("no python") << InterpreterEnd{Kind::NoPython, 127, {}} << u"Failed"_s
                                   << u"The image has no program \"python\" on its PATH that can "
                                      "be run."_s;
        QTest::newRow("deadline") << InterpreterEnd{Kind::TimedOut, -1, u"x"_s} << u"TimedOut"_s
                                  << u"CommandTimeoutError: the cell did not end in time. It may "
                                     "still be running in the container."_s;
        QTest::newRow("lost") << InterpreterEnd{Kind::Lost, -1, u"The connection was lost."_s}
                              << u"Inconclusive"_s << u"The connection was lost."_s;
    }
    void theFirstWithoutAResultIsTold()
    {
        QFETCH(InterpreterEnd, end);
        QFETCH(QString, outcome);
        QFETCH(QString, message);
        auto cells = threeCells(1);
        explainMissingCells(cells, end);
        COMPARE_ENUM(cells[0].outcome, CellOutcome::Passed);
        QCOMPARE(toString(cells[1].outcome), outcome);
        QCOMPARE(cells[1].errorMessage, message);
        COMPARE_ENUM(cells[2].outcome, CellOutcome::NotRun);
        QCOMPARE(cells[2].errorMessage, QString());
    }

    void theMemoryLimitIsNamedWhereACellWasKilled()
    {
        auto cells = threeCells(1);
        explainMissingCells(cells, {Kind::Exited, 137, {}});
        cells[2].outcome = CellOutcome::Failed;
        cells[2].killed = true; // as resources/run_cells.py says that outlived the cell's Python
        cells[2].errorMessage =
            u"Python was ended by signal 9 (SIGKILL), as happens when memory runs out"_s;
        auto others = threeCells(1);
        explainMissingCells(others, {Kind::Exited, 139, {}});
        const auto segfault = others[1].errorMessage, killed = cells[1].errorMessage;
        addMemoryLimit(cells, {});
        QCOMPARE(cells[1].errorMessage, killed);
        addMemoryLimit(cells, u"512Mi"_s);
        QCOMPARE(cells[0].errorMessage, QString());
        QCOMPARE(cells[1].errorMessage, killed + u" The container's memory limit is 512Mi."_s);
        QCOMPARE(cells[2].errorMessage,
                 u"Python was ended by signal 9 (SIGKILL), as happens when memory runs out. The "
                 "container's memory limit is 512Mi."_s);
        addMemoryLimit(others, u"512Mi"_s);
        QCOMPARE(others[1].errorMessage, segfault);
    }

    void theLineThatFailedIsFound_data()
    {
        QTest::addColumn<QString>("traceback");
        QTest::addColumn<int>("line");
        QTest::newRow("IPython 8")
            << u"Cell In [1], line 7\n      6 x\n----> 7 d = f(a)\n\nCell In [1], line 6, in f(x)\n"
               "----> 6     return x / 0\n"_s
            << 6;
        QTest::newRow("in a library")
            << u"Cell In[4], line 2\n----> 2 json.loads('{')\n\nFile /usr/lib/python3.11/json/"
               "__init__.py:346, in loads(s)\n--> 346     return _default_decoder.decode(s)\n"_s
            << 2;
        QTest::newRow("in a function of an earlier cell")
            << u"Cell In[4], line 2\n----> 2 f()\n\nCell In[1], line 9, in f()\n----> 9 boom\n"_s
            << 2;
        QTest::newRow("IPython 7")
            << u"<ipython-input-3-d2c0> in <module>\n      1 a\n----> 2 f(a)\n"_s << 2;
        QTest::newRow("Python")
            << u"Traceback (most recent call last):\n  File \"<cell 1>\", line 3, in <module>\n"
               "  File \"<cell 1>\", line 2, in f\n  File \"/usr/lib/x.py\", line 5, in g\n"_s
            << 2;
        QTest::newRow("another cell's")
            << u"Traceback (most recent call last):\n  File \"<cell 1>\", line 3, in <module>\n"
               "  File \"<cell 2>\", line 8, in f\n"_s
            << 3;
        QTest::newRow("beyond its source") << u"  File \"<cell 1>\", line 900\n"_s << 0;
        QTest::newRow("nothing") << QString() << 0;
        QTest::newRow("not of a cell")
            << u"  File \"/usr/lib/x.py\", line 5, in g\n----> 5 x\n"_s << 0;
    }
    void theLineThatFailedIsFound()
    {
        QFETCH(const QString, traceback);
        QFETCH(const int, line);
        CellResult cell;
        cell.source = QString(u'\n').repeated(9);
        cell.traceback = traceback;
        QCOMPARE(failingLineOf(cell), line);
    }

    void whatFollowsAFailureWasNotRunAndThatIsAll()
    {
        auto cells = threeCells(1);
        cells[1].outcome = CellOutcome::Failed;
        explainMissingCells(cells, {Kind::Exited, 1, {}});
        COMPARE_ENUM(cells[2].outcome, CellOutcome::NotRun);
    }

    void whatFollowsTheEndOfTheNotebookWasNotRunAndThatIsAll()
    {
        auto cells = threeCells(1);
        cells[0].endsNotebook = true;
        explainMissingCells(cells, {Kind::Exited, 0, {}});
        COMPARE_ENUM(cells[0].outcome, CellOutcome::Passed);
        for (const int i : {1, 2}) {
            COMPARE_ENUM(cells[static_cast<std::size_t>(i)].outcome, CellOutcome::NotRun);
            QCOMPARE(cells[static_cast<std::size_t>(i)].errorMessage,
                     u"Not run, because cell 1 ended the notebook."_s);
        }
    }

    void whoRanThem()
    {
        auto cells = threeCells(1);
        QCOMPARE(runnerInWords(cells), QString());
        cells[0].runner = u"ipykernel 6.17.0"_s;
        QCOMPARE(runnerInWords(cells),
                 u"The notebook cells ran in the image's own kernel (ipykernel 6.17.0)."_s);
        cells[0].runner = u"python"_s;
        QVERIFY(runnerInWords(cells).startsWith(
            u"The image has no ipykernel that could be used: the notebook cells were run by its "
            "python"_s));
    }

    void aWholeRunIsLeftAlone()
    {
        auto cells = threeCells(3);
        const auto before = cells;
        explainMissingCells(cells, {Kind::Lost, -1, u"x"_s});
        QCOMPARE(cells, before);
    }
};

QTEST_APPLESS_MAIN(CellInterpretationTest)
#include "tst_cell_interpretation.moc"
