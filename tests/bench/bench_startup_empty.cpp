// SPDX-License-Identifier: Apache-2.0
#include "first_paint.h"

#include <QMainWindow>

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    FirstPaint firstPaint;
    application.installEventFilter(&firstPaint);
    QMainWindow window;
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}
