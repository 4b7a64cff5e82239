// SPDX-License-Identifier: Apache-2.0
#include "field_problems.h"

#include "look/badge.h"
#include "look/icons.h"
#include "look/wording.h"
#include "look/wrapped_label.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

void EntryProblem::add(const models::FieldProblem &problem)
{
    text += (text.isEmpty() ? QString() : u"\n"_s) + problem.message;
    isError |= problem.severity == models::FieldProblem::Severity::Error;
}

QIcon EntryProblem::mark() const
{
    return text.isEmpty() ? QIcon() : icon(isError ? Symbol::Problem : Symbol::Warning);
}

FieldProblems::FieldProblems(QWidget *parent) : QWidget(parent), m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins({});
    m_rows->setSpacing(2);
    hide();
}

void FieldProblems::showProblems(const std::vector<models::FieldProblem> &problems)
{
    if (problems == m_problems)
        return;
    m_problems = problems;
    rebuild();
}

void FieldProblems::rebuild()
{
    qDeleteAll(findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    const int em = fontMetrics().height();
    for (const models::FieldProblem &problem : m_problems) {
        const bool error = problem.severity == models::FieldProblem::Severity::Error;
        auto *row = new QWidget;
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins({});
        line->setSpacing(em / 3);
        auto *mark = new QLabel;
        const auto paint = [mark, error, em] {
            mark->setPixmap(icon(error ? Symbol::Problem : Symbol::Warning)
                                .pixmap(QSize(em, em), mark->devicePixelRatioF()));
        };
        paint();
        connect(&Theme::instance(), &Theme::changed, mark, paint);
        auto *text = new WrappedLabel(
            displayText(error ? problem.message : tr("Warning: %1").arg(problem.message)));
        text->setObjectName(error ? u"fieldError"_s : u"fieldWarning"_s);
        // Beside its mark, also where it is given more lines than it needs.
        text->setAlignment(Qt::AlignTop | Qt::AlignLeading);
        setTextRole(text, error ? ColorRole::Failed : ColorRole::Warning);
        line->addWidget(mark, 0, Qt::AlignTop);
        line->addWidget(text, 1);
        m_rows->addWidget(row);
    }
    setVisible(!m_problems.empty());
}

} // namespace assay::ui
