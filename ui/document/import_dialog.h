// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/imports/imported.h>
#include <models/imports/package_list.h>
#include <models/tables/suite_document.h>

#include <QDialog>

class QCheckBox;
class QListWidget;
class QPushButton;
class QVBoxLayout;

namespace assay::ui {

//! What was understood of a file that somebody wrote for another program, and what was not, before
//! any of it is in the suite: tests, or packages for one test.
class ImportDialog : public QDialog
{
    Q_OBJECT
public:
    //! `testId` is the test that packages are for; empty: none is chosen.
    ImportDialog(models::SuiteDocument *suite, const models::ImportSource &file,
                 const QString &testId, QWidget *parent);

Q_SIGNALS:
    void added(const QStringList &testIds); //!< tests, or the one that got packages

private:
    void listTests(const std::vector<models::ImportNote> &notes);
    void listPackages(const models::PackageList &list);
    void showList(const QString &title, const QString &nameOfList);
    void showNotes(const std::vector<models::ImportNote> &notes);
    void showButtons();
    void addRow(const QString &text);
    std::vector<std::size_t> chosen() const;
    void refresh();
    void take();
    void takePackages();
    QString fileName() const;
    models::SuiteDocument *m_suite;
    QString m_path;
    QString m_testId;
    bool m_ofPackages;
    std::vector<models::CustomImageTestConfiguration> m_tests; //!< with free ids
    std::vector<models::ListedPackage> m_packages;
    QVBoxLayout *m_column;
    QListWidget *m_list;
    QCheckBox *m_imports;
    QCheckBox *m_installed;
    QPushButton *m_take = nullptr;
};

} // namespace assay::ui
