// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "window_settings.h"

#include <models/tables/suite_document.h>
#include <ui/look/dialogs.h>

#include <QObject>
#include <QPointer>

namespace assay::ui {

class ImportDialog;

//! New, open, save: what the File menu does to the suite, and the question about unsaved changes.
class SuiteFiles : public QObject
{
    Q_OBJECT
public:
    //! `beforeUse` is called before the document is saved or judged: edits under way are taken
    //! over.
    SuiteFiles(models::SuiteDocument *suite, QWidget *window, std::function<void()> beforeUse);

    void setDialogs(Dialogs *dialogs) { m_dialogs = dialogs; }

    bool open(const QString &path); //!< without asking
    void createNew();
    void chooseAndOpen();
    void openAfterAsking(const QString &path);
    //! `afterwards` is called once the suite is saved. A suite without changes is not written, and
    //! a file that is not what was read from it is not written over before that was asked.
    void save(const std::function<void()> &afterwards = {});
    void saveAs(const std::function<void()> &afterwards = {});
    //! Asks for a file of another program, shows what was understood of it and adds what is chosen:
    //! tests, or packages to the test `testId`.
    void chooseAndImport(const QString &testId);
    //! Asks where to, and copies a log there.
    void saveLog(const QString &log, const QString &proposal);
    //! Calls `go` once nothing can be lost: at once, or after Save or Discard.
    void whenSafe(const QString &question, const std::function<void()> &go);

Q_SIGNALS:
    void failed(const QString &title, const QString &text);
    void remark(const QString &text);
    void opened(const QString &path);
    void reloaded();
    void imported(const QStringList &testIds);
    void recentChanged();

private:
    void importFrom(const QString &path, const QString &testId);
    void saveTo(const QString &path, const std::function<void()> &afterwards);
    void saveNothing(const std::function<void()> &afterwards);
    //! The file at the suite's path is not what was read: what is to become of it is asked.
    void askAboutFile(const std::function<void()> &afterwards);
    void reload();
    void saveElsewhere(const std::function<void()> &afterwards);
    void chooseAndSave(const QString &proposal, const std::function<void()> &afterwards);
    models::SuiteDocument *m_suite;
    QWidget *m_window;
    std::function<void()> m_beforeUse;
    Dialogs *m_dialogs = nullptr;
    WindowSettings m_settings;
    QPointer<ImportDialog> m_import; //!< the last one, while it stands there
};

} // namespace assay::ui
