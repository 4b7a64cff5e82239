// SPDX-License-Identifier: Apache-2.0
#include <models/image/startup_log_policy.h>
#include <models/suite/custom_image_test_configuration.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! What a log must not hold, as a suite says it, and what is made of a log.
class StartupLogTest : public QObject
{
    Q_OBJECT

    using Waiver = StartupLogPolicy::Waiver;

    static CheckResult only(const StartupLogPolicy &policy, const QByteArray &log,
                            const QDate &today = QDate(2026, 5, 4))
    {
        StartupLogCheck check(policy, today);
        check.feed(log);
        const auto results = check.results();
        return results.size() == 1 ? results.front() : CheckResult{};
    }

    static QStringList problemLines(const StartupLogPolicy &policy)
    {
        QStringList lines;
        for (const FieldProblem &p : problemsOf(policy))
            lines << (p.severity == FieldProblem::Severity::Warning ? u"warning "_s : QString()) +
                         p.path + u": "_s + p.message;
        return lines;
    }

private Q_SLOTS:
    void problems()
    {
        QVERIFY(problemsOf({}).empty());
        QVERIFY(problemsOf({StartupLogPolicy::usualBlocked(), {}, {}}).empty());
        QCOMPARE(
            problemLines({{}, {u"0 errors"_s}, {}}),
            QStringList{u"log_policy.blocked: log_policy.blocked is empty, so that nothing "
                        "is looked for: name what no line may hold, such as \"Traceback\"."_s});
        QCOMPARE(
            problemLines({{u""_s, u"/a(/"_s, u"a"_s, u"a"_s, u"/x*/"_s, u"//"_s, u"/"_s},
                          {u"/[/"_s},
                          {{u"ok"_s, QDate(2027, 1, 31), u"why"_s}, {u""_s, QDate(), u" "_s}}}),
            (QStringList{
                u"log_policy.blocked[0]: This pattern is empty: write text that a line contains, "
                "or a regular expression between slashes."_s,
                u"log_policy.blocked[1]: /a(/ is not a regular expression: missing closing "
                "parenthesis at character 3. Correct it, or write it without the slashes if it "
                "is text."_s,
                u"log_policy.blocked[3]: \"a\" is listed twice: remove one of them."_s,
                u"log_policy.blocked[4]: /x*/ matches every line: write what the line must hold."_s,
                u"log_policy.blocked[5]: // matches every line: write what the line must hold."_s,
                u"log_policy.allowed[0]: /[/ is not a regular expression: missing terminating ] "
                "for character class at character 2. Correct it, or write it without the slashes "
                "if it is text."_s,
                u"log_policy.waivers[1].text: This pattern is empty: write text that a line "
                "contains, or a regular expression between slashes."_s,
                u"log_policy.waivers[1].until: A waiver needs its last day: write one such as "
                "2027-01-31."_s,
                u"warning log_policy.waivers[1].reason: The waiver gives no reason: say who reads "
                "it later why the line may stay."_s}));
    }

