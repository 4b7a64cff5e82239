// SPDX-License-Identifier: Apache-2.0
#include "report_text.h"

#include <models/base/safe_text.h>
#include <models/cluster/pod_facts.h>
#include <models/record/image_history.h>
#include <models/report/ticket.h>
#include <models/suite/known_failure.h>
#include <models/words/outcome_words.h>
#include <models/words/record_text.h>

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <map>
#include <utility>

using namespace Qt::StringLiterals;

namespace assay::models {

Outcome outcomeOf(const ReportedTest &test)
{
    if (test.record && test.record->verdict())
        return test.record->verdict()->outcome;
    return test.error ? outcomeFor(*test.error) : Outcome::Inconclusive;
}

std::optional<ValidationError> errorOf(const ReportedTest &test)
{
    if (test.record && test.record->verdict())
        return test.record->verdict()->error;
    return test.error;
}

const CustomImageTestConfiguration &configurationOf(const ReportedTest &test)
{
    return test.record ? test.record->configuration() : test.configuration;
}

KnownFailureFinding knownFailureOf(const ReportedTest &test)
{
    return test.record ? knownFailureOf(*test.record) : KnownFailureFinding();
}

bool isKnownFailure(const ReportedTest &test)
{
    return test.record && isKnownFailure(*test.record);
}

QString suitePathOf(const ReportedTest &test)
{
    return test.record ? test.record->start().suitePath : test.suite;
}

QString suiteNameOf(const ReportedTest &test)
{
    QString name = QFileInfo(suitePathOf(test)).fileName();
    for (const QLatin1String end : {".yaml"_L1, ".yml"_L1}) {
        if (name.endsWith(end))
            name.chop(end.size());
    }
    return name;
}

double durationOf(const ReportedTest &test)
{
    if (!test.record || test.record->isEmpty())
        return 0;
    if (const auto &verdict = test.record->verdict())
        return verdict->durationSeconds;
    const qint64 ms = test.record->startedAt().msecsTo(test.record->lastAt());
    return static_cast<double>(std::max<qint64>(0, ms)) / 1000.0;
}

} // namespace assay::models

namespace assay::models::reporting {

namespace {

//! Where the escape sequence that begins at `from` ends: CSI to its final byte, OSC and its sisters
//! to their terminator, others one character on. One that does not end takes no more than itself.
qsizetype endOfEscape(const QString &text, qsizetype from)
{
    if (from + 1 >= text.size())
        return from + 1;
    const QChar kind = text[from + 1];
    if (kind == u'[') {
        qsizetype i = from + 2;
        while (i < text.size() && text[i] >= QChar(0x20) && text[i] <= QChar(0x3f))
            ++i;
        return i < text.size() && text[i] >= QChar(0x40) && text[i] <= QChar(0x7e) ? i + 1 : i;
    }
    if (kind == u']' || kind == u'P' || kind == u'^' || kind == u'_') {
        for (qsizetype i = from + 2; i < text.size() && text[i] != u'\n'; ++i) {
            if (text[i] == QChar(0x07))
                return i + 1;
            if (text[i] == QChar(0x1b))
                return i + 1 < text.size() && text[i + 1] == u'\\' ? i + 2 : i;
        }
    }
    return from + 1;
}

//! Joiners hold emoji and some scripts together, and turn nothing.
bool isHarmful(char32_t c)
{
    return c != 0x200c && c != 0x200d && isObeyed(c);
}

//! The path of a log in the run's folder; empty where the record names another place.
QString pathOf(const QString &folder, const QString &file)
{
    if (folder.isEmpty() || file.isEmpty())
        return {};
    const QString root = QFileInfo(folder).canonicalFilePath();
    const QFileInfo info(folder + u'/' + file);
    const QString path = info.canonicalFilePath();
    return !root.isEmpty() && path.startsWith(root + u'/') && info.isFile() ? path : QString();
}

void readTail(const QString &path, LogTail &tail)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) {
        if (tail.problem.isEmpty())
            tail.problem = ReportText::tr("The log file is not in the run's folder.");
        return;
    }
    const qint64 start = std::max<qint64>(0, file.size() - maxTailBytes);
    file.seek(start);
    QByteArray bytes = file.read(maxTailBytes);
    if (start > 0)
        bytes.remove(0, bytes.indexOf('\n') + 1);
    qsizetype from = bytes.size() - (bytes.endsWith('\n') ? 1 : 0);
    for (int lines = 0; from > 0 && lines < maxTailLines; ++lines)
        from = bytes.lastIndexOf('\n', from - 1);
    tail.isWhole = start == 0 && from <= 0;
    tail.text = clean(QString::fromUtf8(from > 0 ? bytes.mid(from + 1) : bytes));
}

} // namespace

QString clean(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == QChar(0x1b)) {
            i = endOfEscape(text, i) - 1;
        } else if (c == u'\r') {
            // A progress bar redraws its line; each state of it becomes a line of its own.
            if (i + 1 >= text.size() || text[i + 1] != u'\n')
                out.append(u'\n');
        } else if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            ++i;
            if (!isHarmful(QChar::surrogateToUcs4(c, text[i])))
                out.append(c).append(text[i]);
        } else if (c.isSurrogate()) {
            out.append(QChar::ReplacementCharacter);
        } else if (!isHarmful(c.unicode())) {
            out.append(c);
        }
    }
    return anonymous(out);
}

