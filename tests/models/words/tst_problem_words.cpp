// SPDX-License-Identifier: Apache-2.0
#include <models/words/problem_words.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

//! A suite whose defaults are wrong, and whose tests share a doubtful image.
Suite suiteOf(int tests)
{
    QByteArray text = "version: 1\n"
                      "defaults: {timeout_pod_ready: 40}\n"
                      "tests:\n";
    for (int i = 0; i < tests; ++i)
        text += "  - {id: t" + QByteArray::number(i) + ", namespace: test-" +
                QByteArray::number(i) +
                ", notebook_name: n, custom_image: 'h:5000/a:1', packages_to_verify: [json]}\n";
    return Suite::parse(text, {});
}

QString doubt()
{
    return u"warning: Open Data Hub's webhook refuses images whose registry has a port "
           "(\"invalid image selection format\"); other clusters take them."_s;
}

} // namespace

class ProblemWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMessageThatNamesItsFieldStandsAlone()
    {
        QCOMPARE(problemText({u"timeout_command"_s, u"timeout_command must be a number."_s}),
                 u"timeout_command must be a number."_s);
        QCOMPARE(problemText({u"packages_to_verify[1]"_s, u"\"a b\" is no module."_s}),
                 u"packages_to_verify[1]: \"a b\" is no module."_s);
        QCOMPARE(problemText({{}, u"The file is empty."_s}), u"The file is empty."_s);
    }

    void theDefaultsAreWrongOnce()
    {
        const Suite suite = suiteOf(2);
        QCOMPARE(suite.problems.size(), 4U);
        QCOMPARE(
            problemLines(suite.problems, u"s.yaml"_s),
            (QStringList{u"s.yaml:2:31: timeout_pod_ready must be between 60 and 900 seconds."_s,
                         u"s.yaml:4:65: "_s + doubt(), u"s.yaml:5:65: "_s + doubt()}));
    }

    void oneLineNamesAllPlacesOfOneSentence_data()
    {
        QTest::addColumn<int>("tests");
        QTest::addColumn<QString>("places");
        QTest::newRow("one") << 1 << u"s.yaml:4:65: "_s;
        QTest::newRow("two") << 2 << u"s.yaml:4:65 and 5:65: "_s;
        QTest::newRow("four") << 4 << u"s.yaml:4:65, 5:65, 6:65 and 7:65: "_s;
        QTest::newRow("six") << 6 << u"s.yaml:4:65, 5:65, 6:65, 7:65 and 2 more: "_s;
    }

    void oneLineNamesAllPlacesOfOneSentence()
    {
        QFETCH(const int, tests);
        QFETCH(const QString, places);
        QCOMPARE(problemSummary(suiteOf(tests).problems, u"s.yaml"_s, 8),
                 u"s.yaml:2:31: timeout_pod_ready must be between 60 and 900 seconds.\n"_s +
                     places + doubt());
    }

    void aLongSummaryCounts()
    {
        QCOMPARE(problemSummary(suiteOf(3).problems, u"s.yaml"_s, 1),
                 u"s.yaml:2:31: timeout_pod_ready must be between 60 and 900 seconds.\n"
                 "… and 1 more"_s);
    }
};

QTEST_GUILESS_MAIN(ProblemWordsTest)
#include "tst_problem_words.moc"
