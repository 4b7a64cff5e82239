// SPDX-License-Identifier: Apache-2.0
#include "tests_panel.h"

#include "look/badge.h"
#include "look/escape_guard.h"
#include "look/icons.h"
#include "look/wording.h"
#include "test_row_delegate.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::TestsModel;
using models::TestState;

void TestsFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void TestsFilter::setState(std::optional<TestState> state)
{
    m_state = state;
    invalidateFilter();
}

QVariant TestsFilter::data(const QModelIndex &index, int role) const
{
    if (role == Qt::AccessibleTextRole) {
        const auto state = TestState(index.data(TestsModel::StateRole).toInt());
        return tr("%1, %2, %3")
            .arg(index.data().toString(), models::toString(state),
                 index.data(TestsModel::DetailRole).toString());
    }
    return QSortFilterProxyModel::data(index, role);
}

bool TestsFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, TestsModel::Name, parent);
    if (m_state) {
        auto state = TestState(index.data(TestsModel::StateRole).toInt());
        if (state == TestState::Queued)
            state = TestState::Running;
        if (state != *m_state)
            return false;
    }
    return m_text.isEmpty() || index.data().toString().contains(m_text, Qt::CaseInsensitive) ||
           index.data(TestsModel::DetailRole).toString().contains(m_text, Qt::CaseInsensitive) ||
           index.data(TestsModel::FailuresRole).toString().contains(m_text, Qt::CaseInsensitive);
}

static QToolButton *toolButton(const QString &name, Symbol symbol, const QString &text)
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setIcon(icon(symbol));
    button->setAutoRaise(true);
    button->setAccessibleName(text);
    button->setToolTip(text);
    return button;
}

TestsPanel::TestsPanel(models::Workspace *workspace, TestsModel *tests, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_filter(new TestsFilter(this))
    , m_text(new QLineEdit)
    , m_state(new QComboBox)
    , m_list(new QListView)
    , m_pages(new QStackedWidget)
    , m_empty(makeEmptyPage())
    , m_nothingFound(plainLabel())
{
    m_filter->setSourceModel(tests);
    m_filter->setDynamicSortFilter(true);
    setUpFilters();
    setUpList();

    m_nothingFound->setObjectName(u"testsNothingFound"_s);
    m_nothingFound->setText(tr("No test matches the filter."));
    m_nothingFound->setAlignment(Qt::AlignCenter);
    setTextRole(m_nothingFound, ColorRole::Muted);
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_nothingFound);

    auto *add = toolButton(u"addTest"_s, Symbol::Add, tr("Add a test"));
    m_duplicate = toolButton(u"duplicateTest"_s, Symbol::Duplicate, tr("Duplicate this test"));
    m_remove = toolButton(u"removeTest"_s, Symbol::Remove, tr("Remove the selected tests"));
    connect(add, &QToolButton::clicked, this, &TestsPanel::addTest);
    layOut(add);
    listen();
    refreshPage();
    refreshButtons();
}

void TestsPanel::setUpFilters()
{
    m_text->setObjectName(u"testsFilter"_s);
    m_text->setAccessibleName(tr("Filter tests"));
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setClearButtonEnabled(true);
    m_text->setToolTip(
        tr("Show only tests whose name, status or failures hold this text (Ctrl+Shift+F)"));
    EscapeGuard::clears(m_text);
    m_state->setObjectName(u"testsStateFilter"_s);
    m_state->setAccessibleName(tr("Filter by state"));
    m_state->setToolTip(tr("Show only tests in this state"));
    m_state->addItem(tr("All"));
    for (const TestState state :
         {TestState::Failed, TestState::Inconclusive, TestState::Passed, TestState::Running,
          TestState::NotRun, TestState::Cancelled, TestState::Invalid})
        m_state->addItem(icon(state), models::toString(state), int(state));
    m_state->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_state->setMinimumContentsLength(8);
}

