// SPDX-License-Identifier: Apache-2.0
#include "central_area.h"

#include "banner.h"
#include "look/badge.h"
#include "page_of_test.h"
#include "suite_words.h"

#include <QFileInfo>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

CentralArea::CentralArea(models::Workspace *workspace, models::TestsModel *tests, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_banners(new BannerArea)
    , m_pages(new QStackedWidget)
    , m_welcome(plainLabel())
    , m_page(new TestPage(workspace, tests))
{
    m_welcome->setObjectName(u"welcome"_s);
    m_welcome->setAlignment(Qt::AlignCenter);
    m_welcome->setMargin(fontMetrics().height() * 2);
    setTextRole(m_welcome, ColorRole::Muted);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_page);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_banners);
    column->addWidget(m_pages, 1);
}

bool CentralArea::showTest(const QString &testId)
{
    const models::SuiteDocument *suite = m_workspace->suite();
    if (!suite->test(testId)) {
        m_page->setTest({});
        m_welcome->setText(
            suite->tests().empty()
                ? tr("Assay tells whether a workbench image works on a cluster, and if it does "
                     "not, why.\n\nOpen a suite, add a test, or try it on the sandbox: the "
                     "buttons are on the left.")
                : tr("Choose a test on the left to see its newest run and its configuration."));
        m_pages->setCurrentWidget(m_welcome);
        return true;
    }
    const bool another = m_page->testId() != testId;
    if (another)
        m_page->setTest(testId);
    else
        m_page->refresh();
    m_pages->setCurrentWidget(m_page);
    return another;
}

void CentralArea::showSuiteProblems()
{
    const QString topic = u"suite"_s;
    m_banners->dismiss(topic);
    const models::SuiteDocument *suite = m_workspace->suite();
    if (!suite->suite().hasErrors())
        return;
    m_banners->add(tr("%1 has problems").arg(QFileInfo(suite->path()).fileName()),
                   suiteProblems(*suite), topic);
}

} // namespace assay::ui