QString cleanLine(const QString &text)
{
    return clean(text).simplified();
}

QString capped(const QString &text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    return text.left(text[most - 1].isHighSurrogate() ? most - 1 : most) + u'…';
}

QStringList notRecordedOf(const ReportedTest &test)
{
    QStringList sentences;
    if (!test.record)
        return sentences;
    for (const QString &problem : test.record->notRecorded())
        sentences << ReportText::tr("The record of this run is not whole: %1").arg(problem);
    return sentences;
}

QString headlineOf(const ReportedTest &test)
{
    if (test.record && test.record->verdict())
        return cleanLine(endingOf(*test.record));
    if (test.error)
        return cleanLine(test.error->message);
    return test.record ? cleanLine(endingOf(*test.record)) : ReportText::tr("The test did not run");
}

NotebookResource notebookAtVerdict(const RunRecord &record)
{
    NotebookResource notebook = record.notebook();
    notebook.status = NotebookStatus::Created;
    for (const Fact &fact : record.facts()) {
        if (const auto *changed = std::get_if<StateChanged>(&fact.body))
            notebook.status = changed->transition.to;
        else if (std::holds_alternative<Verdict>(fact.body))
            break;
    }
    return notebook;
}

std::optional<double> secondsToReady(const RunRecord &record)
{
    for (const Transition &transition : record.transitions()) {
        if (transition.to == NotebookStatus::Ready) {
            const qint64 ms = record.startedAt().msecsTo(transition.at);
            return static_cast<double>(std::max<qint64>(0, ms)) / 1000.0;
        }
    }
    return {};
}

const PackageVerificationResult *resultOf(const ReportedTest &test, const QString &package)
{
    if (!test.record)
        return nullptr;
    const auto &results = test.record->results();
    const auto found = std::find_if(results.begin(), results.end(), [&](const auto &result) {
        return result.packageName == package;
    });
    return found == results.end() ? nullptr : &*found;
}

namespace {

using Properties = std::vector<std::pair<QString, QString>>;

void addImage(Properties &out, const ReportedTest &test)
{
    const QString &image = configurationOf(test).customImage;
    out.emplace_back(u"image"_s, image);
    // A colon after the last slash stands before a tag, one before it before a port.
    const QString name = image.section(u'@', 0, 0).section(u'/', -1);
    out.emplace_back(u"tag"_s, name.contains(u':') ? name.section(u':', 1) : QString());
    QString id;
    if (test.record && test.record->image())
        id = test.record->image()->imageId;
    else if (test.record)
        id = podFactsOf(test.record->pod(), test.record->notebook().containerName).imageId;
    out.emplace_back(u"digest"_s, digestOf(id));
}

void addRecord(Properties &out, const RunRecord &record)
{
    if (const auto &cluster = record.cluster()) {
        out.emplace_back(u"kubernetes"_s, cluster->kubernetes);
        out.emplace_back(u"openshift"_s, cluster->openShift);
        out.emplace_back(u"operator"_s,
                         u"%1 %2"_s.arg(cluster->operatorName, cluster->operatorVersion).trimmed());
    }
    if (const auto &node = record.node()) {
        out.emplace_back(u"node"_s, node->name);
        out.emplace_back(u"architecture"_s, node->architecture);
        out.emplace_back(u"kubelet"_s, node->kubelet);
        out.emplace_back(u"runtime"_s, node->runtime);
    }
    out.emplace_back(u"run_id"_s, record.runId());
    out.emplace_back(u"assay"_s, record.start().assayVersion);
    const RunOrigin &origin = record.start().origin;
    out.emplace_back(u"commit"_s, origin.commit);
    out.emplace_back(u"suite_changed"_s, origin.isDirty ? u"true"_s : QString());
    out.emplace_back(u"job_url"_s, origin.jobUrl);
    for (auto it = origin.labels.begin(); it != origin.labels.end(); ++it)
        out.emplace_back(it.key(), it.value());
}

} // namespace

std::vector<std::pair<QString, QString>> placeOf(const ReportedTest &test)
{
    Properties out;
    addImage(out, test);
    out.emplace_back(u"suite"_s, anonymous(suitePathOf(test)));
    out.emplace_back(u"cluster"_s, contextOf(test));
    out.emplace_back(u"server"_s, serverOf(test));
    if (test.record)
        addRecord(out, *test.record);
    const auto labels = labelsOf(configurationOf(test).labels);
    for (auto it = labels.begin(); it != labels.end(); ++it)
        out.emplace_back(it.key(), it.value());
    out.emplace_back(u"repeat"_s, anonymous(repeatCommand(test)));
    std::erase_if(out, [](const auto &property) { return property.second.isEmpty(); });
    return out;
}