void TestsPanel::setUpList()
{
    m_list->setObjectName(u"tests"_s);
    m_list->setAccessibleName(tr("Tests of the suite"));
    m_list->setModel(m_filter);
    m_list->setModelColumn(TestsModel::Name);
    m_list->setItemDelegate(new TestDelegate(m_list));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void TestsPanel::layOut(QToolButton *add)
{
    const int em = fontMetrics().height();
    auto *top = new QHBoxLayout;
    top->setContentsMargins(em / 3, em / 3, em / 3, em / 3);
    top->setSpacing(em / 4);
    top->addWidget(m_text, 1);
    top->addWidget(m_state);
    auto *bottom = new QHBoxLayout;
    bottom->setContentsMargins(em / 3, em / 5, em / 3, em / 5);
    bottom->setSpacing(em / 5);
    bottom->addWidget(add);
    bottom->addWidget(m_duplicate);
    bottom->addWidget(m_remove);
    bottom->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_pages, 1);
    column->addLayout(bottom);
}

void TestsPanel::listen()
{
    connect(m_text, &QLineEdit::textChanged, m_filter, &TestsFilter::setText);
    connect(m_state, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant state = m_state->currentData();
        m_filter->setState(state.isValid() ? std::optional(TestState(state.toInt()))
                                           : std::nullopt);
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        refreshButtons();
        Q_EMIT currentChanged(current());
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        refreshButtons();
        Q_EMIT selectionChanged();
    });
    connect(m_list, &QListView::clicked, this, &TestsPanel::clicked);
    connect(m_list, &QListView::doubleClicked, this, &TestsPanel::editRequested);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filter, signal, this, &TestsPanel::refreshPage);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &TestsPanel::refreshPage);
    connect(m_filter, &QAbstractItemModel::layoutChanged, this, &TestsPanel::refreshPage);
    // Without tests, whether the text can be read may be all that changes.
    connect(m_workspace->suite(), &models::SuiteDocument::bytesChanged, this,
            &TestsPanel::refreshPage);
    connect(m_duplicate, &QToolButton::clicked, this, &TestsPanel::duplicateTest);
    connect(m_remove, &QToolButton::clicked, this, [this] { Q_EMIT removeRequested(selected()); });
}

QWidget *TestsPanel::makeEmptyPage()
{
    auto *page = new QWidget(this);
    page->setObjectName(u"testsEmpty"_s);
    const int em = fontMetrics().height();
    m_emptyText = plainLabel();
    m_emptyText->setObjectName(u"testsEmptyText"_s);
    m_emptyText->setAlignment(Qt::AlignCenter);
    setTextRole(m_emptyText, ColorRole::Muted);
    auto *open = new QPushButton(icon(Symbol::Open), tr("Open suite…"));
    open->setObjectName(u"emptyOpenSuite"_s);
    auto *add = new QPushButton(icon(Symbol::Add), tr("Add a test"));
    add->setObjectName(u"emptyAddTest"_s);
    auto *images = new QPushButton(icon(Symbol::Run), tr("Try an image of this computer"));
    images->setObjectName(u"emptyImages"_s);
    images->setToolTip(tr("Run a real image on this computer's Podman or Docker: no cluster of "
                          "your own is needed."));
    auto *sandbox = new QPushButton(tr("Try the demo cluster"));
    sandbox->setObjectName(u"emptySandbox"_s);
    sandbox->setToolTip(
        tr("Start the sandbox cluster inside Assay, whose images are scripted: no cluster of "
           "your own is needed. What the tests import and run then runs on this machine, "
           "confined where bubblewrap can."));
    auto *examples = new QPushButton(tr("Suites of upstream's images"));
    examples->setObjectName(u"emptyExamples"_s);
    examples->setToolTip(tr("Open a copy of a suite of all workbench images of a distribution, "
                            "with the packages that they declare"));
    auto *menu = new QMenu(examples);
    menu->setObjectName(u"examplesMenu"_s);
    for (const auto &[file, product] :
         {std::pair{u"opendatahub"_s, tr("Open Data Hub")}, {u"rhoai"_s, tr("OpenShift AI")}})
        connect(menu->addAction(product), &QAction::triggered, this,
                [this, file = file] { Q_EMIT exampleRequested(file); });
    examples->setMenu(menu);
    for (QPushButton *button : {open, add, images, sandbox, examples})
        button->setAccessibleName(button->text());
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(em, em, em, em);
    column->setSpacing(em / 2);
    column->addStretch(1);
    column->addWidget(m_emptyText);
    column->addSpacing(em / 2);
    column->addWidget(open);
    column->addWidget(add);
    column->addWidget(images);
    column->addWidget(sandbox);
    column->addWidget(examples);
    column->addStretch(2);
    connect(open, &QPushButton::clicked, this, &TestsPanel::openRequested);
    connect(add, &QPushButton::clicked, this, &TestsPanel::addTest);
    connect(images, &QPushButton::clicked, this, &TestsPanel::imagesRequested);
    connect(sandbox, &QPushButton::clicked, this, &TestsPanel::sandboxRequested);
    return page;
}

