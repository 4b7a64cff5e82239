// SPDX-License-Identifier: Apache-2.0
#include <models/image/notebook_cell.h>
#include <models/suite/custom_image_test_configuration.h>

#include "support/nested_json.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! The code that a suite runs in the workbench, and what the script that runs it printed.
class NotebookCellTest : public QObject
{
    Q_OBJECT

    static QByteArray notebook(const char *cells, const char *metadata = "{}")
    {
        return QByteArray("{\"nbformat\": 4, \"metadata\": ") + metadata + ", \"cells\": " + cells +
               "}";
    }

    static QByteArray line(const Json &json)
    {
        return "\nASSAY-CELL " + QByteArray::fromStdString(json.dump()) + '\n';
    }

    static void write(const QString &path, const QByteArray &content)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

private Q_SLOTS:
    void theCodeCellsOfANotebook_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QStringList>("cells"); // name, source, name, …
        QTest::newRow("nbformat 4") << notebook(R"([{"cell_type": "markdown", "source": "text"},
                            {"cell_type": "code", "source": ["import a\n", "a.b"]},
                            {"cell_type": "raw", "source": "c"},
                            {"cell_type": "code", "source": "1 + 1", "metadata": {"tags": ["x"]}}])")
                                    << QStringList{u"n.ipynb, cell 1"_s, u"import a\na.b"_s,
                                                   u"n.ipynb, cell 2"_s, u"1 + 1"_s};
        QTest::newRow("left out") << notebook(R"([{"cell_type": "code", "source": " \n"},
                            {"cell_type": "code", "source": []},
                            {"cell_type": "code", "source": "x",
                             "metadata": {"tags": ["skip-execution"]}},
                            {"cell_type": "code", "source": "y"}])")
                                  << QStringList{u"n.ipynb, cell 4"_s, u"y"_s};
        QTest::newRow("of Python")
            << notebook(R"([{"cell_type": "code", "source": "y"}])",
                        R"({"kernelspec": {"name": "python3", "language": "python"}})")
            << QStringList{u"n.ipynb, cell 1"_s, u"y"_s};
        QTest::newRow("nbformat 3")
            << QByteArray(R"({"nbformat": 3, "worksheets": [
                {"cells": [{"cell_type": "code", "input": ["a\n", "b"], "language": "python"}]},
                {"cells": [{"cell_type": "heading", "source": "h"},
                           {"cell_type": "code", "input": "c"}]}]})")
            << QStringList{u"n.ipynb, cell 1"_s, u"a\nb"_s, u"n.ipynb, cell 2"_s, u"c"_s};
        QTest::newRow("strange cells between")
            << notebook(R"([1, null, {"cell_type": 3}, {"cell_type": "code", "source": {"a": 1}},
                            {"cell_type": "code", "source": ["a", 5, "b"]}])")
            << QStringList{u"n.ipynb, cell 2"_s, u"ab"_s};
    }

    void theCodeCellsOfANotebook()
    {
        QFETCH(QByteArray, document);
        const auto read = cellsOfNotebook(document, u"n.ipynb"_s);
        QVERIFY2(read, read ? "" : qPrintable(read.error()));
        QStringList cells;
        for (const NotebookCell &cell : *read)
            cells << cell.name << cell.source;
        QTEST(cells, "cells");
    }

    void whatIsNoNotebook_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("problem");
        const QString notJson = u"n.ipynb is not a notebook, because it is not JSON: name a file "
                                "that Jupyter has saved."_s;
        const QString noFormat = u"n.ipynb is not a notebook, because it has no nbformat: name a "
                                 "file that Jupyter has saved."_s;
        const QString noCells =
            u"n.ipynb has no code cells to run: name a notebook that has some."_s;
        const auto format = [](const QString &version) {
            return u"n.ipynb has the notebook format %1, and only 3 and 4 are read: open and save "
                   "it with a current JupyterLab."_s.arg(version);
        };
        QTest::newRow("nothing") << QByteArray() << notJson;
        QTest::newRow("Python") << QByteArray("import os\n") << notJson;
        QTest::newRow("cut") << notebook("[]").chopped(3) << notJson;
        QTest::newRow("no UTF-8") << QByteArray("{\"a\": \"\xff\"}") << notJson;
        for (const char *member : {"cells", "worksheets", "nbformat", "metadata"})
            QTest::addRow("nested %s", member)
                << QByteArray("{\"nbformat\": 4, \"") + member +
                       "\": " + assay::tests::nestedLists() + '}'
                << u"n.ipynb is not a notebook, because it is nested more than 500 deep: name a "
                   "file that Jupyter has saved."_s;
        QTest::newRow("a list") << QByteArray("[1]") << noFormat;
        QTest::newRow("without a format") << QByteArray(R"({"cells": []})") << noFormat;
        QTest::newRow("a text as format") << QByteArray(R"({"nbformat": "4"})") << noFormat;
        QTest::newRow("format 1") << QByteArray(R"({"nbformat": 1})") << format(u"1"_s);
        QTest::newRow("format 2") << QByteArray(R"({"nbformat": 2, "worksheets": []})")
                                  << format(u"2"_s);
        QTest::newRow("format 5") << QByteArray(R"({"nbformat": 5, "cells": []})")
                                  << format(u"5"_s);
        QTest::newRow("no cells") << QByteArray(R"({"nbformat": 4})") << noCells;
        QTest::newRow("cells of another type") << notebook("7") << noCells;
        QTest::newRow("no worksheets")
            << QByteArray(R"({"nbformat": 3, "worksheets": 3})") << noCells;
        QTest::newRow("no code") << notebook(R"([{"cell_type": "markdown", "source": "a"}])")
                                 << noCells;
        QTest::newRow("R") << notebook(R"([{"cell_type": "code", "source": "y"}])",
                                       R"({"kernelspec": {"language": "R"}})")
                           << u"n.ipynb is written in R, and only Python is run: name a notebook "
                              "of a Python kernel."_s;
        QTest::newRow("Julia") << notebook("[]", R"({"language_info": {"name": "julia"}})")
                               << u"n.ipynb is written in julia, and only Python is run: name a "
                                  "notebook of a Python kernel."_s;
        QByteArray many;
        for (int i = 0; i < 501; ++i)
            many +=
                QByteArray(many.isEmpty() ? "[" : ",") + R"({"cell_type": "code", "source": "1"})";
        QTest::newRow("too many") << notebook((many + ']').constData())
                                  << u"n.ipynb has 501 code cells, and at most 500 are run: split "
                                     "it."_s;
        QTest::newRow("too large") << QByteArray((4 << 20) + 1, ' ')
                                   << u"n.ipynb is larger than 4 MiB: clear its outputs, or split "
                                      "it."_s;
    }

    void whatIsNoNotebook()
    {
        QFETCH(QByteArray, document);
        const auto read = cellsOfNotebook(document, u"n.ipynb"_s);
        QVERIFY(!read);
        QTEST(read.error(), "problem");
    }

    void theCellsOfASuite()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"nb"_s));
        write(folder.filePath(u"nb/smoke.ipynb"_s),
              notebook(R"([{"cell_type": "code", "source": "a"},
                           {"cell_type": "code", "source": "b"}])"));
        const auto cells =
            readNotebookCells({u"import x\n"_s, u"nb/smoke.ipynb\n"_s, u"%run nb/smoke.ipynb"_s,
                               u"x = 1\n# y.ipynb"_s, folder.filePath(u"nb/smoke.ipynb"_s)},
                              folder.path());
        QVERIFY(cells);
        const QString absolute = folder.filePath(u"nb/smoke.ipynb"_s);
        QVERIFY(*cells == (std::vector<NotebookCell>{{u"cell 1"_s, u"import x\n"_s},
                                                     {u"nb/smoke.ipynb, cell 1"_s, u"a"_s},
                                                     {u"nb/smoke.ipynb, cell 2"_s, u"b"_s},
                                                     {u"cell 3"_s, u"%run nb/smoke.ipynb"_s},
                                                     {u"cell 4"_s, u"x = 1\n# y.ipynb"_s},
                                                     {absolute + u", cell 1"_s, u"a"_s},
                                                     {absolute + u", cell 2"_s, u"b"_s}}));
        QVERIFY(readNotebookCells({}, folder.path())->empty());
    }

    void whatCannotBeReadIsTold()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"folder.ipynb"_s));
        write(folder.filePath(u"text.ipynb"_s), "hello");
        const auto cells = readNotebookCells(
            {u"1"_s, u"none.ipynb"_s, u"folder.ipynb"_s, u"text.ipynb"_s, u" \n"_s}, folder.path());
        QVERIFY(!cells);
        const std::vector<FieldProblem> expected{
            {u"notebook_cells[1]"_s, u"There is no file %1: write its path relative to the suite "
                                     "file."_s.arg(folder.filePath(u"none.ipynb"_s))},
            {u"notebook_cells[2]"_s,
             u"%1 is not a file: name a notebook file."_s.arg(folder.filePath(u"folder.ipynb"_s))},
            {u"notebook_cells[3]"_s, u"text.ipynb is not a notebook, because it is not JSON: name "
                                     "a file that Jupyter has saved."_s},
            {u"notebook_cells[4]"_s, u"This cell is empty: write Python code, or the name of a "
                                     "notebook file."_s}};
        QVERIFY(cells.error() == expected);
    }

    void aFileWithoutPermission()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"a.ipynb"_s);
        write(path, "{}");
        QVERIFY(QFile::setPermissions(path, {}));
        if (QFile file(path); file.open(QIODevice::ReadOnly))
            QSKIP("this user may read every file");
        const auto cells = readNotebookCells({u"a.ipynb"_s}, folder.path());
        QVERIFY(!cells);
        QCOMPARE(cells.error().front().message,
                 u"a.ipynb cannot be read: Permission denied. Check its permissions."_s);
    }

    void tooManyCellsInAll()
    {
        QStringList entries(501, u"1"_s);
        const auto cells = readNotebookCells(entries, u"/"_s);
        QVERIFY(!cells);
        QVERIFY(cells.error() ==
                (std::vector<FieldProblem>{{u"notebook_cells"_s,
                                            u"These are 501 cells, and at most 500 are run in one "
                                            "test: split them over several tests."_s}}));
        entries.removeLast();
        QCOMPARE(readNotebookCells(entries, u"/"_s)->size(), std::size_t(500));
    }

    void whatTheScriptPrinted()
    {
        const std::vector<NotebookCell> cells{
            {u"one"_s, u"1"_s}, {u"two"_s, u"2"_s}, {u"three"_s, u"3"_s}};
        const QByteArray first = line({{"index", 0},
                                       {"outcome", "Passed"},
                                       {"output", "1\n"},
                                       {"output_cut", true},
                                       {"seconds", 0.5}});
        const QByteArray second = line({{"index", 1},
                                        {"outcome", "Failed"},
                                        {"error", "E: a"},
                                        {"traceback", "T\nE: a"},
                                        {"seconds", -1}});
        CellResult one{0, u"one"_s, u"1"_s, CellOutcome::Passed, u"1\n"_s, true, {}, {}, 0.5};
        CellResult two{1,         u"two"_s,     u"2"_s, CellOutcome::Failed, {}, false,
                       u"E: a"_s, u"T\nE: a"_s, 0};
        CellResult three{2, u"three"_s, u"3"_s, CellOutcome::NotRun, {}, false, {}, {}, 0};
        QVERIFY(cellResultsFrom("hi\xff" + first + "ASSAY-CELL x\n" + second + "\nbye", cells) ==
                (std::vector<CellResult>{one, two, three}));
        // Said twice, of no cell, and at the begin of the output.
        QVERIFY(cellResultsFrom(first.mid(1) + line({{"index", 0}, {"outcome", "Failed"}}) +
                                    line({{"index", 3}, {"outcome", "Failed"}}) +
                                    line({{"index", -1}, {"outcome", "Failed"}}) +
                                    line({{"index", "1"}, {"outcome", "Failed"}}) + line(5),
                                cells)[0] == one);

        // What cannot be read says nothing of any cell.
        QVERIFY(cellResultsFrom(first +
                                    "ASSAY-CELL {\"index\":2,\"outcome\":\"Passed\",\"output\":" +
                                    assay::tests::nestedLists() + "}\n" + second,
                                cells) == (std::vector<CellResult>{one, two, three}));

        const auto cut = cellResultsFrom(first + second.chopped(1), cells);
        QCOMPARE(toString(cut[0].outcome), u"Passed"_s);
        QCOMPARE(toString(cut[1].outcome), u"NotRun"_s);
        const auto odd = cellResultsFrom(line({{"index", 1}, {"outcome", "Fine"}, {"output", 4}}) +
                                             line({{"index", 2}, {"outcome", "TimedOut"}}),
                                         cells);
        QCOMPARE(toString(odd[1].outcome), u"Inconclusive"_s);
        QCOMPARE(toString(odd[2].outcome), u"TimedOut"_s);
        const auto large = cellResultsFrom(
            line({{"index", 1}, {"outcome", "Passed"}, {"output", std::string(1 << 20, 'a')}}),
            cells);
        QCOMPARE(large[1].output.size(), 128 << 10);
        QVERIFY(large[1].outputCut);
        QVERIFY(cellResultsFrom(first, {}).empty());
    }

    void whatMayRaiseIsSaid()
    {
        const auto cells = cellsOfNotebook(notebook(R"([{"cell_type": "code", "source": "a"},
                         {"cell_type": "code", "source": "1/0",
                          "metadata": {"tags": ["raises-exception"]}}])"),
                                           u"n.ipynb"_s);
        QVERIFY(cells);
        QVERIFY(!cells->at(0).mayRaise);
        QVERIFY(cells->at(1).mayRaise);
        QVERIFY(
            Json::parse(cellsRequest(*cells, "x = 1\n").toStdString()) ==
            (Json{{"cells", {"a", "1/0"}}, {"may_raise", Json::array({1})}, {"tests", "x = 1\n"}}));
    }

    void whatIsWrittenIsReadAgain()
    {
        for (const CellOutcome outcome :
             {CellOutcome::Passed, CellOutcome::Failed, CellOutcome::TimedOut, CellOutcome::NotRun,
              CellOutcome::Inconclusive}) {
            const CellResult result{3,    u"a"_s,    u"1/0"_s, outcome, u"out"_s,
                                    true, u"E: b"_s, u"T"_s,   1.25};
            QVERIFY(Json(result).get<CellResult>() == result);
        }
        CellResult last{3, u"a"_s, u"exit()"_s, CellOutcome::Passed, {}, false, {}, {}, 1};
        last.endsNotebook = true;
        last.killed = true;
        last.runner = u"ipykernel 6"_s;
        QVERIFY(Json(last).get<CellResult>() == last);
        QVERIFY(Json::parse(R"({"index": "a", "outcome": "x", "seconds": []})").get<CellResult>() ==
                (CellResult{0, {}, {}, CellOutcome::Inconclusive, {}, false, {}, {}, 0}));
    }
};

QTEST_GUILESS_MAIN(NotebookCellTest)
#include "tst_notebook_cell.moc"
