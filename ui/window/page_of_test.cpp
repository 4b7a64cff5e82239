// SPDX-License-Identifier: Apache-2.0
#include "page_of_test.h"

#include "form/configuration_form.h"
#include "look/badge.h"
#include "look/icons.h"
#include "look/wording.h"
#include "run/run_page.h"

#include <models/base/duration.h>

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::TestsModel;
using models::TestState;

TestPage::TestPage(models::Workspace *workspace, TestsModel *tests, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_tests(tests)
    , m_name(new QLabel)
    , m_place(new QLabel)
    , m_outcome(new Badge)
    , m_tabs(new QTabBar)
    , m_pages(new QStackedWidget)
    , m_run(new RunPage(workspace, tests))
{
    const int em = fontMetrics().height();
    m_name->setObjectName(u"testName"_s);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setBold(true);
    m_name->setFont(large);
    m_place->setObjectName(u"testPlace"_s);
    m_place->setTextFormat(Qt::PlainText);
    m_place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setTextRole(m_place, ColorRole::Muted);
    m_outcome->setObjectName(u"outcomeBadge"_s);
    m_tabs->setObjectName(u"pageSwitch"_s);
    m_tabs->setAccessibleName(tr("Page"));
    m_tabs->addTab(tr("Run"));
    m_tabs->addTab(tr("Configuration"));
    m_tabs->setTabToolTip(0, tr("What the newest run did (Alt+1)"));
    m_tabs->setTabToolTip(1, tr("What this test validates (Alt+2)"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_pages->addWidget(m_run);

    auto *header = new QHBoxLayout;
    header->setSpacing(em * 3 / 4);
    header->addWidget(m_name);
    header->addWidget(m_place, 1);
    header->addWidget(m_outcome);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(em * 3 / 4, em / 2, em * 3 / 4, em / 2);
    column->setSpacing(em / 2);
    column->addLayout(header);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);

    connect(m_tabs, &QTabBar::currentChanged, this,
            [this](int index) { showPage(index == 0 ? Page::Run : Page::Configuration); });
    connect(m_run, &RunPage::packageActivated, this, &TestPage::packageActivated);
}

ConfigurationForm *TestPage::form()
{
    if (!m_form) {
        m_form = new ConfigurationForm(m_workspace->suite());
        m_form->setTest(m_testId);
        m_pages->addWidget(m_form);
        connect(m_form, &ConfigurationForm::notebookFileRequested, this,
                &TestPage::notebookFileRequested);
    }
    return m_form;
}

void TestPage::showPage(Page page)
{
    m_tabs->setCurrentIndex(page == Page::Run ? 0 : 1);
    if (page == Page::Configuration)
        m_pages->setCurrentWidget(form());
    else
        m_pages->setCurrentWidget(m_run);
}

void TestPage::setTest(const QString &testId)
{
    m_testId = testId;
    m_run->setTest(testId);
    if (m_form)
        m_form->setTest(testId);
    refreshHeader();
}

void TestPage::refresh()
{
    m_run->refresh();
    refreshHeader();
}

void TestPage::refreshHeader()
{
    m_name->setText(displayText(m_testId));
    if (const auto *test = m_workspace->suite()->test(m_testId)) {
        m_place->setText(displayText(test->nameSpace + " / "_L1 + test->notebookName));
        m_place->setToolTip(displayText(test->customImage).toHtmlEscaped());
    }
    const TestState state = m_tests->stateOf(m_testId);
    QString text = models::toString(state);
    const models::Workspace::Run *run = m_workspace->run(m_testId);
    if (run && !run->record.isEmpty() && state != TestState::Queued &&
        state != TestState::Invalid) {
        const models::RunRecord &record = run->record;
        const double seconds =
            record.verdict() ? record.verdict()->durationSeconds
            : run->active
                ? double(record.startedAt().msecsTo(QDateTime::currentDateTimeUtc())) / 1000
                : -1;
        if (record.verdict())
            text = tr("%1 after %2").arg(text, models::formatDuration(seconds));
        else if (seconds >= 0)
            text = tr("%1, %2").arg(text, models::formatDuration(seconds));
    }
    m_outcome->setBadge(text, colorRoleFor(state));
}

void TestPage::commitEdits()
{
    if (m_form)
        m_form->commit();
}

} // namespace assay::ui
