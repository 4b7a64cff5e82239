// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

//! A failure that nothing explains can be reported, without what is nobody's business.
class TestUnknownFailure : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        m->addTests();
        m->show();
        m->window->selectTest(u"alpha"_s);
    }
    void cleanup() { m.reset(); }

    void itIsReportedWithoutNamesAndSecrets()
    {
        fail(models::PodFailureCategory::Unknown, {});
        auto *button = m->find<QPushButton>("whatHappenedUnknown");
        QTRY_VERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"### A failure that Assay does not know\n"
                 "\n"
                 "- Assay: 1.2\n"
                 "- Reason: StrangeThing\n"
                 "- Exit status: 42\n"
                 "\n"
                 "event StrangeThing:\n"
                 "\n"
                 "```\n"
                 "NOTEBOOK in NAMESPACE of IMAGE: token=*** is odd\n"
                 "```\n"_s);
    }

    void whatIsKnownIsNotReported()
    {
        fail(models::PodFailureCategory::CrashLoop, {});
        QTRY_COMPARE(m->texts("whatHappenedHeadline"), QStringList{u"Something strange."_s});
        QVERIFY(!m->find<QPushButton>("whatHappenedUnknown")->isVisible());
        fail(models::PodFailureCategory::Unknown, u"a-rule"_s);
        QVERIFY(!m->find<QPushButton>("whatHappenedUnknown")->isVisible());
    }

private:
    void fail(models::PodFailureCategory category, const QString &rule)
    {
        const models::CustomImageTestConfiguration c = *m->workspace.suite()->test(u"alpha"_s);
        m->workspace.beginRun(u"alpha"_s, u"/runs/alpha"_s);
        tests::FactMaker make(QDateTime::currentDateTimeUtc());
        models::RunStarted started;
        started.configuration = c;
        started.assayVersion = u"1.2"_s;
        models::PodDiagnosed diagnosed;
        models::Diagnosis &d = diagnosed.diagnosis;
        d.category = category;
        d.rule = rule;
        d.reason = u"StrangeThing"_s;
        d.exitStatus = 42;
        d.summary = u"Something strange."_s;
        d.evidence = {{models::Evidence::Kind::Event,
                       u"event StrangeThing"_s,
                       u"alpha in test-alpha of quay.io/x/alpha:1: token=abc123 is odd"_s,
                       make.now(),
                       {}}};
        models::Verdict verdict;
        verdict.outcome = models::Outcome::Failed;
        verdict.error = models::ValidationError{models::ErrorType::ContainerCrashError, d.summary};
        make.add(started).add(diagnosed).add(verdict).add(models::RunFinished{1});
        m->workspace.appendFacts(u"alpha"_s, make.take());
    }

    std::unique_ptr<WindowFixture> m;
};

QTEST_MAIN(TestUnknownFailure)
#include "tst_unknown_failure.moc"
