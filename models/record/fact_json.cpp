// SPDX-License-Identifier: Apache-2.0
#include <models/record/fact.h>

#include <utility>

using namespace Qt::StringLiterals;

// Each kind of fact is a pair of functions: encode() gives the body, decode() reads it back and is
// false where a word is not one of ours, since any default in its place would be a false record.
namespace assay::models {

namespace {

template<typename Enum>
bool enumFromString(const QString &text, Enum last, Enum &out)
{
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        if (toString(static_cast<Enum>(i)) == text) {
            out = static_cast<Enum>(i);
            return true;
        }
    }
    return false;
}

const char *nameOf(PreflightCheck::Result result)
{
    switch (result) {
    case PreflightCheck::Result::Passed:
        return "Passed";
    case PreflightCheck::Result::Failed:
        return "Failed";
    case PreflightCheck::Result::Warning:
        break;
    }
    return "Warning";
}

const char *nameOf(ObjectDeleted::Result result)
{
    switch (result) {
    case ObjectDeleted::Result::Deleted:
        return "Deleted";
    case ObjectDeleted::Result::AlreadyGone:
        return "AlreadyGone";
    case ObjectDeleted::Result::Kept:
        return "Kept";
    case ObjectDeleted::Result::Failed:
        break;
    }
    return "Failed";
}

//! For the enumerations that have no toString() of their own.
template<typename Enum>
bool enumFromName(const QString &text, Enum last, Enum &out)
{
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        if (text == QLatin1String(nameOf(static_cast<Enum>(i)))) {
            out = static_cast<Enum>(i);
            return true;
        }
    }
    return false;
}

double numberAt(const Json &j, const char *key)
{
    const Json &value = at(j, {key});
    return value.is_number() ? value.get<double>() : 0;
}

qint64 integerAt(const Json &j, const char *key)
{
    const Json &value = at(j, {key});
    return value.is_number_integer() ? value.get<qint64>() : 0;
}

bool boolAt(const Json &j, const char *key)
{
    const Json &value = at(j, {key});
    return value.is_boolean() && value.get<bool>();
}

Json encodeList(const QStringList &list)
{
    Json array = Json::array();
    for (const QString &text : list)
        array.push_back(text);
    return array;
}

QStringList listAt(const Json &j, const char *key)
{
    QStringList list;
    const Json &value = at(j, {key});
    if (value.is_array()) {
        for (const Json &item : value)
            list.append(item.get<QString>());
    }
    return list;
}

Json encode(const ObjectRef &o)
{
    return {{"api_version", o.apiVersion},
            {"kind", o.kind},
            {"namespace", o.nameSpace},
            {"name", o.name},
            {"uid", o.uid}};
}

ObjectRef objectAt(const Json &j, const char *key)
{
    const Json &o = at(j, {key});
    return {textAt(o, {"api_version"}), textAt(o, {"kind"}), textAt(o, {"namespace"}),
            textAt(o, {"name"}), textAt(o, {"uid"})};
}

Json encode(const RunStarted &f)
{
    return {{"run_id", f.runId},
            {"suite_path", f.suitePath},
            {"configuration", f.configuration},
            {"context", f.context},
            {"server", f.server},
            {"sandbox", f.sandbox},
            {"keep", f.keep},
            {"assay_version", f.assayVersion}};
}

bool decode(const Json &j, RunStarted &f)
{
    f.runId = textAt(j, {"run_id"});
    f.suitePath = textAt(j, {"suite_path"});
    const Json &configuration = at(j, {"configuration"});
    if (!configuration.is_object())
        return false;
    f.configuration = configuration.get<CustomImageTestConfiguration>();
    f.context = textAt(j, {"context"});
    f.server = textAt(j, {"server"});
    f.sandbox = boolAt(j, "sandbox");
    f.keep = textAt(j, {"keep"});
    f.assayVersion = textAt(j, {"assay_version"});
    return true;
}

Json encode(const PhaseStarted &f)
{
    return {{"phase", toString(f.phase)}};
}

bool decode(const Json &j, PhaseStarted &f)
{
    return enumFromString(textAt(j, {"phase"}), Phase::CleanUp, f.phase);
}

Json encode(const PreflightCheck &f)
{
    return {
        {"name", f.name}, {"result", nameOf(f.result)}, {"detail", f.detail}, {"advice", f.advice}};
}

bool decode(const Json &j, PreflightCheck &f)
{
    f.name = textAt(j, {"name"});
    f.detail = textAt(j, {"detail"});
    f.advice = textAt(j, {"advice"});
    return enumFromName(textAt(j, {"result"}), PreflightCheck::Result::Warning, f.result);
}

Json encode(const Note &f)
{
    return {{"text", f.text}};
}

bool decode(const Json &j, Note &f)
{
    f.text = textAt(j, {"text"});
    return true;
}

