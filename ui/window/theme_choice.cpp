// SPDX-License-Identifier: Apache-2.0
#include "theme_choice.h"

#include "document/window_settings.h"
#include "window_actions.h"

#include <QAction>

namespace assay::ui {

void offerThemes(const WindowActions &actions, WindowSettings *settings)
{
    Theme &theme = Theme::instance();
    theme.setMode(settings->theme());
    theme.setHighContrast(settings->highContrast());
    actions.highContrast->setChecked(settings->highContrast());
    for (const auto &[action, mode] : {std::pair(actions.systemTheme, ThemeMode::System),
                                       std::pair(actions.lightTheme, ThemeMode::Light),
                                       std::pair(actions.darkTheme, ThemeMode::Dark)}) {
        action->setChecked(mode == settings->theme());
        QObject::connect(action, &QAction::triggered, action, [settings, mode = mode] {
            Theme::instance().setMode(mode);
            settings->setTheme(mode);
        });
    }
    QObject::connect(actions.highContrast, &QAction::toggled, actions.highContrast,
                     [settings](bool strong) {
                         Theme::instance().setHighContrast(strong);
                         settings->setHighContrast(strong);
                     });
}

} // namespace assay::ui
