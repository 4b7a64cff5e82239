// SPDX-License-Identifier: Apache-2.0
#include <models/record/run_journal.h>

#include "models/sample_run.h"
#include "support/nested_json.h"

#include <QDir>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>
#include <functional>
#include <sys/resource.h>
#include <unistd.h>

using namespace assay::models;
using namespace Qt::StringLiterals;

// The disk's part is played by the test.
static int syncs = 0;
static bool syncFails = false;
extern "C" int fdatasync(int)
{
    ++syncs;
    errno = EIO;
    return syncFails ? -1 : 0;
}

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(cannot be read)");
}

void writeRun(const QString &folder, const QByteArray &lines)
{
    QDir().mkpath(folder);
    QFile file(folder + u"/run.jsonl"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(lines), lines.size());
}

QByteArray lineOf(const Fact &fact)
{
    return QByteArray::fromStdString(toJson(fact).dump()) + '\n';
}

//! No file of this process can grow beyond `bytes` while it lives: a disk that is full.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    Q_DISABLE_COPY(FullDisk)

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

} // namespace

class RunJournalTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
        m_root = m_dir->path() + u"/state/runs"_s;
    }

    void factsAreThereAsSoonAsTheyAreAppended()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        QVERIFY2(journal, qPrintable(journal ? QString() : journal.error()));
        const Fact first = (*journal)->append(sample::started());
        QCOMPARE(first.sequence, 1);
        QVERIFY(first.at.isValid());
        const QString file = m_root + u"/r1/run.jsonl"_s;
        QCOMPARE(contentOf(file), lineOf(first));
        const Fact second = (*journal)->append(Note{u"two\nlines"_s});
        QCOMPARE(second.sequence, 2);
        QCOMPARE(contentOf(file), lineOf(first) + lineOf(second));
        QCOMPARE((*journal)->writeError(), QString());
    }

    void itReadsBackWhole()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        std::vector<Fact> written;
        for (const Fact &fact : sample::passed().all())
            written.push_back((*journal)->append(fact.body));
        const auto run = StoredRun::load((*journal)->folder());
        QVERIFY(run);
        QCOMPARE(run->problems, QStringList());
        QCOMPARE(run->record.facts().size(), written.size());
        for (std::size_t i = 0; i < written.size(); ++i)
            QCOMPARE(lineOf(run->record.facts()[i]), lineOf(written[i]));
        QCOMPARE(run->folder, m_root + u"/r1"_s);
    }

    void invalidTextNeverThrows()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        Json pod = {{"message", std::string("bad \xff\xc3 bytes")}};
        (*journal)->append(PodSnapshot{pod});
        (*journal)->append(Note{QString(QChar(0xd800)) + u"lone"_s});
        const QString manifest = (*journal)->writeManifest(u"pod"_s, pod);
        QCOMPARE(manifest, u"manifests/pod.json"_s);
        QCOMPARE((*journal)->writeError(), QString());
        const auto run = StoredRun::load((*journal)->folder());
        QVERIFY(run);
        QCOMPARE(run->record.facts().size(), std::size_t(2));
        QCOMPARE(textAt(run->record.pod(), {"message"}), u"bad \ufffd\ufffd bytes"_s);
    }

    void onlyTheOwnerMayRead()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                          QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        QCOMPARE(QFile::permissions((*journal)->folder()) & others, QFile::Permissions());
    }

    void logsAreAppended()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        const LogSegment first = (*journal)->appendLog(u"main"_s, 0, "one\n");
        QCOMPARE(first.file, u"logs/main.log"_s);
        QCOMPARE(first.offset, 0);
        QCOMPARE(first.length, 4);
        const LogSegment second = (*journal)->appendLog(u"main"_s, 0, "two\n");
        QCOMPARE(second.offset, 4);
        QCOMPARE(second.length, 4);
        const LogSegment third = (*journal)->appendLog(u"main"_s, 2, "x");
        QCOMPARE(third.file, u"logs/main.2.log"_s);
        QCOMPARE(third.attempt, 2);
        QCOMPARE(contentOf(m_root + u"/r1/logs/main.log"_s), QByteArray("one\ntwo\n"));
        QCOMPARE(contentOf(m_root + u"/r1/logs/main.2.log"_s), QByteArray("x"));
    }

    void ofALongLogBeginningAndEndAreKept()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        (*journal)->setLogLimit(4000);
        QByteArray whole;
        std::vector<LogSegment> segments;
        // Lines of ten bytes, three of them at a time.
        for (int i = 0; i < 1000; i += 3) {
            QByteArray bytes;
            for (int k = i; k < i + 3; ++k)
                bytes += "line " + QByteArray::number(k).rightJustified(4, '0') + '\n';
            whole += bytes;
            segments.push_back((*journal)->appendLog(u"main"_s, 0, bytes));
        }
        const QString path = m_root + u"/r1/logs/main.log"_s;
        // Half of the limit is the beginning, up to a line's end; then it is said once.
        QCOMPARE(contentOf(path), whole.left(2000));
        QCOMPARE(
            std::count_if(segments.begin(), segments.end(),
                          [](const LogSegment &segment) { return !segment.problem.isEmpty(); }),
            std::ptrdiff_t(1));
        const LogSegment &full = segments[66];
        QCOMPARE(full.length, 20);
        QCOMPARE(full.problem, u"This log has reached 2000 bytes: of what follows only the end is "
                               "kept."_s);
        QCOMPARE(segments[67].length, 0);
        // On disk there is never more than the limit.
        qint64 onDisk = 0;
        for (const QFileInfo &file : QDir(m_root + u"/r1/logs"_s).entryInfoList(QDir::Files))
            onDisk += file.size();
        QVERIFY2(onDisk <= 4000, qPrintable(QString::number(onDisk)));

        const auto end = (*journal)->endLog(u"main"_s, 0);
        QVERIFY(end);
        const QByteArray content = contentOf(path);
        const QByteArray tail = content.mid(content.indexOf("here]\n") + 6);
        QVERIFY2(tail.size() >= 1000 && tail.size() <= 2000,
                 qPrintable(QString::number(tail.size())));
        QVERIFY(whole.endsWith(tail));
        const qint64 missing = whole.size() - 2000 - tail.size();
        const QByteArray gap =
            "[assay: " + QByteArray::number(missing) + " bytes of this log were left out here]\n";
        QCOMPARE(content, whole.left(2000) + gap + tail);
        QCOMPARE(end->offset, 2000);
        QCOMPARE(end->length, gap.size() + tail.size());
        QCOMPARE(end->problem,
                 u"%1 bytes in the middle of this log were left out, because of one log no more "
                 "than 4000 bytes are kept."_s.arg(missing));
        QCOMPARE(QDir(m_root + u"/r1/logs"_s).entryList(QDir::Files), QStringList{u"main.log"_s});
        QVERIFY(!(*journal)->endLog(u"main"_s, 0));
    }

    void ofALogThatIsALittleTooLongNothingIsMissing()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        (*journal)->setLogLimit(4000);
        const QByteArray bytes = QByteArray(99, 'x') + '\n';
        for (int i = 0; i < 25; ++i)
            (*journal)->appendLog(u"main"_s, 0, bytes);
        const auto end = (*journal)->endLog(u"main"_s, 0);
        QCOMPARE(end->offset, 2000);
        QCOMPARE(end->length, 500);
        QCOMPARE(end->problem, QString());
        QCOMPARE(contentOf(m_root + u"/r1/logs/main.log"_s), bytes.repeated(25));
        // One line without an end is cut where it has to be.
        (*journal)->appendLog(u"other"_s, 0, QByteArray(10'000, 'y'));
        QVERIFY((*journal)->endLog(u"other"_s, 0));
    }

    void whatOthersRelyOnIsOnTheDiskAtOnce()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        syncs = 0;
        (*journal)->append(Note{u"x"_s});
        (*journal)->append(ObjectCreated{});
        QCOMPARE(syncs, 0);
        (*journal)->append(ObjectAttempted{});
        QCOMPARE(syncs, 1);
        (*journal)->append(Verdict{});
        QCOMPARE(syncs, 2);
        // What did not get there is not held.
        syncFails = true;
        (*journal)->append(ObjectAttempted{});
        syncFails = false;
        QVERIFY(!(*journal)->holdsNewestFact());
        QCOMPARE((*journal)->writeError(),
                 u"%1/r1/run.jsonl could not be written: Input/output error."_s.arg(m_root));
        (*journal)->append(Note{u"y"_s});
        QVERIFY((*journal)->holdsNewestFact());
        const auto stored = StoredRun::load(m_root + u"/r1"_s);
        QCOMPARE(stored->record.facts().size(), std::size_t(6));
    }

    void whereTheStateFolderCannotBeWrittenThereIsARefuge()
    {
        const QString temporary = m_dir->filePath(u"tmp"_s);
        QVERIFY(QDir().mkpath(temporary));
        qputenv("TMPDIR", temporary.toUtf8());
        qputenv("XDG_STATE_HOME", m_dir->filePath(u"fine"_s).toUtf8());
        const auto restore = qScopeGuard([] {
            qunsetenv("TMPDIR");
            qunsetenv("XDG_STATE_HOME");
        });
        const QString root = m_dir->filePath(u"fine/assay/runs"_s);
        QCOMPARE(RunJournal::writableRoot(), root);
        QCOMPARE(RunJournal::roots(), QStringList{root});

        QFile inTheWay(m_dir->filePath(u"file"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        qputenv("XDG_STATE_HOME", inTheWay.fileName().toUtf8());
        const QString refuge = temporary + u"/assay-%1/runs"_s.arg(::geteuid());
        QCOMPARE(RunJournal::writableRoot(), refuge);
        QCOMPARE(RunJournal::roots(),
                 (QStringList{inTheWay.fileName() + u"/assay/runs"_s, refuge}));
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                          QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        QCOMPARE(QFile::permissions(QFileInfo(refuge).path()) & others, QFile::Permissions());

        // A folder that others could write, or have put there, is none.
        QVERIFY(
            QFile::setPermissions(QFileInfo(refuge).path(), QFile::Permissions::fromInt(0x7777)));
        QCOMPARE(RunJournal::refugeRoot(), QString());
        QCOMPARE(RunJournal::roots().size(), 1);
        QVERIFY(QDir(QFileInfo(refuge).path()).removeRecursively());
        QVERIFY(QFile::link(m_dir->path(), QFileInfo(refuge).path()));
        QCOMPARE(RunJournal::refugeRoot(), QString());
    }

    void namesFromOutsideStayInTheFolder_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("up") << u"../../escape"_s;
        QTest::newRow("absolute") << u"/etc/passwd"_s;
        QTest::newRow("dots") << u".."_s;
        QTest::newRow("empty") << QString();
        QTest::newRow("zero") << QString(QChar(0));
        QTest::newRow("long") << QString(5000, u'a');
        QTest::newRow("numbered") << u"main.1"_s;
        QTest::newRow("spaces") << u"a b\nc"_s;
    }

    void namesFromOutsideStayInTheFolder()
    {
        QFETCH(QString, name);
        auto journal = RunJournal::create(m_root, u"r1"_s);
        const LogSegment segment = (*journal)->appendLog(name, 0, "x");
        QCOMPARE(segment.problem, QString());
        QCOMPARE(segment.container, name);
        const QString manifest = (*journal)->writeManifest(name, Json::object());
        QVERIFY(!manifest.isEmpty());
        QCOMPARE(QDir(m_root + u"/r1/logs"_s).entryList(QDir::Files),
                 QStringList{segment.file.mid(5)});
        QCOMPARE(QDir(m_root + u"/r1/manifests"_s).entryList(QDir::Files),
                 QStringList{manifest.mid(10)});
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{u"state"_s});
    }

    void differentNamesNeverShareAFile()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        QVERIFY((*journal)->appendLog(u"a/b"_s, 0, "x").file !=
                (*journal)->appendLog(u"a:b"_s, 0, "x").file);
        QVERIFY((*journal)->appendLog(u"main"_s, 1, "x").file !=
                (*journal)->appendLog(u"main.1"_s, 0, "x").file);
        QCOMPARE((*journal)->writeManifest(u"n"_s, Json::object()), u"manifests/n.json"_s);
        QCOMPARE((*journal)->writeManifest(u"n"_s, Json::object()), u"manifests/n-2.json"_s);
    }

    void aFolderThatCannotBeMadeIsSaid()
    {
        QFile inTheWay(m_dir->path() + u"/state"_s);
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto journal = RunJournal::create(m_root, u"r1"_s);
        QVERIFY(!journal);
        QCOMPARE(journal.error(),
                 u"The folder %1/r1 of the run could not be made: Not a directory."_s.arg(m_root));
    }

    void anExistingRunIsNeverWrittenOver()
    {
        QVERIFY(RunJournal::create(m_root, u"r1"_s));
        const auto again = RunJournal::create(m_root, u"r1"_s);
        QVERIFY(!again);
        QCOMPARE(again.error(), u"The folder %1/r1 of the run exists already."_s.arg(m_root));
        QVERIFY(!RunJournal::create(m_root, u".."_s));
        QVERIFY(!RunJournal::create(m_root, u"a/../b"_s));
        QVERIFY(!RunJournal::create(m_root, QString()));
    }

    void aFullDiskDoesNotEndARun()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        (*journal)->append(sample::started());
        const auto size = static_cast<rlim_t>(contentOf(m_root + u"/r1/run.jsonl"_s).size());
        {
            const FullDisk full(size + 20);
            QCOMPARE((*journal)->append(Note{u"lost"_s}).sequence, 2);
            QCOMPARE((*journal)->append(Note{u"lost, too"_s}).sequence, 3);
        }
        QVERIFY((*journal)->writeError().startsWith(m_root +
                                                    u"/r1/run.jsonl could not be written: "_s));
        // There is room again: what follows is kept, and what is missing is said.
        (*journal)->append(Note{u"kept"_s});
        const auto run = StoredRun::load((*journal)->folder());
        QVERIFY(run);
        QCOMPARE(run->record.notes(), QStringList{u"kept"_s});
        QCOMPARE(run->problems, (QStringList{u"Line 2 is not a fact: it is not JSON."_s,
                                             u"A fact is missing before fact 4."_s,
                                             u"The record ends before the run did."_s}));
    }

    void whatWasTakenAwayIsNotWritten_data()
    {
        using TakeAway = std::function<bool(const QString &)>;
        QTest::addColumn<TakeAway>("takeAway");
        QTest::newRow("removed") << TakeAway(
            [](const QString &state) { return QDir(state).removeRecursively(); });
        QTest::newRow("moved") << TakeAway(
            [](const QString &state) { return QDir().rename(state, state + u"-before"_s); });
        QTest::newRow("another in its place") << TakeAway([](const QString &state) {
            writeRun(state + u"/runs/r1"_s, "");
            return QFile::remove(state + u"/runs/r1/run.jsonl"_s) &&
                   (writeRun(state + u"/runs/r1"_s, ""), true);
        });
    }

    void whatWasTakenAwayIsNotWritten()
    {
        QFETCH(const std::function<bool(const QString &)>, takeAway);
        const std::vector<FactBody> told{
            ObjectAttempted{}, Verdict{Outcome::Passed, std::nullopt, 1, 0}, RunFinished{2}};
        for (const FactBody &body : told) {
            const QString root = m_dir->path() + u"/%1/runs"_s.arg(body.index());
            auto journal = RunJournal::create(root, u"r1"_s);
            QVERIFY(journal);
            (*journal)->append(sample::started());
            (*journal)->append(body);
            QCOMPARE((*journal)->writeError(), QString());
            QVERIFY((*journal)->holdsNewestFact());
            QVERIFY(takeAway(QFileInfo(root).path()));
            (*journal)->append(body);
            QVERIFY(!(*journal)->holdsNewestFact());
            QCOMPARE((*journal)->writeError(),
                     root + u"/r1/run.jsonl was removed or moved while the run went on."_s);
        }
    }

    void aLogThatCannotBeWrittenIsSaid()
    {
        auto journal = RunJournal::create(m_root, u"r1"_s);
        if (::access("/dev/full", W_OK) != 0)
            QSKIP("There is no /dev/full here.");
        QVERIFY(QFile::link(u"/dev/full"_s, m_root + u"/r1/logs/main.log"_s));
        const LogSegment segment = (*journal)->appendLog(u"main"_s, 0, "lost");
        QCOMPARE(segment.length, 0);
        QCOMPARE(segment.problem, u"The log could not be written: No space left on device."_s);
        QVERIFY(!(*journal)->writeError().isEmpty());
    }

    void whatIsNoRunIsSaid()
    {
        const QString folder = m_dir->path() + u"/x"_s;
        QCOMPARE(StoredRun::load(folder).error(), u"There is no folder %1."_s.arg(folder));
        QDir().mkpath(folder);
        QCOMPARE(StoredRun::load(folder).error(),
                 u"%1 is not the folder of a run: there is no run.jsonl in it."_s.arg(folder));
        writeRun(folder, "garbage\n\xff\xfe\n{}\n");
        QCOMPARE(StoredRun::load(folder).error(),
                 u"Nothing in %1/run.jsonl could be read as a run."_s.arg(folder));
        writeRun(folder, "");
        QVERIFY(!StoredRun::load(folder));
    }

    void aTornLastLineIsTolerated()
    {
        sample::Facts run;
        run.add(0, Note{u"a"_s}).add(1, PhaseStarted{Phase::Create}).add(2, RunFinished{2});
        const auto facts = run.all();
        QByteArray lines;
        QList<qsizetype> ends{0};
        for (const Fact &fact : facts) {
            lines += lineOf(fact);
            ends.append(lines.size());
        }
        const QString folder = m_dir->path() + u"/torn"_s;
        for (qsizetype cut = 0; cut < lines.size(); ++cut) {
            writeRun(folder, lines.left(cut));
            // A line without its line feed is whole all the same.
            qsizetype whole = 0;
            while (whole + 1 < ends.size() && ends[whole + 1] - 1 <= cut)
                ++whole;
            const auto loaded = StoredRun::load(folder);
            QCOMPARE(loaded.has_value(), whole > 0);
            if (!loaded)
                continue;
            QCOMPARE(static_cast<qsizetype>(loaded->record.facts().size()), whole);
            const bool torn = cut != ends[whole] && cut != ends[whole] - 1;
            QCOMPARE(
                loaded->problems.contains(u"The last line was cut off, as by a crash or a full "
                                          "disk; what it held is lost."_s),
                torn);
            QCOMPARE(loaded->problems.contains(u"The record ends before the run did."_s),
                     whole < static_cast<qsizetype>(facts.size()));
        }
    }

    void aNestedLineIsSaid_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("template")
            << "{\"sequence\":2,\"at\":\"2025-10-30T10:15:00.000Z\",\"kind\":\"RunStarted\","
               "\"body\":{\"configuration\":{\"template\":" +
                   assay::tests::nestedLists() + "}}}\n";
        QTest::newRow("nothing else") << assay::tests::nestedLists() + '\n';
    }

    void aNestedLineIsSaid()
    {
        QFETCH(QByteArray, line);
        const QString folder = m_dir->path() + u"/x"_s;
        writeRun(folder, lineOf({1, sample::at(0), sample::started()}) + line +
                             lineOf({3, sample::at(2), RunFinished{2}}));
        const auto run = StoredRun::load(folder);
        QVERIFY(run);
        QCOMPARE(run->problems,
                 QStringList{u"Line 2 is not a fact: it is nested more than 500 deep."_s});
        QCOMPARE(run->record.facts().size(), std::size_t(2));
    }

    void foreignLinesAndGapsAreSaid()
    {
        const auto fact = [](qint64 sequence, const QString &text) {
            return lineOf({sequence, sample::at(1), Note{text}});
        };
        const QString folder = m_dir->path() + u"/x"_s;
        writeRun(folder,
                 lineOf({1, sample::at(0), sample::started()}) + "garbage\n" + fact(3, u"a"_s) +
                     "{\"sequence\":4,\"at\":\"2025-10-30T10:15:00.000Z\",\"kind\":\"Later\","
                     "\"body\":{}}\n" +
                     fact(8, u"b"_s) + fact(8, u"again"_s) + "\n" +
                     lineOf({9, sample::at(2), RunFinished{2}}));
        const auto run = StoredRun::load(folder);
        QVERIFY(run);
        QCOMPARE(run->record.notes(), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(
            run->problems,
            (QStringList{u"Line 2 is not a fact: it is not JSON."_s,
                         u"Line 4 holds a fact of kind “Later” that this version cannot read."_s,
                         u"3 facts are missing before fact 8."_s,
                         u"Fact 8 is there twice or out of order; it was left out."_s}));
    }

    void foreignKindsDriveNoTerminal()
    {
        const auto problemWith = [this](const QByteArray &kind) {
            const QString folder = m_dir->path() + u"/x"_s;
            writeRun(folder, lineOf({1, sample::at(0), sample::started()}) +
                                 "{\"sequence\":2,\"at\":\"2025-10-30T10:15:00.000Z\",\"kind\":\"" +
                                 kind + "\",\"body\":{}}\n" +
                                 lineOf({3, sample::at(2), RunFinished{2}}));
            const auto run = StoredRun::load(folder);
            return run ? run->problems.join(u'|') : run.error();
        };
        const QString said = u"Line 2 holds a fact of kind “%1” that this version cannot read."_s;
        QCOMPARE(problemWith("\x7f\\u001b[2JLater"), said.arg(u"\uFFFD\uFFFD[2JLater"_s));
        QCOMPARE(problemWith("a\\nb\\u202ec"), said.arg(u"a b\uFFFDc"_s));
        QCOMPARE(problemWith(QByteArray(70000, 'k')), said.arg(QString(60, u'k')));
    }

    void aMissingBeginningIsSaid()
    {
        const QString folder = m_dir->path() + u"/x"_s;
        writeRun(folder, lineOf({2, sample::at(1), Note{u"a"_s}}) +
                             lineOf({3, sample::at(2), RunFinished{2}}));
        QCOMPARE(StoredRun::load(folder)->problems,
                 (QStringList{u"A fact is missing before fact 2."_s,
                              u"The beginning of the record is missing."_s}));
    }

    void manyProblemsAreCounted()
    {
        const QString folder = m_dir->path() + u"/x"_s;
        writeRun(folder, lineOf({1, sample::at(0), sample::started()}) +
                             QByteArray("garbage\n").repeated(500) +
                             lineOf({502, sample::at(2), RunFinished{2}}));
        const auto run = StoredRun::load(folder);
        QCOMPARE(run->problems.size(), 21);
        QCOMPARE(run->problems.last(), u"And 480 more of the like."_s);
    }

    void runsAreListedNewestFirst()
    {
        QCOMPARE(StoredRun::list(m_root), QStringList());
        const QString old = RunJournal::newRunId(u"zzz"_s, sample::at(0));
        const QString young = RunJournal::newRunId(u"aaa"_s, sample::at(61));
        QVERIFY(RunJournal::create(m_root, old));
        QVERIFY(RunJournal::create(m_root, young));
        QDir().mkpath(m_root + u"/zz-no-run"_s);
        QCOMPARE(StoredRun::list(m_root),
                 (QStringList{m_root + u'/' + young, m_root + u'/' + old}));
    }

    void aRunIdSaysWhenAndWhat()
    {
        const QString id = RunJournal::newRunId(u"sdg_hub.x/../y"_s, sample::at(0));
        QVERIFY2(QRegularExpression(u"^20251030T101500Z-sdg_hub\\.x_\\.\\._y-[0-9a-f]{4}$"_s)
                     .match(id)
                     .hasMatch(),
                 qPrintable(id));
    }

    void theRootFollowsTheBaseDirectories()
    {
        const QByteArray before = qgetenv("XDG_STATE_HOME");
        qputenv("XDG_STATE_HOME", "/var/tmp/state");
        QCOMPARE(RunJournal::defaultRoot(), u"/var/tmp/state/assay/runs"_s);
        qputenv("XDG_STATE_HOME", "relative");
        QCOMPARE(RunJournal::defaultRoot(), QDir::homePath() + u"/.local/state/assay/runs"_s);
        qunsetenv("XDG_STATE_HOME");
        QCOMPARE(RunJournal::defaultRoot(), QDir::homePath() + u"/.local/state/assay/runs"_s);
        if (!before.isNull())
            qputenv("XDG_STATE_HOME", before);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_root;
};

QTEST_GUILESS_MAIN(RunJournalTest)
#include "tst_run_journal.moc"
