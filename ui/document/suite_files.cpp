// SPDX-License-Identifier: Apache-2.0
#include "suite_files.h"

#include "import_dialog.h"
#include "log/log_copy.h"
#include "look/wording.h"

#include <models/base/read_bounded.h>

#include <QDir>
#include <QFileInfo>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

SuiteFiles::SuiteFiles(models::SuiteDocument *suite, QWidget *window,
                       std::function<void()> beforeUse)
    : QObject(window)
    , m_suite(suite)
    , m_window(window)
    , m_beforeUse(std::move(beforeUse))
{
}

bool SuiteFiles::open(const QString &path)
{
    if (const std::optional<QString> problem = m_suite->load(path)) {
        Q_EMIT failed(tr("The suite could not be opened"), *problem);
        return false;
    }
    m_settings.addRecentSuite(path);
    Q_EMIT recentChanged();
    Q_EMIT opened(path);
    return true;
}

void SuiteFiles::createNew()
{
    whenSafe(tr("Save the changes before a new suite is started?"), [this] { m_suite->clear(); });
}

void SuiteFiles::chooseAndOpen()
{
    whenSafe(tr("Save the changes before another suite is opened?"), [this] {
        m_dialogs->openFile(m_window, tr("Open suite"), m_settings.folder(),
                            tr("Suites (*.yaml *.yml);;All files (*)"),
                            [this](const QString &path) { open(path); });
    });
}

void SuiteFiles::openAfterAsking(const QString &path)
{
    whenSafe(tr("Save the changes before another suite is opened?"), [this, path] { open(path); });
}

void SuiteFiles::saveTo(const QString &path, const std::function<void()> &afterwards)
{
    if (const auto problem = m_suite->save(path)) {
        if (problem->kind == models::SuiteDocument::SaveProblem::Kind::FileDiffers)
            return askAboutFile(afterwards);
        Q_EMIT failed(tr("The suite could not be saved"), problem->text);
        return;
    }
    m_settings.addRecentSuite(path);
    Q_EMIT recentChanged();
    Q_EMIT remark(tr("Saved %1").arg(QDir::toNativeSeparators(path)));
    if (afterwards)
        afterwards();
}

void SuiteFiles::save(const std::function<void()> &afterwards)
{
    m_beforeUse();
    if (m_suite->path().isEmpty())
        saveAs(afterwards);
    else if (!m_suite->isModified())
        saveNothing(afterwards);
    else if (!m_suite->isFileAsKnown())
        askAboutFile(afterwards);
    else
        saveTo(m_suite->path(), afterwards);
}

void SuiteFiles::saveNothing(const std::function<void()> &afterwards)
{
    using State = models::SuiteDocument::FileContent::State;
    const QString name = displayText(QFileInfo(m_suite->path()).fileName());
    const auto file = m_suite->fileNow();
    if (m_suite->isFileAsKnown()) {
        Q_EMIT remark(tr("%1 holds every change already").arg(name));
        if (afterwards)
            afterwards();
    } else if (file.state == State::Whole) {
        Q_EMIT failed(
            tr("%1 was not saved").arg(name),
            tr("The file changed since it was read, and nothing was changed here. Open it "
               "again to see what it says now."));
    } else {
        Q_EMIT failed(
            tr("%1 was not saved").arg(name),
            tr("%1. Nothing was changed here since it was read. To write it again, choose "
               "Save suite as.")
                .arg(file.problem));
    }
}

void SuiteFiles::askAboutFile(const std::function<void()> &afterwards)
{
    using State = models::SuiteDocument::FileContent::State;
    const QString name = displayText(QFileInfo(m_suite->path()).fileName());
    const auto file = m_suite->fileNow();
    QString title = tr("%1 changed since it was read").arg(name);
    QString text = tr("Another program wrote to it. Saving over it loses what it says now; "
                      "reloading it loses what was changed here. To keep both, save the suite to "
                      "another file.");
    QStringList choices{tr("Save as…"), tr("Save over it"), tr("Reload it"), tr("Cancel")};
    if (file.state == State::Missing) {
        title = tr("%1 is no longer there").arg(name);
        text = tr("It was moved or deleted since it was read. The suite can be saved there again, "
                  "or to another file.");
        choices = {tr("Save as…"), tr("Save it again"), tr("Cancel")};
    } else if (file.state == State::Unreadable) {
        title = tr("%1 can no longer be read").arg(name);
        text =
            tr("%1. Saving over it may lose what it says now; reloading it, where it can be read "
               "again, loses what was changed here. To keep both, save the suite to another "
               "file.")
                .arg(file.problem);
    }
    const bool mayReload = choices.size() > 3;
    m_dialogs->ask(m_window, title, text, choices, [this, file, mayReload, afterwards](int choice) {
        if (choice == 0) {
            saveElsewhere(afterwards);
        } else if (choice == 1) {
            // What came into the file while the question stood there is asked about anew.
            m_suite->acceptFile(file);
            saveTo(m_suite->path(), afterwards);
        } else if (choice == 2 && mayReload) {
            reload();
        }
    });
}

