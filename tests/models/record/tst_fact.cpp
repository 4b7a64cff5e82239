// SPDX-License-Identifier: Apache-2.0
#include <models/record/fact.h>

#include <models/base/enum_names.h>

#include "models/sample_run.h"

#include <QFile>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

FactBody bodyOf(int kind)
{
    CustomImageTestConfiguration c = sample::configuration();
    c.timeoutPodReady = 61;
    c.timeoutCommand = 11;
    c.authAnnotations = {{u"notebooks.opendatahub.io/auth-sidecar-cpu-request"_s, u"100m"_s}};
    c.installedPackages = {u"numpy>=1.26"_s};
    c.gpuRequired = true;
    c.notebookCells = {u"import numpy\nnumpy.arange(3)"_s};
    c.workbenchChecks = {u"base_url"_s};
    c.logPolicy = {{u"Traceback"_s}, {u"0 errors"_s}, {{u"lsp"_s, QDate(2027, 1, 31), u"r"_s}}};
    c.resources = {{"requests", {{"cpu", "1"}}}};
    c.storage = {{"size", "10Gi"}};
    c.templateOverride = {{"spec", {{"x", nullptr}}}};
    c.labels = {{"polarion", "ODS-1"}};
    c.knownFailure = {{"text", "torch"}, {"until", "2027-01-31"}, {"reason", "r"}};
    const ObjectRef ref = sample::notebookRef();
    PackageVerified package = sample::verified(u"numpy"_s, PackageOutcome::Failed);
    package.result.podLogs = u"line\n"_s;
    package.result.standardOutput = u"\u00e9\n"_s;
    PodDiagnosed diagnosed = sample::pullFailed();
    diagnosed.info.logs = {{u"main"_s, u"text"_s}};
    diagnosed.info.events = {u"Warning Failed: x"_s};
    diagnosed.info.containerStatuses[0].exitCode = 137;
    diagnosed.info.containerStatuses[0].message = u"m"_s;
    switch (kind) {
    case 0:
        return RunStarted{
            u"id"_s,
            u"s.yaml"_s,
            c,
            u"ctx"_s,
            u"https://h"_s,
            true,
            u"always"_s,
            u"0.1"_s,
            u"Podman 4.3.1"_s,
            {{u"assay"_s, u"run"_s}, u"3f9c"_s, true, u"https://ci"_s, {{u"build"_s, u"4711"_s}}},
            u"quay.io/x:1"_s};
    case 1:
        return PhaseStarted{Phase::Collect};
    case 2:
        return PreflightCheck{u"May create"_s, PreflightCheck::Result::Warning, u"d"_s, u"a"_s};
    case 3:
        return Note{u"text \u2713"_s};
    case 4:
        return ObjectCreated{ref, u"manifests/n.json"_s, true};
    case 5:
        return ObjectDeleted{ref, ObjectDeleted::Result::Kept, u"kept on failure"_s};
    case 6:
        return StateChanged{{NotebookStatus::PodRunning, NotebookStatus::Ready, sample::at(1.234),
                             u"Ready is True"_s}};
    case 7:
        return PodSnapshot{{{"metadata", {{"name", "n-0"}}}, {"n", 1.5}, {"a", {1, nullptr}}}};
    case 8:
        return EventSeen{sample::event(u"u1"_s, u"Failed"_s, 3)};
    case 9:
        return LogSegment{u"main"_s, 2, u"logs/main.2.log"_s, 5000000000, 7, u"it stopped"_s};
    case 10:
        return CommandExecuted{{u"python"_s, u"-c"_s, u"import x"_s},
                               u"main"_s,
                               1.25,
                               3,
                               u"out\n"_s,
                               u"err \"quoted\"\n"_s,
                               u"p"_s};
    case 11:
        return package;
    case 12:
        return diagnosed;
    case 13:
        return Verdict{Outcome::Failed,
                       ValidationError{ErrorType::ContainerCrashError, u"It crashed."_s}, 12.5,
                       500};
    case 14:
        return RunFinished{14.25};
    case 16:
        return ObjectAttempted{ref};
    case 15:
        return RequestMade{
            sample::at(2),         u"GET"_s,      u"/api/v1/pods?limit=5"_s, 404, 31, 20, 99,
            u"application/json"_s, u"not found"_s};
    case 17:
        return InventoryTaken{sample::inventory(), 0.25, u"one was unreadable"_s};
    case 18:
        return CheckMade{sample::check(CheckOutcome::Inconclusive)};
    case 19:
        return CellExecuted{sample::cell(3, CellOutcome::TimedOut)};
    case 20:
        return ResourceUsageSeen{
            {{{u"main"_s, u"1m"_s, u"2Mi"_s, u"3m"_s, u"4Mi"_s, u"5m"_s, u"6Mi"_s}}, true, u"p"_s}};
    case 21:
        return ImageResolved{u"q/i:1"_s, u"q/i@sha256:b"_s, u"q/i@sha256:a"_s, u"run-1"_s,
                             sample::at(1)};
    case 23:
        return ClusterSeen{u"v1.31.4"_s, u"4.19.3"_s, u"Open Data Hub"_s, u"2.33.0"_s};
    case 24:
        return NodeSeen{u"n1"_s,           u"amd64"_s, u"v1.31.4"_s,
                        u"cri-o://1.31"_s, u"RHCOS"_s, u"5.14"_s};
    default:
        return NotRecorded{u"the disk is full"_s};
    }
}

