// SPDX-License-Identifier: Apache-2.0
#include <ui/window/workbench_gestures.h>

#include "document/suite_files.h"
#include "run/kept_strip.h"
#include "window_actions.h"

#include <QAction>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace assay::ui {

WorkbenchGestures::WorkbenchGestures(const WindowActions &actions, KeptStrip *strip,
                                     SuiteFiles *suites, QWidget *window)
    : QObject(window)
    , m_strip(strip)
    , m_suites(suites)
{
    connect(actions.leftovers, &QAction::triggered, this, &WorkbenchGestures::leftoversRequested);
    connect(strip, &KeptStrip::deleteRequested, this,
            [this](const QString &folder) { Q_EMIT cleanRequested({folder}); });
    connect(strip, &KeptStrip::terminalRequested, this, &WorkbenchGestures::terminalRequested);
    connect(strip, &KeptStrip::pageRequested, this, &WorkbenchGestures::pageRequested);
    connect(actions.workbenches, &QAction::triggered, this,
            &WorkbenchGestures::workbenchesRequested);
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

void WorkbenchGestures::openSuite(const QString &path)
{
    m_suites->openAfterAsking(path);
}

static QStringList filesOf(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data->urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    return paths;
}

bool WorkbenchGestures::eventFilter(QObject *watched, QEvent *event)
{
    const bool moves = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove;
    if (!moves && event->type() != QEvent::Drop)
        return QObject::eventFilter(watched, event);
    auto *drop = static_cast<QDropEvent *>(event);
    const QStringList paths = filesOf(drop->mimeData());
    if (paths.isEmpty())
        return QObject::eventFilter(watched, event);
    // They stay where they were dragged from.
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (!moves)
        Q_EMIT filesDropped(paths);
    return true;
}

void WorkbenchGestures::setLeft(const std::vector<models::LeftRun> &left)
{
    m_strip->setLeft(left);
}

void WorkbenchGestures::setDeleting(const QStringList &folders)
{
    m_strip->setDeleting(folders);
}

void WorkbenchGestures::setTerminal(bool available)
{
    m_strip->setTerminal(available);
}

void WorkbenchGestures::setKubeconfig(const QString &path)
{
    m_strip->setKubeconfig(path);
}

} // namespace assay::ui
