// SPDX-License-Identifier: Apache-2.0
#include <models/base/duration.h>
#include <models/base/keyword_expression.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

class TestKeywordExpression : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itMatchesAsPytestDoes_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QStringList>("matches");
        const auto row = [](const char *expression, const QStringList &matches) {
            QTest::newRow(expression) << QString::fromUtf8(expression) << matches;
        };
        row("torch", {u"torch_cpu"_s, u"torch_cuda"_s});
        row("TORCH", {u"torch_cpu"_s, u"torch_cuda"_s});
        row("torch and cuda", {u"torch_cuda"_s});
        row("cpu or minimal", {u"torch_cpu"_s, u"minimal"_s});
        row("not torch", {u"minimal"_s, u"tf-cuda.1"_s});
        row("not torch and cuda", {u"tf-cuda.1"_s});
        row("not (torch and cuda)", {u"torch_cpu"_s, u"minimal"_s, u"tf-cuda.1"_s});
        row("minimal or torch and cuda", {u"torch_cuda"_s, u"minimal"_s});
        row("(minimal or torch) and not cuda", {u"torch_cpu"_s, u"minimal"_s});
        row("not not torch_cpu", {u"torch_cpu"_s});
        row("f-cuda.1", {u"tf-cuda.1"_s});
        row("(((cpu)))", {u"torch_cpu"_s});
        row("nothing", {});
        // What only begins as an operator is a word.
        row("orch and notorious or nothing", {});
        row("orch", {u"torch_cpu"_s, u"torch_cuda"_s});
    }
    void itMatchesAsPytestDoes()
    {
        QFETCH(QString, expression);
        QFETCH(QStringList, matches);
        const auto parsed = KeywordExpression::parse(expression);
        QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error()));
        QStringList found;
        for (const QString &id : {u"torch_cpu"_s, u"torch_cuda"_s, u"minimal"_s, u"tf-cuda.1"_s}) {
            if (parsed->matches(id))
                found << id;
        }
        QCOMPARE(found, matches);
    }

    void whatCannotBeReadIsShown_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const QString &expression, const QString &error) {
            QTest::newRow(name) << expression << error;
        };
        row("empty", {}, u"at its end, a word is wanted"_s);
        row("no operator", u"a b"_s, u"at character 3, and, or, or the end is wanted, not \"b\""_s);
        row("no operand", u"a and"_s, u"at its end, a word is wanted"_s);
        row("two operators", u"a and or b"_s, u"at character 7, a word is wanted, not \"or\""_s);
        row("open", u"(a or b"_s, u"at its end, a closing parenthesis is wanted"_s);
        row("closed", u"a)"_s, u"at character 2, and, or, or the end is wanted, not \")\""_s);
        row("empty parentheses", u"()"_s, u"at character 2, a word is wanted, not \")\""_s);
        row("deep", QString(200, u'(') + u'a',
            u"at character 101, less that stands inside of each other is wanted, not \"(\""_s);
    }
    void whatCannotBeReadIsShown()
    {
        QFETCH(QString, expression);
        QFETCH(QString, error);
        const auto parsed = KeywordExpression::parse(expression);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error(), error);
    }

    void lengthsOfTime_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("seconds"); // below 0: none
        QTest::newRow("bare") << u"90"_s << 90.0;
        QTest::newRow("seconds") << u"90s"_s << 90.0;
        QTest::newRow("minutes") << u"50m"_s << 3000.0;
        QTest::newRow("both") << u"1h30m"_s << 5400.0;
        QTest::newRow("fraction") << u"1.5m"_s << 90.0;
        QTest::newRow("days") << u"2d"_s << 172800.0;
        for (const char *none : {"", "m", "1x", "-1s", "1h 30m", "1m30", "one", "1..5s", "1e3"})
            QTest::newRow(qPrintable(u"no \"%1\""_s.arg(QLatin1String(none))))
                << QString::fromLatin1(none) << -1.0;
    }
    void lengthsOfTime()
    {
        QFETCH(QString, text);
        QFETCH(double, seconds);
        QCOMPARE(parseDuration(text).value_or(-1), seconds);
    }
};

QTEST_GUILESS_MAIN(TestKeywordExpression)
#include "tst_keyword_expression.moc"
