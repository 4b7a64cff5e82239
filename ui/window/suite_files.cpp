// SPDX-License-Identifier: Apache-2.0
#include "suite_files.h"

#include "look/wording.h"

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

bool SuiteFiles::saveTo(const QString &path)
{
    if (const auto problem = m_suite->save(path)) {
        Q_EMIT failed(tr("The suite could not be saved"), problem->text);
        return false;
    }
    m_settings.addRecentSuite(path);
    Q_EMIT recentChanged();
    Q_EMIT remark(tr("Saved %1").arg(QDir::toNativeSeparators(path)));
    return true;
}

void SuiteFiles::save(const std::function<void()> &afterwards)
{
    m_beforeUse();
    if (m_suite->path().isEmpty())
        return saveAs(afterwards);
    if (m_suite->fileHasComments() || m_suite->fileHasDefaults())
        return askBeforeLoss(afterwards);
    if (saveTo(m_suite->path()) && afterwards)
        afterwards();
}

void SuiteFiles::saveAs(const std::function<void()> &afterwards)
{
    m_beforeUse();
    const QString proposal = m_suite->path().isEmpty()
                                 ? QDir(m_settings.folder()).filePath(u"suite.yaml"_s)
                                 : m_suite->path();
    chooseAndSave(proposal, afterwards);
}

void SuiteFiles::askBeforeLoss(const std::function<void()> &afterwards)
{
    const QFileInfo file(m_suite->path());
    QStringList losses;
    if (m_suite->fileHasComments())
        losses << tr("Its comments are lost.");
    if (m_suite->fileHasDefaults())
        losses << tr("Its defaults are written into each test.");
    m_dialogs->ask(
        m_window, tr("Save over %1?").arg(displayText(file.fileName())),
        tr("%1 To keep the file as it is, save the suite to another one.").arg(losses.join(u' ')),
        {tr("Save as…"), tr("Save over it"), tr("Cancel")}, [this, file, afterwards](int choice) {
            if (choice == 0)
                chooseAndSave(
                    file.dir().filePath(tr("%1-edited.yaml").arg(file.completeBaseName())),
                    afterwards);
            else if (choice == 1 && saveTo(m_suite->path()) && afterwards)
                afterwards();
        });
}

void SuiteFiles::chooseAndSave(const QString &proposal, const std::function<void()> &afterwards)
{
    m_dialogs->saveFile(m_window, tr("Save suite"), proposal,
                        tr("Suites (*.yaml *.yml);;All files (*)"),
                        [this, afterwards](const QString &path) {
                            if (saveTo(path) && afterwards)
                                afterwards();
                        });
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

} // namespace assay::ui
