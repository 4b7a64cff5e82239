// SPDX-License-Identifier: Apache-2.0
#include <models/tables/record_models.h>

#include <models/words/timeline_text.h>

#include <models/base/duration.h>
#include <models/words/outcome_words.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

QVariant tone(Tone value)
{
    return static_cast<int>(value);
}

QVariant right()
{
    return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
}

} // namespace

RecordTableModel::RecordTableModel(Workspace *workspace, QObject *parent)
    : QAbstractTableModel(parent)
    , m_workspace(workspace)
{
    connect(workspace, &Workspace::runBegan, this, [this](const QString &testId) {
        if (testId == m_testId)
            showAll();
    });
    connect(workspace, &Workspace::factsAppended, this,
            [this](const QString &testId, int from, int to) {
                if (testId == m_testId)
                    showNew(from, to);
            });
}

void RecordTableModel::setTest(const QString &testId)
{
    m_testId = testId;
    showAll();
}

const RunRecord *RecordTableModel::record() const
{
    const Workspace::Run *run = m_workspace->run(m_testId);
    return run ? &run->record : nullptr;
}

bool RecordTableModel::hasEnded() const
{
    const RunRecord *shown = record();
    return !m_workspace->isActive(m_testId) || (shown && shown->verdict());
}

void RecordTableModel::indexFacts(int, int) {}

std::optional<std::pair<int, int>> RecordTableModel::rowsChangedBy(const Fact &) const
{
    return {};
}

void RecordTableModel::showAll()
{
    beginResetModel();
    const RunRecord *shown = record();
    indexFacts(0, shown ? static_cast<int>(shown->facts().size()) : 0);
    m_rows = wantedRows();
    endResetModel();
}

void RecordTableModel::showNew(int from, int to)
{
    indexFacts(from, to);
    const int before = m_rows;
    const int wanted = wantedRows();
    if (wanted > before) {
        beginInsertRows({}, before, wanted - 1);
        m_rows = wanted;
        endInsertRows();
    }
    const auto &facts = record()->facts();
    int first = before;
    int last = -1;
    for (int i = from; i < to; ++i) {
        if (const auto rows = rowsChangedBy(facts[static_cast<std::size_t>(i)])) {
            first = std::min(first, rows->first);
            last = std::max(last, std::min(rows->second, before - 1));
        }
    }
    if (first <= last)
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

// The packages

namespace {

//! The results are in the order of arrival, the rows in that of the configuration.
const PackageVerificationResult *resultOf(const RunRecord &record, const QString &package)
{
    const auto &results = record.results();
    const auto found = std::find_if(results.begin(), results.end(), [&](const auto &result) {
        return result.packageName == package;
    });
    return found == results.end() ? nullptr : &*found;
}

QString transcript(const PackageVerificationResult &result)
{
    QStringList parts{result.commandExecuted};
    for (const QString &part : {result.standardOutput, result.standardError}) {
        if (!part.trimmed().isEmpty())
            parts.append(part.trimmed());
    }
    if (parts.size() == 1 && result.errorMessage)
        parts.append(*result.errorMessage);
    if (!result.distribution.isEmpty())
        parts.append(PackageResultsModel::tr("From the distribution %1 %2")
                         .arg(result.distribution, result.version)
                         .trimmed());
    if (result.location)
        parts.append(result.location->onVolume
                         ? result.locationRemark()
                         : PackageResultsModel::tr("Found at %1").arg(result.location->origin));
    if (!result.advice.isEmpty())
        parts.append(result.advice);
    return parts.join(u'\n');
}

} // namespace

PackageResultsModel::PackageResultsModel(Workspace *workspace, QObject *parent)
    : RecordTableModel(workspace, parent)
{
}

int PackageResultsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : shownRows();
}

int PackageResultsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int PackageResultsModel::wantedRows() const
{
    const RunRecord *shown = record();
    return shown ? static_cast<int>(shown->configuration().packagesToVerify.size()) : 0;
}

std::optional<std::pair<int, int>> PackageResultsModel::rowsChangedBy(const Fact &fact) const
{
    if (const auto *verified = std::get_if<PackageVerified>(&fact.body)) {
        const auto row = static_cast<int>(
            record()->configuration().packagesToVerify.indexOf(verified->result.packageName));
        return row < 0 ? std::nullopt : std::optional(std::pair(row, row));
    }
    // What was waiting is now known not to come.
    if (std::holds_alternative<Verdict>(fact.body) ||
        std::holds_alternative<RunFinished>(fact.body))
        return std::pair(0, shownRows() - 1);
    return {};
}

