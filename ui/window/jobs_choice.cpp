// SPDX-License-Identifier: Apache-2.0
#include "jobs_choice.h"

#include "document/window_settings.h"
#include "window_actions.h"

#include <QAction>
#include <QActionGroup>

namespace assay::ui {

void offerJobs(const WindowActions &actions, WindowSettings *settings)
{
    // What is remembered may be none of those that are offered.
    for (QAction *action : actions.jobs->actions())
        action->setChecked(action->data().toInt() == settings->jobs());
    QObject::connect(
        actions.jobs, &QActionGroup::triggered, actions.jobs,
        [settings](const QAction *action) { settings->setJobs(action->data().toInt()); });
}

} // namespace assay::ui
