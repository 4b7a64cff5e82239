// SPDX-License-Identifier: Apache-2.0
// What of a run's card and of its evidence is seen at which size of the window.
#include "ui/window_fixture.h"

#include <QAbstractButton>
#include <QScrollArea>

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

private:
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

QTEST_MAIN(TestCardRoom)
#include "tst_card_room.moc"
