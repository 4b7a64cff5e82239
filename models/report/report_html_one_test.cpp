// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

#include <models/base/duration.h>
#include <models/cluster/pod_facts.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

namespace {

QString evidenceList(const std::vector<Evidence> &evidence)
{
    if (evidence.empty())
        return {};
    QString out = "<ul class=\"plain\">\n"_L1;
    for (const Evidence &item : evidence) {
        out += "<li>"_L1 + escaped(item.source) + ": <q>"_L1 + escaped(item.text) + "</q>"_L1;
        if (item.at.isValid())
            out += " <span class=\"muted\">"_L1 + timeText(item.at) + "</span>"_L1;
        out += "</li>\n"_L1;
    }
    return out + "</ul>\n"_L1;
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

QString whatHappened(const ReportedTest &test)
{
    const auto error = errorOf(test);
    QString out = u"<div class=\"callout %1\">\n"_s.arg(toString(outcomeOf(test)));
    out += element("p", headlineOf(test));
    if (error && !isSame(error->message, headlineOf(test)))
        out += element("p", error->message);
    if (test.record && test.record->diagnosis()) {
        const Diagnosis &diagnosis = test.record->diagnosis()->diagnosis;
        if (!error || !isSame(diagnosis.summary, error->message))
            out += element("p", diagnosis.summary);
        out += element("p", diagnosis.advice);
        QStringList finer{"Category "_L1 + toString(diagnosis.category)};
        if (!diagnosis.reason.isEmpty())
            finer.append("reason "_L1 + diagnosis.reason);
        if (!diagnosis.container.isEmpty())
            finer.append("container "_L1 + diagnosis.container);
        if (error)
            finer.append(toString(error->type));
        out += element("p", finer.join(u" · "_s), "muted");
        out += evidenceList(diagnosis.evidence);
    } else if (error) {
        out += element("p", toString(error->type), "muted");
    }
    if (test.record && test.record->verdict() && test.record->verdict()->secondsSaved >= 1)
        out += element("p",
                       "Told early: "_L1 + formatDuration(test.record->verdict()->secondsSaved) +
                           " of the time limit were not waited for."_L1,
                       "muted");
    return out + "</div>\n"_L1;
}

//! One bar over the whole run, its parts as wide as the time in each state, then the times in
//! words.
QString stateTimeline(const RunRecord &record)
{
    const auto seconds = record.secondsInStates(record.lastAt());
    double total = 0;
    for (const double part : seconds)
        total += part;
    if (seconds.isEmpty())
        return {};

    QString bars;
    QString legend;
    double x = 0;
    for (auto it = seconds.begin(); it != seconds.end(); ++it) {
        const QString name = toString(it.key());
        const double width = total > 0 ? it.value() / total * 1000 : 0;
        bars += u"<rect class=\"s-%1\" x=\"%2\" y=\"0\" width=\"%3\" height=\"16\"/>"_s.arg(
            name, QString::number(x, 'f', 1), QString::number(width, 'f', 1));
        x += width;
        legend += u"<li><span class=\"dot s-%1\"></span>%1 %2</li>\n"_s.arg(
            name, formatDuration(it.value()));
    }
    QString out;
    if (total > 0)
        out = "<svg class=\"bar\" viewBox=\"0 0 1000 16\" preserveAspectRatio=\"none\" "
              "aria-hidden=\"true\">"_L1 +
              bars + "</svg>\n"_L1;
    out += "<ul class=\"legend\">\n"_L1 + legend + "</ul>\n"_L1;

    QStringList rows;
    for (const Transition &transition : record.transitions()) {
        const double after =
            static_cast<double>(std::max<qint64>(0, record.startedAt().msecsTo(transition.at))) /
            1000.0;
        rows.append(row({numberCell(formatDuration(after)), cell(toString(transition.from)),
                         cell(toString(transition.to)), cell(transition.because)}));
    }
    return out + table("State changes of the notebook",
                       {u"After"_s, u"From"_s, u"To"_s, u"Because"_s}, rows);
}

QString packagesTable(const ReportedTest &test)
{
    QStringList rows;
    for (const QString &package : configurationOf(test).packagesToVerify) {
        const PackageVerificationResult *result = resultOf(test, package);
        if (!result) {
            rows.append(row({cell(package), cell(u"not reached"_s), cell({}), cell({}), cell({})}));
            continue;
        }
        const Outcome shown = result->outcome == PackageOutcome::Passed   ? Outcome::Passed
                              : result->outcome == PackageOutcome::Failed ? Outcome::Failed
                                                                          : Outcome::Inconclusive;
        QString detail = element("div", result->locationRemark());
        if (result->outcome != PackageOutcome::Passed) {
            detail += element("div", result->errorMessage.value_or(QString())) +
                      element("div", result->advice, "muted");
            QString transcript = result->commandExecuted;
            for (const QString &part : {result->standardOutput, result->standardError}) {
                if (!part.isEmpty())
                    transcript += u'\n' + part;
            }
            detail += folded(u"Transcript"_s, pre(transcript));
        }
        rows.append(
            row({cell(package), "<td>"_L1 + outcomeBadge(shown) + "</td>"_L1, cell(result->version),
                 numberCell(formatDuration(result->executionTimeSeconds)),
                 "<td>"_L1 + detail + "</td>"_L1}));
    }
    return table("Imports", {u"Package"_s, u"Result"_s, u"Version"_s, u"Time"_s, u"Detail"_s},
                 rows);
}

QString inventoryLine(const RunRecord &record)
{
    const auto &taken = record.inventory();
    if (!taken)
        return {};
    return (taken->inventory ? element("p", taken->inventory->summary(), "muted") : QString()) +
           element("p", taken->problem, "muted");
}

QString installedTable(const RunRecord &record)
{
    if (!record.inventory() || !record.inventory()->inventory)
        return {};
    const Inventory &inventory = *record.inventory()->inventory;
    QStringList rows;
    for (const Distribution &d : inventory.distributions)
        rows.append(row({cell(d.name), cell(d.version), cell(d.imports.join(u", "_s))}));
    QString markup = table("Installed packages", {u"Name"_s, u"Version"_s, u"Imports as"_s}, rows);
    if (inventory.distributionsNotListed > 0)
        markup += element("p",
                          u"%1 more could not be read or are too many to be listed."_s.arg(
                              inventory.distributionsNotListed),
                          "muted");
    return folded(u"Installed packages (%1)"_s.arg(inventory.distributions.size()), markup);
}

QString preflightTable(const RunRecord &record)
{
    QStringList rows;
    for (const PreflightCheck &check : record.preflight()) {
        QString result = u"passed"_s;
        if (check.result == PreflightCheck::Result::Failed)
            result = u"failed"_s;
        else if (check.result == PreflightCheck::Result::Warning)
            result = u"warning"_s;
        rows.append(row({cell(check.name), cell(result), cell(check.detail), cell(check.advice)}));
    }
    return table("Checks of the cluster", {u"Check"_s, u"Result"_s, u"Detail"_s, u"Advice"_s},
                 rows);
}

QString containersTable(const RunRecord &record)
{
    std::vector<ContainerStatus> containers;
    if (record.diagnosis())
        containers = record.diagnosis()->info.containerStatuses;
    else if (record.pod().is_object())
        containers = containerStatusesOf(record.pod());
    QStringList rows;
    for (const ContainerStatus &status : containers)
        rows.append(row({cell(status.name), cell(status.state),
                         cell(status.stateReason.value_or(QString())),
                         numberCell(QString::number(status.restartCount)), cell(status.imageId)}));
    return table("Containers",
                 {u"Container"_s, u"State"_s, u"Reason"_s, u"Restarts"_s, u"Image that ran"_s},
                 rows);
}

QString eventsTable(const RunRecord &record)
{
    QStringList rows;
    for (const KubernetesEvent &event : record.events())
        rows.append(row({numberCell(timeText(event.lastAt)), cell(event.type), cell(event.reason),
                         cell(event.objectKind + u' ' + event.objectName),
                         numberCell(QString::number(event.count)), cell(event.message)}));
    return table("Events of the cluster",
                 {u"Last seen"_s, u"Type"_s, u"Reason"_s, u"Object"_s, u"Count"_s, u"Message"_s},
                 rows);
}

QString logs(const ReportedTest &test)
{
    QString out;
    for (const LogTail &tail : logTails(test)) {
        QString summary = "Log of "_L1 + tail.container;
        if (tail.attempt > 0)
            summary += u", attempt %1"_s.arg(tail.attempt + 1);
        if (!tail.isWhole && !tail.text.isEmpty())
            summary += ", its end"_L1;
        QString body = element("p", tail.problem, "muted");
        if (!tail.text.isEmpty())
            body += pre(tail.text);
        else if (tail.problem.isEmpty())
            body += element("p", u"The container wrote nothing."_s, "muted");
        out += folded(summary, body);
    }
    return out;
}

QString notes(const RunRecord &record)
{
    QString out;
    for (const QString &note : record.notes())
        out += element("li", note);
    for (const ObjectRef &object : record.leftovers())
        out += element("li", "Left on the cluster: "_L1 + object.toString());
    return out.isEmpty() ? QString() : "<ul class=\"plain\">\n"_L1 + out + "</ul>\n"_L1;
}

QString definition(const char *term, const QString &text)
{
    return element("dt", QLatin1String(term)) + "<dd>"_L1 +
           (text.isEmpty() ? u"–"_s : escaped(text)) + "</dd>\n"_L1;
}

QString configurationList(const CustomImageTestConfiguration &c)
{
    QStringList annotations;
    for (auto it = c.authAnnotations.begin(); it != c.authAnnotations.end(); ++it)
        annotations.append(it.key() + ": "_L1 + it.value());
    QString out = "<dl>\n"_L1;
    out += definition("namespace", c.nameSpace);
    out += definition("notebook_name", c.notebookName);
    out += definition("custom_image", c.customImage);
    out += definition("packages_to_verify", c.packagesToVerify.join(", "_L1));
    out += definition("timeout_pod_ready", u"%1 s"_s.arg(c.timeoutPodReady));
    out += definition("timeout_command", u"%1 s"_s.arg(c.timeoutCommand));
    out += definition("auth_annotations", annotations.join(", "_L1));
    const auto json = [&](const char *name, const Json &value) {
        if (!value.is_null())
            out += definition(name, QString::fromStdString(value.dump(
                                        -1, ' ', false, Json::error_handler_t::replace)));
    };
    if (!c.installedPackages.isEmpty())
        out += definition("installed_packages", c.installedPackages.join(", "_L1));
    if (c.gpuRequired)
        out += definition("gpu_required", u"true"_s);
    if (!c.notebookCells.isEmpty())
        out += definition("notebook_cells", u"%1, see above"_s.arg(c.notebookCells.size()));
    if (!c.workbenchChecks.isEmpty())
        out += definition("workbench_checks", c.workbenchChecks.join(", "_L1));
    if (!c.logPolicy.isEmpty())
        json("log_policy", Json(c.logPolicy));
    json("resources", c.resources);
    json("storage", c.storage);
    json("template", c.templateOverride);
    return out + "</dl>\n"_L1;
}

//! What ran, beside what was asked for.
QString podLine(const RunRecord &record)
{
    if (record.pod().is_null())
        return {};
    const PodFacts facts = podFactsOf(record.pod(), record.notebook().containerName);
    QStringList parts;
    if (!facts.imageId.isEmpty())
        parts << u"ran as "_s + facts.imageId;
    if (facts.userId)
        parts << u"user id %1"_s.arg(*facts.userId);
    if (!facts.scc.isEmpty())
        parts << u"security context constraints "_s + facts.scc;
    if (!facts.node.isEmpty())
        parts << u"node "_s + facts.node;
    return parts.isEmpty() ? QString() : element("p", parts.join(u" · "_s), "muted");
}

} // namespace

QString testArticle(const ReportedTest &test, const QString &anchor, bool severalContexts)
{
    const CustomImageTestConfiguration &configuration = configurationOf(test);
    QString out = u"<article class=\"card\" id=\"%1\" aria-labelledby=\"%1-title\">\n"
                  "<div class=\"title\"><h2 id=\"%1-title\">"_s.arg(anchor);
    out += escaped(nameOf(test, severalContexts)) + "</h2>"_L1 + outcomeBadge(outcomeOf(test)) +
           "</div>\n"_L1;
    QStringList line{configuration.nameSpace + " / "_L1 + configuration.notebookName,
                     configuration.customImage};
    if (test.record)
        line.append(formatDuration(durationOf(test)));
    out += element("p", line.join(u" · "_s), "muted");
    out += element("p", attemptsText(test), "muted");
    if (test.record)
        out += podLine(*test.record) + element("p", movedTagText(*test.record));
    out += whatHappened(test);
    if (test.record) {
        const RunRecord &record = *test.record;
        out += notes(record);
        out += heading("States", stateTimeline(record));
        out += heading("Packages",
                       packagesTable(test) + inventoryLine(record) + installedTable(record));
        out += heading("Checks", checksTable(record));
        out += heading("Notebook cells", cellsTable(record));
        out += heading("Containers", containersTable(record) + resourcesTable(record));
        const auto events = record.events().size();
        out += heading("Details", folded(u"Events (%1)"_s.arg(events), eventsTable(record)) +
                                      logs(test) +
                                      folded(u"Checks of the cluster"_s, preflightTable(record)) +
                                      folded(u"Configuration"_s, configurationList(configuration)));
    } else {
        out += heading("Details", folded(u"Configuration"_s, configurationList(configuration)));
    }
    return out + "</article>\n"_L1;
}

} // namespace assay::models::reporting
