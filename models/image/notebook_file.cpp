// SPDX-License-Identifier: Apache-2.0
#include <models/base/field_problem.h>
#include <models/image/notebook_cell.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

// Notebook documents: https://nbformat.readthedocs.io/en/latest/format_description.html
namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct NotebookFileText
{
    Q_DECLARE_TR_FUNCTIONS(NotebookFile)
};
} // namespace

static constexpr qint64 notebookFileCap = 4 << 20;
static constexpr std::size_t notebookCellsCap = 500;

//! Text is one string, or a list of lines that keep their ends.
static QString multilineText(const Json &value)
{
    if (!value.is_array())
        return value.get<QString>();
    QString text;
    for (const Json &line : value)
        text += line.get<QString>();
    return text;
}

static bool hasTag(const Json &cell, const char *tag)
{
    const Json &tags = listAt(cell, {"metadata", "tags"});
    return std::find(tags.begin(), tags.end(), Json(tag)) != tags.end();
}

//! The lists of cells: nbformat 3 has one on each worksheet.
static std::vector<const Json *> cellListsOf(const Json &document, bool worksheets)
{
    if (!worksheets)
        return {&listAt(document, {"cells"})};
    std::vector<const Json *> lists;
    for (const Json &sheet : listAt(document, {"worksheets"}))
        lists.push_back(&listAt(sheet, {"cells"}));
    return lists;
}

//! Why the document holds no cells that can be read; empty: it may.
static QString problemOfDocument(const Json &document, const QString &name)
{
    const Json &format = at(document, {"nbformat"});
    if (!format.is_number_integer())
        return NotebookFileText::tr("%1 is not a notebook, because it has no nbformat: name a file "
                                    "that Jupyter has saved.")
            .arg(name);
    if (const auto version = format.get<qint64>(); version < 3 || version > 4)
        return NotebookFileText::tr("%1 has the notebook format %2, and only 3 and 4 are read: "
                                    "open and save it with a current JupyterLab.")
            .arg(name)
            .arg(version);
    QString language = textAt(document, {"metadata", "kernelspec", "language"});
    if (language.isEmpty())
        language = textAt(document, {"metadata", "language_info", "name"});
    if (!language.isEmpty() && language.compare(u"python"_s, Qt::CaseInsensitive) != 0)
        return NotebookFileText::tr("%1 is written in %2, and only Python is run: name a notebook "
                                    "of a Python kernel.")
            .arg(name, language);
    return {};
}

tl::expected<std::vector<NotebookCell>, QString> cellsOfNotebook(const QByteArray &ipynb,
                                                                 const QString &name)
{
    if (ipynb.size() > notebookFileCap)
        return tl::unexpected(NotebookFileText::tr("%1 is larger than 4 MiB: clear its outputs, or "
                                                   "split it.")
                                  .arg(name));
    const auto parsed = parseBounded(ipynb);
    if (!parsed)
        return tl::unexpected(NotebookFileText::tr("%1 is not a notebook, because %2: name a file "
                                                   "that Jupyter has saved.")
                                  .arg(name, parsed.error()));
    const Json &document = *parsed;
    if (const QString problem = problemOfDocument(document, name); !problem.isEmpty())
        return tl::unexpected(problem);

    std::vector<NotebookCell> cells;
    int number = 0;
    const bool worksheets = at(document, {"nbformat"}) == 3;
    for (const Json *list : cellListsOf(document, worksheets)) {
        for (const Json &cell : *list) {
            if (textAt(cell, {"cell_type"}) != u"code")
                continue;
            const QString title = NotebookFileText::tr("%1, cell %2").arg(name).arg(++number);
            const QString source = multilineText(at(cell, {worksheets ? "input" : "source"}));
            // nbclient, too, leaves out what has this tag.
            if (source.trimmed().isEmpty() || hasTag(cell, "skip-execution"))
                continue;
            // Papermill, too, goes on after one of these, whatever it raised.
            cells.push_back({title, source, hasTag(cell, "raises-exception")});
        }
    }
    if (cells.empty())
        return tl::unexpected(NotebookFileText::tr("%1 has no code cells to run: name a notebook "
                                                   "that has some.")
                                  .arg(name));
    if (cells.size() > notebookCellsCap)
        return tl::unexpected(NotebookFileText::tr("%1 has %2 code cells, and at most 500 are run: "
                                                   "split it.")
                                  .arg(name)
                                  .arg(cells.size()));
    return cells;
}

