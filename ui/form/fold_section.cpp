// SPDX-License-Identifier: Apache-2.0
#include "fold_section.h"

#include "look/badge.h"
#include "look/icons.h"
#include "look/wording.h"

#include <QFormLayout>
#include <QToolButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace assay::ui {

FoldSection::FoldSection(const QString &name, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_header(new QToolButton)
    , m_mark(new QLabel)
    , m_words(new QLabel)
    , m_content(new QWidget)
    , m_form(new QFormLayout(m_content))
{
    const int em = fontMetrics().height();
    setObjectName("section."_L1 + name);
    m_header->setObjectName("fold."_L1 + name);
    m_header->setAutoRaise(true);
    m_header->setText(title);
    m_header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_header->setFocusPolicy(Qt::StrongFocus);
    QFont bold = font();
    bold.setBold(true);
    m_header->setFont(bold);
    m_words->setObjectName("summary."_L1 + name);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_form->setContentsMargins(em, em / 4, 0, em / 2);
    m_form->setHorizontalSpacing(em);
    m_form->setVerticalSpacing(em / 2);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);

    auto *row = new QHBoxLayout;
    row->setContentsMargins({});
    row->setSpacing(em / 3);
    row->addWidget(m_header);
    row->addWidget(m_mark);
    row->addWidget(m_words, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_content);
    connect(m_header, &QToolButton::clicked, this, [this] { setOpen(!m_open); });
    connect(&Theme::instance(), &Theme::changed, this, &FoldSection::refresh);
    refresh();
}

void FoldSection::setOpen(bool open)
{
    if (std::exchange(m_open, open) != open)
        refresh();
}

// A key in one field tells this to all sections, and most of them the same as before.
void FoldSection::setSummary(const QString &summary)
{
    const QString words = displayText(summary).simplified();
    if (std::exchange(m_summary, words) != words)
        refresh();
}

void FoldSection::setProblems(int errors, int warnings)
{
    const bool isNew = errors != m_errors || warnings != m_warnings;
    m_errors = errors;
    m_warnings = warnings;
    if (isNew)
        refresh();
}

void FoldSection::refresh()
{
    m_content->setVisible(m_open);
    m_header->setArrowType(m_open ? Qt::DownArrow : Qt::RightArrow);
    QString words = m_summary;
    ColorRole role = ColorRole::Muted;
    if (m_errors > 0) {
        words = m_errors == 1 ? tr("1 problem") : tr("%1 problems").arg(m_errors);
        role = ColorRole::Failed;
    } else if (m_warnings > 0) {
        words = m_warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(m_warnings);
        role = ColorRole::Warning;
    }
    // Open, each problem stands below its field.
    if (m_open)
        words.clear();
    const int em = fontMetrics().height();
    m_mark->setVisible(!m_open && m_errors + m_warnings > 0);
    m_mark->setPixmap(icon(m_errors > 0 ? Symbol::Problem : Symbol::Warning)
                          .pixmap(QSize(em, em), devicePixelRatioF()));
    m_words->setText(words);
    QPalette colors = m_words->palette();
    colors.setColor(QPalette::WindowText, themeColor(role));
    m_words->setPalette(colors);
    m_header->setToolTip(m_open ? tr("Fold this part") : tr("Unfold this part"));
    m_header->setAccessibleName(words.isEmpty() ? m_title : tr("%1: %2").arg(m_title, words));
    m_header->setAccessibleDescription(m_open ? tr("Unfolded") : tr("Folded"));
}

} // namespace assay::ui
