// SPDX-License-Identifier: Apache-2.0
#include <models/tables/check_models.h>
#include <models/tables/tests_model.h>
#include <models/words/check_words.h>

#include "models/sample_run.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

const QString id = u"sdg_hub_image"_s;
constexpr auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;

QStringList row(const QAbstractItemModel &model, int number)
{
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.index(number, column).data().toString();
    return cells;
}

QStringList headings(const QAbstractItemModel &model)
{
    QStringList words;
    for (int column = 0; column < model.columnCount(); ++column)
        words << model.headerData(column, Qt::Horizontal).toString();
    return words;
}

Tone toneOf(const QAbstractItemModel &model, int number)
{
    return Tone(model.index(number, 0).data(RecordTableModel::ToneRole).toInt());
}

} // namespace

class CheckModelsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_shown.reset();
        m_workspace = std::make_unique<Workspace>();
        m_shown = std::make_unique<ShownRun>(m_workspace.get());
        m_workspace->suite()->addTest(sample::configuration());
        m_workspace->beginRun(id, {});
        append(sample::started());
    }

    void checksAreRowsAsTheyAreMade()
    {
        ChecksModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_shown->showTest(id);
        QCOMPARE(headings(model), (QStringList{u"About"_s, u"Check"_s, u"Result"_s, u"Detail"_s}));
        QCOMPARE(model.rowCount(), 0);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        append(CheckMade{sample::check(CheckOutcome::Passed, u"numpy"_s)});
        append(CheckMade{sample::check(CheckOutcome::Failed)});
        append(CheckMade{sample::check(CheckOutcome::Inconclusive, u"torch"_s)});
        QCOMPARE(inserted.size(), 3);
        QCOMPARE(changed.size(), 0);
        QCOMPARE(row(model, 1), (QStringList{u"Installed packages"_s, u"numpy>=2"_s, u"Failed"_s,
                                             u"numpy 1.26.4 is installed."_s}));
        QCOMPARE(model.index(2, ChecksModel::Result).data().toString(), u"Inconclusive"_s);
        QVERIFY(toneOf(model, 0) == Tone::Good);
        QVERIFY(toneOf(model, 1) == Tone::Bad);
        QVERIFY(toneOf(model, 2) == Tone::Warning);
        QCOMPARE(model.index(1, 0).data(RecordTableModel::TextRole).toString(),
                 u"Installed packages, numpy>=2: Failed\nnumpy 1.26.4 is installed.\n"
                 "What to do: Install another numpy.\n\nEvidence:\n12: [E it is"_s);
        QCOMPARE(model.index(0, 0).data(RecordTableModel::TextRole).toString(),
                 u"Installed packages, numpy: Passed\nnumpy 1.26.4 is installed."_s);
        // Made again: the row of the one that it replaces changes.
        append(CheckMade{sample::check(CheckOutcome::Passed)});
        QCOMPARE(inserted.size(), 3);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(changed[0][1].toModelIndex().row(), 1);
        QVERIFY(toneOf(model, 1) == Tone::Good);
        m_shown->showTest(u"other"_s);
        QCOMPARE(model.rowCount(), 0);
    }

    void cellsAreRowsAsTheyAreRun()
    {
        CellsModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_shown->showTest(id);
        QCOMPARE(headings(model), (QStringList{u"Cell"_s, u"Result"_s, u"Time"_s, u"Detail"_s}));
        const std::tuple<CellOutcome, QString, Tone> outcomes[] = {
            {CellOutcome::Passed, u"Passed"_s, Tone::Good},
            {CellOutcome::Failed, u"Failed"_s, Tone::Bad},
            {CellOutcome::TimedOut, u"Timed out"_s, Tone::Bad},
            {CellOutcome::Inconclusive, u"Inconclusive"_s, Tone::Warning},
            {CellOutcome::NotRun, u"Not run"_s, Tone::Muted}};
        int index = 0;
        for (const auto &[outcome, word, tone] : outcomes) {
            append(CellExecuted{sample::cell(index, outcome)});
            QCOMPARE(model.rowCount(), index + 1);
            QCOMPARE(model.index(index, CellsModel::Result).data().toString(), word);
            QVERIFY(toneOf(model, index) == tone);
            ++index;
        }
        QCOMPARE(row(model, 0), (QStringList{u"cell 1"_s, u"Passed"_s, u"1.5 s"_s, u"out"_s}));
        QCOMPARE(row(model, 1), (QStringList{u"cell 2"_s, u"Failed"_s, u"1.5 s"_s,
                                             u"ZeroDivisionError: division by zero"_s}));
        QCOMPARE(model.index(4, CellsModel::Time).data().toString(), QString());
        QCOMPARE(
            model.index(1, 0).data(RecordTableModel::TextRole).toString(),
            u"cell 2: Failed\nZeroDivisionError: division by zero\n\nCode:\n1/0\n\nOutput:\nout\n"
            "(The output was longer than is kept.)\n\nTraceback:\nTraceback "
            "(most recent call last):"_s);
        QCOMPARE(model.index(0, 0).data(RecordTableModel::TextRole).toString(),
                 u"cell 1: Passed\n\nCode:\n1/0\n\nOutput:\nout"_s);
    }

    void resourcesAreWrittenAsKubectlTopDoes()
    {
        ContainerResourcesModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_shown->showTest(id);
        ResourceUsage usage;
        usage.containers = {
            {u"a"_s, u"12000001n"_s, u"1048575Ki"_s, u"500m"_s, u"1Gi"_s, u"2"_s, u"4Gi"_s},
            {u"b"_s, u"0"_s, u"odd"_s, {}, {}, {}, {}}};
        usage.measured = true;
        append(ResourceUsageSeen{usage});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(row(model, 0), (QStringList{u"a"_s, u"13m"_s, u"500m"_s, u"2"_s, u"1023Mi"_s,
                                             u"1Gi"_s, u"4Gi"_s}));
        QCOMPARE(row(model, 1),
                 (QStringList{u"b"_s, u"0m"_s, u"–"_s, u"–"_s, u"odd"_s, u"–"_s, u"–"_s}));
        QCOMPARE(model.index(0, ContainerResourcesModel::CpuUsed).data(Qt::ToolTipRole).toString(),
                 u"12000001n"_s);
        // Seen again with fewer containers, then with more.
        usage.containers.pop_back();
        usage.containers[0].cpu = u"1"_s;
        append(ResourceUsageSeen{usage});
        QCOMPARE(model.index(0, ContainerResourcesModel::CpuUsed).data().toString(), u"1000m"_s);
        QCOMPARE(row(model, 1).join(QString()), QString());
        usage.containers.resize(3);
        append(ResourceUsageSeen{usage});
        QCOMPARE(model.rowCount(), 3);
    }

    void testsAreFoundByWhatFailed()
    {
        TestsModel model(m_workspace.get());
        const auto failures = [&model] {
            return model.index(0, 0).data(TestsModel::FailuresRole).toString();
        };
        QCOMPARE(failures(), QString());
        append(CheckMade{sample::check(CheckOutcome::Passed, u"pandas"_s)});
        append(CellExecuted{sample::cell(0, CellOutcome::NotRun)});
        QCOMPARE(failures(), QString());
        append(CheckMade{sample::check(CheckOutcome::Failed)});
        append(CellExecuted{sample::cell(1, CellOutcome::Failed)});
        append(sample::verified(u"numpy"_s, PackageOutcome::Failed));
        append(Verdict{Outcome::Failed,
                       ValidationError{ErrorType::ImageCheckError, u"It lacks it."_s}, 1, 0});
        QCOMPARE(failures().split(u'\n'),
                 (QStringList{u"numpy ModuleNotFoundError: No module named 'numpy'"_s,
                              u"Installed packages numpy>=2 numpy>=2 numpy 1.26.4 is installed."_s,
                              u"cell 2 ZeroDivisionError: division by zero"_s,
                              u"ImageCheckError It lacks it."_s}));
    }

    void endingsAreSaidInOneLine()
    {
        TestsModel model(m_workspace.get());
        const auto detail = [&model] {
            return model.index(0, 0).data(TestsModel::DetailRole).toString();
        };
        // A title that is a sentence is told from the one around it.
        CheckResult titled;
        titled.name = u"writable_home"_s;
        QCOMPARE(titleInSentence(titled), u"“Home can be written to”"_s);
        QCOMPARE(titleInSentence(sample::check(CheckOutcome::Failed)), u"numpy>=2"_s);
        append(PhaseStarted{Phase::CheckImage});
        QCOMPARE(detail(), u"Checking what the test asks for beyond imports"_s);
        append(sample::verified(u"numpy"_s, PackageOutcome::Passed));
        append(CheckMade{sample::check(CheckOutcome::Passed)});
        append(Verdict{Outcome::Passed, {}, 1, 0});
        append(RunFinished{1});
        QCOMPARE(detail(), u"Its package imports, and 1 more check passed"_s);
    }

    void aFailureThatIsKnownSaysSo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("until");
        QTest::addColumn<bool>("passes");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("detail");
        QTest::newRow("as known")
            << u"sdg_hub"_s << u"2999-12-31"_s << false << u"Failed, as known"_s
            << u"As known: sdg_hub is not installed. This failure is known until "
               "2999-12-31: ODS-4711"_s;
        QTest::newRow("expired") << u"sdg_hub"_s << u"2000-01-01"_s << false << u"Failed"_s
                                 << u"sdg_hub is not installed. This failure was known until "
                                    "2000-01-01 (ODS-4711), which is over: mend it, or write a "
                                    "later day."_s;
        QTest::newRow("another cause")
            << u"torch"_s << u"2999-12-31"_s << false << u"Failed"_s
            << u"sdg_hub is not installed. This is not the failure that is known (\"torch\", "
               "ODS-4711)."_s;
        QTest::newRow("gone") << u"sdg_hub"_s << u"2999-12-31"_s << true << u"Passed"_s
                              << u"All 2 packages import. Its known failure is gone (ODS-4711): "
                                 "remove known_failure from the test."_s;
    }

    void aFailureThatIsKnownSaysSo()
    {
        QFETCH(QString, text);
        QFETCH(QString, until);
        QFETCH(bool, passes);
        TestsModel model(m_workspace.get());
        CustomImageTestConfiguration test = sample::configuration();
        test.knownFailure = {{"text", text}, {"until", until}, {"reason", "ODS-4711"}};
        m_workspace->suite()->setTest(id, test);
        m_workspace->beginRun(id, {});
        sample::Facts facts = passes ? sample::passed() : sample::importFailed();
        auto all = facts.all();
        for (Fact &fact : all) {
            if (auto *start = std::get_if<RunStarted>(&fact.body))
                start->configuration = test;
        }
        m_workspace->appendFacts(id, all);
        QTEST(model.index(0, TestsModel::Status).data().toString(), "status");
        QTEST(model.index(0, 0).data(TestsModel::DetailRole).toString(), "detail");
    }

private:
    void append(FactBody body)
    {
        m_workspace->appendFacts(id, {{++m_sequence, sample::at(double(m_sequence)), body}});
    }
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<ShownRun> m_shown;
    qint64 m_sequence = 0;
};

QTEST_GUILESS_MAIN(CheckModelsTest)
#include "tst_check_models.moc"
