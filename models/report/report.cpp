// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/pod_facts.h>
#include <models/report/report.h>

#include "report_text.h"

#include <models/report/ticket.h>
#include <models/suite/known_failure.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

//! The data model's PodDiagnosticInfo, and beside it what the classifier made of it.
Json diagnosticJson(const PodDiagnosed &diagnosed)
{
    Json json = diagnosed.info;
    json["diagnosis"] = diagnosed.diagnosis;
    return json;
}

const char *wordOf(KnownFailureFinding::Kind kind)
{
    switch (kind) {
    case KnownFailureFinding::Kind::Known:
        return "known";
    case KnownFailureFinding::Kind::Expired:
        return "expired";
    case KnownFailureFinding::Kind::OtherCause:
        return "other_cause";
    case KnownFailureFinding::Kind::Gone:
        return "gone";
    case KnownFailureFinding::Kind::None:
        break;
    }
    return "none";
}

Json inventoryJson(const InventoryTaken &taken)
{
    Json json = taken.inventory ? Json(*taken.inventory) : Json::object();
    json["seconds"] = taken.seconds;
    json["problem"] = taken.problem.isEmpty() ? Json(nullptr) : Json(taken.problem);
    return json;
}

Json imageJson(const ImageResolved &image)
{
    Json former = nullptr;
    if (!image.formerId.isEmpty())
        former = {
            {"image_id", image.formerId}, {"run_id", image.formerRun}, {"at", image.formerAt}};
    return {{"reference", image.image}, {"image_id", image.imageId}, {"former", former}};
}

void addRecord(Json &json, const RunRecord &record)
{
    json["run_id"] = record.runId();
    json["origin"] = toJson(record.start().origin);
    if (record.cluster())
        json["cluster"] = toJson(*record.cluster());
    if (record.node())
        json["node"] = toJson(*record.node());
    json["started_at"] = record.startedAt();
    json["notebook"] = reporting::notebookAtVerdict(record);
    if (!record.pod().is_null())
        json["pod"] = toJson(podFactsOf(record.pod(), record.notebook().containerName));
    for (const Transition &transition : record.transitions())
        json["transitions"].push_back(transition);
    if (record.inventory())
        json["inventory"] = inventoryJson(*record.inventory());
    for (const PackageVerificationResult &result : record.results())
        json["results"].push_back(result);
    for (const CheckResult &check : record.checks())
        json["checks"].push_back(check);
    for (const CellResult &result : record.cells())
        json["cells"].push_back(result);
    if (record.inventory() && record.inventory()->inventory) {
        for (const Distribution &d : record.inventory()->inventory->distributions)
            json["installed_packages"].push_back(QString(d.name + "=="_L1 + d.version));
    }
    if (record.resourceUsage())
        json["resource_usage"] = *record.resourceUsage();
    if (record.image())
        json["image"] = imageJson(*record.image());
    for (const KubernetesEvent &event : record.events())
        json["events"].push_back(event);
    for (const ObjectRef &object : record.leftovers())
        json["leftovers"].push_back(toJson(object));
    for (const auto &[phase, at] : record.phases())
        json["phases"].push_back({{"phase", toString(phase)}, {"at", at}});
    json["notes"] = record.notes();
    json["not_recorded"] = record.notRecorded();
    json["complete"] = record.isFinished();
    if (record.diagnosis())
        json["diagnostic"] = diagnosticJson(*record.diagnosis());
    if (record.verdict())
        json["seconds_saved"] = record.verdict()->secondsSaved;
    const auto seconds = record.secondsInStates(record.lastAt());
    for (auto it = seconds.begin(); it != seconds.end(); ++it)
        json["seconds_in_states"][toString(it.key()).toStdString()] = it.value();
}

constexpr qsizetype mostOfAField = 256 * 1024;

//! Every text of it as the other formats have it.
Json withCleanTexts(const Json &value)
{
    if (value.is_string())
        return reporting::capped(reporting::clean(value.get<QString>()), mostOfAField);
    if (value.is_array()) {
        Json list = Json::array();
        for (const Json &item : value)
            list.push_back(withCleanTexts(item));
        return list;
    }
    if (!value.is_object())
        return value;
    Json object = Json::object();
    for (const auto &[key, member] : value.items())
        object[reporting::clean(QString::fromStdString(key)).toStdString()] =
            withCleanTexts(member);
    return object;
}

QByteArray renderJson(const ReportInput &input)
{
    Json tests = Json::array();
    for (const ReportedTest &test : input.tests)
        tests.push_back(reportJsonFor(test));
    const reporting::Counts counts = reporting::countOutcomes(input);
    const QStringList contexts = contextsOf(input);
    Json json{{"schema", "assay/report/v1"},
              {"title", input.title},
              {"at", input.at},
              {"context", input.context},
              {"server", input.server},
              {"sandbox", input.sandbox},
              {"assay_version", input.assayVersion},
              {"exit_status", exitStatusFor(input)},
              {"summary",
               {{"passed", counts.passed},
                {"failed", counts.failed},
                {"known_failures", counts.known},
                {"inconclusive", counts.inconclusive},
                {"cancelled", counts.cancelled}}},
              {"limit", input.limit.isEmpty() ? Json(nullptr) : Json(input.limit)},
              {"problems", input.problems},
              {"tests", tests}};
    if (!input.engine.isEmpty())
        json["engine"] = input.engine;
    if (contexts.size() > 1) {
        // Each stands with its tests.
        json["context"] = nullptr;
        json["server"] = nullptr;
        json["contexts"] = contexts;
    }
    return QByteArray::fromStdString(
               withCleanTexts(json).dump(2, ' ', false, Json::error_handler_t::replace)) +
           '\n';
}

} // namespace

