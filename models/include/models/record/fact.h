// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/cluster/notebook_state_machine.h>
#include <models/cluster/resource_usage.h>
#include <models/failures/failure_classifier.h>
#include <models/image/check_result.h>
#include <models/image/notebook_cell.h>
#include <models/image/package_verification_result.h>

#include <variant>

namespace assay::models {

//! The steps of the flow, in order.
enum class Phase { Preflight, Create, WaitForReady, VerifyPackages, CheckImage, Collect, CleanUp };
QString toString(Phase phase); //!< the enumerator's own name

enum class Outcome { Passed, Failed, Inconclusive, Cancelled };
QString toString(Outcome outcome); //!< "passed", "failed", "inconclusive", "cancelled"

//! What ended a validation that did not pass. The first five are the data model's.
enum class ErrorType {
    ImagePullError,
    ContainerCrashError,
    PodReadinessTimeout,
    ExecOnPodError,
    CommandTimeoutError,
    ConfigurationError, //!< refused before anything was created
    KubeconfigError,    //!< the kubeconfig, or what it names, cannot be used: nothing was asked
    ConnectionError,
    PermissionError,
    ClusterError,    //!< the cluster lacks what is needed (no Notebook CRD), or refused an object
    ImageCheckError, //!< the image lacks what the suite wants beyond imports
    CellError,       //!< a notebook cell did not pass
    InternalError,   //!< Assay itself could not go on: this says nothing of the image
    CancelledError
};
QString toString(ErrorType type); //!< the enumerator's own name

struct ValidationError
{
    ErrorType type = ErrorType::ClusterError;
    QString message;
    std::optional<Fault> fault = {}; //!< of a failed pod; else the type tells enough
    bool operator==(const ValidationError &) const = default;

    static void describe(auto &f, auto &field)
    {
        field("type", f.type);
        field("message", f.message);
        field("fault", f.fault);
    }
};

//! Which error a category ends in.
ErrorType errorTypeFor(PodFailureCategory category);
//! How a validation that ended in this error is counted.
Outcome outcomeFor(ErrorType type);
//! The same with whose fault it is, which decides where it is known: what a node or a registry did
//! says nothing of the image.
Outcome outcomeFor(const ValidationError &error);
//! Whether suite or kubeconfig have to be mended before a next try can find out more: in a
//! pipeline, exit status 2.
bool isMisconfigured(ErrorType type);
//! The error that a pod's failure ends a validation in.
ValidationError errorFor(const Diagnosis &diagnosis);

struct ObjectRef
{
    QString apiVersion, kind, nameSpace, name, uid;
    QString toString() const; //!< "Notebook test-x/y", "Namespace test-x"
    bool operator==(const ObjectRef &) const = default;

    static void describe(auto &f, auto &field)
    {
        field("api_version", f.apiVersion);
        field("kind", f.kind);
        field("namespace", f.nameSpace);
        field("name", f.name);
        field("uid", f.uid);
    }
};

// The facts of a run. Each is written as it happened and never changed. describe() names what is
// stored of one: toJson() and factFromJson() both go through it, so that they cannot disagree.

//! Who asked for a run, and from what: known before a cluster was asked for anything.
struct RunOrigin
{
    QStringList command;  //!< what was typed, the program's name first; empty: the dashboard
    QString commit;       //!< of the repository in which the suite lies; empty: none
    bool isDirty = false; //!< the suite is not as that commit has it
    QString jobUrl;       //!< of the CI job; empty: none
    QMap<QString, QString> labels; //!< --label KEY=VALUE
    bool operator==(const RunOrigin &) const = default;

    static void describe(auto &f, auto &field)
    {
        field("command", f.command);
        field("commit", f.commit);
        field("dirty", f.isDirty);
        field("job_url", f.jobUrl);
        field("labels", f.labels);
    }
};
struct RunStarted
{
    QString runId;
    QString suitePath;
    CustomImageTestConfiguration configuration;
    QString context; //!< kubeconfig context
    QString server;  //!< URL
    bool sandbox = false;
    QString keep; //!< "never", "on-failure", "always"
    QString assayVersion;
    QString engine =
        {}; //!< "Podman 4.3.1, rootless": the container engine that it ran on; else empty
    RunOrigin origin = {};
    //! custom_image of the suite, where the run was given another image; else empty.
    QString suiteImage = {};

    static void describe(auto &f, auto &field)
    {
        field("run_id", f.runId);
        field("suite_path", f.suitePath);
        field("configuration", f.configuration);
        field("context", f.context);
        field("server", f.server);
        field("sandbox", f.sandbox);
        field("keep", f.keep);
        field("assay_version", f.assayVersion);
        field("engine", f.engine);
        field("origin", f.origin);
        field("suite_image", f.suiteImage);
    }
};
struct ClusterSeen
{                         //!< what the cluster is; what could not be read is empty
    QString kubernetes;   //!< gitVersion: "v1.31.4"
    QString openShift;    //!< "4.19.3"
    QString operatorName; //!< of Open Data Hub's releases: "OpenShift AI Self-Managed"
    QString operatorVersion;