QString placeTitle(const QString &name)
{
    const std::pair<QLatin1String, QString> titles[] = {
        {"image"_L1, ReportText::tr("Image")},
        {"tag"_L1, ReportText::tr("Tag")},
        {"digest"_L1, ReportText::tr("Digest")},
        {"suite"_L1, ReportText::tr("Suite")},
        {"cluster"_L1, ReportText::tr("Cluster")},
        {"server"_L1, ReportText::tr("Server")},
        {"kubernetes"_L1, ReportText::tr("Version of Kubernetes")},
        {"openshift"_L1, ReportText::tr("Version of OpenShift")},
        {"operator"_L1, ReportText::tr("Operator")},
        {"node"_L1, ReportText::tr("Node")},
        {"architecture"_L1, ReportText::tr("Architecture")},
        {"kubelet"_L1, ReportText::tr("Version of the kubelet")},
        {"runtime"_L1, ReportText::tr("Container runtime")},
        {"run_id"_L1, ReportText::tr("Run")},
        {"assay"_L1, ReportText::tr("Version of Assay")},
        {"commit"_L1, ReportText::tr("Commit of the suite")},
        {"suite_changed"_L1, ReportText::tr("Suite changed since")},
        {"job_url"_L1, ReportText::tr("Job")},
        {"repeat"_L1, ReportText::tr("The same again")},
    };
    for (const auto &[known, title] : titles) {
        if (name == known)
            return title;
    }
    return name;
}

QString outcomeText(const ReportedTest &test)
{
    const QString word = wordInLine(outcomeOf(test));
    return isKnownFailure(test) ? ReportText::tr("%1, as known").arg(word) : word;
}

SharedNotes sharedNotes(const ReportInput &input)
{
    std::map<std::pair<QString, QString>, int> counts;
    for (const ReportedTest &test : input.tests) {
        QStringList notes = test.record ? test.record->notes() : QStringList();
        notes.removeDuplicates();
        for (const QString &note : std::as_const(notes))
            ++counts[{contextOf(test), note}];
    }
    SharedNotes shared;
    for (const ReportedTest &test : input.tests) {
        for (const QString &note : test.record ? test.record->notes() : QStringList()) {
            if (std::exchange(counts[{contextOf(test), note}], 0) > 1)
                shared.emplace_back(contextOf(test), note);
        }
    }
    return shared;
}

QStringList ownNotes(const SharedNotes &shared, const ReportedTest &test)
{
    QStringList notes;
    for (const QString &note : test.record ? test.record->notes() : QStringList()) {
        if (std::find(shared.begin(), shared.end(), std::pair(contextOf(test), note)) ==
            shared.end())
            notes << note;
    }
    return notes;
}

QString movedTagText(const RunRecord &record)
{
    return record.image() ? cleanLine(movedTag(*record.image())) : QString();
}

Counts countOutcomes(const ReportInput &input)
{
    Counts counts;
    for (const ReportedTest &test : input.tests) {
        switch (outcomeOf(test)) {
        case Outcome::Passed:
            ++counts.passed;
            break;
        case Outcome::Failed:
            ++(isKnownFailure(test) ? counts.known : counts.failed);
            break;
        case Outcome::Inconclusive:
            ++counts.inconclusive;
            break;
        case Outcome::Cancelled:
            ++counts.cancelled;
            break;
        }
    }
    return counts;
}

std::vector<LogTail> logTails(const ReportedTest &test)
{
    std::vector<LogTail> tails;
    if (!test.record)
        return tails;
    for (const LogFile &log : test.record->logs()) {
        LogTail tail{cleanLine(log.container), log.attempt, {}, false, cleanLine(log.problem)};
        if (log.size > 0 || log.problem.isEmpty())
            readTail(pathOf(test.folder, log.file), tail);
        // A container that ends the same way each time is quoted once.
        const auto twin = std::find_if(tails.begin(), tails.end(), [&tail](const LogTail &other) {
            return other.container == tail.container && other.text == tail.text &&
                   !tail.text.isEmpty();
        });
        if (twin != tails.end()) {
            tail.text.clear();
            tail.problem = ReportText::tr("The same as in attempt %1.").arg(twin->attempt + 1);
        }
        tails.push_back(tail);
    }
    return tails;
}

QString timeText(const QDateTime &at)
{
    return at.isValid() ? at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s) : QString();
}

} // namespace assay::models::reporting

namespace assay::models {

QString countsText(const ReportInput &input)
{
    const reporting::Counts counts = reporting::countOutcomes(input);
    QStringList parts;
    const auto add = [&](int count, Outcome outcome) {
        if (count > 0)
            parts.append(QString::number(count) + u' ' + wordInLine(outcome));
    };
    add(counts.passed, Outcome::Passed);
    add(counts.failed, Outcome::Failed);
    if (counts.known > 0)
        parts.append(reporting::ReportText::tr("%n known failure(s)", nullptr, counts.known));
    add(counts.inconclusive, Outcome::Inconclusive);
    add(counts.cancelled, Outcome::Cancelled);
    return parts.isEmpty() ? reporting::ReportText::tr("No test ran") : parts.join(", "_L1);
}

} // namespace assay::models
