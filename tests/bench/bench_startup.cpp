// SPDX-License-Identifier: Apache-2.0
#include "first_paint.h"

#include "dashboard/dashboard.h"

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    application.setApplicationName(QStringLiteral("assay-bench"));
    application.setOrganizationName(QStringLiteral("assay-bench"));
    FirstPaint firstPaint;
    application.installEventFilter(&firstPaint);
    assay::app::DashboardCommand command;
    command.path = application.arguments().value(1);
    assay::app::Dashboard dashboard(command);
    dashboard.window()->resize(1280, 800);
    dashboard.show();
    return QApplication::exec();
}