void SuiteFiles::reload()
{
    const QString path = m_suite->path();
    if (const std::optional<QString> problem = m_suite->load(path)) {
        Q_EMIT failed(tr("The suite could not be reloaded"), *problem);
        return;
    }
    Q_EMIT remark(tr("Reloaded %1").arg(QDir::toNativeSeparators(path)));
    Q_EMIT reloaded();
}

void SuiteFiles::saveAs(const std::function<void()> &afterwards)
{
    m_beforeUse();
    const QString proposal = m_suite->path().isEmpty()
                                 ? QDir(m_settings.folder()).filePath(u"suite.yaml"_s)
                                 : m_suite->path();
    chooseAndSave(proposal, afterwards);
}

void SuiteFiles::saveElsewhere(const std::function<void()> &afterwards)
{
    const QFileInfo file(m_suite->path());
    chooseAndSave(file.dir().filePath(tr("%1-edited.yaml").arg(file.completeBaseName())),
                  afterwards);
}

void SuiteFiles::chooseAndSave(const QString &proposal, const std::function<void()> &afterwards)
{
    m_dialogs->saveFile(m_window, tr("Save suite"), proposal,
                        tr("Suites (*.yaml *.yml);;All files (*)"),
                        [this, afterwards](const QString &path) { saveTo(path, afterwards); });
}

void SuiteFiles::whenSafe(const QString &question, const std::function<void()> &go)
{
    m_beforeUse();
    if (!m_suite->isModified())
        return go();
    const QString name =
        m_suite->path().isEmpty() ? tr("The new suite") : QFileInfo(m_suite->path()).fileName();
    m_dialogs->ask(m_window, question, tr("%1 has changes that are not saved.").arg(name),
                   {tr("Save"), tr("Discard"), tr("Cancel")}, [this, go](int choice) {
                       if (choice == 0)
                           save(go);
                       else if (choice == 1)
                           go();
                   });
}

void SuiteFiles::chooseAndImport(const QString &testId)
{
    m_beforeUse();
    m_dialogs->openFile(
        m_window, tr("Import tests or packages"), m_settings.folder(),
        tr("All files (*);;Tests of pytest (*.py);;ImageStreams (*.yaml *.yml *.json);;"
           "Lists of packages (*.txt *.toml *.json)"),
        [this, testId](const QString &path) { importFrom(path, testId); });
}

void SuiteFiles::importFrom(const QString &path, const QString &testId)
{
    const auto bytes =
        models::readBounded(path, ImportDialog::largestFile, models::Sources::RegularFiles);
    if (!bytes) {
        Q_EMIT failed(tr("The file could not be imported"), bytes.error());
        return;
    }
    // Of two files at once nobody would know which one is shown.
    if (m_import)
        m_import->reject();
    m_import = new ImportDialog(m_suite, {path, *bytes}, testId, m_dialogs, m_window);
    connect(m_import, &ImportDialog::added, this, &SuiteFiles::imported);
    m_import->open();
}

void SuiteFiles::saveLog(const QString &log, const QString &proposal)
{
    const auto copy = [this, log](const QString &to) {
        connect(new LogCopy(log, to, this), &LogCopy::finished, this,
                [this, to](const QString &problem) {
                    if (problem.isEmpty())
                        Q_EMIT remark(tr("Log saved to %1").arg(QDir::toNativeSeparators(to)));
                    else
                        Q_EMIT failed(tr("The log could not be saved"), problem);
                });
    };
    m_dialogs->saveFile(m_window, tr("Save the log as"),
                        WindowSettings().folder() + u'/' + proposal,
                        tr("Logs (*.log);;All files (*)"), copy);
}

} // namespace assay::ui