Json encode(const ObjectAttempted &f)
{
    return {{"object", encode(f.object)}};
}

bool decode(const Json &j, ObjectAttempted &f)
{
    f.object = objectAt(j, "object");
    return true;
}

Json encode(const ObjectCreated &f)
{
    return {
        {"object", encode(f.object)}, {"manifest_file", f.manifestFile}, {"existed", f.existed}};
}

bool decode(const Json &j, ObjectCreated &f)
{
    f.object = objectAt(j, "object");
    f.manifestFile = textAt(j, {"manifest_file"});
    f.existed = boolAt(j, "existed");
    return true;
}

Json encode(const ObjectDeleted &f)
{
    return {{"object", encode(f.object)}, {"result", nameOf(f.result)}, {"detail", f.detail}};
}

bool decode(const Json &j, ObjectDeleted &f)
{
    f.object = objectAt(j, "object");
    f.detail = textAt(j, {"detail"});
    return enumFromName(textAt(j, {"result"}), ObjectDeleted::Result::Failed, f.result);
}

Json encode(const StateChanged &f)
{
    return {{"transition", f.transition}};
}

bool decode(const Json &j, StateChanged &f)
{
    const Json &transition = at(j, {"transition"});
    if (!notebookStatusFromString(textAt(transition, {"from"})) ||
        !notebookStatusFromString(textAt(transition, {"to"})))
        return false;
    f.transition = transition.get<Transition>();
    return true;
}

Json encode(const PodSnapshot &f)
{
    return {{"pod", f.pod}};
}

bool decode(const Json &j, PodSnapshot &f)
{
    f.pod = at(j, {"pod"});
    return true;
}

Json encode(const EventSeen &f)
{
    return {{"event", f.event}};
}

bool decode(const Json &j, EventSeen &f)
{
    const Json &event = at(j, {"event"});
    if (!event.is_object())
        return false;
    f.event = event.get<KubernetesEvent>();
    return true;
}

Json encode(const LogSegment &f)
{
    return {{"container", f.container}, {"attempt", f.attempt}, {"file", f.file},
            {"offset", f.offset},       {"length", f.length},   {"problem", f.problem}};
}

bool decode(const Json &j, LogSegment &f)
{
    f.container = textAt(j, {"container"});
    f.attempt = static_cast<int>(integerAt(j, "attempt"));
    f.file = textAt(j, {"file"});
    f.offset = integerAt(j, "offset");
    f.length = integerAt(j, "length");
    f.problem = textAt(j, {"problem"});
    return true;
}

Json encode(const CommandExecuted &f)
{
    return {
        {"argv", encodeList(f.argv)}, {"container", f.container},
        {"seconds", f.seconds},       {"exit_code", f.exitCode ? Json(*f.exitCode) : Json(nullptr)},
        {"stdout", f.standardOutput}, {"stderr", f.standardError},
        {"problem", f.problem}};
}

bool decode(const Json &j, CommandExecuted &f)
{
    f.argv = listAt(j, "argv");
    f.container = textAt(j, {"container"});
    f.seconds = numberAt(j, "seconds");
    if (at(j, {"exit_code"}).is_number_integer())
        f.exitCode = static_cast<int>(integerAt(j, "exit_code"));
    f.standardOutput = textAt(j, {"stdout"});
    f.standardError = textAt(j, {"stderr"});
    f.problem = textAt(j, {"problem"});
    return true;
}

Json encode(const RequestMade &f)
{
    return {{"started_at", f.startedAt},
            {"method", f.method},
            {"path", f.path},
            {"http_status", f.httpStatus},
            {"milliseconds", f.milliseconds},
            {"milliseconds_to_head", f.millisecondsToHead},
            {"bytes", f.bytes},
            {"content_type", f.contentType},
            {"error", f.error}};
}

bool decode(const Json &j, RequestMade &f)
{
    f.startedAt = timeAt(j, {"started_at"});
    f.method = textAt(j, {"method"});
    f.path = textAt(j, {"path"});
    f.httpStatus = static_cast<int>(integerAt(j, "http_status"));
    f.milliseconds = integerAt(j, "milliseconds");
    f.millisecondsToHead = integerAt(j, "milliseconds_to_head");
    f.bytes = integerAt(j, "bytes");
    f.contentType = textAt(j, {"content_type"});
    f.error = textAt(j, {"error"});
    return true;
}

Json encode(const InventoryTaken &f)
{
    return {{"inventory", f.inventory ? Json(*f.inventory) : Json(nullptr)},
            {"seconds", f.seconds},
            {"problem", f.problem}};
}

bool decode(const Json &j, InventoryTaken &f)
{
    if (const Json &inventory = at(j, {"inventory"}); inventory.is_object())
        f.inventory = inventory.get<Inventory>();
    f.seconds = numberAt(j, "seconds");
    f.problem = textAt(j, {"problem"});
    return true;
}

