// SPDX-License-Identifier: Apache-2.0
#include "log/log_levels.h"
#include "log/log_matcher.h"
#include "log/log_search.h"
#include "log/log_stepper.h"
#include "log/log_text.h"

#include <ui/log/log_document.h>
#include <ui/log/log_view.h>

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::ui;

namespace {

using Found = QList<std::pair<int, int>>;

QString words(const Found &found)
{
    QStringList all;
    for (const auto &[at, length] : found)
        all << u"%1+%2"_s.arg(at).arg(length);
    return all.join(u' ');
}

} // namespace

class TestLogSearch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void findsInLines_data();
    void findsInLines();
    void requiredTextIsFoundFirst_data();
    void requiredTextIsFoundFirst();
    void brokenExpressionSaysWhy();
    void linearWhateverTheExpression();
    void coloursDoNotHideAMatch();
    void levelsOfLines_data();
    void levelsOfLines();
    void terminalColoursBecomeSpans();
    void findsAllInALargeLog();
    void goesOnWithALogThatGrows();
    void aSearchIsEndedAtOnce();
    void stepsWaitForWhatIsNotFoundYet();

private:
    void write(const QByteArray &bytes, QIODevice::OpenMode mode = QIODevice::WriteOnly);
    static std::shared_ptr<const LogMatcher> matcher(const LogQuery &query)
    {
        return LogMatcher::make(query).value_or(nullptr);
    }
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

void TestLogSearch::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(u"container.log"_s);
}

void TestLogSearch::write(const QByteArray &bytes, QIODevice::OpenMode mode)
{
    QFile file(m_path);
    QVERIFY(file.open(mode));
    QCOMPARE(file.write(bytes), bytes.size());
}

void TestLogSearch::findsInLines_data()
{
    QTest::addColumn<LogQuery>("query");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("found");
    const auto row = [](const char *name, const LogQuery &query, const QByteArray &lines,
                        const char *found) {
        QTest::newRow(name) << query << lines << QString::fromLatin1(found);
    };
    const QByteArray log("one Error\nerror error\nterrors\n");
    row("any case", {u"error"_s, false, false, false}, log, "4+5 10+5 16+5 23+5");
    row("this case", {u"error"_s, false, true, false}, log, "10+5 16+5 23+5");
    row("whole words", {u"error"_s, false, false, true}, log, "4+5 10+5 16+5");
    row("whole words of this case", {u"error"_s, false, true, true}, log, "10+5 16+5");
    row("none", {u"warning"_s, false, false, false}, log, "");
    row("a text is no expression", {u".*"_s, false, true, false}, "a.*b\n", "1+2");
    row("expression", {u"r+o"_s, true, true, false}, log, "5+3 11+3 17+3 24+3");
    row("expression, any case", {u"ERR|one"_s, true, false, false}, log, "0+3 4+3 10+3 16+3 23+3");
    row("begin and end of a line", {u"^error$"_s, true, true, false}, "error\nerrors\nerror\n",
        "0+5 13+5");
    row("a line's end as in DOS", {u"error$"_s, true, true, false}, "an error\r\n", "3+5");
    row("over the end of a line is no match", {u"a[^x]b"_s, true, true, false}, "a\nb\na-b\n",
        "4+3");
    row("what may be empty never is", {u"x*"_s, true, true, false}, "axxb\n\nx\n", "1+2 6+1");
    row("numbers before a unit", {u"[0-9]{3}ms"_s, true, true, false}, "12ms\n123ms 4567ms\n",
        "5+5 12+5");
    row("umlaut, any case", {u"GRÜN"_s, false, false, false}, "gr\xC3\xBCn\n", "0+5");
    row("broken UTF-8 around it", {u"ok"_s, false, true, false}, "\xFF\xFEok\xFF\n", "2+2");
    row("last line without an end", {u"ok"_s, false, true, false}, "no\nok", "3+2");
    row("one letter", {u"x"_s, false, true, false}, "axbx\n", "1+1 3+1");
}

void TestLogSearch::findsInLines()
{
    QFETCH(LogQuery, query);
    QFETCH(QByteArray, lines);
    QFETCH(QString, found);
    const auto looking = LogMatcher::make(query);
    QVERIFY(looking.has_value());
    Found all;
    (*looking)->each({lines.constData(), size_t(lines.size())}, [&](size_t at, size_t length) {
        all.emplace_back(int(at), int(length));
        return true;
    });
    QCOMPARE(words(all), found);
}

