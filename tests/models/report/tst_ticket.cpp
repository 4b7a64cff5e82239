// SPDX-License-Identifier: Apache-2.0
#include <models/report/ticket.h>

#include "models/report/report_fixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace reports;
using namespace Qt::StringLiterals;

//! What is pasted into a ticket.
class TicketTest : public QObject
{
    Q_OBJECT

    static sample::Facts pullWithPlace()
    {
        sample::Facts facts;
        RunStarted start = sample::started();
        start.suitePath = u"/home/alice/ci/suite.yaml"_s;
        start.origin.command = {u"assay"_s,  u"run"_s,      u"/home/alice/ci/suite.yaml"_s,
                                u"--jobs"_s, u"2"_s,        u"-o"_s,
                                u"out"_s,    u"--test=x"_s, u"--context"_s,
                                u"kind"_s};
        start.origin.commit = u"3f9c2ab04d1e55aa00"_s;
        start.origin.isDirty = true;
        start.origin.jobUrl = u"https://bot:hunter2@ci.example/jobs/7"_s;
        start.origin.labels = {{u"build"_s, u"4711"_s}};
        facts.add(0, start).add(0, ClusterSeen{u"v1.31.4"_s, u"4.19.3"_s, {}, {}});
        for (const Fact &fact : sample::pullFailure().all()) {
            if (!std::holds_alternative<RunStarted>(fact.body))
                facts.add(fact.at.toMSecsSinceEpoch() / 1000.0 -
                              sample::at(0).toMSecsSinceEpoch() / 1000.0,
                          fact.body);
        }
        return facts;
    }

    //! Of a container whose log is `log`; `evidence` is what its diagnosis names. Empty where the
    //! log cannot be written.
    static QString ticketOfCrash(const QByteArray &log, const std::vector<Evidence> &evidence)
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"nb.log"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(log) != log.size())
            return {};
        file.close();
        PodDiagnosed diagnosed = sample::pullFailed();
        diagnosed.diagnosis.container = u"sdg-hub-notebook"_s;
        diagnosed.diagnosis.evidence = evidence;
        sample::Facts facts = sample::upToReady();
        facts.add(8, LogSegment{u"sdg-hub-notebook"_s, 0, u"nb.log"_s, 0, log.size(), {}})
            .add(9, diagnosed)
            .add(10, Verdict{Outcome::Failed,
                             ValidationError{ErrorType::ContainerCrashError, u"no"_s}, 10, 0});
        const RunRecord record = facts.record();
        ReportedTest test = of(record);
        test.folder = folder.path();
        return ticketFor(test);
    }