QString TestsPanel::current() const
{
    return m_list->currentIndex().data(TestsModel::IdRole).toString();
}

void TestsPanel::setCurrent(const QString &testId)
{
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, TestsModel::Name);
        if (index.data(TestsModel::IdRole).toString() == testId) {
            // Of a key such as Ctrl+T the view would take Ctrl for adding to what is selected.
            m_list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
            return;
        }
    }
}

QStringList TestsPanel::selected() const
{
    QModelIndexList rows = m_list->selectionModel()->selectedIndexes();
    std::sort(rows.begin(), rows.end());
    QStringList ids;
    for (const QModelIndex &index : rows)
        if (const QString id = index.data(TestsModel::IdRole).toString(); !ids.contains(id))
            ids << id;
    return ids;
}

QStringList TestsPanel::visibleTests() const
{
    QStringList ids;
    for (int row = 0; row < m_filter->rowCount(); ++row)
        ids << m_filter->index(row, TestsModel::Name).data(TestsModel::IdRole).toString();
    return ids;
}

void TestsPanel::focusList()
{
    m_list->setFocus(Qt::ShortcutFocusReason);
}

void TestsPanel::focusFilter()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void TestsPanel::addTest()
{
    m_text->clear();
    m_state->setCurrentIndex(0);
    models::SuiteDocument *suite = m_workspace->suite();
    const QString id = suite->addTest(suite->newTest());
    if (id.isEmpty())
        return;
    setCurrent(id);
    Q_EMIT editRequested();
    Q_EMIT testBegun(id);
}

void TestsPanel::duplicateTest()
{
    models::SuiteDocument *suite = m_workspace->suite();
    const QString id = suite->duplicateTest(current());
    if (id.isEmpty())
        return;
    m_text->clear();
    m_state->setCurrentIndex(0);
    setCurrent(id);
    Q_EMIT editRequested();
}

void TestsPanel::refreshButtons()
{
    m_duplicate->setEnabled(!current().isEmpty());
    m_remove->setEnabled(!selected().isEmpty());
}

void TestsPanel::refreshPage()
{
    const models::SuiteDocument &suite = *m_workspace->suite();
    m_emptyText->setText(
        suite.isBroken()
            ? tr("The file cannot be read as a suite.\n\nThe YAML page shows what is wrong.")
            : tr("No tests yet.\n\nA suite lists the images to validate and the packages that "
                 "each must be able to import."));
    if (suite.tests().empty())
        m_pages->setCurrentWidget(m_empty);
    else if (m_filter->rowCount() == 0)
        m_pages->setCurrentWidget(m_nothingFound);
    else
        m_pages->setCurrentWidget(m_list);
    refreshButtons();
}

} // namespace assay::ui
