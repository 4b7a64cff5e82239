// SPDX-License-Identifier: Apache-2.0
#include <models/words/outcome_words.h>
#include <models/words/phase_words.h>
#include <models/words/place_words.h>
#include <models/words/timeline_text.h>

#include "models/sample_run.h"

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

QString lineOf(const FactBody &body)
{
    const TimelineText told = timelineText(body);
    return told.what + u" | "_s + told.detail;
}

template<std::size_t... I>
std::vector<FactBody> emptyBodies(std::index_sequence<I...>)
{
    return {std::variant_alternative_t<I, FactBody>{}...};
}

} // namespace

class WordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyKindOfFactIsTold()
    {
        const auto bodies = emptyBodies(std::make_index_sequence<std::variant_size_v<FactBody>>{});
        for (const FactBody &body : bodies)
            QVERIFY2(!timelineText(body).what.isEmpty(), qPrintable((Fact{1, {}, body}.kind())));
    }

    void newsIsWhatAPersonAtATerminalFollows()
    {
        QStringList news;
        const auto bodies = emptyBodies(std::make_index_sequence<std::variant_size_v<FactBody>>{});
        for (const FactBody &body : bodies)
            if (timelineText(body).isNews)
                news << Fact{1, {}, body}.kind();
        QCOMPARE(news, (QStringList{u"Note"_s, u"StateChanged"_s, u"PackageVerified"_s,
                                    u"Verdict"_s, u"InventoryTaken"_s, u"CheckMade"_s,
                                    u"CellExecuted"_s, u"NotRecorded"_s}));
        // These only where they are no matter of course.
        QVERIFY(!timelineText(PreflightCheck{}).isNews);
        QVERIFY(timelineText(PreflightCheck{{}, PreflightCheck::Result::Warning, {}, {}}).isNews);
        QVERIFY(timelineText(ObjectDeleted{{}, ObjectDeleted::Result::Kept, {}}).isNews);
        QVERIFY(timelineText(ObjectDeleted{{}, ObjectDeleted::Result::Failed, {}}).isNews);
        QVERIFY(!timelineText(ImageResolved{}).isNews);
        QVERIFY(timelineText(ImageResolved{{}, {}, u"q/i@sha256:a"_s, {}, {}}).isNews);
    }

    void thePlaceIsToldAsFarAsItIsKnown()
    {
        QCOMPARE(lineOf(ClusterSeen{u"v1.31.4"_s, u"4.19.3"_s, u"OpenShift AI"_s, u"2.25.0"_s}),
                 u"Cluster | Kubernetes v1.31.4, OpenShift 4.19.3, OpenShift AI 2.25.0"_s);
        QCOMPARE(textOf(ClusterSeen{u"v1.31.4"_s, {}, {}, u"2.33.0"_s}),
                 u"Kubernetes v1.31.4, Open Data Hub operator 2.33.0"_s);
        QCOMPARE(lineOf(NodeSeen{u"n1"_s, u"arm64"_s, u"v1.31.4"_s, u"cri-o://1.31"_s, {}, {}}),
                 u"Node | node n1 (arm64, kubelet v1.31.4, cri-o://1.31)"_s);
        QCOMPARE(textOf(NodeSeen{u"n1"_s, {}, {}, {}, {}, {}}), u"node n1"_s);
        QCOMPARE(commitText({{}, u"0123456789abcdef"_s, true, {}, {}}),
                 u"commit 0123456789ab, with changes"_s);
        QCOMPARE(commitText({}), QString());
    }

    void factsAreSentences()
    {
        QCOMPARE(lineOf(PhaseStarted{Phase::WaitForReady}), u"Step | Wait for pod"_s);
        QCOMPARE(lineOf(PreflightCheck{u"Notebook API"_s, PreflightCheck::Result::Failed,
                                       u"It is not there."_s, u"Install Kubeflow."_s}),
                 u"Check | Notebook API: It is not there. Install Kubeflow."_s);
        QCOMPARE(
            lineOf(StateChanged{
                {NotebookStatus::Created, NotebookStatus::PodPending, {}, u"The pod appeared."_s}}),
            u"State | Pod pending: The pod appeared."_s);
        QCOMPARE(lineOf(ObjectDeleted{sample::notebookRef(), ObjectDeleted::Result::Failed,
                                      u"Forbidden."_s}),
                 u"Could not be deleted | Notebook test-sdg-hub/sdg-hub-notebook: Forbidden."_s);
        QCOMPARE(lineOf(sample::verified(u"numpy"_s, PackageOutcome::Passed)),
                 u"Package | numpy imports after 0.8 s"_s);
        QCOMPARE(lineOf(CheckMade{sample::check(CheckOutcome::Failed)}),
                 u"Check | numpy>=2 failed: numpy 1.26.4 is installed."_s);
        QCOMPARE(lineOf(CellExecuted{sample::cell(3, CellOutcome::TimedOut)}),
                 u"Cell | cell 4 timed out: ZeroDivisionError: division by zero"_s);
        QCOMPARE(lineOf(CellExecuted{sample::cell(3, CellOutcome::Passed)}),
                 u"Cell | cell 4 ran in 1.5 s"_s);
        QCOMPARE(
            lineOf(Verdict{Outcome::Inconclusive,
                           ValidationError{ErrorType::ConnectionError, u"It is gone."_s}, 1, 0}),
            u"Verdict | Inconclusive: It is gone."_s);
    }

    void oneOutcomeHasOneWordAndOneTone()
    {
        QCOMPARE(wordFor(Outcome::Failed), wordFor(CheckOutcome::Failed));
        QCOMPARE(wordFor(Outcome::Passed), wordFor(PackageOutcome::Passed));
        QCOMPARE(wordInLine(PreflightCheck::Result::Warning), u"warning"_s);
        QCOMPARE(wordInLine(CellOutcome::NotRun), u"not run"_s);
        QVERIFY(toneOf(Outcome::Inconclusive) == toneOf(CheckOutcome::Inconclusive));
        QVERIFY(toneOf(CellOutcome::TimedOut) == Tone::Bad);
        QCOMPARE(titleOf(Phase::VerifyPackages), u"Verify packages"_s);
        QCOMPARE(doingIn(Phase::VerifyPackages), u"Importing packages"_s);
    }
};

QTEST_GUILESS_MAIN(WordsTest)
#include "tst_words.moc"
