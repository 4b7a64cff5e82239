// SPDX-License-Identifier: Apache-2.0
#include <models/base/safe_text.h>
#include <models/record/run_journal.h>

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

constexpr int maxProblems = 20;
//! Characters of a foreign kind that are quoted; no kind of ours has as many.
constexpr qsizetype mostOfKind = 60;

struct StoredRunText
{
    Q_DECLARE_TR_FUNCTIONS(StoredRunText)
};

//! Reads the lines of one run.jsonl into a record and says what is wrong with them.
class Reader
{
public:
    explicit Reader(StoredRun &run) : m_run(run) {}

    void line(int number, const QByteArray &bytes, bool complete)
    {
        if (bytes.trimmed().isEmpty())
            return;
        const auto json = parseBounded(bytes);
        if (std::optional<Fact> fact = json ? factFromJson(*json) : std::nullopt) {
            take(*fact);
            return;
        }
        ++m_unreadable;
        if (!complete)
            problem(StoredRunText::tr(
                "The last line was cut off, as by a crash or a full disk; what it held is "
                "lost."));
        else if (!json)
            problem(StoredRunText::tr("Line %1 is not a fact: %2.")
                        .arg(QString::number(number), json.error()));
        else if (at(*json, {"kind"}).is_string())
            problem(
                StoredRunText::tr(
                    "Line %1 holds a fact of kind “%2” that this version cannot read.")
                    .arg(QString::number(number),
                         withoutControls(textAt(*json, {"kind"}).left(mostOfKind)).simplified()));
        else
            problem(StoredRunText::tr("Line %1 is not a fact.").arg(number));
    }

    void finish()
    {
        if (m_run.record.isEmpty())
            return;
        if (m_run.record.runId().isEmpty())
            problem(StoredRunText::tr("The beginning of the record is missing."));
        if (!m_run.record.isFinished())
            problem(StoredRunText::tr("The record ends before the run did."));
        if (m_more > 0)
            m_run.problems.append(StoredRunText::tr("And %1 more of the like.").arg(m_more));
    }

private:
    void take(const Fact &fact)
    {
        if (fact.sequence <= m_last) {
            problem(StoredRunText::tr("Fact %1 is there twice or out of order; it was left out.")
                        .arg(fact.sequence));
            return;
        }
        // Lines that could not be read account for as many numbers.
        const qint64 missing = fact.sequence - m_last - 1 - m_unreadable;
        if (missing > 0)
            problem(missing == 1
                        ? StoredRunText::tr("A fact is missing before fact %1.").arg(fact.sequence)
                        : StoredRunText::tr("%1 facts are missing before fact %2.")
                              .arg(missing)
                              .arg(fact.sequence));
        m_last = fact.sequence;
        m_unreadable = 0;
        m_run.record.append(fact);
    }

    void problem(const QString &text)
    {
        if (m_run.problems.size() < maxProblems)
            m_run.problems.append(text);
        else
            ++m_more;
    }

    StoredRun &m_run;
    qint64 m_last = 0;
    qint64 m_unreadable = 0;
    int m_more = 0;
};

} // namespace

//! No fact is as long; what is, is read as several that nobody can read.
static constexpr qint64 mostOfALine = 64 << 20;

tl::expected<StoredRun, QString> StoredRun::load(const QString &folder)
{
    if (!QFileInfo(folder).isDir())
        return tl::unexpected(StoredRunText::tr("There is no folder %1.").arg(folder));
    QFile file(folder + "/run.jsonl"_L1);
    if (!file.exists())
        return tl::unexpected(
            StoredRunText::tr("%1 is not the folder of a run: there is no run.jsonl in it.")
                .arg(folder));
    // A pipe or a device could keep the reader waiting for ever.
    if (!QFileInfo(file.fileName()).isFile())
        return tl::unexpected(
            StoredRunText::tr("%1 is no regular file, which the record of a run is.")
                .arg(file.fileName()));
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(StoredRunText::tr("%1 could not be read: %2.")
                                  .arg(file.fileName(), file.errorString()));

    StoredRun run;
    run.folder = folder;
    Reader reader(run);
    int number = 0;
    while (!file.atEnd()) {
        // As many bytes are set aside for each line.
        const QByteArray bytes = file.readLine(std::min(mostOfALine, file.size() + 1));
        if (bytes.isEmpty())
            break; // a device that ends without saying so
        reader.line(++number, bytes, bytes.endsWith('\n'));
    }
    reader.finish();
    if (run.record.isEmpty())
        return tl::unexpected(
            StoredRunText::tr("Nothing in %1 could be read as a run.").arg(file.fileName()));
    return run;
}

QStringList StoredRun::list(const QString &root)
{
    QStringList folders;
    // The names begin with the time.
    const QStringList names =
        QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString &name : names) {
        const QString folder = root + u'/' + name;
        if (QFileInfo(folder + "/run.jsonl"_L1).isFile())
            folders.append(folder);
    }
    return folders;
}

} // namespace assay::models
