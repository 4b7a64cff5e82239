// SPDX-License-Identifier: Apache-2.0
#include <models/tables/tests_model.h>

#include <models/words/record_text.h>

#include <models/base/duration.h>
#include <models/words/known_failures.h>
#include <models/words/outcome_words.h>

#include <QCoreApplication>

#include <algorithm>
#include <chrono>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct StateWords
{
    Q_DECLARE_TR_FUNCTIONS(TestState)
};

TestState stateFor(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Passed:
        return TestState::Passed;
    case Outcome::Failed:
        return TestState::Failed;
    case Outcome::Cancelled:
        return TestState::Cancelled;
    case Outcome::Inconclusive:
        break;
    }
    return TestState::Inconclusive;
}

} // namespace

//! What keeps the test from being run. An image that was tried names no package, on purpose: its
//! run says more than that a suite wants one. Null: nothing does.
static const FieldProblem *firstError(const Workspace &workspace, const QString &testId)
{
    const auto run = workspace.run(testId);
    const bool wasTried = run && run->record.configuration().packagesToVerify.isEmpty();
    const QString onPurpose = wasTried ? u"packages_to_verify"_s : QString();
    return workspace.suite()->firstErrorOf(testId, onPurpose);
}

static bool wasStopped(const Workspace::Run &run)
{
    return run.record.verdict() && run.record.verdict()->outcome == Outcome::Cancelled;
}

QString toString(TestState state)
{
    switch (state) {
    case TestState::Invalid:
        return StateWords::tr("Invalid");
    case TestState::NotRun:
        return StateWords::tr("Not run");
    case TestState::Queued:
        return StateWords::tr("Queued");
    case TestState::Running:
        return StateWords::tr("Running");
    case TestState::Passed:
        return wordFor(Outcome::Passed);
    case TestState::Failed:
        return wordFor(Outcome::Failed);
    case TestState::Inconclusive:
        return wordFor(Outcome::Inconclusive);
    case TestState::Cancelled:
        return wordFor(Outcome::Cancelled);
    }
    return {};
}

//! "Failed, as known": what a suite knows of fails no run.
static QString statusText(const Workspace &workspace, const QString &testId, TestState state)
{
    const auto run = workspace.run(testId);
    return state == TestState::Failed && run && isKnownFailure(run->record)
               ? StateWords::tr("%1, as known").arg(toString(state))
               : toString(state);
}

//! How it ended, and what that means where the suite knows of a failure: first, since a row of the
//! list shows how it begins.
static QString endingWithKnown(const RunRecord &record)
{
    QString ending = endingOf(record);
    const KnownFailureFinding known = knownFailureOf(record);
    if (known.sentence.isEmpty())
        return ending;
    if (ending.endsWith(QLatin1Char('.')))
        ending.chop(1);
    return known.kind == KnownFailureFinding::Kind::Known
               ? StateWords::tr("As known: %1. %2").arg(ending, known.sentence)
               : StateWords::tr("%1. %2").arg(ending, known.sentence);
}

TestState stateAfter(const RunRecord &record)
{
    return record.verdict() ? stateFor(record.verdict()->outcome) : TestState::Inconclusive;
}

TestsModel::TestsModel(Workspace *workspace, QObject *parent)
    : QAbstractTableModel(parent)
    , m_workspace(workspace)
    , m_now(QDateTime::currentDateTimeUtc())
{
    refreshRows();
    connect(workspace->suite(), &SuiteDocument::reset, this, &TestsModel::refreshRows);
    connect(workspace->suite(), &SuiteDocument::testAdded, this, &TestsModel::refreshRows);
    connect(workspace->suite(), &SuiteDocument::testsRemoved, this, &TestsModel::refreshRows);
    connect(workspace->suite(), &SuiteDocument::testChanged, this, [this] {
        // The rows are the same ones, also where one was renamed. What is wrong with one test can
        // be another: two of one notebook.
        setIds(m_workspace->suite()->ids());
        refreshAll();
    });
    connect(workspace, &Workspace::runBegan, this, &TestsModel::refreshRow);
    connect(workspace, &Workspace::factsAppended, this, &TestsModel::refreshRow);
    connect(workspace, &Workspace::runEnded, this, &TestsModel::refreshRow);
    connect(workspace, &Workspace::queueChanged, this, &TestsModel::refreshAll);
    m_seconds.setInterval(std::chrono::seconds(1));
    connect(workspace, &Workspace::runBegan, this, [this] {
        if (!m_seconds.isActive())
            m_seconds.start();
    });
    connect(&m_seconds, &QTimer::timeout, this, [this] {
        tick(QDateTime::currentDateTimeUtc());
        if (m_workspace->activeCount() == 0)
            m_seconds.stop();
    });
}