const char *const kinds[] = {
    "RunStarted",        "PhaseStarted",    "PreflightCheck", "Note",        "ObjectCreated",
    "ObjectDeleted",     "StateChanged",    "PodSnapshot",    "EventSeen",   "LogSegment",
    "CommandExecuted",   "PackageVerified", "PodDiagnosed",   "Verdict",     "RunFinished",
    "RequestMade",       "ObjectAttempted", "InventoryTaken", "CheckMade",   "CellExecuted",
    "ResourceUsageSeen", "ImageResolved",   "NotRecorded",    "ClusterSeen", "NodeSeen"};

} // namespace

class FactTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyKindComesBackAsItWas_data()
    {
        QTest::addColumn<int>("kind");
        for (int i = 0; i < static_cast<int>(std::size(kinds)); ++i)
            QTest::newRow(kinds[i]) << i;
    }

    void everyKindComesBackAsItWas()
    {
        QFETCH(int, kind);
        const Fact fact{42, sample::at(3.007), bodyOf(kind)};
        QCOMPARE(fact.body.index(), static_cast<std::size_t>(kind));
        QCOMPARE(fact.kind(), QString::fromLatin1(kinds[kind]));

        const Json json = toJson(fact);
        const std::string text = json.dump();
        const std::optional<Fact> back = factFromJson(Json::parse(text));
        QVERIFY(back);
        QCOMPARE(back->sequence, 42);
        QCOMPARE(back->at, fact.at);
        QCOMPARE(back->body.index(), fact.body.index());
        QCOMPARE(QByteArray::fromStdString(toJson(*back).dump()), QByteArray::fromStdString(text));
        // A field that is dropped on both ways would pass above: an empty fact must differ in each.
        const Json empty = emptyBody(kind);
        for (const auto &[key, value] : json["body"].items())
            QVERIFY2(value != empty[key], key.c_str());
    }

    void whoseFaultItWasComesBack()
    {
        for (const Fault fault : {Fault::Image, Fault::Registry}) {
            Verdict verdict;
            verdict.outcome = Outcome::Failed;
            verdict.error = ValidationError{ErrorType::ImagePullError, u"why"_s, fault};
            const auto back =
                factFromJson(Json::parse(toJson(Fact{1, sample::at(1), verdict}).dump()));
            QVERIFY(back);
            QVERIFY(std::get<Verdict>(back->body).error->fault == fault);
        }
        Verdict verdict;
        verdict.error = ValidationError{ErrorType::ImagePullError, u"why"_s, Fault::Image};
        Json unknown = toJson(Fact{1, sample::at(1), verdict});
        unknown["body"]["error"]["fault"] = "moon";
        QVERIFY(!factFromJson(unknown));
    }

    void valuesSurvive()
    {
        const auto read = [](int kind) {
            return factFromJson(toJson(Fact{1, sample::at(0), bodyOf(kind)}))->body;
        };
        const auto start = std::get<RunStarted>(read(0));
        QCOMPARE(start.runId, u"id"_s);
        QVERIFY(start.configuration == std::get<RunStarted>(bodyOf(0)).configuration);
        QVERIFY(start.sandbox);
        QVERIFY(std::get<StateChanged>(read(6)).transition ==
                std::get<StateChanged>(bodyOf(6)).transition);
        QVERIFY(std::get<PodSnapshot>(read(7)).pod == std::get<PodSnapshot>(bodyOf(7)).pod);
        QVERIFY(std::get<EventSeen>(read(8)).event == std::get<EventSeen>(bodyOf(8)).event);
        QCOMPARE(std::get<LogSegment>(read(9)).offset, 5000000000);
        QCOMPARE(*std::get<CommandExecuted>(read(10)).exitCode, 3);
        QCOMPARE(std::get<CommandExecuted>(read(10)).argv.at(2), u"import x"_s);
        QVERIFY(std::get<PackageVerified>(read(11)).result ==
                std::get<PackageVerified>(bodyOf(11)).result);
        QVERIFY(*std::get<InventoryTaken>(read(17)).inventory == sample::inventory());
        QVERIFY(std::get<PodDiagnosed>(read(12)).info == std::get<PodDiagnosed>(bodyOf(12)).info);
        QVERIFY(std::get<PodDiagnosed>(read(12)).diagnosis ==
                std::get<PodDiagnosed>(bodyOf(12)).diagnosis);
        QVERIFY(std::get<CheckMade>(read(18)).result == std::get<CheckMade>(bodyOf(18)).result);
        QVERIFY(std::get<CellExecuted>(read(19)).result ==
                std::get<CellExecuted>(bodyOf(19)).result);
        QVERIFY(std::get<ResourceUsageSeen>(read(20)).usage ==
                std::get<ResourceUsageSeen>(bodyOf(20)).usage);
        QCOMPARE(std::get<ImageResolved>(read(21)).formerAt, sample::at(1));
        QVERIFY(std::get<Verdict>(read(13)).error == std::get<Verdict>(bodyOf(13)).error);
    }

    //! facts-0.1.jsonl holds one of each kind, and those that lack what they may lack, as the first
    //! version wrote them. Later ones may add members, but lose and change none.
    void storedFactsAreReadAsTheyWereWritten()
    {
        QFile file(QFINDTESTDATA("facts-0.1.jsonl"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        int facts = 0;
        while (!file.atEnd()) {
            const Json stored = Json::parse(file.readLine().toStdString());
            const std::optional<Fact> fact = factFromJson(stored);
            QVERIFY2(fact, stored.dump().c_str());
            for (const Json &difference : Json::diff(stored, toJson(*fact)))
                QVERIFY2(difference["op"] == "add", difference.dump().c_str());
            ++facts;
        }
        QCOMPARE(facts, 25);
    }

    void enumeratorsAreNamedAsInTheCode()
    {
        QCOMPARE(toString(Phase::Preflight), u"Preflight"_s);
        QCOMPARE(toString(Phase::CleanUp), u"CleanUp"_s);
        QCOMPARE(toString(static_cast<Phase>(7)), QString());
        QCOMPARE(toString(static_cast<Phase>(-1)), QString());
        QCOMPARE(toString(ObjectDeleted::Result::AlreadyGone), u"AlreadyGone"_s);
        QVERIFY(enumFromString<Outcome>(u"cancelled"_s) == Outcome::Cancelled);
        QVERIFY(!enumFromString<Outcome>(u"Cancelled"_s));
        QVERIFY(!enumFromString<Outcome>(QString()));
    }

    void commandWithoutStatusHasNone()
    {
        CommandExecuted command;
        command.problem = u"The connection was lost."_s;
        const auto back = factFromJson(toJson(Fact{1, sample::at(0), command}));
        QVERIFY(back);
        QVERIFY(!std::get<CommandExecuted>(back->body).exitCode);
    }

    void unknownFieldsAreIgnored()
    {
        Json json = toJson(Fact{1, sample::at(0), Note{u"x"_s}});
        json["later"] = 1;
        json["body"]["later"] = {1, 2};
        const auto back = factFromJson(json);
        QVERIFY(back);
        QCOMPARE(std::get<Note>(back->body).text, u"x"_s);
    }

    void whatIsNoFactIsNothing_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("unknown kind") << QByteArray(
            R"({"sequence":1,"at":"2025-10-30T10:15:00.000Z","kind":"Later","body":{}})");
        QTest::newRow("unknown phase")
            << QByteArray(R"({"sequence":1,"at":"2025-10-30T10:15:00.000Z","kind":"PhaseStarted",)"
                          R"("body":{"phase":"Dance"}})");
        QTest::newRow("unknown outcome")
            << QByteArray(R"({"sequence":1,"at":"2025-10-30T10:15:00.000Z","kind":"Verdict",)"
                          R"("body":{"outcome":"Passed"}})");
        QTest::newRow("unknown state")
            << QByteArray(R"({"sequence":1,"at":"2025-10-30T10:15:00.000Z","kind":"StateChanged",)"
                          R"("body":{"transition":{"from":"Created","to":"Asleep"}}})");
        QTest::newRow("no sequence")
            << QByteArray(R"({"at":"2025-10-30T10:15:00.000Z","kind":"Note","body":{}})");
        QTest::newRow("no time") << QByteArray(R"({"sequence":1,"kind":"Note","body":{}})");
        QTest::newRow("body of another type") << QByteArray(
            R"({"sequence":1,"at":"2025-10-30T10:15:00.000Z","kind":"Note","body":[]})");
        QTest::newRow("number") << QByteArray("1");
        QTest::newRow("list") << QByteArray("[1,2]");
        QTest::newRow("null") << QByteArray("null");
    }

    void whatIsNoFactIsNothing()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!factFromJson(Json::parse(json.toStdString())));
    }

    void everyErrorIsCountedOnce()
    {
        COMPARE_ENUM(errorTypeFor(PodFailureCategory::ImagePullError), ErrorType::ImagePullError);
        COMPARE_ENUM(errorTypeFor(PodFailureCategory::InvalidImage), ErrorType::ImagePullError);
        COMPARE_ENUM(errorTypeFor(PodFailureCategory::CrashLoop), ErrorType::ContainerCrashError);
        COMPARE_ENUM(errorTypeFor(PodFailureCategory::Timeout), ErrorType::PodReadinessTimeout);
        COMPARE_ENUM(errorTypeFor(PodFailureCategory::ResourceConstraints),
                     ErrorType::PodReadinessTimeout);
        COMPARE_ENUM(errorTypeFor(PodFailureCategory::Unknown), ErrorType::PodReadinessTimeout);
        COMPARE_ENUM(outcomeFor(ErrorType::ImagePullError), Outcome::Failed);
        COMPARE_ENUM(outcomeFor(ErrorType::CommandTimeoutError), Outcome::Failed);
        COMPARE_ENUM(outcomeFor(ErrorType::ConfigurationError), Outcome::Failed);
        // Of the kubeconfig, nothing follows for the image.
        COMPARE_ENUM(outcomeFor(ErrorType::KubeconfigError), Outcome::Inconclusive);
        QVERIFY(isMisconfigured(ErrorType::KubeconfigError));
        QVERIFY(isMisconfigured(ErrorType::ConfigurationError));
        QVERIFY(!isMisconfigured(ErrorType::PermissionError));
        COMPARE_ENUM(outcomeFor(ErrorType::ImageCheckError), Outcome::Failed);
        COMPARE_ENUM(outcomeFor(ErrorType::CellError), Outcome::Failed);
        COMPARE_ENUM(outcomeFor(ErrorType::ConnectionError), Outcome::Inconclusive);
        COMPARE_ENUM(outcomeFor(ErrorType::PermissionError), Outcome::Inconclusive);
        COMPARE_ENUM(outcomeFor(ErrorType::ClusterError), Outcome::Inconclusive);
        COMPARE_ENUM(outcomeFor(ErrorType::InternalError), Outcome::Inconclusive);
        COMPARE_ENUM(outcomeFor(ErrorType::CancelledError), Outcome::Cancelled);
        QCOMPARE(toString(Outcome::Inconclusive), u"inconclusive"_s);
        QCOMPARE(toString(ErrorType::PodReadinessTimeout), u"PodReadinessTimeout"_s);
        QCOMPARE(toString(Phase::WaitForReady), u"WaitForReady"_s);
    }

    void objectsAreNamedWithTheirNamespace()
    {
        QCOMPARE(sample::notebookRef().toString(), u"Notebook test-sdg-hub/sdg-hub-notebook"_s);
        QCOMPARE((ObjectRef{u"v1"_s, u"Namespace"_s, {}, u"test-x"_s, {}}).toString(),
                 u"Namespace test-x"_s);
    }

private:
    static Json emptyBody(int kind)
    {
        static const FactBody bodies[] = {
            RunStarted{},        PhaseStarted{},   PreflightCheck{},  Note{},
            ObjectCreated{},     ObjectDeleted{},  StateChanged{},    PodSnapshot{},
            EventSeen{},         LogSegment{},     CommandExecuted{}, PackageVerified{},
            PodDiagnosed{},      Verdict{},        RunFinished{},     RequestMade{},
            ObjectAttempted{},   InventoryTaken{}, CheckMade{},       CellExecuted{},
            ResourceUsageSeen{}, ImageResolved{},  NotRecorded{},     ClusterSeen{},
            NodeSeen{}};
        return toJson(Fact{1, sample::at(0), bodies[kind]})["body"];
    }
};

QTEST_GUILESS_MAIN(FactTest)
#include "tst_fact.moc"
