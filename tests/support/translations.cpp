// SPDX-License-Identifier: Apache-2.0
// What each test of a room that speaks to people starts with, as the program does.
#include <models/words/translations.h>

#include <QCoreApplication>

using assay::models::installTranslations;
Q_COREAPP_STARTUP_FUNCTION(installTranslations)