    static void describe(auto &f, auto &field)
    {
        field("kubernetes", f.kubernetes);
        field("openshift", f.openShift);
        field("operator_name", f.operatorName);
        field("operator_version", f.operatorVersion);
    }
};
struct NodeSeen
{ //!< the node that the pod ran on, as the cluster describes it
    QString name;
    QString architecture; //!< "amd64"
    QString kubelet;      //!< "v1.31.4"
    QString runtime;      //!< "cri-o://1.31.3"
    QString osImage;
    QString kernel;

    static void describe(auto &f, auto &field)
    {
        field("name", f.name);
        field("architecture", f.architecture);
        field("kubelet", f.kubelet);
        field("runtime", f.runtime);
        field("os_image", f.osImage);
        field("kernel", f.kernel);
    }
};
struct PhaseStarted
{
    Phase phase = Phase::Preflight;

    static void describe(auto &f, auto &field) { field("phase", f.phase); }
};
struct PreflightCheck
{ //!< one step of the ladder before the first write
    enum class Result { Passed, Failed, Warning };
    QString name; //!< "Notebook API", "May create notebooks"
    Result result = Result::Passed;
    QString detail;
    QString advice; //!< empty where passed

    static void describe(auto &f, auto &field)
    {
        field("name", f.name);
        field("result", f.result);
        field("detail", f.detail);
        field("advice", f.advice);
    }
};
QString toString(PreflightCheck::Result result); //!< the enumerator's own name
struct Note
{ //!< something a person should know that is not a failure
    QString text;

    static void describe(auto &f, auto &field) { field("text", f.text); }
};
struct ObjectCreated
{
    ObjectRef object;
    QString manifestFile; //!< in the run folder; empty: not written
    bool existed = false; //!< found there, used, and left alone

    static void describe(auto &f, auto &field)
    {
        field("object", f.object);
        field("manifest_file", f.manifestFile);
        field("existed", f.existed);
    }
};
struct ObjectDeleted
{
    enum class Result { Deleted, AlreadyGone, Kept, Failed };
    ObjectRef object;
    Result result = Result::Deleted;
    QString detail; //!< why it was kept or could not be deleted

    static void describe(auto &f, auto &field)
    {
        field("object", f.object);
        field("result", f.result);
        field("detail", f.detail);
    }
};
QString toString(ObjectDeleted::Result result); //!< the enumerator's own name
struct StateChanged
{
    Transition transition;

    static void describe(auto &f, auto &field) { field("transition", f.transition); }
};
struct PodSnapshot
{
    Json pod; //!< v1 Pod without metadata.managedFields

    static void describe(auto &f, auto &field) { field("pod", f.pod); }
};
struct EventSeen
{
    KubernetesEvent event;

    static void describe(auto &f, auto &field) { field("event", f.event); }
};
struct LogSegment
{ //!< bytes were added to a log file of the run folder
    QString container;
    int attempt = 0; //!< restart count; the file is one for each attempt
    QString file;    //!< relative to the run folder: "logs/NAME.log", "logs/NAME.1.log"
    qint64 offset = 0;
    qint64 length = 0;
    QString problem; //!< why there is no log, or why it stopped; then length may be 0

    static void describe(auto &f, auto &field)
    {
        field("container", f.container);
        field("attempt", f.attempt);
        field("file", f.file);
        field("offset", f.offset);
        field("length", f.length);
        field("problem", f.problem);
    }
};
struct CommandExecuted
{ //!< an exec transcript
    QStringList argv;
    QString container;
    double seconds = 0;
    std::optional<int> exitCode;
    QString standardOutput;
    QString standardError;
    QString problem; //!< why there is no exit status

    static void describe(auto &f, auto &field)
    {
        field("argv", f.argv);
        field("container", f.container);
        field("seconds", f.seconds);
        field("exit_code", f.exitCode);
        field("stdout", f.standardOutput);
        field("stderr", f.standardError);
        field("problem", f.problem);
    }
};
struct PackageVerified
{
    PackageVerificationResult result;

    static void describe(auto &f, auto &field) { field("result", f.result); }
};
struct CheckMade
{
    CheckResult result;

    static void describe(auto &f, auto &field) { field("result", f.result); }
};
struct CellExecuted
{ //!< also those that were not run, so that a record names every cell
    CellResult result;

    static void describe(auto &f, auto &field) { field("result", f.result); }
};
struct ResourceUsageSeen
{
    ResourceUsage usage;

