// SPDX-License-Identifier: Apache-2.0
#include "page_of_test.h"

#include "evidence_pane.h"
#include "form/configuration_form.h"
#include "form/objects_page.h"
#include "form/yaml_page.h"
#include "look/badge.h"
#include "look/elided_label.h"
#include "look/icons.h"
#include "look/notice_strip.h"
#include "look/wording.h"
#include "run/run_page.h"
#include "run/what_happened_card.h"

#include <models/base/duration.h>
#include <models/words/known_failures.h>
#include <models/words/outcome_words.h>

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::TestsModel;
using models::TestState;

TestPage::TestPage(models::ShownRun *shown, TestsModel *tests, models::SuiteDocument *suite,
                   QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_tests(tests)
    , m_suite(suite)
    , m_name(new ElidedLabel)
    , m_place(new ElidedLabel)
    , m_remark(new QLabel)
    , m_outcome(new Badge)
    , m_tabs(new QTabBar)
    , m_pages(new QStackedWidget)
    , m_evidence(new EvidencePane(shown))
    , m_run(new RunPage(shown, tests, m_evidence))
    , m_broken(new NoticeStrip(u"brokenStrip"_s))
{
    const int em = fontMetrics().height();
    m_name->setObjectName(u"testName"_s);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setBold(true);
    m_name->setFont(large);
    m_place->setObjectName(u"testPlace"_s);
    // The image is what is tested: a long name of the test leaves room for it.
    m_place->setShortest(12);
    setTextRole(m_place, ColorRole::Muted);
    m_remark->setObjectName(u"outcomeRemark"_s);
    m_remark->setTextFormat(Qt::PlainText);
    setTextRole(m_remark, ColorRole::Warning);
    m_outcome->setObjectName(u"outcomeBadge"_s);
    m_tabs->setObjectName(u"pageSwitch"_s);
    m_tabs->setAccessibleName(tr("Page"));
    m_tabs->addTab(tr("Run"));
    m_tabs->addTab(tr("Configuration"));
    m_tabs->addTab(tr("YAML"));
    m_tabs->addTab(tr("Objects"));
    m_tabs->setTabToolTip(0, tr("What the newest run did (Alt+1)"));
    m_tabs->setTabToolTip(1, tr("What this test validates (Alt+2)"));
    m_tabs->setTabToolTip(2, tr("The text of the suite (Alt+3)"));
    m_tabs->setTabToolTip(3, tr("What a run of this test creates (Ctrl+M)"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    // A long name gives way, the pages never do.
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setElideMode(Qt::ElideNone);
    m_pages->addWidget(m_run);

    auto *header = new QHBoxLayout;
    header->setSpacing(em * 3 / 4);
    header->addWidget(m_name);
    header->addWidget(m_place, 1);
    header->addWidget(m_remark);
    header->addWidget(m_outcome);
    header->addWidget(m_tabs);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(em * 3 / 4, em / 3, em / 3, em / 4);
    column->setSpacing(em / 4);
    column->addLayout(header);
    column->addWidget(m_broken);
    column->addWidget(m_pages, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) { showPage(Page(index)); });
    connect(suite, &models::SuiteDocument::brokenChanged, this, &TestPage::showBroken);
    connect(m_run->card(), &WhatHappenedCard::editRequested, this,
            [this] { showPage(Page::Configuration); });
    connect(shown, &models::ShownRun::changed, this, &TestPage::showRun);
    // The list knows when a test stands differently, and when time has passed for one that runs.
    connect(tests, &TestsModel::modelReset, this, &TestPage::refreshHeader);
    connect(tests, &TestsModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                for (int row = first.row(); row <= last.row(); ++row)
                    if (m_tests->index(row, 0).data(TestsModel::IdRole) == m_shown->testId())
                        return refreshHeader();
            });
    refreshHeader();
}

ConfigurationForm *TestPage::form()
{
    if (!m_form) {
        m_form = new ConfigurationForm(m_suite);
        m_form->setTest(m_formTest);
        m_pages->addWidget(m_form);
        connect(m_form, &ConfigurationForm::notebookFileRequested, this,
                &TestPage::notebookFileRequested);
    }
    return m_form;
}

YamlPage *TestPage::yaml()
{
    if (!m_yaml) {
        m_yaml = new YamlPage(m_suite);
        m_pages->addWidget(m_yaml);
    }
    return m_yaml;
}

ObjectsPage *TestPage::objects()
{
    if (!m_objects) {
        m_objects = new ObjectsPage(m_suite);
        m_objects->setRehearsal(m_rehearsal);
        m_objects->setTest(m_formTest);
        m_pages->addWidget(m_objects);
    }
    return m_objects;
}

void TestPage::setRehearsal(const Rehearsal &rehearsal)
{
    m_rehearsal = rehearsal;
    if (m_objects)
        m_objects->setRehearsal(rehearsal);
}

TestPage::Page TestPage::page() const
{
    const QWidget *current = m_pages->currentWidget();
    return m_yaml && current == m_yaml         ? Page::Yaml
           : m_form && current == m_form       ? Page::Configuration
           : m_objects && current == m_objects ? Page::Objects
                                               : Page::Run;
}

void TestPage::showPage(Page page)
{
    if (m_shown->isStored())
        page = Page::Run;
    m_tabs->setCurrentIndex(int(page));
    const Page before = this->page();
    if (before == page)
        return;
    commitEdits();
    if (page == Page::Yaml) {
        const QString field = before == Page::Configuration ? m_form->currentField() : QString();
        m_pages->setCurrentWidget(yaml());
        m_yaml->goTo(m_formTest, field);
        // Whoever goes along the tabs stays there.
        if (!m_tabs->hasFocus())
            m_yaml->setFocus(Qt::OtherFocusReason);
    } else if (page == Page::Objects) {
        m_pages->setCurrentWidget(objects());
        if (!m_tabs->hasFocus())
            m_objects->setFocus(Qt::OtherFocusReason);
    } else if (page == Page::Configuration) {
        // What the cursor is at is what the form shows.
        const auto [test, field] =
            before == Page::Yaml ? m_yaml->testAndField() : std::pair<QString, QString>();
        if (!test.isEmpty() && test != m_formTest)
            Q_EMIT testRequested(test);
        m_pages->setCurrentWidget(form());
        m_form->focusField(field);
    } else {
        m_pages->setCurrentWidget(m_run);
    }
    showBroken();
    Q_EMIT pageChanged();
}

void TestPage::focusFind()
{
    page() == Page::Objects ? objects()->focusFind() : yaml()->focusFind();
}

void TestPage::find(bool forward)
{
    page() == Page::Objects ? objects()->find(forward) : yaml()->find(forward);
}

void TestPage::showBroken()
{
    const bool isRead = page() == Page::Configuration || page() == Page::Objects;
    if (!m_suite->isBroken() || !isRead)
        return m_broken->dismiss();
    const models::SuiteProblem &first = m_suite->problems().front();
    m_broken->say((page() == Page::Objects
                       ? tr("The YAML cannot be read, line %1: %2 Until it can, this is what the "
                            "test would have created before.")
                       : tr("The YAML cannot be read, line %1: %2 Until it can, this is what the "
                            "test was before."))
                      .arg(first.line)
                      .arg(first.problem.message),
                  {{u"showBrokenYaml"_s, tr("Show it"), [this] { showPage(Page::Yaml); }}});
}

void TestPage::showRun()
{
    const bool stored = m_shown->isStored();
    if (stored)
        showPage(Page::Run);
    m_tabs->setTabEnabled(1, !stored);
    m_tabs->setTabEnabled(2, !stored);
    m_tabs->setTabEnabled(3, !stored);
    if (!stored && m_formTest != m_shown->testId()) {
        m_formTest = m_shown->testId();
        if (m_form)
            m_form->setTest(m_formTest);
        if (m_objects)
            m_objects->setTest(m_formTest);
    }
    refreshHeader();
}

void TestPage::refreshHeader()
{
    const QString &testId = m_shown->testId();
    m_name->setText(displayText(testId));
    const auto *test = m_shown->isStored() ? nullptr : m_suite->test(testId);
    const auto c = test ? *test : m_shown->configuration();
    m_place->setText(displayText(imageOf(c)));
    m_place->setToolTip(
        displayText(tr("Notebook %1 in namespace %2").arg(c.notebookName, c.nameSpace))
            .toHtmlEscaped());
    const TestState state =
        m_shown->isStored() ? models::stateAfter(m_shown->run()->record) : m_tests->stateOf(testId);
    const QString remark = m_shown->isStored() ? QString() : m_tests->remarkOf(testId);
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
    m_outcome->setState(outcomeText(state), state);
    m_outcome->setVisible(!testId.isEmpty());
}

//! With the digest that ran, where the reference does not name it itself.
QString TestPage::imageOf(const models::CustomImageTestConfiguration &configuration) const
{
    const auto &run = m_shown->run();
    const QString digest =
        run && run->record.image() ? run->record.image()->imageId.section(u'@', 1) : QString();
    return digest.isEmpty() || configuration.customImage.contains(digest)
               ? configuration.customImage
               : tr("%1 · %2").arg(configuration.customImage, digest);
}

QByteArray TestPage::columns() const
{
    return m_run->columns();
}

void TestPage::setColumns(const QByteArray &columns)
{
    m_run->setColumns(columns);
}

void TestPage::setEvidenceAlone(bool on)
{
    if (on)
        showPage(Page::Run);
    m_run->setEvidenceAlone(on);
}

QString TestPage::outcomeText(TestState state) const
{
    const QString word = models::toString(state);
    const auto &run = m_shown->run();
    if (!run || run->record.isEmpty() || state == TestState::Queued || state == TestState::Invalid)
        return word;
    const models::RunRecord &record = run->record;
    if (record.verdict() && run->active)
        return tr("%1, cleaning up").arg(models::wordFor(record.verdict()->outcome));
    if (record.verdict()) {
        const QString time = models::formatDuration(record.verdict()->durationSeconds);
        return models::isKnownFailure(record) ? tr("%1 after %2, as known").arg(word, time)
                                              : tr("%1 after %2").arg(word, time);
    }
    if (!run->active)
        return word;
    const auto now = QDateTime::currentDateTimeUtc();
    return tr("%1, %2").arg(word,
                            models::formatDuration(double(record.startedAt().msecsTo(now)) / 1000));
}

void TestPage::guide(const QString &testId)
{
    showPage(Page::Configuration);
    if (page() == Page::Configuration)
        form()->guide(testId);
}

void TestPage::commitEdits()
{
    if (m_yaml)
        m_yaml->commit();
    if (m_form)
        m_form->commit();
}

} // namespace assay::ui
