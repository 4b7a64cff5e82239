// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "import_reading.h"

#include <models/tables/suite_document.h>

#include <QDialog>

class QCheckBox;
class QLabel;
class QListView;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace assay::ui {

class ImportRows;

//! What was understood of a file that somebody wrote for another program, and what was not, before
//! any of it is in the suite: tests, or packages for one test. The file is read while the dialog
//! stands there already, and closing it ends that.
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
    void build();
    void showRead(const ReadImport &read);
    void listTests(const models::Imported &imported);
    void listPackages(const models::PackageList &list);
    void showList(const QString &title, const QString &nameOfList, const QStringList &rows);
    void showNotes(const std::vector<models::ImportNote> &notes);
    void refresh();
    void take();
    void takePackages();
    QString fileName() const;
    models::SuiteDocument *m_suite;
    QString m_path;
    QString m_testId;
    bool m_ofPackages = false;
    std::vector<models::CustomImageTestConfiguration> m_tests; //!< with free ids
    std::vector<models::ListedPackage> m_packages;
    ImportRows *m_rows;
    QLabel *m_title;
    QProgressBar *m_busy;
    QListView *m_list;
    QCheckBox *m_imports;
    QCheckBox *m_installed;
    QLabel *m_notesTitle;
    QPlainTextEdit *m_notes;
    QPushButton *m_take = nullptr;
};

} // namespace assay::ui