private Q_SLOTS:
    void saysAllOfOneFailure()
    {
        const RunRecord record = pullWithPlace().record();
        QCOMPARE(ticketFor(of(record)),
                 QString::fromUtf8(
                     R"(**Test sdg_hub_image failed: Image could not be pulled**

**Whose fault:** Nothing that was seen tells whose fault it is.

**Cause:** The registry does not have this image.

**Proof:**

```text
event Failed: manifest unknown
```

**What to do:** Check the tag.

- Image: `quay.io/opendatahub/sdg-hub-notebook:2025.1` (no container of it was made)
- Test: `sdg_hub_image` of `~/ci/suite.yaml`, commit 3f9c2ab04d1e, with changes
- Place: context kind · https://cluster.example:6443 · Kubernetes v1.31.4, OpenShift 4.19.3 · namespace test-sdg-hub
- Time: 2025-10-30 10:15:00 UTC, took 14 s
- Run: `20251030T101500Z-sdg_hub_image-3f9c`, Assay 0.1.0, build=4711
- Job: https://***@ci.example/jobs/7
- Again: `assay run ~/ci/suite.yaml --jobs 2 --context kind --test sdg_hub_image`
)"));
    }

    void importsThatFailedAreItsProof()
    {
        const RunRecord record = sample::importFailed().record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.startsWith(u"**Test sdg_hub_image failed: sdg_hub is not installed**\n"
                                   "\n**Whose fault:** The image's author can mend this.\n"_s),
                 qPrintable(ticket));
        QVERIFY2(
            ticket.contains(
                u"python -c \"import sdg_hub\": ModuleNotFoundError: No module named 'sdg_hub'\n"_s),
            qPrintable(ticket));
        QVERIFY2(ticket.contains(u"**What to do:** Add sdg_hub to the image.\n"_s),
                 qPrintable(ticket));
        QVERIFY2(ticket.contains(u"- Again: `assay run suite.yaml --context kind --test "
                                 "sdg_hub_image`\n"_s),
                 qPrintable(ticket));
        QVERIFY2(!ticket.contains(u"ExecOnPodError"_s), qPrintable(ticket));
    }

    void whatGaveNoVerdictSaysWhyAndWhatToDo()
    {
        // A message of two sentences: what happened, and what to do.
        sample::Facts facts = sample::upToReady();
        PackageVerified open = sample::verified(u"json"_s, PackageOutcome::Inconclusive);
        open.result.errorMessage = u"The pod was deleted from outside."_s;
        open.result.advice = u"This says nothing about the image."_s;
        facts.add(9, open).add(
            10, Verdict{Outcome::Inconclusive,
                        ValidationError{ErrorType::ClusterError,
                                        u"The Notebook was deleted from outside while it was "
                                        "tested. Find out who or what deletes it, and run the "
                                        "test again."_s},
                        10, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.startsWith(u"**Test sdg_hub_image inconclusive: The Notebook was deleted "
                                   "from outside while it was tested**\n\n**Whose fault:** "_s),
                 qPrintable(ticket));
        QVERIFY2(ticket.contains(u"\n**What to do:** Find out who or what deletes it, and run the "
                                 "test again.\n"_s),
                 qPrintable(ticket));
        QVERIFY2(!ticket.contains(u"**Cause:**"_s) && !ticket.contains(open.result.advice),
                 qPrintable(ticket));
    }

    void whatAContainerDiedOfWhileItImportedIsTheCause()
    {
        PodDiagnosed diagnosed = sample::pullFailed();
        diagnosed.diagnosis.cause = u"Out of memory: limit 128Mi"_s;
        sample::Facts facts = sample::upToReady();
        PackageVerified failed = sample::verified(u"topples"_s, PackageOutcome::Failed);
        failed.result.errorMessage =
            u"The workbench's container ended while topples was imported."_s;
        facts.add(9, failed)
            .add(9, diagnosed)
            .add(10, Verdict{Outcome::Failed,
                             ValidationError{ErrorType::ExecOnPodError,
                                             u"1 package cannot be imported: topples"_s},
                             10, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(
            ticket.startsWith(u"**Test sdg_hub_image failed: Out of memory: limit 128Mi**\n"_s),
            qPrintable(ticket));
        QVERIFY2(ticket.contains(u"\n**Cause:** The workbench's container ended while topples was "
                                 "imported.\n"_s),
                 qPrintable(ticket));
        QCOMPARE(ticket.count(u"ended while topples"_s), 1);
    }

    void theKernelsKillIsNotTheImagesAlone()
    {
        sample::Facts facts = sample::upToReady();
        PackageVerified failed = sample::verified(u"eats"_s, PackageOutcome::Failed);
        failed.result.failure = ImportFailure::Killed;
        failed.result.errorMessage = u"The import was ended by SIGKILL (exit status 137)."_s;
        facts.add(9, failed).add(10,
                                 Verdict{Outcome::Failed,
                                         ValidationError{ErrorType::ExecOnPodError,
                                                         u"1 package cannot be imported: eats"_s},
                                         10, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.contains(u"**Whose fault:** Whoever wrote the test can mend this with a "
                                 "higher memory limit, or the image's author with an import that "
                                 "needs less.\n"_s),
                 qPrintable(ticket));
    }

    void theImageOfAPodThatWasReplacedRan()
    {
        const QString id = u"quay.io/x@sha256:"_s + QString(64, u'a');
        const auto podWith = [](const QString &imageId) {
            Json pod{{"metadata", {{"name", "p"}}}};
            Json status{{"name", "sdg-hub-notebook"}, {"imageID", imageId}};
            pod["status"]["containerStatuses"] = Json::array({status});
            return PodSnapshot{pod};
        };
        sample::Facts facts = sample::upToReady();
        facts.add(9, podWith(id))
            .add(9.5, podWith({}))
            .add(10, Verdict{Outcome::Inconclusive,
                             ValidationError{ErrorType::ClusterError, u"The pod was deleted"_s}, 10,
                             0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.contains(u" = `sha256:"_s + QString(64, u'a') + u'`'), qPrintable(ticket));
        QVERIFY2(!ticket.contains(u"no container of it"_s), qPrintable(ticket));
    }

    void neverLongerThanALook()
    {
        sample::Facts facts = sample::upToReady();
        for (int i = 0; i < 60; ++i)
            facts.add(9, sample::verified(u"package_%1"_s.arg(i), PackageOutcome::Failed));
        PodDiagnosed diagnosed = sample::pullFailed();
        diagnosed.diagnosis.fix = {Fix::Kind::Kubectl, QStringList(30, u"line"_s).join(u'\n')};
        diagnosed.diagnosis.evidence.clear();
        for (int i = 0; i < 30; ++i)
            diagnosed.diagnosis.evidence.push_back(
                {Evidence::Kind::Event, u"event"_s, QString::number(i) + QString(5000, u'x'), {}});
        facts.add(9, diagnosed)
            .add(10,
                 Verdict{Outcome::Failed,
                         ValidationError{ErrorType::ExecOnPodError, QString(3000, u'y')}, 10, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        const QStringList lines = ticket.split(u'\n');
        QVERIFY2(lines.size() - 1 <= maxTicketLines, qPrintable(ticket));
        for (const QString &line : lines)
            QVERIFY2(line.size() <= 700, qPrintable(line));
        QVERIFY2(ticket.endsWith(u"--test sdg_hub_image`\n"_s), qPrintable(ticket));
        QCOMPARE(ticket.count(u"```"_s), 4);
    }

    void whatDidNotBeginHasATicket()
    {
        const QString ticket =
            ticketFor(stopped(ErrorType::ConnectionError, u"Cannot use the cluster"_s));
        QVERIFY2(
            ticket.startsWith(u"**Test sdg_hub_image inconclusive: Cannot use the cluster**\n\n"
                              "**Whose fault:** The cluster or container engine, or the way to "
                              "it: this says nothing about the image.\n"_s),
            qPrintable(ticket));
        QVERIFY2(
            ticket.contains(u"**What to do:** \"assay doctor\" with the same cluster says step "
                            "by step what stands in the way.\n"_s),
            qPrintable(ticket));
    }

    void aRungsAdviceIsNotSaidTwice()
    {
        const QString detail = u"There is no Secret pull in namespace test."_s;
        const QString advice = u"Make it, or correct pull_secret in the suite."_s;
        sample::Facts facts;
        facts.add(0, sample::started())
            .add(1,
                 PreflightCheck{u"Pull secret"_s, PreflightCheck::Result::Failed, detail, advice})
            .add(2, Verdict{Outcome::Failed,
                            ValidationError{ErrorType::ConfigurationError, detail + u' ' + advice},
                            2, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.contains(u" failed: There is no Secret pull in namespace test**\n"_s),
                 qPrintable(ticket));
        QVERIFY2(
            ticket.contains(u"**What to do:** Make it, or correct pull_secret in the suite.\n"_s),
            qPrintable(ticket));
        QCOMPARE(ticket.count(advice), 1);
    }

    void whoWasRefusedBeforeItBeganMendsTheKubeconfig()
    {
        const QString ticket = ticketFor(stopped(
            ErrorType::PermissionError,
            u"The server refused the credentials. Sign in again: they may have expired."_s));
        QVERIFY2(ticket.startsWith(
                     u"**Test sdg_hub_image inconclusive: The server refused the credentials**\n\n"
                     "**Whose fault:** Whoever set up the way to the cluster can mend this, in the "
                     "kubeconfig; it says nothing about the image.\n\n"
                     "**What to do:** Sign in again: they may have expired.\n"_s),
                 qPrintable(ticket));
    }

    void whatLacksIsListedBelowTheHeadline()
    {
        const QString rights = QStringList(12, u"create pods/exec"_s).join(u", "_s);
        ReportedTest test =
            stopped(ErrorType::PermissionError,
                    u"The user dev may not do what it needs in namespace a: %1. Ask for these "
                    "rights."_s.arg(rights));
        test.suite = u"-"_s;
        const QString ticket = ticketFor(test);
        QVERIFY2(ticket.startsWith(u"**Test sdg_hub_image inconclusive: The user dev may not do "
                                   "what it needs in namespace a**\n\n**Whose fault:** "_s),
                 qPrintable(ticket));
        QVERIFY2(ticket.contains(u"\n**Cause:** The user dev may not do what it needs in namespace "
                                 "a: %1\n\n**What to do:** Ask for these rights.\n"_s.arg(rights)),
                 qPrintable(ticket));
        QVERIFY2(ticket.contains(u"\n- Test: `sdg_hub_image` of the suite from standard input\n"_s),
                 qPrintable(ticket));
    }

    //! There is no record to look them up in.
    void whatDidNotBeginSaysWhereFromAndWhen()
    {
        ReportedTest test = stopped(ErrorType::KubeconfigError, u"No such context"_s);
        test.context = u"prod"_s;
        test.origin.command = {u"assay"_s, u"run"_s, u"s.yaml"_s, u"--kubeconfig"_s, u"k"_s};
        test.origin.jobUrl = u"https://bot:hunter2@ci.example/jobs/7"_s;
        test.origin.labels = {{u"build"_s, u"4711"_s}};
        test.at = QDateTime(QDate(2026, 3, 1), QTime(8, 0), Qt::UTC);
        test.assayVersion = u"0.1.0"_s;
        const QString ticket = ticketFor(test);
        for (const QString &part :
             {u"**Whose fault:** Whoever set up the way to the cluster can mend this, in the "
              "kubeconfig; it says nothing about the image.\n"_s,
              u"\n- Time: 2026-03-01 08:00:00 UTC\n"_s,
              u"\n- Run: none was begun, Assay 0.1.0, build=4711\n"_s,
              u"\n- Job: https://***@ci.example/jobs/7\n"_s,
              u"\n- Again: `assay run s.yaml --kubeconfig k --context prod --test "
              "sdg_hub_image`\n"_s})
            QVERIFY2(ticket.contains(part), qPrintable(part + ticket));
    }

    void whatMattersOfALongMessageIsKept()
    {
        PodDiagnosed diagnosed = sample::pullFailed();
        diagnosed.diagnosis.evidence[0].text = QString(500, u'x') + u": 401 Unauthorized"_s;
        diagnosed.diagnosis.fix = {Fix::Kind::Suite, u"resources:\n  limits: {memory: 4Gi}"_s};
        sample::Facts facts = sample::upToReady();
        facts.add(9, diagnosed)
            .add(10, Verdict{Outcome::Failed, ValidationError{ErrorType::ImagePullError, u"no"_s},
                             10, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.contains(u"xxx … xxx"_s), qPrintable(ticket));
        QVERIFY2(ticket.contains(u"x: 401 Unauthorized\n```"_s), qPrintable(ticket));
        QVERIFY2(ticket.contains(u"```text\nresources:\n  limits: {memory: 4Gi}\n```\n"_s),
                 qPrintable(ticket));
    }

    void aLongMessageIsCutBetweenWords()
    {
        const QString ticket = ticketOfCrash(
            {},
            {{Evidence::Kind::Event, u"event"_s, QStringList(60, u"abcdefg"_s).join(u' '), {}}});
        const QString proof = ticket.section(u"event: "_s, 1).section(u'\n', 0, 0);
        QVERIFY2(proof.contains(u" … "_s), qPrintable(proof));
        QCOMPARE(QString(proof).remove(u"abcdefg"_s).simplified(), u"…"_s);
    }

    void aStateAndTheEventOfItAreOneProof()
    {
        const QString why = u"rpc error: code = NotFound desc = manifest unknown"_s;
        const QString ticket = ticketOfCrash(
            {}, {{Evidence::Kind::ContainerState, u"container a"_s, u"ErrImagePull: "_s + why, {}},
                 {Evidence::Kind::Event, u"event Failed"_s, u"Failed to pull: "_s + why, {}},
                 {Evidence::Kind::ContainerState, u"container a"_s, u"Error"_s, {}},
                 {Evidence::Kind::Event, u"event Failed"_s, u"Error: ImagePullBackOff"_s, {}},
                 {Evidence::Kind::Event, u"event Failed"_s, why, {}}});
        QVERIFY2(ticket.contains(u"```text\nevent Failed: Failed to pull: %1\ncontainer a: Error\n"
                                 "event Failed: Error: ImagePullBackOff\n```"_s.arg(why)),
                 qPrintable(ticket));
    }

    void aProbeIsToldWithWhatItAsksFor()
    {
        PodDiagnosed diagnosed = sample::pullFailed();
        diagnosed.diagnosis.evidence[0].text = u"Liveness probe failed: 404"_s;
        sample::Facts facts = sample::upToReady();
        facts
            .add(9, PodSnapshot{Json::parse(R"({"spec": {"containers": [
                {"name": "sdg-hub-notebook",
                 "livenessProbe": {"httpGet": {"path": "/x/api", "port": 8888}}}]}})")})
            .add(9, diagnosed)
            .add(10, Verdict{Outcome::Failed,
                             ValidationError{ErrorType::PodReadinessTimeout, u"no"_s}, 10, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.contains(u"\nlivenessProbe sdg-hub-notebook: GET /x/api, port 8888\n"_s),
                 qPrintable(ticket));
    }

    //! Whoever has only the ticket has not the log.
    void whatLedToTheLineIsQuoted()
    {
        const QString ticket = ticketOfCrash(
            "one\ntwo\nTraceback (most recent call last):\n  File \"/opt/start.py\", line 3\n"
            "    json.loads(text)\n  raise\nJSONDecodeError: no\nbye\n",
            {{Evidence::Kind::ContainerState, u"container sdg-hub-notebook"_s, u"Error"_s, {}},
             {Evidence::Kind::LogLine, u"log sdg-hub-notebook"_s, u"JSONDecodeError: no"_s, {}}});
        QVERIFY2(ticket.contains(u"```text\ncontainer sdg-hub-notebook: Error\n"
                                 "log sdg-hub-notebook: two\n"
                                 "log sdg-hub-notebook: Traceback (most recent call last):\n"
                                 "log sdg-hub-notebook: File \"/opt/start.py\", line 3\n"
                                 "log sdg-hub-notebook: json.loads(text)\n"
                                 "log sdg-hub-notebook: raise\n"
                                 "log sdg-hub-notebook: JSONDecodeError: no\n```\n"_s),
                 qPrintable(ticket));
    }

    //! What is between is Python's library.
    void aLongTracebackIsQuotedFromWhereItBegins()
    {
        const QString ticket = ticketOfCrash(
            "one\nTraceback (most recent call last):\n  File \"/opt/start.py\", line 3\n"
            "    json.loads(text)\n    ^^^^~~~~\n  File \"/usr/lib/json.py\", line 9\n"
            "    decode()\n    ^^^^\n  File \"/usr/lib/json.py\", line 12\n    raise\n"
            "JSONDecodeError: no\n",
            {{Evidence::Kind::LogLine, u"log sdg-hub-notebook"_s, u"JSONDecodeError: no"_s, {}}});
        QVERIFY2(ticket.contains(
                     u"```text\nlog sdg-hub-notebook: Traceback (most recent call last):\n"
                     "log sdg-hub-notebook: File \"/opt/start.py\", line 3\n"
                     "log sdg-hub-notebook: json.loads(text)\nlog sdg-hub-notebook: …\n"
                     "log sdg-hub-notebook: raise\nlog sdg-hub-notebook: JSONDecodeError: no\n"
                     "```\n"_s),
                 qPrintable(ticket));
    }

    void aRunThatWasKilledBlamesNobody()
    {
        const RunRecord record = sample::upToReady().record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.contains(u"**Whose fault:** Nobody's: Assay was ended before it had a "
                                 "verdict, or is still at work. This says nothing about the "
                                 "image.\n"_s),
                 qPrintable(ticket));
        QVERIFY2(ticket.contains(u"**What to do:** Run the test again. What it left on the "
                                 "cluster, \"assay clean\" lists and deletes.\n"_s),
                 qPrintable(ticket));
    }

    void aCellIsShownWithItsCode_data()
    {
        QTest::addColumn<CellOutcome>("outcome");
        QTest::addColumn<ErrorType>("type");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("todo");
        QTest::newRow("it failed")
            << CellOutcome::Failed << ErrorType::CellError << u"AttributeError: c"_s
            << u"Run the cell in a workbench of this image, and correct the image, or the cell in "
               "the suite."_s;
        QTest::newRow("its time ran out")
            << CellOutcome::TimedOut << ErrorType::CommandTimeoutError
            << u"It did not end in time."_s
            << u"Raise timeout_command (%1 s) in the test, or make the cell shorter."_s;
    }
    void aCellIsShownWithItsCode()
    {
        QFETCH(CellOutcome, outcome);
        QFETCH(ErrorType, type);
        QFETCH(QString, message);
        QFETCH(QString, todo);
        CellResult cell;
        cell.name = u"cell 1"_s;
        cell.source = u"import a\nb = a.c()\n\nd\ne"_s;
        cell.outcome = outcome;
        cell.errorMessage = message;
        sample::Facts facts = sample::upToReady();
        facts.add(8, CellExecuted{cell})
            .add(10,
                 Verdict{Outcome::Failed, ValidationError{type, u"cell 1: "_s + message}, 10, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        if (todo.contains(u"%1"_s))
            todo = todo.arg(record.configuration().timeoutCommand);
        for (const QString &part :
             {u"**Whose fault:** The image's author can mend this, or whoever wrote the cell.\n"_s,
              u"\ncell 1: %1\n  import a\n  b = a.c()\n  d\n  …\n```\n"_s.arg(message),
              u"**What to do:** %1\n"_s.arg(todo)})
            QVERIFY2(ticket.contains(part), qPrintable(part + ticket));
    }

    void ofACellTheLineThatFailedIsShown()
    {
        CellResult cell;
        cell.name = u"cell 1"_s;
        cell.source = u"import a\n\nb = 1\ndef f(x):\n    return x / 0\nf(b)\nc = 2"_s;
        cell.outcome = CellOutcome::Failed;
        cell.errorMessage = u"ZeroDivisionError: division by zero"_s;
        cell.traceback = u"Cell In [1], line 6\n----> 6 f(b)\n\nCell In [1], line 5, in f(x)\n"
                         "----> 5     return x / 0\n"_s;
        sample::Facts facts = sample::upToReady();
        facts.add(8, CellExecuted{cell})
            .add(10, Verdict{Outcome::Failed,
                             ValidationError{ErrorType::CellError, cell.errorMessage}, 10, 0});
        const RunRecord record = facts.record();
        const QString ticket = ticketFor(of(record));
        QVERIFY2(ticket.contains(u"\ncell 1, line 5: ZeroDivisionError: division by zero\n  …\n"
                                 "  b = 1\n  def f(x):\n  return x / 0\n  …\n```\n"_s),
                 qPrintable(ticket));
    }

    void theCommandThatRepeats_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("again");
        const auto row = [](const char *name, const char *typed, const char *again) {
            QTest::newRow(name) << QString::fromLatin1(typed) << QString::fromLatin1(again);
        };
        // What was selected by its result has another by then.
        row("choice", "assay run s.yaml --filter status:unrun -k a --test=b -kc --context kind",
            "assay run s.yaml --context kind --test sdg_hub_image");
        row("limits", "assay run s.yaml --deadline 4s --maxfail=1 --context kind",
            "assay run s.yaml --context kind --test sdg_hub_image");
        row("files", "assay run s.yaml -oout --output=out --trace t.har --jobs 2 --context kind",
            "assay run s.yaml --jobs 2 --context kind --test sdg_hub_image");
        // Tomorrow the kubeconfig's current context is another.
        row("no place", "assay run s.yaml --kubeconfig k",
            "assay run s.yaml --kubeconfig k --context kind --test sdg_hub_image");
        row("several places",
            "assay run s.yaml --context prod --context kind --sandbox --cluster a=k --engine "
            "docker",
            "assay run s.yaml --context kind --test sdg_hub_image");
        row("a named cluster", "assay run s.yaml --cluster kind=k --cluster=a=k",
            "assay run s.yaml --cluster kind=k --test sdg_hub_image");
        row("the place first", "assay --context kind run s.yaml",
            "assay run --context kind s.yaml --test sdg_hub_image");
        row("another command", "assay try image --context kind", "assay try image --context kind");
    }
    void theCommandThatRepeats()
    {
        QFETCH(QString, typed);
        QFETCH(QString, again);
        RunStarted start = sample::started();
        start.context = u"kind"_s;
        start.origin.command = typed.split(u' ');
        sample::Facts facts;
        facts.add(0, start);
        const RunRecord record = facts.record();
        QCOMPARE(repeatCommand(of(record)), again);
    }

    void aWindowsRunOnAnEngineIsRepeatedThere()
    {
        RunStarted start = sample::started();
        start.suitePath = u"/s.yaml"_s;
        start.context = u"Podman 4.3.1"_s;
        start.engine = u"Podman 4.3.1"_s;
        start.server = u"unix:///run/podman.sock"_s;
        sample::Facts facts;
        facts.add(0, start);
        const RunRecord record = facts.record();
        QCOMPARE(repeatCommand(of(record)),
                 u"assay run /s.yaml --engine unix:///run/podman.sock --test sdg_hub_image"_s);
        QVERIFY2(ticketFor(of(record))
                     .contains(u"\n- Place: container engine Podman 4.3.1 · "
                               "unix:///run/podman.sock · namespace "_s),
                 qPrintable(ticketFor(of(record))));
    }

    void oneForEachThatDidNotPass()
    {
        const RunRecord passed = sample::passed().record();
        const RunRecord pull = sample::pullFailure().record();
        const RunRecord import = sample::importFailed().record();
        const QString text =
            reports::text(inputFor({of(passed), of(pull), of(import)}), ReportFormat::Ticket);
        QCOMPARE(text, ticketFor(of(pull)) + u"\n---\n\n"_s + ticketFor(of(import)));
        QCOMPARE(reports::text(inputFor({of(passed)}), ReportFormat::Ticket),
                 ticketFor(of(passed)));
        QCOMPARE(*reportFormatFromString(u"ticket"_s), ReportFormat::Ticket);
    }

    void secrets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("left");
        const auto row = [](const char *name, const QString &text, const QString &left) {
            QTest::newRow(name) << text << left;
        };
        row("header", u"Authorization: Bearer abcdefghijkl"_s, u"Authorization: Bearer ***"_s);
        row("basic", u"authorization: Basic dXNlcjpwYXNz"_s, u"authorization: Basic ***"_s);
        row("bearer", u"sent bearer abcdefghijkl, refused"_s, u"sent bearer ***, refused"_s);
        row("jwt", u"got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0.c2ln here"_s, u"got *** here"_s);
        row("openshift", u"login sha256~AbCdEfGhIjKlMnOpQrStUvWx_z"_s, u"login ***"_s);
        row("github", u"ghp_0123456789abcdefghijABCDEFGHIJ"_s, u"***"_s);
        row("aws", u"AKIAIOSFODNN7EXAMPLE"_s, u"***"_s);
        row("url", u"https://user:pass@quay.io/v2/"_s, u"https://***@quay.io/v2/"_s);
        row("jupyter", u"http://127.0.0.1:8888/lab?token=0123abcd&x=1"_s,
            u"http://127.0.0.1:8888/lab?token=***&x=1"_s);
        row("variable", u"AWS_SECRET_ACCESS_KEY=wJalrXUtn ok"_s, u"AWS_SECRET_ACCESS_KEY=*** ok"_s);
        row("password", u"password: swordfish"_s, u"password: ***"_s);
        row("placeholder", u"--docker-username=USER --docker-password=PASSWORD"_s,
            u"--docker-username=USER --docker-password=PASSWORD"_s);
        row("json", u"{\"token\": \"abc123456\"}"_s, u"{\"token\": \"***\"}"_s);
        row("home", u"/home/alice/x and /var/home/bob"_s, u"~/x and ~"_s);
        row("key", u"-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- z"_s,
            u"*** z"_s);
        const auto kept = [&row](const char *name, const QString &text) { row(name, text, text); };
        kept("digest", u"quay.io/x@sha256:0123456789abcdef0123456789abcdef"_s);
        kept("registry's words", u"failed to fetch anonymous token: unexpected status: 401"_s);
        kept("missing secret", u"secret \"pull\" not found in test-x"_s);
        kept("container's home", u"/opt/app-root/src/home/x"_s);
    }
    void secrets()
    {
        QFETCH(QString, text);
        QFETCH(QString, left);
        QCOMPARE(anonymous(text), left);
    }

    void secretsStandInNoTicket()
    {
        PodDiagnosed diagnosed = sample::pullFailed();
        diagnosed.diagnosis.evidence[0].text = u"GET https://bob:hunter2@quay.io/v2/: denied"_s;
        diagnosed.diagnosis.advice = u"Use password=hunter2 there"_s;
        sample::Facts facts = sample::upToReady();
        facts.add(9, diagnosed)
            .add(10,
                 Verdict{Outcome::Failed,
                         ValidationError{ErrorType::ImagePullError, u"token=hunter2"_s}, 10, 0});
        const RunRecord record = facts.record();
        QVERIFY2(!ticketFor(of(record)).contains(u"hunter2"_s), qPrintable(ticketFor(of(record))));
    }
};

QTEST_GUILESS_MAIN(TicketTest)
#include "tst_ticket.moc"