void TestLogSearch::requiredTextIsFoundFirst_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("required");
    QTest::newRow("after a class") << u"[0-9]{3}ms"_s << u"ms"_s;
    QTest::newRow("the longest") << u"ab.*cdef"_s << u"cdef"_s;
    QTest::newRow("optional is not required") << u"abc?d*xy"_s << u"ab"_s;
    QTest::newRow("repeated once is") << u"ab+xyz"_s << u"xyz"_s;
    QTest::newRow("alternatives require nothing") << u"abc|def"_s << QString();
    QTest::newRow("in a group they do not count") << u"(abc|def)ghi"_s << u"ghi"_s;
    QTest::newRow("an escaped sign is itself") << u"a\\.b\\]"_s << u"a.b]"_s;
    QTest::newRow("a class of signs is not") << u"\\d\\w+ms"_s << u"ms"_s;
    QTest::newRow("case within") << u"(?i)abc"_s << QString();
    QTest::newRow("one byte is too little") << u"[a-z]+]"_s << QString();
    QTest::newRow("counted") << u"ab{2}cde"_s << u"cde"_s;
}

void TestLogSearch::requiredTextIsFoundFirst()
{
    QFETCH(QString, expression);
    QFETCH(QString, required);
    const auto looking = LogMatcher::make({expression, true, true, false});
    QVERIFY2(looking.has_value(), qPrintable(looking ? QString() : looking.error()));
    QCOMPARE(QString::fromStdString((*looking)->required()), required);
}

void TestLogSearch::brokenExpressionSaysWhy()
{
    const auto looking = LogMatcher::make({u"(abc"_s, true, true, false});
    QVERIFY(!looking.has_value());
    QCOMPARE(looking.error(), u"This is no expression: missing ): (abc"_s);
    QVERIFY(!LogMatcher::make({}).has_value());
}

void TestLogSearch::linearWhateverTheExpression()
{
    // One that engines that try all ways never finish.
    const auto looking = matcher({u"(a*)*(a*)*(a*)*b"_s, true, true, false});
    const QByteArray line(100'000, 'a');
    QElapsedTimer clock;
    clock.start();
    bool found = false;
    looking->each({line.constData(), size_t(line.size())}, [&](size_t, size_t) {
        found = true;
        return false;
    });
    QVERIFY(!found);
    QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
}

void TestLogSearch::coloursDoNotHideAMatch()
{
    write("plain\n\x1b[31mER\x1b[1mROR\x1b[0m here\n");
    LogDocument document;
    document.setPath(m_path);
    LogSearch search(&document);
    QSignalSpy finished(&search, &LogSearch::finished);
    search.start(matcher({u"ERROR"_s, false, true, false}));
    QVERIFY(finished.wait());
    QCOMPARE(search.hits().size(), 1U);
    QCOMPARE(search.hits().front().line, 1);
}

void TestLogSearch::levelsOfLines_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("level");
    const auto row = [](const char *line, LogLevel level) {
        QTest::newRow(line) << QString::fromLatin1(line) << int(level);
    };
    row("[E 2025-10-30 10:15:00 ServerApp] no", LogLevel::Error);
    row("[C 10:15:00.000 NotebookApp] Bad config", LogLevel::Error);
    row("2025-10-30 ERROR root: no", LogLevel::Error);
    row("Traceback (most recent call last):", LogLevel::Error);
    row("ModuleNotFoundError: No module named 'x'", LogLevel::Error);
    row("jupyter.core.Exception: x", LogLevel::Error);
    row("time=1 level=error msg=x", LogLevel::Error);
    row("{\"level\": \"error\"}", LogLevel::Error);
    row("[W 10:14:08 ServerApp] not found", LogLevel::Warning);
    row("/usr/lib/x.py:12: DeprecationWarning: y", LogLevel::Warning);
    row("WARNING: root", LogLevel::Warning);
    row("[I 10:14:07 ServerApp] no error here", LogLevel::Usual);
    row("0 errors", LogLevel::Usual);
    row("  File \"x.py\", line 4", LogLevel::Usual);
}

void TestLogSearch::levelsOfLines()
{
    QFETCH(QString, line);
    QFETCH(int, level);
    QCOMPARE(int(levelOf(line)), level);
}

