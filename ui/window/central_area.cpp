// SPDX-License-Identifier: Apache-2.0
#include "central_area.h"

#include "banner.h"
#include "document/suite_words.h"
#include "images_page.h"
#include "look/badge.h"
#include "look/icons.h"
#include "look/notice_strip.h"
#include "page_of_test.h"
#include "run/kept_strip.h"

#include <QFileInfo>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

CentralArea::CentralArea(models::ShownRun *shown, models::TestsModel *tests,
                         models::SuiteDocument *suite, QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_suite(suite)
    , m_stripText(plainLabel())
    , m_banners(new BannerArea)
    , m_kept(new KeptStrip(shown))
    , m_unsaved(new NoticeStrip(u"unsavedStrip"_s))
    , m_outside(new NoticeStrip(u"outsideStrip"_s))
    , m_undo(new NoticeStrip(u"undoStrip"_s))
    , m_pages(new QStackedWidget)
    , m_welcome(plainLabel())
    , m_images(new ImagesPage)
    , m_page(new TestPage(shown, tests, suite))
{
    m_welcome->setObjectName(u"welcome"_s);
    m_welcome->setAlignment(Qt::AlignCenter);
    m_welcome->setMargin(fontMetrics().height() * 2);
    setTextRole(m_welcome, ColorRole::Muted);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_images);
    m_pages->addWidget(m_page);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_banners);
    m_strip = makeStrip();
    column->addWidget(m_strip);
    column->addWidget(m_kept);
    column->addWidget(m_unsaved);
    column->addWidget(m_outside);
    column->addWidget(m_undo);
    column->addWidget(m_pages, 1);
    connect(shown, &models::ShownRun::changed, this, [this] { showImages(false); });
    connect(shown, &models::ShownRun::suiteChanged, this, &CentralArea::refresh);
    connect(m_page, &TestPage::pageChanged, this, [this] { showImages(false); });
    connect(m_images, &ImagesPage::engineChanged, this, &CentralArea::refresh);
    refresh();
}

QWidget *CentralArea::makeStrip()
{
    auto *strip = new QWidget;
    strip->setObjectName(u"storedStrip"_s);
    strip->setAutoFillBackground(true);
    strip->setBackgroundRole(QPalette::AlternateBase);
    m_stripText->setObjectName(u"storedStripText"_s);
    auto *close = new QToolButton;
    close->setObjectName(u"closeStoredRun"_s);
    close->setText(tr("Close"));
    close->setIcon(icon(Symbol::Close));
    close->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    close->setAccessibleName(tr("Close the stored run"));
    close->setToolTip(tr("Back to the tests of the suite"));
    const int em = fontMetrics().height();
    auto *row = new QHBoxLayout(strip);
    row->setContentsMargins(em * 3 / 4, em / 5, em / 2, em / 5);
    row->addWidget(m_stripText, 1);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &CentralArea::storedRunClosed);
    return strip;
}

void CentralArea::showImages(bool show)
{
    m_showsImages = show;
    refresh();
}

void CentralArea::refresh()
{
    using Being = EngineState::Being;
    const bool hasNoTest = m_suite->tests().empty() && m_page->page() != TestPage::Page::Yaml;
    const Being engine = m_images->engine().being;
    const bool offersImages = hasNoTest && !m_suite->isBroken() &&
                              (engine == Being::Looking || engine == Being::Found) &&
                              !m_shown->isStored();
    m_images->setFirstStart(offersImages);
    const bool showsImages = m_showsImages || offersImages;
    m_strip->setVisible(m_shown->isStored() && !showsImages);
    if (showsImages) {
        m_pages->setCurrentWidget(m_images);
        return;
    }
    if (m_shown->isStored()) {
        const QDateTime at = m_shown->run()->record.startedAt().toLocalTime();
        m_stripText->setText(tr("Stored run of %1. Nothing here changes your suite.")
                                 .arg(at.toString(u"yyyy-MM-dd HH:mm"_s)));
    } else if (!m_suite->test(m_shown->testId()) && m_page->page() != TestPage::Page::Yaml) {
        m_welcome->setText(
            m_suite->tests().empty() && m_suite->isBroken()
                ? tr("%1 cannot be read, so that it has no tests. The YAML page (Alt+3) shows its "
                     "text, and what is wrong in it.")
                      .arg(suiteName())
            : m_suite->tests().empty()
                ? tr("Assay tells whether a workbench image works on a cluster, and if it does "
                     "not, why.\n\nOpen a suite, add a test, try an image of this computer, or "
                     "try the demo cluster: the buttons are on the left.")
                : tr("Choose a test on the left to see its newest run and its configuration."));
        m_pages->setCurrentWidget(m_welcome);
        return;
    }
    m_pages->setCurrentWidget(m_page);
}

void CentralArea::tellOfCluster(const ClusterState &before, const ClusterState &now,
                                const std::function<void()> &retry)
{
    using Connection = ClusterState::Connection;
    // A message that was dismissed does not come back while nothing is different.
    if (before.connection == now.connection && before.context == now.context &&
        before.problem == now.problem)
        return;
    const QString topic = u"cluster"_s;
    const bool failed = now.connection == Connection::Failed && !now.context.isEmpty();
    if (failed || now.connection == Connection::Lost)
        m_banners->add(now.local ? tr("This computer's container engine cannot be used")
                       : failed  ? tr("%1 cannot be used").arg(now.context)
                                 : tr("%1 does not answer").arg(now.context),
                       now.problem, topic, tr("Retry"), retry);
    else
        m_banners->dismiss(topic);
}

QString CentralArea::suiteName() const
{
    return m_suite->path().isEmpty() ? tr("The suite") : QFileInfo(m_suite->path()).fileName();
}

void CentralArea::showSuiteProblems()
{
    const QString topic = u"suite"_s;
    m_banners->dismiss(topic);
    const bool isUnread = m_suite->tests().empty() && m_suite->isBroken();
    // Nothing of it can be shown but its text, which is where it is mended.
    if (isUnread)
        m_page->showPage(TestPage::Page::Yaml);
    else if (m_wasUnread)
        m_page->showPage(TestPage::Page::Run);
    m_wasUnread = isUnread;
    const auto &problems = m_suite->problems();
    if (std::any_of(problems.begin(), problems.end(),
                    [](const models::SuiteProblem &problem) { return problem.isError(); }))
        m_banners->add(tr("%1 has problems").arg(suiteName()), suiteProblems(*m_suite), topic);
}

} // namespace assay::ui
