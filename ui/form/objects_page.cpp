// SPDX-License-Identifier: Apache-2.0
#include "objects_page.h"

#include "look/badge.h"
#include "look/beside.h"
#include "look/icons.h"
#include "look/text_find_bar.h"
#include "look/wording.h"
#include "look/wrapped_label.h"
#include "objects_view.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

ObjectsPage::ObjectsPage(models::SuiteDocument *suite, QWidget *parent)
    : QWidget(parent)
    , m_suite(suite)
    , m_summary(new WrappedLabel)
    , m_problem(new WrappedLabel)
    , m_view(new ObjectsView)
    , m_find(new TextFindBar(m_view, u"objects"_s, tr("Text to find in the objects"),
                             tr("Find in the objects")))
{
    setObjectName(u"objectsPage"_s);
    m_summary->setObjectName(u"objectsSummary"_s);
    m_problem->setObjectName(u"objectsProblem"_s);
    setTextRole(m_problem, ColorRole::Failed);
    m_view->setObjectName(u"objectsYaml"_s);
    m_view->setAccessibleName(tr("Objects that a run creates, as YAML"));
    setFocusProxy(m_view);
    const int em = fontMetrics().height();
    auto *head = new QHBoxLayout;
    head->setContentsMargins({});
    head->setSpacing(em / 2);
    head->addWidget(m_summary, 1);
    head->addWidget(makeButtons(), 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(em / 4);
    column->addLayout(head);
    column->addWidget(m_problem);
    column->addWidget(m_view, 1);
    column->addWidget(m_find);
    connect(&m_making, &QFutureWatcherBase::finished, this, [this] { take(m_making.result()); });
    connect(suite, &models::SuiteDocument::bytesChanged, this, &ObjectsPage::refresh);
    connect(suite, &models::SuiteDocument::reset, this, &ObjectsPage::refresh);
    take(ObjectsText());
}

QWidget *ObjectsPage::makeButtons()
{
    auto *buttons = new QWidget;
    auto *row = new QHBoxLayout(buttons);
    row->setContentsMargins({});
    row->setSpacing(0);
    const auto button = [&](const QString &name, Symbol symbol, const QString &tip, auto slot) {
        auto *made = new QToolButton;
        made->setObjectName(name);
        made->setIcon(icon(symbol));
        made->setAutoRaise(true);
        made->setAccessibleName(tip);
        made->setToolTip(tip);
        row->addWidget(made);
        connect(made, &QToolButton::clicked, this, slot);
        return made;
    };
    m_steps << button(u"previousDifference"_s, Symbol::Previous,
                      tr("Previous difference from the template"),
                      [this] { m_view->goToDifference(false); })
            << button(u"nextDifference"_s, Symbol::Next, tr("Next difference from the template"),
                      [this] { m_view->goToDifference(true); });
    auto *copy = button(u"copyObjects"_s, Symbol::Copy, tr("Copy the YAML of all objects"),
                        [this] { QGuiApplication::clipboard()->setText(m_view->yaml()); });
    copy->setText(tr("Copy"));
    copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy = copy;
    return buttons;
}

void ObjectsPage::setRehearsal(const Rehearsal &rehearsal)
{
    m_rehearsal = rehearsal;
    m_made.reset();
    refresh();
}

void ObjectsPage::setTest(const QString &testId)
{
    m_test = testId;
    refresh();
}

void ObjectsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

//! A suite may bring along a megabyte for one object: it is made beside the window.
void ObjectsPage::refresh()
{
    if (!isVisible())
        return;
    const auto *test = m_suite->test(m_test);
    if (!test || !m_rehearsal) {
        m_made.reset();
        return take(ObjectsText());
    }
    tell();
    if (m_made == *test)
        return;
    m_made = *test;
    m_making.setFuture(
        madeBeside([rehearsal = m_rehearsal, test = *test] { return rehearsal(test); }));
}

void ObjectsPage::take(const ObjectsText &text)
{
    m_objects = text.objects;
    m_notMade = text.problem;
    m_view->setLines(text.lines);
    tell();
}

void ObjectsPage::tell()
{
    const int differences = m_view->differences();
    m_summary->setWrappedText(displayText(
        m_objects.isEmpty() ? QString()
        : differences == 0
            ? tr("A run creates %1, as Assay's template makes them.").arg(m_objects.join(u", "_s))
            : tr("A run creates %1. %n line(s) differ from Assay's template: + is what this test "
                 "has, \u2212 is what the template has in its place.",
                 "", differences)
                  .arg(m_objects.join(u", "_s))));
    m_view->setAccessibleDescription(m_summary->text());
    for (QAbstractButton *step : m_steps)
        step->setEnabled(differences > 0);
    m_copy->setEnabled(!m_objects.isEmpty());
    const auto problems = m_suite->problemsOf(m_test);
    const auto error =
        std::find_if(problems.begin(), problems.end(), [](const models::FieldProblem &problem) {
            return problem.severity == models::FieldProblem::Severity::Error;
        });
    const bool wrong = error != problems.end() && !m_objects.isEmpty();
    m_problem->setVisible(wrong || !m_notMade.isEmpty());
    if (!m_notMade.isEmpty())
        m_problem->setWrappedText(displayText(m_notMade));
    else if (wrong)
        m_problem->setWrappedText(
            displayText(tr("As it is, this test is not run: %1").arg(error->message)));
}

void ObjectsPage::focusFind()
{
    m_find->focusField();
}

void ObjectsPage::find(bool forward)
{
    m_find->find(forward);
}

} // namespace assay::ui