void TestLogSearch::terminalColoursBecomeSpans()
{
    const LogText line = textOf("a \x1b[1;31mred\x1b[0m \x1b[92mgreen\x1b[39m \x1b[38;5;3mx", 100);
    QCOMPARE(line.text, u"a red green x"_s);
    const std::vector<LogSpan> spans{{2, 3, 1, true}, {6, 5, 10, false}, {12, 1, 3, false}};
    QVERIFY(line.spans == spans);
    // Written over, a part has the colour that it was written in last.
    const LogText over = textOf("\x1b[31m100%\x1b[0m\r50", 100);
    QCOMPARE(over.text, u"500%"_s);
    QVERIFY(over.spans == std::vector<LogSpan>({{2, 2, 1, false}}));
}

void TestLogSearch::findsAllInALargeLog()
{
    QByteArray bytes;
    for (int i = 0; i < 300'000; ++i)
        bytes += i % 1000 == 700 ? "here a needle and a needle\n" : "nothing at all in this line\n";
    write(bytes);
    LogDocument document;
    document.setPath(m_path);
    QTRY_VERIFY(!document.isIndexing());
    LogSearch search(&document);
    QSignalSpy finished(&search, &LogSearch::finished);
    search.start(matcher({u"needle"_s, false, true, false}));
    // It does not hold up whoever asked.
    QVERIFY(search.isRunning());
    QVERIFY(finished.wait(20'000));
    QCOMPARE(search.hits().size(), 600U);
    QCOMPARE(search.hits()[0].line, 700);
    QCOMPARE(search.hits()[0].nth, 0);
    QCOMPARE(search.hits()[1].line, 700);
    QCOMPARE(search.hits()[1].nth, 1);
    QCOMPARE(search.hits()[599].line, 299'700);
    QCOMPARE(search.searchedTo(), 300'000);
}

void TestLogSearch::goesOnWithALogThatGrows()
{
    write("a needle\nnone\na nee");
    LogDocument document;
    document.setPath(m_path);
    LogSearch search(&document);
    search.start(matcher({u"needle"_s, false, false, false}));
    QTRY_VERIFY(!search.isRunning());
    QCOMPARE(search.hits().size(), 1U);
    // The last line is found anew with its rest, and once.
    write("dle", QIODevice::Append);
    document.poll();
    QTRY_COMPARE(search.hits().size(), 2U);
    QCOMPARE(search.hits().back().line, 2);
    write(" end\nneedle\n", QIODevice::Append);
    document.poll();
    QTRY_COMPARE(search.hits().size(), 3U);
    QCOMPARE(search.hits()[1].line, 2);
    QCOMPARE(search.hits()[2].line, 3);
}

void TestLogSearch::aSearchIsEndedAtOnce()
{
    write(QByteArray("nothing at all in this line\n").repeated(500'000));
    LogDocument document;
    document.setPath(m_path);
    LogSearch search(&document);
    QSignalSpy progressed(&search, &LogSearch::progressed);
    search.start(matcher({u"x.*y.*z"_s, true, false, false}));
    search.cancel();
    QVERIFY(!search.isRunning());
    search.start(nullptr);
    QVERIFY(!search.isRunning());
    QVERIFY(search.hits().empty());
    QVERIFY(!progressed.wait(100));
}

void TestLogSearch::stepsWaitForWhatIsNotFoundYet()
{
    write(QByteArray("nothing\n").repeated(200'000) + "needle\n");
    LogDocument document;
    document.setPath(m_path);
    QTRY_VERIFY(!document.isIndexing());
    LogView view(&document);
    view.resize(600, 300);
    view.show();
    view.setFollowing(false);
    LogStepper stepper(&view);
    QSignalSpy arrived(&stepper, &LogStepper::arrived);
    stepper.setMatcher(matcher({u"needle"_s, false, true, false}));
    stepper.step(LogStepper::Step::Next);
    QCOMPARE(arrived.size(), 0);
    QTRY_COMPARE(arrived.size(), 1);
    QCOMPARE(view.selectedText(), u"needle"_s);
    QCOMPARE(view.cursor().line, 200'000);
    QCOMPARE(stepper.place(), 0);
    stepper.step(LogStepper::Step::Next);
    QCOMPARE(arrived.size(), 2);
    QVERIFY(stepper.wentAround());
}

QTEST_MAIN(TestLogSearch)
#include "tst_log_search.moc"
