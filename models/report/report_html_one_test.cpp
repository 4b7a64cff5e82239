// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

#include <models/base/duration.h>
#include <models/cluster/pod_facts.h>
#include <models/suite/configuration_fields.h>
#include <models/words/outcome_words.h>

#include <algorithm>

using namespace Qt::StringLiterals;
#include <models/words/fault_words.h>
#include <models/words/record_text.h>

namespace assay::models::reporting {

namespace {

Html evidenceList(const std::vector<Evidence> &evidence)
{
    Html items;
    for (const Evidence &item : evidence) {
        Html line = item.source + ": "_L1 + Html::element("q", {}, item.text);
        if (item.at.isValid())
            line += u" "_s + Html::element("span", {{"class", u"muted"_s}}, timeText(item.at));
        items += Html::element("li", {}, line) + Html::lineBreak();
    }
    return list(items);
}

//! Whether two sentences would be read as one said twice.
bool isSame(const QString &a, const QString &b)
{
    const auto bare = [](const QString &text) {
        const QString line = cleanLine(text);
        return line.endsWith(u'.') ? line.chopped(1) : line;
    };
    return bare(a) == bare(b);
}

Html diagnosisParagraphs(const Diagnosis &diagnosis, const std::optional<ValidationError> &error)
{
    Html out;
    if (!error || !isSame(diagnosis.summary, error->message))
        out += element("p", diagnosis.summary);
    out += element("p", diagnosis.advice);
    if (!diagnosis.fix.text.isEmpty())
        out += element("p", whereItBelongs(diagnosis.fix.kind), "muted") +
               element("pre", diagnosis.fix.text);
    if (const QString who = whoCanMend(diagnosis.fault); !who.isEmpty())
        out += element("p", who);
    QStringList finer{ReportText::tr("Category %1").arg(toString(diagnosis.category))};
    if (!diagnosis.reason.isEmpty())
        finer.append(ReportText::tr("reason %1").arg(diagnosis.reason));
    if (!diagnosis.container.isEmpty())
        finer.append(ReportText::tr("container %1").arg(diagnosis.container));
    if (error)
        finer.append(toString(error->type));
    return out + element("p", finer.join(u" · "_s), "muted") + evidenceList(diagnosis.evidence);
}

Html whatHappened(const ReportedTest &test)
{
    const auto error = errorOf(test);
    Html out = Html::lineBreak() + element("p", headlineOf(test)) +
               element("p", knownFailureOf(test).sentence);
    if (error && !isSame(error->message, headlineOf(test)))
        out += element("p", error->message);
    if (test.record && test.record->diagnosis())
        out += diagnosisParagraphs(test.record->diagnosis()->diagnosis, error);
    else if (error)
        out += element("p", toString(error->type), "muted");
    if (test.record && test.record->verdict() && test.record->verdict()->secondsSaved >= 1)
        out += element("p",
                       ReportText::tr("Told early: %1 of the time limit were not waited for.")
                           .arg(formatDuration(test.record->verdict()->secondsSaved)),
                       "muted");
    return Html::element("div", {{"class", u"callout "_s + toString(outcomeOf(test))}}, out) +
           Html::lineBreak();
}

Html transitionsTable(const RunRecord &record)
{
    Html rows;
    for (const Transition &transition : record.transitions()) {
        const double after =
            static_cast<double>(std::max<qint64>(0, record.startedAt().msecsTo(transition.at))) /
            1000.0;
        rows += row({numberCell(formatDuration(after)), cell(wordFor(transition.from)),
                     cell(wordFor(transition.to)), cell(transition.because)});
    }
    return table(ReportText::tr("State changes of the notebook"),
                 {ReportText::tr("After"), ReportText::tr("From"), ReportText::tr("To"),
                  ReportText::tr("Because")},
                 rows);
}

//! One bar over the whole run, its parts as wide as the time in each state, then the times in
//! words.
Html stateTimeline(const RunRecord &record)
{
    const auto seconds = record.secondsInStates(record.lastAt());
    double total = 0;
    for (const double part : seconds)
        total += part;
    if (seconds.isEmpty())
        return {};

    Html bars;
    Html legend;
    double x = 0;
    for (auto it = seconds.begin(); it != seconds.end(); ++it) {
        const QString colour = u"s-"_s + toString(it.key());
        const double width = total > 0 ? it.value() / total * 1000 : 0;
        bars += Html::element("rect",
                              {{"class", colour},
                               {"x", QString::number(x, 'f', 1)},
                               {"y", u"0"_s},
                               {"width", QString::number(width, 'f', 1)},
                               {"height", u"16"_s}},
                              {});
        x += width;
        legend += Html::element("li", {},
                                Html::element("span", {{"class", u"dot "_s + colour}}, {}) +
                                    (wordFor(it.key()) + u' ' + formatDuration(it.value()))) +
                  Html::lineBreak();
    }
    Html out;
    if (total > 0)
        out = Html::element("svg",
                            {{"class", u"bar"_s},
                             {"viewBox", u"0 0 1000 16"_s},
                             {"preserveAspectRatio", u"none"_s},
                             {"aria-hidden", u"true"_s}},
                            bars) +
              Html::lineBreak();
    out += Html::element("ul", {{"class", u"legend"_s}}, Html::lineBreak() + legend) +
           Html::lineBreak();
    return out + transitionsTable(record);
}

Html packageDetail(const PackageVerificationResult &result)
{
    Html detail = element("div", result.locationRemark());
    if (result.outcome == PackageOutcome::Passed)
        return detail;
    detail += element("div", result.errorMessage.value_or(QString())) +
              element("div", result.advice, "muted");
    QString transcript = result.commandExecuted;
    for (const QString &part : {result.standardOutput, result.standardError}) {
        if (!part.isEmpty())
            transcript += u'\n' + part;
    }
    return detail + folded(ReportText::tr("Transcript"), pre(transcript));
}

Html packagesTable(const ReportedTest &test)
{
    Html rows;
    for (const QString &package : configurationOf(test).packagesToVerify) {
        const PackageVerificationResult *result = resultOf(test, package);
        if (!result) {
            rows += row(
                {cell(package), cell(ReportText::tr("not reached")), cell({}), cell({}), cell({})});
            continue;
        }
        const Outcome shown = result->outcome == PackageOutcome::Passed   ? Outcome::Passed
                              : result->outcome == PackageOutcome::Failed ? Outcome::Failed
                                                                          : Outcome::Inconclusive;
        rows += row({cell(package), cell(outcomeBadge(shown)), cell(result->version),
                     numberCell(formatDuration(result->executionTimeSeconds)),
                     cell(packageDetail(*result))});
    }
    return table(ReportText::tr("Imports"),
                 {ReportText::tr("Package"), ReportText::tr("Result"), ReportText::tr("Version"),
                  ReportText::tr("Time"), ReportText::tr("Detail")},
                 rows);
}

Html inventoryLine(const RunRecord &record)
{
    const auto &taken = record.inventory();
    if (!taken)
        return {};
    return (taken->inventory ? element("p", taken->inventory->summary(), "muted") : Html()) +
           element("p", taken->problem, "muted");
}

Html installedTable(const RunRecord &record)
{
    if (!record.inventory() || !record.inventory()->inventory)
        return {};
    const Inventory &inventory = *record.inventory()->inventory;
    Html rows;
    for (const Distribution &d : inventory.distributions)
        rows += row({cell(d.name), cell(d.version), cell(d.imports.join(u", "_s))});
    Html content = table(
        ReportText::tr("Installed packages"),
        {ReportText::tr("Name"), ReportText::tr("Version"), ReportText::tr("Imports as")}, rows);
    if (inventory.distributionsNotListed > 0)
        content += element("p",
                           ReportText::tr("%1 more could not be read or are too many to be listed.")
                               .arg(inventory.distributionsNotListed),
                           "muted");
    return folded(ReportText::tr("Installed packages (%1)").arg(inventory.distributions.size()),
                  content);
}

Html preflightTable(const RunRecord &record)
{
    Html rows;
    for (const PreflightCheck &check : record.preflight())
        rows += row({cell(check.name), cell(wordInLine(check.result)), cell(check.detail),
                     cell(check.advice)});
    return table(ReportText::tr("Checks of the cluster"),
                 {ReportText::tr("Check"), ReportText::tr("Result"), ReportText::tr("Detail"),
                  ReportText::tr("Advice")},
                 rows);
}

Html containersTable(const RunRecord &record)
{
    std::vector<ContainerStatus> containers;
    if (record.diagnosis())
        containers = record.diagnosis()->info.containerStatuses;
    else if (record.pod().is_object())
        containers = containerStatusesOf(record.pod());
    Html rows;
    for (const ContainerStatus &status : containers)
        rows += row({cell(status.name), cell(status.state),
                     cell(status.stateReason.value_or(QString())),
                     numberCell(QString::number(status.restartCount)), cell(status.imageId)});
    return table(ReportText::tr("Containers"),
                 {ReportText::tr("Container"), ReportText::tr("State"), ReportText::tr("Reason"),
                  ReportText::tr("Restarts"), ReportText::tr("Image that ran")},
                 rows);
}

Html eventsTable(const RunRecord &record)
{
    Html rows;
    for (const KubernetesEvent &event : record.events())
        rows += row({numberCell(timeText(event.lastAt)), cell(event.type), cell(event.reason),
                     cell(event.objectKind + u' ' + event.objectName),
                     numberCell(QString::number(event.count)), cell(event.message)});
    return table(ReportText::tr("Events of the cluster"),
                 {ReportText::tr("Last seen"), ReportText::tr("Type"), ReportText::tr("Reason"),
                  ReportText::tr("Object"), ReportText::tr("Count"), ReportText::tr("Message")},
                 rows);
}

QString logTitle(const LogTail &tail)
{
    const bool isCut = !tail.isWhole && !tail.text.isEmpty();
    if (tail.attempt > 0)
        return (isCut ? ReportText::tr("Log of %1, attempt %2, its end")
                      : ReportText::tr("Log of %1, attempt %2"))
            .arg(tail.container, QString::number(tail.attempt + 1));
    return (isCut ? ReportText::tr("Log of %1, its end") : ReportText::tr("Log of %1"))
        .arg(tail.container);
}

Html logs(const ReportedTest &test)
{
    Html out;
    for (const LogTail &tail : logTails(test)) {
        Html body = element("p", tail.problem, "muted");
        if (!tail.text.isEmpty())
            body += pre(tail.text);
        else if (tail.problem.isEmpty())
            body += element("p", ReportText::tr("The container wrote nothing."), "muted");
        out += folded(logTitle(tail), body);
    }
    return out;
}

Html notes(const ReportedTest &test, const SharedNotes &shared)
{
    const RunRecord &record = *test.record;
    Html items;
    for (const QString &problem : notRecordedOf(test))
        items += element("li", problem);
    for (const QString &note : ownNotes(shared, test))
        items += element("li", note);
    for (const ObjectRef &object : record.leftovers())
        items +=
            element("li", ReportText::tr("Left on the cluster: %1").arg(objectInWords(object)));
    return list(items);
}

//! A field's value as a person reads it.
QString valueText(const ConfigurationField &field, const CustomImageTestConfiguration &c)
{
    using Kind = ConfigurationField::Kind;
    const Json value = valueOf(field, c);
    QStringList parts;
    switch (field.kind) {
    case Kind::Text:
        return value.get<QString>();
    case Kind::Seconds:
        return ReportText::tr("%1 s").arg(value.get<int>());
    case Kind::List:
        return value.get<QStringList>().join(", "_L1);
    case Kind::Code:
        return ReportText::tr("%1, see above").arg(value.size());
    case Kind::Pairs:
        for (const auto &[key, text] : value.items())
            parts << QString::fromStdString(key) + ": "_L1 + text.get<QString>();
        return parts.join(", "_L1);
    case Kind::Flag:
    case Kind::Log:
    case Kind::Mapping:
    case Kind::Manifest:
        break;
    }
    return QString::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

//! The fields as the suite calls them: those that every record holds, and what was said beyond.
Html configurationList(const CustomImageTestConfiguration &c)
{
    using Presence = ConfigurationField::Presence;
    Html out = Html::lineBreak();
    for (const ConfigurationField &field : configurationFields()) {
        // The test's name stands over it all.
        if (field.nameText() == "id"_L1 ||
            (field.presence == Presence::Optional && hasDefault(field, c)))
            continue;
        const QString text = valueText(field, c);
        out += element("dt", field.nameText()) +
               Html::element("dd", {}, text.isEmpty() ? u"–"_s : text) + Html::lineBreak();
    }
    return Html::element("dl", {}, out) + Html::lineBreak();
}

//! What ran, beside what was asked for.
Html podLine(const RunRecord &record)
{
    if (record.pod().is_null())
        return {};
    const PodFacts facts = podFactsOf(record.pod(), record.notebook().containerName);
    QStringList parts;
    if (!facts.imageId.isEmpty())
        parts << ReportText::tr("ran as %1").arg(facts.imageId);
    if (facts.userId)
        parts << ReportText::tr("user id %1").arg(*facts.userId);
    if (!facts.scc.isEmpty())
        parts << ReportText::tr("security context constraints %1").arg(facts.scc);
    if (!facts.node.isEmpty())
        parts << ReportText::tr("node %1").arg(facts.node);
    return parts.isEmpty() ? Html() : element("p", parts.join(u" · "_s), "muted");
}

//! Cluster, node, suite and command: what a later reader would ask first.
Html placeList(const ReportedTest &test)
{
    Html out = Html::lineBreak();
    for (const auto &[name, value] : placeOf(test))
        out += element("dt", placeTitle(name)) + Html::element("dd", {}, value) + Html::lineBreak();
    return Html::element("dl", {}, out) + Html::lineBreak();
}

} // namespace

static Html recordSections(const ReportedTest &test, const RunRecord &record,
                           const SharedNotes &shared)
{
    Html out = notes(test, shared);
    out += heading(ReportText::tr("States"), stateTimeline(record));
    out += heading(ReportText::tr("Packages"),
                   packagesTable(test) + inventoryLine(record) + installedTable(record));
    out += heading(ReportText::tr("Checks"), checksTable(record));
    out += heading(ReportText::tr("Notebook cells"), cellsTable(record));
    return out +
           heading(ReportText::tr("Containers"), containersTable(record) + resourcesTable(record));
}

Html testArticle(const ReportedTest &test, const QString &anchor, const Several &several,
                 const SharedNotes &shared)
{
    const CustomImageTestConfiguration &configuration = configurationOf(test);
    const QString titleId = anchor + "-title"_L1;
    Html out = Html::lineBreak() +
               Html::element("div", {{"class", u"title"_s}},
                             Html::element("h2", {{"id", titleId}}, nameOf(test, several)) +
                                 outcomeBadge(test)) +
               Html::lineBreak();
    QStringList line{configuration.nameSpace + " / "_L1 + configuration.notebookName,
                     configuration.customImage};
    if (test.record)
        line.append(formatDuration(durationOf(test)));
    out += element("p", line.join(u" · "_s), "muted");
    out += element("p", attemptsText(test), "muted");
    if (test.record)
        out += podLine(*test.record) + element("p", movedTagText(*test.record));
    out += whatHappened(test);
    Html details;
    if (test.record) {
        const RunRecord &record = *test.record;
        out += recordSections(test, record, shared);
        details =
            folded(ReportText::tr("Events (%1)").arg(record.events().size()), eventsTable(record)) +
            logs(test) + folded(ReportText::tr("Checks of the cluster"), preflightTable(record));
    }
    details += folded(ReportText::tr("Place and origin"), placeList(test)) +
               folded(ReportText::tr("Configuration"), configurationList(configuration));
    out += heading(ReportText::tr("Details"), details);
    return Html::element("article",
                         {{"class", u"card"_s}, {"id", anchor}, {"aria-labelledby", titleId}},
                         out) +
           Html::lineBreak();
}

} // namespace assay::models::reporting
