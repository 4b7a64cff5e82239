// SPDX-License-Identifier: Apache-2.0
#include <models/image/check_result.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! How the outcome of a check is written down and read again.
class CheckResultTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadAgain_data()
    {
        QTest::addColumn<int>("group");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<QString>("groupName");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("outcomeName");
        const auto row = [](CheckGroup group, CheckOutcome outcome, const QString &groupName,
                            const QString &title, const QString &outcomeName) {
            QTest::newRow(qPrintable(groupName + u' ' + outcomeName))
                << int(group) << int(outcome) << groupName << title << outcomeName;
        };
        row(CheckGroup::InstalledPackages, CheckOutcome::Passed, u"InstalledPackages"_s,
            u"Installed packages"_s, u"passed"_s);
        row(CheckGroup::Workbench, CheckOutcome::Failed, u"Workbench"_s, u"Workbench"_s,
            u"failed"_s);
        row(CheckGroup::Gpu, CheckOutcome::Inconclusive, u"Gpu"_s, u"GPU"_s, u"inconclusive"_s);
        row(CheckGroup::StartupLog, CheckOutcome::Passed, u"StartupLog"_s, u"Start-up log"_s,
            u"passed"_s);
    }

    void whatIsWrittenIsReadAgain()
    {
        QFETCH(int, group);
        QFETCH(int, outcome);
        const CheckResult result{CheckGroup(group),     u"numpy>=1.26"_s,
                                 CheckOutcome(outcome), u"numpy 1.24.2 is installed."_s,
                                 u"Install another."_s, {u"12: a"_s, u"13: b"_s}};
        const Json written = result;
        QTEST(toString(CheckGroup(group)), "groupName");
        QTEST(titleOf(CheckGroup(group)), "title");
        QTEST(toString(CheckOutcome(outcome)), "outcomeName");
        QCOMPARE(written.dump(), (Json{{"group", toString(CheckGroup(group))},
                                       {"name", "numpy>=1.26"},
                                       {"outcome", toString(CheckOutcome(outcome))},
                                       {"detail", "numpy 1.24.2 is installed."},
                                       {"advice", "Install another."},
                                       {"evidence", {"12: a", "13: b"}}})
                                     .dump());
        QVERIFY(written.get<CheckResult>() == result);
    }

    void whatIsNotKnownIsInconclusive_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("another word") << QByteArray(R"({"outcome": "splendid", "group": "Tea"})");
        QTest::newRow("no word") << QByteArray("{}");
        QTest::newRow("other types")
            << QByteArray(R"({"outcome": 1, "name": [], "evidence": "a", "detail": {}})");
        QTest::newRow("no object") << QByteArray("[1]");
        QTest::newRow("nothing") << QByteArray("null");
    }

    void whatIsNotKnownIsInconclusive()
    {
        QFETCH(QByteArray, json);
        const CheckResult expected{
            CheckGroup::Workbench, {}, CheckOutcome::Inconclusive, {}, {}, {}};
        QVERIFY(Json::parse(json.toStdString()).get<CheckResult>() == expected);
    }
};

QTEST_GUILESS_MAIN(CheckResultTest)
#include "tst_check_result.moc"