    void whatIsWrittenIsReadAgain()
    {
        const StartupLogPolicy policy{{u"Traceback"_s, u"/\\bFATAL\\b/"_s},
                                      {u"0 errors"_s},
                                      {{u"jupyter_lsp"_s, QDate(2027, 1, 31), u"fixed in 2.3"_s}}};
        const Json written = policy;
        QCOMPARE(written.dump(), std::string(R"({"allowed":["0 errors"],"blocked":["Traceback",)"
                                             R"("/\\bFATAL\\b/"],"waivers":[{"reason":)"
                                             R"("fixed in 2.3","text":"jupyter_lsp",)"
                                             R"("until":"2027-01-31"}]})"));
        QVERIFY(written.get<StartupLogPolicy>() == policy);
        QVERIFY(Json::parse(R"({"blocked": 5, "allowed": [1, "a"], "waivers": [3,
                                {"text": "b", "until": "someday", "reason": 4}]})")
                    .get<StartupLogPolicy>() ==
                (StartupLogPolicy{{}, {u"a"_s}, {{u"b"_s, QDate(), {}}}}));
        QVERIFY(Json(nullptr).get<StartupLogPolicy>().isEmpty());
    }

    void oneBlockedPattern_data()
    {
        QTest::addColumn<QStringList>("texts"); // blocked, allowed…
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QStringList>("evidence");
        const auto row = [](const char *name, const QStringList &texts, const QByteArray &log,
                            const QString &outcome, const QString &detail,
                            const QStringList &evidence = {}) {
            QTest::newRow(name) << texts << log << outcome << detail << evidence;
        };
        const QString passed = u"passed"_s;
        const QString failed = u"failed"_s;
        row("no log", {u"[E "_s}, "", passed, u"The log is empty."_s);
        row("nothing of it", {u"[E "_s}, "a\nb\n", passed,
            u"No line of the log has \"[E \" (2 lines)."_s);
        row("another case", {u"error"_s}, "ERROR", passed,
            u"No line of the log has \"error\" (1 line)."_s);
        row("a line", {u"[E "_s}, "a\n[E ServerApp] no\r\n", failed,
            u"Line 2 of the log has \"[E \"."_s, {u"2: [E ServerApp] no"_s});
        row("the last line has no end", {u"[E "_s}, "a\n\nx [E y", failed,
            u"Line 3 of the log has \"[E \"."_s, {u"3: x [E y"_s});
        row("some lines", {u"%3 a"_s}, "x\n%3 a\nb\n%3 a1\n", failed,
            u"2 lines of the log have \"%3 a\", the first is line 2."_s,
            {u"2: %3 a"_s, u"4: %3 a1"_s});
        row("an expression", {u"/\\bFATAL\\b/"_s}, "xFATAL\nFATAL: a\n", failed,
            u"Line 2 of the log has /\\bFATAL\\b/."_s, {u"2: FATAL: a"_s});
        row("an expression's slash is text alone", {u"/"_s}, "a/b", failed,
            u"Line 1 of the log has \"/\"."_s, {u"1: a/b"_s});
        row("allowed", {u"error"_s, u"x"_s, u"0 errors"_s}, "0 errors\n", passed,
            u"1 line with \"error\": allowed."_s);
        row("some allowed", {u"error"_s, u"0 errors"_s}, "0 errors\n1 error\n0 errors\n", failed,
            u"Line 2 of the log has \"error\". 2 lines with \"error\": allowed."_s,
            {u"2: 1 error"_s});
        row("no UTF-8", {u"error"_s}, "\xff\xfe error \xc3\xa4\n", failed,
            u"Line 1 of the log has \"error\"."_s, {u"1: \ufffd\ufffd error ä"_s});
        row("colours", {u"[E 12"_s},
            "\x1b[31m[E\x1b[0m 12] a\x07"
            "b\x1b]0;t\x07",
            failed, u"Line 1 of the log has \"[E 12\"."_s, {u"1: [E 12] a b"_s});
        row("an invalid expression", {u"/(/"_s}, "a", u"inconclusive"_s,
            u"/(/ is not a regular expression: missing closing parenthesis at character 2."_s);
        row("an invalid excuse", {u"a"_s, u"/(/"_s}, "a\n", u"inconclusive"_s,
            u"A regular expression could not be applied to 1 line of the log, so that it is not "
            "known whether \"a\" is there."_s);
        row("an expression that gives up", {u"/(a+)+(a+)+$/"_s}, QByteArray(5000, 'a') + "!\nb\n",
            u"inconclusive"_s,
            u"A regular expression could not be applied to 1 line of the log, so that it is not "
            "known whether /(a+)+(a+)+$/ is there."_s);
        row("a line without an end", {u"b"_s}, "x\n" + QByteArray(1 << 20, 'a') + "b\nc\n",
            u"inconclusive"_s,
            u"Line 2 of the log is longer than 1 MiB, and what comes after that was not looked "
            "at; elsewhere nothing has \"b\"."_s);
        row("just as long as can be", {u"b"_s}, QByteArray((1 << 20) - 1, 'a') + "b\n", failed,
            u"Line 1 of the log has \"b\"."_s, {u"1: "_s + QString(300, u'a') + u'…'});
    }

    void oneBlockedPattern()
    {
        QFETCH(QStringList, texts);
        QFETCH(QByteArray, log);
        const StartupLogPolicy policy{texts.mid(0, 1), texts.mid(1), {}};
        const CheckResult result = only(policy, log);
        QCOMPARE(toString(result.group), u"StartupLog"_s);
        QCOMPARE(result.name, texts.first());
        QTEST(result.detail, "detail");
        QTEST(toString(result.outcome), "outcome");
        QTEST(result.evidence, "evidence");
        QCOMPARE(result.advice.isEmpty(), result.outcome == CheckOutcome::Passed);

        // Wherever the network cuts it.
        StartupLogCheck check(policy, QDate(2026, 5, 4));
        const qsizetype step = log.size() > 10000 ? 7001 : 1;
        for (qsizetype i = 0; i < log.size(); i += step)
            check.feed(log.mid(i, step));
        QVERIFY(check.results() == std::vector<CheckResult>{result});
        QVERIFY(check.results() == std::vector<CheckResult>{result});
    }

    void waivers_data()
    {
        QTest::addColumn<QDate>("today");
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("detail");
        const QString waived = u"2 lines with \"Traceback\": waived, lsp until 2027-01-31 (in "
                               "2.3), /n[bc]/ until 2027-06-30 (soon)."_s;
        const QByteArray log("Traceback lsp\nTraceback nb\n");
        QTest::newRow("before") << QDate(2026, 1, 1) << log << u"passed"_s << waived;
        QTest::newRow("last day") << QDate(2027, 1, 31) << log << u"passed"_s << waived;
        QTest::newRow("after") << QDate(2027, 2, 1) << log << u"failed"_s
                               << u"Line 1 of the log has \"Traceback\". 1 line with "
                                  "\"Traceback\": waived, /n[bc]/ until 2027-06-30 (soon). The "
                                  "waiver of \"lsp\" has expired: its last day was 2027-01-31."_s;
        QTest::newRow("of another line")
            << QDate(2027, 2, 1) << QByteArray("Traceback\nlsp\n") << u"failed"_s
            << u"Line 1 of the log has \"Traceback\"."_s;
    }

    void waivers()
    {
        QFETCH(QDate, today);
        QFETCH(QByteArray, log);
        const StartupLogPolicy policy{{u"Traceback"_s},
                                      {},
                                      {{u"lsp"_s, QDate(2027, 1, 31), u"in 2.3"_s},
                                       {u"/n[bc]/"_s, QDate(2027, 6, 30), u"soon"_s}}};
        const CheckResult result = only(policy, log, today);
        QTEST(result.detail, "detail");
        QTEST(toString(result.outcome), "outcome");
    }

    void aWaiverWithoutADayExcusesNothing()
    {
        const CheckResult result = only({{u"a"_s}, {}, {{u"a"_s, QDate(), {}}}}, "a\n");
        QCOMPARE(toString(result.outcome), u"failed"_s);
    }

    void onlyTheFirstLinesAreEvidence()
    {
        QByteArray log;
        for (int i = 0; i < 1000; ++i)
            log += "bad " + QByteArray::number(i) + '\n';
        const CheckResult result = only({{u"bad"_s}, {}, {}}, log);
        QCOMPARE(result.detail, u"1000 lines of the log have \"bad\", the first is line 1."_s);
        QCOMPARE(result.evidence.size(), 10);
        QCOMPARE(result.evidence.last(), u"10: bad 9"_s);
    }

    void aResultForEachPatternInOrder()
    {
        StartupLogCheck check({StartupLogPolicy::usualBlocked(), {}, {}}, QDate(2026, 5, 4));
        check.feed("[W 2026 ServerApp] a Warning\n");
        QStringList told;
        for (const CheckResult &result : check.results())
            told << result.name + u'=' + toString(result.outcome);
        QCOMPARE(told.join(u", "_s),
                 u"Error=passed, error=passed, Warning=failed, warning=passed, Failed=passed, "
                 "failed=passed, [W =failed, [E =passed, [warn] =passed, [error] =passed, "
                 "[crit] =passed, [alert] =passed, [emerg] =passed, Traceback=passed"_s);
    }
};

QTEST_GUILESS_MAIN(StartupLogTest)
#include "tst_startup_log.moc"
