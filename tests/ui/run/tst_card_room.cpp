// SPDX-License-Identifier: Apache-2.0
// What of a run's card and of its evidence is seen at which size of the window.
#include "ui/window_fixture.h"

#include <models/words/problem_words.h>

#include <QAbstractButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

class TestCardRoom : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void whatToDoIsSeenInASmallWindow();
    void allTabsAreSeenWithTheirCounts();
    void theCardGrowsWithTheWindow();
    void whatCannotRunSaysWhy();
    void whatItFailedOfIsNoRemark();

private:
    void failChecks();
    int em() const { return m->window->fontMetrics().height(); }
    std::unique_ptr<WindowFixture> m;
    QDateTime m_start;
};

void TestCardRoom::init()
{
    m_start = QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
}

void TestCardRoom::failChecks()
{
    tests::askForEverything(*m->workspace.suite(), u"alpha"_s);
    tests::failChecksSample(m->workspace, u"alpha"_s, {}, m_start);
}

void TestCardRoom::whatToDoIsSeenInASmallWindow()
{
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    m->window->resize(1024, 640);
    const auto *card = m->find<QScrollArea>("whatHappened");
    const auto advice = [card]() -> const QLabel * {
        for (const QLabel *label : card->findChildren<QLabel *>(u"whatHappenedAdvice"_s))
            if (label->isVisible())
                return label;
        return nullptr;
    };
    QTRY_VERIFY(advice());
    QCOMPARE(m->texts("whatHappenedAdvice"),
             QStringList{u"Install pandas in the image, or correct the name."_s});
    const auto isSeen = [card](const QWidget *widget) {
        const QRect rect(widget->mapTo(card->viewport(), QPoint()), widget->size());
        return card->viewport()->rect().contains(rect);
    };
    QVERIFY(isSeen(advice()));
    QVERIFY(isSeen(m->find<QWidget>("whatHappenedCopy")));
    QCOMPARE(m->texts("whatHappenedEvidence"), QStringList());
    // With the rest it is said in its place, and once.
    m->click("whatHappenedMore");
    QCOMPARE(m->texts("whatHappenedAdvice").size(), 1);
    QCOMPARE(m->texts("whatHappenedEvidence").size(), 1);
    m->window->resize(1280, 800);
    QTRY_VERIFY(!m->find<QWidget>("whatHappenedMore")->isVisible());
    QCOMPARE(m->texts("whatHappenedAdvice").size(), 1);
    QVERIFY(isSeen(advice()));
}

void TestCardRoom::allTabsAreSeenWithTheirCounts()
{
    failChecks();
    QCOMPARE(m->window->size(), QSize(1280, 800));
    const auto *tabs = m->find<QTabBar>("evidenceTabs");
    QCOMPARE(tabs->count(), 9);
    QCOMPARE(tabs->tabText(2), u"Checks ✗ 2"_s);
    QCOMPARE(tabs->tabText(3), u"Cells ✗ 1"_s);
    QTRY_VERIFY2(tabs->tabRect(0).left() >= 0 && tabs->tabRect(8).right() < tabs->width(),
                 qPrintable(u"%1 in %2"_s.arg(tabs->tabRect(8).right()).arg(tabs->width())));
    for (const QAbstractButton *arrow : tabs->findChildren<QAbstractButton *>())
        QVERIFY(!arrow->isVisible());
}

void TestCardRoom::theCardGrowsWithTheWindow()
{
    const auto *card = m->find<QScrollArea>("whatHappened");
    QTRY_COMPARE(card->width(), em() * 24);
    m->window->resize(2560, 1600);
    QTRY_COMPARE(card->width(), em() * 36);
    m->window->resize(1280, 800);
    QTRY_COMPARE(card->width(), em() * 24);
    // Whoever gave it a width keeps that.
    auto *splitter = m->find<QSplitter>("runSplitter");
    const QWidget *handle = splitter->handle(1);
    const QPoint from = handle->rect().center();
    QTest::mousePress(splitter->handle(1), Qt::LeftButton, {}, from);
    QTest::mouseMove(splitter->handle(1), from + QPoint(em() * 4, 0));
    QTest::mouseRelease(splitter->handle(1), Qt::LeftButton, {}, from + QPoint(em() * 4, 0));
    const int own = card->width();
    QVERIFY2(own > em() * 26, qPrintable(QString::number(own)));
    m->window->resize(2560, 1600);
    QTRY_VERIFY(card->window()->width() == 2560);
    QCOMPARE(card->width(), own);
}

void TestCardRoom::whatCannotRunSaysWhy()
{
    const QString why = u"The configuration has problems, so this test cannot run yet."_s;
    const auto *run = m->find<QAbstractButton>("whatHappenedRun");
    QVERIFY(run->isEnabled());
    const auto whole = *m->workspace.suite()->test(u"alpha"_s);
    auto broken = whole;
    broken.nameSpace = u"prod"_s;
    m->workspace.suite()->setTest(u"alpha"_s, broken);
    QVERIFY(!run->isEnabled());
    QCOMPARE(run->toolTip(), why);
    m->workspace.suite()->setTest(u"alpha"_s, whole);
    QVERIFY(run->isEnabled());
    QCOMPARE(run->toolTip(), QString());
    // Also where it ran before.
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, m_start);
    QCOMPARE(run->text(), u"Run again"_s);
    QVERIFY(run->isEnabled());
    m->workspace.suite()->setTest(u"alpha"_s, broken);
    QVERIFY(!run->isEnabled());
    QCOMPARE(run->toolTip(), why);
    QVERIFY(m->texts("whatHappenedRemark").contains(why));
    QCOMPARE(m->texts("whatHappenedHeadline"), QStringList{u"pandas is not installed."_s});
}

void TestCardRoom::whatItFailedOfIsNoRemark()
{
    auto broken = *m->workspace.suite()->test(u"alpha"_s);
    broken.nameSpace = u"prod"_s;
    broken.notebookName = u"1a"_s;
    m->workspace.suite()->setTest(u"alpha"_s, broken);
    QStringList errors;
    for (const models::FieldProblem &problem : broken.validate()) {
        if (problem.severity == models::FieldProblem::Severity::Error)
            errors << models::problemText(problem);
    }
    QCOMPARE(errors.size(), 2);
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, m_start);
    models::Verdict verdict;
    verdict.outcome = models::Outcome::Failed;
    verdict.error = models::ValidationError{models::ErrorType::ConfigurationError, errors.front()};
    make.add(verdict).add(models::RunFinished{0});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCOMPARE(m->texts("whatHappenedHeadline"), QStringList{errors.front()});
    // What it did not fail of is one.
    const QStringList remarks = m->texts("whatHappenedRemark");
    QVERIFY2(!remarks.contains(errors.front()), qPrintable(remarks.join(u'\n')));
    QVERIFY2(remarks.contains(errors.back()), qPrintable(remarks.join(u'\n')));
}

QTEST_MAIN(TestCardRoom)
#include "tst_card_room.moc"
