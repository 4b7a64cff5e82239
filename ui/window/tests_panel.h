// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/tests_model.h>

#include <QSortFilterProxyModel>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace assay::ui {

//! The tests whose name, detail or failures hold a text and that stand in a state.
class TestsFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setText(const QString &text);
    //! Nothing: every state. Running stands for queued ones too.
    void setState(std::optional<models::TestState> state);
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_text;
    std::optional<models::TestState> m_state;
};

//! The suite's tests with their live status, to choose, filter, add and remove.
class TestsPanel : public QWidget
{
    Q_OBJECT
public:
    TestsPanel(models::Workspace *workspace, models::TestsModel *tests, QWidget *parent = nullptr);

    QString current() const; //!< empty: none
    void setCurrent(const QString &testId);
    QStringList selected() const;     //!< in the suite's order
    QStringList visibleTests() const; //!< as they are listed
    void focusFilter();
    void focusList();
    void addTest();
    void duplicateTest();

Q_SIGNALS:
    void currentChanged(const QString &testId);
    void selectionChanged();
    void openRequested();
    void clicked();         //!< on a test
    void imagesRequested(); //!< of this computer
    void sandboxRequested();
    void exampleRequested(const QString &name); //!< "opendatahub", "rhoai"
    void editRequested();                       //!< the current test's configuration
    void testBegun(const QString &testId);      //!< added here, with nothing in it yet
    void removeRequested(const QStringList &testIds);

private:
    void setUpFilters();
    void setUpList();
    void layOut(QToolButton *add);
    void listen();
    void refreshButtons();
    void refreshPage();
    QWidget *makeEmptyPage();

    models::Workspace *m_workspace;
    TestsFilter *m_filter;
    QLineEdit *m_text;
    QComboBox *m_state;
    QListView *m_list;
    QStackedWidget *m_pages;
    QLabel *m_emptyText = nullptr;
    QWidget *m_empty;
    QLabel *m_nothingFound;
    QToolButton *m_duplicate;
    QToolButton *m_remove;
};

} // namespace assay::ui
