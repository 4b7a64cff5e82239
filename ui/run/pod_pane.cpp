// SPDX-License-Identifier: Apache-2.0
#include "pod_pane.h"

#include "look/badge.h"
#include "look/line_mark.h"
#include "look/wording.h"
#include "record_table.h"

#include <models/base/yaml.h>
#include <models/tables/check_models.h>

#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

PodPane::PodPane(models::ShownRun *shown, QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_pages(new QStackedWidget)
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_resources(new RecordTable(new models::ContainerResourcesModel(shown), u"resourceUsage"_s,
                                  tr("Resources of the containers")))
    , m_unmeasured(plainLabel())
    , m_text(new QPlainTextEdit)
    , m_empty(plainLabel())
{
    m_text->setObjectName(u"pod"_s);
    m_text->setAccessibleName(tr("The pod as last seen"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFrameShape(QFrame::NoFrame);
    m_empty->setObjectName(u"podEmpty"_s);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(fontMetrics().height());
    setTextRole(m_empty, ColorRole::Muted);
    m_pages->addWidget(m_empty);
    m_splitter->setObjectName(u"podSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeResources());
    m_splitter->addWidget(m_text);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({2500, 7500});
    m_pages->addWidget(m_splitter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_pages);
    connect(shown, &models::ShownRun::changed, this, &PodPane::refresh);
    connect(shown, &models::ShownRun::grew, this, &PodPane::refresh);
    refresh();
}

QWidget *PodPane::makeResources()
{
    const int em = fontMetrics().height();
    m_resources->setColumnWidths({20, 12, 17, 12, 15, 20, 14});
    m_resources->view()->setToolTip(
        tr("Used: as measured by the cluster's metrics service during the run. Over an amount "
           "stands what the cluster said."));
    m_resources->setEmptyText([](const models::ShownRun &shown) {
        const auto &run = shown.run();
        if (run && run->record.resourceUsage())
            return tr("No container of the pod is known.");
        return shown.isActive() ? tr("What its containers use is measured once the pod is ready.")
                                : tr("This run did not measure what its containers use.");
    });
    m_unmeasured->setObjectName(u"resourceUsageProblem"_s);
    m_unmeasured->setContentsMargins(em / 2, em / 3, em / 2, em / 3);
    setTextRole(m_unmeasured, ColorRole::Muted);
    auto *widget = new QWidget;
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_resources, 1);
    column->addWidget(m_unmeasured);
    return widget;
}

void PodPane::refresh()
{
    // A pod is many lines and changes often: nothing is laid out for a pane that nobody sees.
    if (!isVisible())
        return;
    const auto &run = m_shown->run();
    if (run && (!run->record.pod().is_null() || run->record.resourceUsage())) {
        m_pages->setCurrentWidget(m_splitter);
        showUsage(run->record);
        showPod(run->record.pod());
        return;
    }
    m_pages->setCurrentWidget(m_empty);
    if (m_shown->testId().isEmpty())
        m_empty->setText(tr("Choose a test to see the pod of its newest run."));
    else if (!run)
        m_empty->setText(tr("This test has not run yet. Its pod appears here as it changes."));
    else if (run->active)
        m_empty->setText(tr("The pod does not exist yet."));
    else
        m_empty->setText(tr("No pod was seen during this run."));
}

void PodPane::showUsage(const models::RunRecord &record)
{
    const auto &usage = record.resourceUsage();
    const QString problem = usage ? displayText(usage->problem) : QString();
    m_unmeasured->setText(problem.isEmpty() ? QString() : tr("Not measured: %1").arg(problem));
    m_unmeasured->setVisible(!problem.isEmpty());
}

void PodPane::showPod(const models::Json &pod)
{
    const QString text =
        pod.is_null() ? QString() : displayText(QString::fromUtf8(models::yaml::write(pod)));
    if (text == m_text->toPlainText())
        return;
    const int place = m_text->verticalScrollBar()->value();
    m_text->setPlainText(text);
    m_text->verticalScrollBar()->setValue(place);
}

bool PodPane::showField(const QString &name, const QString &reason)
{
    refresh();
    QTextDocument *document = m_text->document();
    const QTextCursor status = document->find(QRegularExpression(u"^status:"_s));
    const QString word = QRegularExpression::escape(name);
    const QRegularExpression field(u"^[ -]*(name|type): \"?%1\"?$"_s.arg(word));
    const QRegularExpression why(u"^ *reason: %1$"_s.arg(QRegularExpression::escape(reason)));
    const int from = status.isNull() ? 0 : status.position();
    QTextCursor found = reason.isEmpty() ? QTextCursor() : document->find(why, from);
    if (found.isNull())
        found = document->find(field, from);
    if (found.isNull())
        found = document->find(field);
    m_text->setExtraSelections({});
    if (found.isNull())
        return false;
    markLine(m_text, found);
    found.clearSelection();
    m_text->setTextCursor(found);
    m_text->centerCursor();
    return true;
}

void PodPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

} // namespace assay::ui
