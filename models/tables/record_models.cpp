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

PackageResultsModel::PackageResultsModel(ShownRun *shown, QObject *parent)
    : RecordTableModel(
          shown, {tr("Package"), tr("Result"), tr("Version"), tr("Time"), tr("Detail")}, parent)
{
    showAll();
}

int PackageResultsModel::wantedRows() const
{
    return static_cast<int>(record().configuration().packagesToVerify.size());
}

std::optional<std::pair<int, int>> PackageResultsModel::rowsChangedBy(const Fact &fact) const
{
    if (const auto *verified = std::get_if<PackageVerified>(&fact.body)) {
        const auto row = static_cast<int>(
            record().configuration().packagesToVerify.indexOf(verified->result.packageName));
        return row < 0 ? std::nullopt : std::optional(std::pair(row, row));
    }
    // What was waiting is now known not to come.
    if (std::holds_alternative<Verdict>(fact.body) ||
        std::holds_alternative<RunFinished>(fact.body))
        return std::pair(0, shownRows() - 1);
    return {};
}

QVariant PackageResultsModel::cell(int row, int column, int role) const
{
    const QString package = record().configuration().packagesToVerify.value(row);
    const PackageVerificationResult *result = resultOf(record(), package);

    if (role == Qt::TextAlignmentRole && column == Time)
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
    switch (column) {
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

// The events

EventsModel::EventsModel(ShownRun *shown, QObject *parent)
    : RecordTableModel(
          shown, {tr("Last seen"), tr("Type"), tr("Reason"), tr("Object"), tr("Message")}, parent)
{
    showAll();
}

int EventsModel::wantedRows() const
{
    return static_cast<int>(record().events().size());
}

std::optional<std::pair<int, int>> EventsModel::rowsChangedBy(const Fact &fact) const
{
    const auto *seen = std::get_if<EventSeen>(&fact.body);
    if (!seen || seen->event.uid.isEmpty())
        return {};
    const auto &events = record().events();
    const auto found = std::find_if(events.begin(), events.end(), [&](const auto &event) {
        return event.uid == seen->event.uid;
    });
    const auto row = static_cast<int>(found - events.begin());
    return std::pair(row, row);
}

void EventsModel::indexFacts(int from, int to)
{
    if (from == 0)
        m_heard.clear();
    for (int i = from; i < to; ++i) {
        const Fact &fact = record().facts()[static_cast<std::size_t>(i)];
        const auto *seen = std::get_if<EventSeen>(&fact.body);
        if (!seen || seen->event.uid.isEmpty())
            continue;
        const auto heard = m_heard.find(seen->event.uid);
        if (heard == m_heard.end())
            m_heard.insert(seen->event.uid, {fact.at, fact.at});
        else
            heard->second = fact.at;
    }
}

std::optional<EventsModel::Times> EventsModel::timesOf(int row) const
{
    const QString &uid = record().events()[static_cast<std::size_t>(row)].uid;
    const auto heard = m_heard.constFind(uid);
    return heard == m_heard.cend() ? std::nullopt : std::optional(*heard);
}

QVariant EventsModel::cell(int row, int column, int role) const
{
    const KubernetesEvent &event = record().events()[static_cast<std::size_t>(row)];
    if (role == ToneRole)
        return tone(event.isWarning() ? Tone::Warning : Tone::Neutral);
    if (role == TextRole || role == Qt::ToolTipRole)
        return event.toLine();
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
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

// The commands

CommandsModel::CommandsModel(ShownRun *shown, QObject *parent)
    : RecordTableModel(shown, {tr("Command"), tr("Exit status"), tr("Time")}, parent)
{
    showAll();
}

int CommandsModel::wantedRows() const
{
    return static_cast<int>(record().commands().size());
}

void CommandsModel::indexFacts(int from, int to)
{
    if (from == 0)
        m_ends.clear();
    for (int i = from; i < to; ++i) {
        const Fact &fact = record().facts()[static_cast<std::size_t>(i)];
        if (std::holds_alternative<CommandExecuted>(fact.body))
            m_ends.push_back(fact.at);
    }
}

std::optional<CommandsModel::Times> CommandsModel::timesOf(int row) const
{
    const auto place = static_cast<std::size_t>(row);
    if (place >= m_ends.size())
        return {};
    const auto took = static_cast<qint64>(record().commands()[place].seconds * 1000);
    return Times(m_ends[place].addMSecs(-took), m_ends[place]);
}

QVariant CommandsModel::cell(int row, int column, int role) const
{
    const CommandExecuted &command = record().commands()[static_cast<std::size_t>(row)];
    if (role == Qt::TextAlignmentRole && column == Time)
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
    switch (column) {
    case Command:
        return commandLine(command.argv);
    case ExitStatus:
        return command.exitCode ? QString::number(*command.exitCode) : tr("None");
    case Time:
        return formatDuration(command.seconds);
    }
    return {};
}

} // namespace assay::models
