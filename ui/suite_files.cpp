// SPDX-License-Identifier: Apache-2.0
#include "suite_files.h"

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
    if (const std::optional<QString> problem = m_suite->save(path)) {
        Q_EMIT failed(tr("The suite could not be saved"), *problem);
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
    if (saveTo(m_suite->path()) && afterwards)
        afterwards();
}

void SuiteFiles::saveAs(const std::function<void()> &afterwards)
{
    m_beforeUse();
    const QString proposal = m_suite->path().isEmpty()
                                 ? QDir(m_settings.folder()).filePath(u"suite.yaml"_s)
                                 : m_suite->path();
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
