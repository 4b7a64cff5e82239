// SPDX-License-Identifier: Apache-2.0
#include <ui/window/workbench_gestures.h>

#include "run/kept_strip.h"
#include "window_actions.h"

#include <QAction>

namespace assay::ui {

WorkbenchGestures::WorkbenchGestures(const WindowActions &actions, KeptStrip *strip,
                                     QObject *parent)
    : QObject(parent)
    , m_strip(strip)
{
    connect(actions.leftovers, &QAction::triggered, this, &WorkbenchGestures::leftoversRequested);
    connect(strip, &KeptStrip::deleteRequested, this,
            [this](const QString &folder) { Q_EMIT cleanRequested({folder}); });
    connect(strip, &KeptStrip::terminalRequested, this, &WorkbenchGestures::terminalRequested);
    connect(strip, &KeptStrip::pageRequested, this, &WorkbenchGestures::pageRequested);
}

void WorkbenchGestures::setLeft(const std::vector<models::LeftRun> &left)
{
    m_strip->setLeft(left);
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