Json encode(const PackageVerified &f)
{
    return {{"result", f.result}};
}

bool decode(const Json &j, PackageVerified &f)
{
    const Json &result = at(j, {"result"});
    if (!result.is_object())
        return false;
    f.result = result.get<PackageVerificationResult>();
    return true;
}

Json encode(const CheckMade &f)
{
    return {{"result", f.result}};
}

bool decode(const Json &j, CheckMade &f)
{
    const Json &result = at(j, {"result"});
    if (!result.is_object())
        return false;
    f.result = result.get<CheckResult>();
    return true;
}

Json encode(const CellExecuted &f)
{
    return {{"result", f.result}};
}

bool decode(const Json &j, CellExecuted &f)
{
    const Json &result = at(j, {"result"});
    if (!result.is_object())
        return false;
    f.result = result.get<CellResult>();
    return true;
}

Json encode(const ResourceUsageSeen &f)
{
    return {{"usage", f.usage}};
}

bool decode(const Json &j, ResourceUsageSeen &f)
{
    const Json &usage = at(j, {"usage"});
    if (!usage.is_object())
        return false;
    f.usage = usage.get<ResourceUsage>();
    return true;
}

Json encode(const ImageResolved &f)
{
    return {{"image", f.image},
            {"image_id", f.imageId},
            {"former_id", f.formerId},
            {"former_run", f.formerRun},
            {"former_at", f.formerAt}};
}

bool decode(const Json &j, ImageResolved &f)
{
    f.image = textAt(j, {"image"});
    f.imageId = textAt(j, {"image_id"});
    f.formerId = textAt(j, {"former_id"});
    f.formerRun = textAt(j, {"former_run"});
    f.formerAt = timeAt(j, {"former_at"});
    return true;
}

Json encode(const PodDiagnosed &f)
{
    return {{"info", f.info}, {"diagnosis", f.diagnosis}};
}

bool decode(const Json &j, PodDiagnosed &f)
{
    const Json &info = at(j, {"info"});
    const Json &diagnosis = at(j, {"diagnosis"});
    if (!info.is_object() || !diagnosis.is_object())
        return false;
    f.info = info.get<PodDiagnosticInfo>();
    f.diagnosis = diagnosis.get<Diagnosis>();
    return true;
}

Json encode(const Verdict &f)
{
    Json error = nullptr;
    if (f.error)
        error = {{"type", toString(f.error->type)}, {"message", f.error->message}};
    return {{"outcome", toString(f.outcome)},
            {"error", error},
            {"duration_seconds", f.durationSeconds},
            {"seconds_saved", f.secondsSaved}};
}

bool decode(const Json &j, Verdict &f)
{
    f.durationSeconds = numberAt(j, "duration_seconds");
    f.secondsSaved = numberAt(j, "seconds_saved");
    if (at(j, {"error"}).is_object()) {
        ValidationError error;
        if (!enumFromString(textAt(j, {"error", "type"}), ErrorType::CancelledError, error.type))
            return false;
        error.message = textAt(j, {"error", "message"});
        f.error = error;
    }
    return enumFromString(textAt(j, {"outcome"}), Outcome::Cancelled, f.outcome);
}

Json encode(const RunFinished &f)
{
    return {{"duration_seconds", f.durationSeconds}};
}

bool decode(const Json &j, RunFinished &f)
{
    f.durationSeconds = numberAt(j, "duration_seconds");
    return true;
}

//! Tries the kinds in turn; the name in the line chooses one.
template<std::size_t... I>
bool decodeBody(const QString &kind, const Json &body, Fact &fact, std::index_sequence<I...>)
{
    bool decoded = false;
    const auto tryKind = [&](auto empty) {
        fact.body = std::move(empty);
        if (fact.kind() != kind)
            return false;
        decoded = std::visit([&](auto &value) { return decode(body, value); }, fact.body);
        return true;
    };
    static_cast<void>((tryKind(std::variant_alternative_t<I, FactBody>{}) || ...));
    return decoded;
}

} // namespace

Json toJson(const Fact &fact)
{
    return {{"sequence", fact.sequence},
            {"at", fact.at},
            {"kind", fact.kind()},
            {"body", std::visit([](const auto &value) { return encode(value); }, fact.body)}};
}

std::optional<Fact> factFromJson(const Json &json)
{
    try {
        Fact fact;
        fact.sequence = integerAt(json, "sequence");
        fact.at = timeAt(json, {"at"});
        const Json &body = at(json, {"body"});
        if (fact.sequence < 1 || !fact.at.isValid() || !body.is_object())
            return {};
        if (!decodeBody(textAt(json, {"kind"}), body, fact,
                        std::make_index_sequence<std::variant_size_v<FactBody>>{}))
            return {};
        return fact;
    } catch (const Json::exception &) {
        return {}; // a value within an entity has the wrong type
    }
}

} // namespace assay::models