std::optional<ReportFormat> reportFormatFromString(const QString &name)
{
    if (name == "json"_L1)
        return ReportFormat::JsonFile;
    if (name == "junit"_L1)
        return ReportFormat::JUnit;
    if (name == "html"_L1)
        return ReportFormat::Html;
    if (name == "md"_L1)
        return ReportFormat::Markdown;
    if (name == "ticket"_L1)
        return ReportFormat::Ticket;
    return {};
}

QString fileNameFor(ReportFormat format)
{
    switch (format) {
    case ReportFormat::JsonFile:
        return u"report.json"_s;
    case ReportFormat::JUnit:
        return u"junit.xml"_s;
    case ReportFormat::Html:
        return u"report.html"_s;
    case ReportFormat::Markdown:
        return u"report.md"_s;
    case ReportFormat::Ticket:
        return u"ticket.md"_s;
    }
    return {};
}

QByteArray renderReport(const ReportInput &input, ReportFormat format)
{
    switch (format) {
    case ReportFormat::JsonFile:
        return renderJson(input);
    case ReportFormat::JUnit:
        return reporting::renderJUnit(input);
    case ReportFormat::Html:
        return reporting::renderHtml(input);
    case ReportFormat::Markdown:
        return reporting::renderMarkdown(input);
    case ReportFormat::Ticket:
        return renderTickets(input);
    }
    return {};
}

bool isReport(const QByteArray &bytes, ReportFormat format)
{
    // Each stands near the beginning; a title may be of any length, and a style sheet is behind it.
    constexpr qsizetype head = 64 << 10;
    const QByteArrayView beginning = QByteArrayView(bytes).first(std::min(head, bytes.size()));
    switch (format) {
    case ReportFormat::JsonFile: {
        const auto json = parseBounded(bytes);
        return json && textAt(*json, {"schema"}) == "assay/report/v1"_L1;
    }
    case ReportFormat::JUnit:
        // Before there was the comment, tests that had begun said which version ran them.
        return beginning.contains(reporting::junitMark) ||
               (beginning.contains("<testsuites ") &&
                beginning.contains("<property name=\"assay\" value="));
    case ReportFormat::Html:
        return beginning.contains("<title>Assay: ");
    case ReportFormat::Markdown:
        return beginning.startsWith("# Assay: ");
    case ReportFormat::Ticket:
        return false;
    }
    return false;
}

int exitStatusFor(const ReportInput &input)
{
    const reporting::Counts counts = reporting::countOutcomes(input);
    const bool refused = std::any_of(input.tests.begin(), input.tests.end(), [](const auto &test) {
        const auto error = errorOf(test);
        return error && isMisconfigured(error->type);
    });
    if (counts.cancelled > 0 && input.limit.isEmpty())
        return 130;
    if (!input.problems.isEmpty() || refused)
        return 2;
    if (counts.failed > 0)
        return 1;
    const bool lost = std::any_of(input.tests.begin(), input.tests.end(), [](const auto &test) {
        return !reporting::notRecordedOf(test).isEmpty();
    });
    return counts.inconclusive > 0 || counts.cancelled > 0 || lost ? 3 : 0;
}

Json reportJsonFor(const ReportedTest &test)
{
    const CustomImageTestConfiguration &configuration = configurationOf(test);
    const auto error = errorOf(test);
    Json json{{"id", configuration.id},
              {"context", contextOf(test)},
              {"server", reporting::serverOf(test)},
              {"suite", suitePathOf(test)},
              {"cluster", nullptr},
              {"node", nullptr},
              {"origin", nullptr},
              {"labels", Json::object()},
              {"known_failure", nullptr},
              {"repeat", repeatCommand(test)},
              {"attempts", test.earlier.size() + 1},
              {"outcome", toString(outcomeOf(test))},
              {"headline", reporting::headlineOf(test)},
              {"configuration", configuration},
              {"notebook", nullptr},
              {"transitions", Json::array()},
              {"inventory", nullptr},
              {"results", Json::array()},
              {"checks", Json::array()},
              {"cells", Json::array()},
              {"installed_packages", Json::array()},
              {"resource_usage", nullptr},
              {"image", nullptr},
              {"diagnostic", nullptr},
              {"error", nullptr},
              {"duration_seconds", durationOf(test)},
              {"events", Json::array()},
              {"leftovers", Json::array()},
              {"phases", Json::array()},
              {"notes", Json::array()},
              {"not_recorded", Json::array()},
              {"seconds_in_states", Json::object()},
              {"seconds_saved", 0.0}};
    if (error)
        json["error"] = toJson(*error);
    if (const Json &labels = configuration.labels; labels.is_object())
        json["labels"] = labels;
    if (const auto found = knownFailureOf(test); found.kind != KnownFailureFinding::Kind::None)
        json["known_failure"] = {{"kind", wordOf(found.kind)}, {"message", found.sentence}};
    for (const EarlierAttempt &attempt : test.earlier)
        json["earlier_attempts"].push_back(
            {{"run_id", attempt.runId}, {"outcome", "inconclusive"}, {"message", attempt.message}});
    if (test.record) {
        addRecord(json, *test.record);
    } else if (test.at.isValid()) {
        json["origin"] = toJson(test.origin);
        json["refused_at"] = test.at;
        json["refused_by"] = test.assayVersion;
    }
    return json;
}

} // namespace assay::models
