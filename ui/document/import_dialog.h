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

class Dialogs;
class ImportRows;

//! What was understood of a file that somebody wrote for another program, and what was not, before
//! any of it is in the suite: tests, or packages for one test. The file is read while the dialog
//! stands there already, and closing it ends that.
class ImportDialog : public QDialog
{
    Q_OBJECT
public:
    //! The most that is read of a file. What a person wrote is far smaller; so is what kubectl
    //! prints of all ImageStreams.
    static constexpr qint64 largestFile = 8 << 20;

    //! `testId` is the test that packages are for; empty: none is chosen. `dialogs` ask for further
    //! files, and outlive this.
    ImportDialog(models::SuiteDocument *suite, const models::ImportSource &file,
                 const QString &testId, Dialogs *dialogs, QWidget *parent);

Q_SIGNALS:
    void added(const QStringList &testIds); //!< tests, or the one that got packages

private:
    void build();
    void read();
    //! What names mean that the file does not say itself.
    void chooseValues();
    void takeValues(const QString &path);
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
    Dialogs *m_dialogs;
    models::ImportSource m_file;
    std::vector<models::ImportSource> m_values;
    ImportReading *m_reading = nullptr;
    QString m_testId;
    models::ImportKind m_kind = models::ImportKind::Packages;
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
    QPushButton *m_more;
    QPushButton *m_take = nullptr;
};

} // namespace assay::ui