QVariant PackageResultsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !record())
        return {};
    const QString package = record()->configuration().packagesToVerify.value(index.row());
    const PackageVerificationResult *result = resultOf(*record(), package);

    if (role == Qt::TextAlignmentRole && index.column() == Time)
        return right();
    if (role == ToneRole) {
        if (!result)
            return tone(Tone::Muted);
        return tone(toneOf(result->outcome));
    }
    if (role == TextRole || role == Qt::ToolTipRole)
        return result ? transcript(*result) : package;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Package:
        return package;
    case Result:
        if (!result)
            return hasEnded() ? tr("Not reached") : tr("Waiting");
        return wordFor(result->outcome);
    case Version:
        return result ? result->version : QString();
    case Time:
        return result ? formatDuration(result->executionTimeSeconds) : QString();
    case Detail:
        if (result && result->errorMessage)
            return result->errorMessage->simplified();
        return result ? result->locationRemark().simplified() : QString();
    }
    return {};
}

QVariant PackageResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Package:
        return tr("Package");
    case Result:
        return tr("Result");
    case Version:
        return tr("Version");
    case Time:
        return tr("Time");
    case Detail:
        return tr("Detail");
    }
    return {};
}

// The events

EventsModel::EventsModel(Workspace *workspace, QObject *parent)
    : RecordTableModel(workspace, parent)
{
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : shownRows();
}

int EventsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int EventsModel::wantedRows() const
{
    return record() ? static_cast<int>(record()->events().size()) : 0;
}

std::optional<std::pair<int, int>> EventsModel::rowsChangedBy(const Fact &fact) const
{
    const auto *seen = std::get_if<EventSeen>(&fact.body);
    if (!seen || seen->event.uid.isEmpty())
        return {};
    const auto &events = record()->events();
    const auto found = std::find_if(events.begin(), events.end(), [&](const auto &event) {
        return event.uid == seen->event.uid;
    });
    const auto row = static_cast<int>(found - events.begin());
    return std::pair(row, row);
}

QVariant EventsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !record())
        return {};
    const KubernetesEvent &event = record()->events()[static_cast<std::size_t>(index.row())];
    if (role == ToneRole)
        return tone(event.isWarning() ? Tone::Warning : Tone::Neutral);
    if (role == TextRole || role == Qt::ToolTipRole)
        return event.toLine();
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case LastSeen:
        return event.lastAt.toLocalTime().toString(u"HH:mm:ss"_s);
    case Type:
        return event.type;
    case Reason:
        return event.reason;
    case Object:
        return QString(event.objectKind + u' ' + event.objectName).trimmed();
    case Message:
        return event.count > 1 ? tr("%1 (%2 times)")
                                     .arg(event.message.simplified(), QString::number(event.count))
                               : event.message.simplified();
    }
    return {};
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case LastSeen:
        return tr("Last seen");
    case Type:
        return tr("Type");
    case Reason:
        return tr("Reason");
    case Object:
        return tr("Object");
    case Message:
        return tr("Message");
    }
    return {};
}

// The commands

CommandsModel::CommandsModel(Workspace *workspace, QObject *parent)
    : RecordTableModel(workspace, parent)
{
}

int CommandsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : shownRows();
}

int CommandsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int CommandsModel::wantedRows() const
{
    return record() ? static_cast<int>(record()->commands().size()) : 0;
}

QVariant CommandsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !record())
        return {};
    const CommandExecuted &command = record()->commands()[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() == Time)
        return right();
    if (role == ToneRole) {
        if (!command.exitCode)
            return tone(Tone::Warning);
        return tone(*command.exitCode == 0 ? Tone::Good : Tone::Bad);
    }
    if (role == TextRole) {
        QStringList parts{u"$ "_s + commandLine(command.argv)};
        for (const QString &part :
             {command.standardOutput, command.standardError, command.problem}) {
            if (!part.isEmpty())
                parts.append(part.endsWith(u'\n') ? part.chopped(1) : part);
        }
        return parts.join(u'\n');
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Command:
        return commandLine(command.argv);
    case ExitStatus:
        return command.exitCode ? QString::number(*command.exitCode) : tr("None");
    case Time:
        return formatDuration(command.seconds);
    }
    return {};
}

QVariant CommandsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Command:
        return tr("Command");
    case ExitStatus:
        return tr("Exit status");
    case Time:
        return tr("Time");
    }
    return {};
}

} // namespace assay::models