void TestsModel::refreshRows()
{
    const QStringList ids = m_workspace->suite()->ids();

    // Where one run of rows came or went, the selection and the scroll position stay.
    const auto shorter = std::min(ids.size(), m_ids.size());
    qsizetype head = 0;
    while (head < shorter && ids[head] == m_ids[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && ids[ids.size() - 1 - tail] == m_ids[m_ids.size() - 1 - tail])
        ++tail;
    const auto first = static_cast<int>(head);
    if (head + tail == m_ids.size() && ids.size() > m_ids.size()) {
        beginInsertRows({}, first, static_cast<int>(ids.size() - tail) - 1);
        setIds(ids);
        endInsertRows();
    } else if (head + tail == ids.size() && ids.size() < m_ids.size()) {
        beginRemoveRows({}, first, static_cast<int>(m_ids.size() - tail) - 1);
        setIds(ids);
        endRemoveRows();
    } else if (ids != m_ids) {
        beginResetModel();
        setIds(ids);
        endResetModel();
        return;
    }
    refreshAll();
}

void TestsModel::setIds(const QStringList &ids)
{
    m_ids = ids;
    m_rowOf.clear();
    for (int row = 0; row < ids.size(); ++row)
        m_rowOf.insert(ids[row], row);
}

void TestsModel::refreshAll()
{
    if (!m_ids.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void TestsModel::refreshRow(const QString &testId)
{
    // For every batch of facts of every test that runs: not by looking through all rows.
    const int row = m_rowOf.value(testId, -1);
    if (row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int TestsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int TestsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TestsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QString &id = m_ids[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Name:
            return id;
        case Status:
            return statusText(*m_workspace, id, stateOf(id));
        case Duration:
            return formatDuration(secondsOf(id));
        }
        return {};
    case Qt::ToolTipRole:
    case DetailRole:
        return detailOf(id);
    case FailuresRole: {
        const auto run = m_workspace->run(id);
        return run ? failuresOf(run->record).join(u'\n') : QString();
    }
    case IdRole:
        return id;
    case StateRole:
        return static_cast<int>(stateOf(id));
    case SecondsRole:
        return secondsOf(id);
    case Qt::TextAlignmentRole:
        if (index.column() == Duration)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        return {};
    }
    return {};
}

QVariant TestsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Test");
    case Status:
        return tr("Status");
    case Duration:
        return tr("Duration");
    }
    return {};
}

TestState TestsModel::stateOf(const QString &testId) const
{
    const auto run = m_workspace->run(testId);
    // What a test came to is known before its objects are deleted.
    if (run && run->active)
        return run->record.verdict() ? stateAfter(run->record) : TestState::Running;
    if (m_workspace->isQueued(testId))
        return TestState::Queued;
    if (firstError(*m_workspace, testId))
        return TestState::Invalid;
    return run ? stateAfter(run->record) : TestState::NotRun;
}

QString TestsModel::detailOf(const QString &testId) const
{
    switch (stateOf(testId)) {
    case TestState::Invalid:
        return firstError(*m_workspace, testId)->message.simplified();
    case TestState::NotRun:
        return tr("Not run yet");
    case TestState::Queued:
        return tr("Waiting for its turn");
    case TestState::Running:
        return activityOf(m_workspace->run(testId)->record);
    default:
        return endOf(testId);
    }
}

QString TestsModel::remarkOf(const QString &testId) const
{
    const auto run = m_workspace->run(testId);
    const auto *test = m_workspace->suite()->test(testId);
    if (!run || run->active || !test)
        return {};
    const auto isOf = [test](const RunRecord &record) { return record.configuration() == *test; };
    if (wasStopped(*run)) {
        if (!run->earlier)
            return {};
        const QString before = toString(stateAfter(run->earlier->record));
        return isOf(run->earlier->record) ? tr("Before: %1").arg(before)
                                          : tr("Before it was edited: %1").arg(before);
    }
    return run->record.verdict() && !isOf(run->record) ? tr("Edited since this run") : QString();
}

QString TestsModel::endOf(const QString &testId) const
{
    const auto run = m_workspace->run(testId);
    const QString ending = endingWithKnown(run->record);
    if (run->active)
        return tr("Cleaning up. %1").arg(ending);
    const QString remark = remarkOf(testId);
    if (remark.isEmpty())
        return ending;
    if (wasStopped(*run))
        return tr("Stopped. %1, %2").arg(remark, endingOf(run->earlier->record));
    return tr("%1. %2").arg(remark, ending);
}

double TestsModel::secondsOf(const QString &testId) const
{
    const auto run = m_workspace->run(testId);
    if (!run || run->record.isEmpty())
        return -1;
    if (const auto &verdict = run->record.verdict())
        return verdict->durationSeconds;
    const QDateTime end =
        run->active ? std::max(m_now, run->record.lastAt()) : run->record.lastAt();
    return static_cast<double>(std::max<qint64>(0, run->record.startedAt().msecsTo(end))) / 1000.0;
}

void TestsModel::tick(const QDateTime &now)
{
    m_now = now;
    for (int row = 0; row < rowCount(); ++row) {
        if (m_workspace->isActive(m_ids[row])) {
            const QModelIndex cell = index(row, Duration);
            Q_EMIT dataChanged(cell, cell, {Qt::DisplayRole, SecondsRole});
        }
    }
}

} // namespace assay::models