    static void describe(auto &f, auto &field) { field("usage", f.usage); }
};
struct ImageResolved
{                      //!< what the image's reference stood for when the pod ran
    QString image;     //!< as asked for
    QString imageId;   //!< with its digest
    QString formerId;  //!< what it stood for in the run before, where that was another
    QString formerRun; //!< that run's id
    QDateTime formerAt;

    static void describe(auto &f, auto &field)
    {
        field("image", f.image);
        field("image_id", f.imageId);
        field("former_id", f.formerId);
        field("former_run", f.formerRun);
        field("former_at", f.formerAt);
    }
};
struct PodDiagnosed
{
    PodDiagnosticInfo info;
    Diagnosis diagnosis;

    static void describe(auto &f, auto &field)
    {
        field("info", f.info);
        field("diagnosis", f.diagnosis);
    }
};
struct Verdict
{
    Outcome outcome = Outcome::Inconclusive;
    std::optional<ValidationError> error;
    double durationSeconds = 0; //!< from RunStarted to here
    double secondsSaved = 0;    //!< deadline not waited for, thanks to a terminal reason

    static void describe(auto &f, auto &field)
    {
        field("outcome", f.outcome);
        field("error", f.error);
        field("duration_seconds", f.durationSeconds);
        field("seconds_saved", f.secondsSaved);
    }
};
struct RequestMade
{ //!< a request to the API server that has ended, as the trace shows it; never a secret
    QDateTime startedAt;
    QString method;
    QString path;            //!< with query, percent-encoded
    int httpStatus = 0;      //!< 0: no answer
    qint64 milliseconds = 0; //!< to the end of the answer
    qint64 millisecondsToHead = 0;
    qint64 bytes = 0; //!< of the answer's body
    QString contentType;
    QString error; //!< empty on success

    static void describe(auto &f, auto &field)
    {
        field("started_at", f.startedAt);
        field("method", f.method);
        field("path", f.path);
        field("http_status", f.httpStatus);
        field("milliseconds", f.milliseconds);
        field("milliseconds_to_head", f.millisecondsToHead);
        field("bytes", f.bytes);
        field("content_type", f.contentType);
        field("error", f.error);
    }
};
struct ObjectAttempted
{                     //!< about to be created; what follows is ObjectCreated, a refusal, or a crash
    ObjectRef object; //!< without uid

    static void describe(auto &f, auto &field) { field("object", f.object); }
};
struct InventoryTaken
{ //!< what the image's Python says of itself; never a verdict
    std::optional<Inventory> inventory;
    double seconds = 0;
    QString problem; //!< why there is none, or what it lacks

    static void describe(auto &f, auto &field)
    {
        field("inventory", f.inventory);
        field("seconds", f.seconds);
        field("problem", f.problem);
    }
};
//! The last fact of every run that ended; clean-up lies before it, the verdict before that. Only
//! what a later clean-up deletes is added after it.
struct RunFinished
{
    double durationSeconds = 0;

    static void describe(auto &f, auto &field) { field("duration_seconds", f.durationSeconds); }
};

//! Something of the run could not be written to its folder: what is read back later lacks it. Told
//! once, as soon as it is known; on disk only where there was room for this again.
struct NotRecorded
{
    QString problem; //!< path and reason

    static void describe(auto &f, auto &field) { field("problem", f.problem); }
};

using FactBody = std::variant<RunStarted, PhaseStarted, PreflightCheck, Note, ObjectCreated,
                              ObjectDeleted, StateChanged, PodSnapshot, EventSeen, LogSegment,
                              CommandExecuted, PackageVerified, PodDiagnosed, Verdict, RunFinished,
                              RequestMade, ObjectAttempted, InventoryTaken, CheckMade, CellExecuted,
                              ResourceUsageSeen, ImageResolved, NotRecorded, ClusterSeen, NodeSeen>;

struct Fact
{
    qint64 sequence = 0; //!< counts from 1, without gaps
    QDateTime at;
    FactBody body;

    QString kind() const; //!< the struct's own name
};

//! "quay.io/x:1 is not what it was: sha256:… in the run of 2026-11-02, sha256:… now."; empty where
//! the reference stands for what it stood for before, or was not seen before.
QString movedTag(const ImageResolved &image);

//! {"sequence": 1, "at": "…", "kind": "RunStarted", "body": {…}}
Json toJson(const Fact &fact);
Json toJson(const ObjectRef &object);
Json toJson(const ValidationError &error);
Json toJson(const RunOrigin &origin);
Json toJson(const ClusterSeen &cluster);
Json toJson(const NodeSeen &node);
//! Nothing where the kind is unknown (a later version wrote it) or the value is not a fact.
std::optional<Fact> factFromJson(const Json &json);

} // namespace assay::models
Q_DECLARE_METATYPE(assay::models::Fact)
