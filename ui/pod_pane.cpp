// SPDX-License-Identifier: Apache-2.0
#include "pod_pane.h"

#include "badge.h"
#include "wording.h"
#include "yaml_text.h"

#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

PodPane::PodPane(models::Workspace *workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_pages(new QStackedWidget)
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
    m_pages->addWidget(m_text);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_pages);
    refresh();
}

void PodPane::setTest(const QString &testId)
{
    m_testId = testId;
    refresh();
}

void PodPane::refresh()
{
    // A pod is many lines and changes often: nothing is laid out for a pane that nobody sees.
    if (!isVisible())
        return;
    const models::Workspace::Run *run = m_testId.isEmpty() ? nullptr : m_workspace->run(m_testId);
    if (run && !run->record.pod().is_null()) {
        m_pages->setCurrentWidget(m_text);
        const QString text = displayText(toYamlText(run->record.pod()));
        if (text == m_text->toPlainText())
            return;
        const int place = m_text->verticalScrollBar()->value();
        m_text->setPlainText(text);
        m_text->verticalScrollBar()->setValue(place);
        return;
    }
    m_pages->setCurrentWidget(m_empty);
    if (m_testId.isEmpty())
        m_empty->setText(tr("Choose a test to see the pod of its newest run."));
    else if (!run)
        m_empty->setText(tr("This test has not run yet. Its pod appears here as it changes."));
    else if (run->active)
        m_empty->setText(tr("The pod does not exist yet."));
    else
        m_empty->setText(tr("No pod was seen during this run."));
}

void PodPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

} // namespace assay::ui