bool namesNotebookFile(const QString &entry)
{
    return entry.endsWith(u".ipynb"_s) && !entry.contains(u'\n') && !entry.startsWith(u'%') &&
           !entry.startsWith(u'!');
}

using CellsOrProblem = tl::expected<std::vector<NotebookCell>, QString>;

//! What was read. A suite is judged anew at each key in its form, and a notebook may be large: it
//! is read again only once it may say something else.
struct ReadFiles
{
    using Key = std::tuple<QString, QString, qint64, QDateTime, QDateTime>;
    static constexpr std::size_t most = 64;
    // Not a QMutex: what Qt's library does where two threads want it, ThreadSanitizer does not see.
    std::mutex mutex;
    std::map<Key, CellsOrProblem> cells;
};

static ReadFiles &readFiles()
{
    static ReadFiles files;
    return files;
}

static CellsOrProblem cellsOfFile(const QString &name, const QString &folder)
{
    const QString path = QDir(folder).filePath(name);
    const QFileInfo info(path);
    if (!info.exists())
        return tl::unexpected(NotebookFileText::tr("There is no file %1: write its path relative "
                                                   "to the suite file.")
                                  .arg(QDir::toNativeSeparators(QDir::cleanPath(path))));
    // A pipe would be waited for.
    if (!info.isFile())
        return tl::unexpected(NotebookFileText::tr("%1 is not a file: name a notebook file.")
                                  .arg(QDir::toNativeSeparators(QDir::cleanPath(path))));
    ReadFiles &files = readFiles();
    const std::scoped_lock lock(files.mutex);
    const ReadFiles::Key key{name, info.absoluteFilePath(), info.size(), info.lastModified(),
                             info.metadataChangeTime()};
    if (const auto known = files.cells.find(key); known != files.cells.end())
        return known->second;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(NotebookFileText::tr("%1 cannot be read: %2. Check its permissions.")
                                  .arg(name, file.errorString()));
    const CellsOrProblem cells = cellsOfNotebook(file.read(notebookFileCap + 1), name);
    if (files.cells.size() >= ReadFiles::most)
        files.cells.clear();
    return files.cells.emplace(key, cells).first->second;
}

tl::expected<std::vector<NotebookCell>, std::vector<FieldProblem>>
readNotebookCells(const QStringList &entries, const QString &suiteFolder)
{
    std::vector<NotebookCell> cells;
    std::vector<FieldProblem> problems;
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const QString path = u"notebook_cells[%1]"_s.arg(i);
        const QString entry = entries.at(i).trimmed();
        if (entry.isEmpty()) {
            problems.push_back({path, NotebookFileText::tr("This cell is empty: write Python code, "
                                                           "or the name of a notebook file.")});
        } else if (!namesNotebookFile(entry)) {
            cells.push_back({NotebookFileText::tr("cell %1").arg(i + 1), entries.at(i), false});
        } else if (const auto read = cellsOfFile(entry, suiteFolder)) {
            cells.insert(cells.end(), read->begin(), read->end());
        } else {
            problems.push_back({path, read.error()});
        }
    }
    if (cells.size() > notebookCellsCap)
        problems.push_back({u"notebook_cells"_s,
                            NotebookFileText::tr("These are %1 cells, and at most 500 are run in "
                                                 "one test: split them over several tests.")
                                .arg(cells.size())});
    if (!problems.empty())
        return tl::unexpected(problems);
    return cells;
}

} // namespace assay::models
