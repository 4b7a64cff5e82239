// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sample_runs.h"

#include <models/tables/workspace.h>
#include <ui/look/dialogs.h>
#include <ui/window/main_window.h>

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

namespace assay::tests {

//! Answers what a test told it to, and remembers what was asked.
class ScriptedDialogs : public ui::Dialogs
{
public:
    QString nextPath;                 //!< empty: cancelled
    int nextChoice = -1;              //!< -1: the last one, as Escape
    QStringList asked;                //!< titles
    QStringList folders;              //!< that were proposed for choosing one
    QStringList defaults;             //!< of the questions, what Enter would choose
    QStringList offered;              //!< the choices of the last question
    std::function<void()> whileAsked; //!< what happens while a question stands there

    void openFile(QWidget *, const QString &title, const QString &, const QString &,
                  const PathHandler &handler) override;
    void saveFile(QWidget *, const QString &title, const QString &, const QString &,
                  const PathHandler &handler) override;
    void chooseFolder(QWidget *, const QString &title, const QString &folder,
                      const PathHandler &handler) override;
    void ask(QWidget *, const QString &title, const QString &text, const QStringList &choices,
             const std::function<void(int)> &handler, int defaultChoice) override;

private:
    void answer(const QString &title, const PathHandler &handler);
};

//! A window over a workspace, with its settings in a folder of its own.
class WindowFixture
{
public:
    WindowFixture();

    //! Three tests: alpha (numpy, pandas), beta (torch), gamma (sklearn).
    void addTests();
    void show();

    template<typename Widget>
    Widget *find(const char *name) const
    {
        return window->findChild<Widget *>(QLatin1String(name));
    }
    QAction *action(const char *name) const { return find<QAction>(name); }
    void click(const char *buttonName) const;
    void raisePane(const char *name) const; //!< of the evidence: "logsPane"
    void showConfiguration() const { find<QTabBar>("pageSwitch")->setCurrentIndex(1); }
    //! Texts of the visible labels of that name, in order.
    QStringList texts(const char *labelName) const;

    QTemporaryDir folder;
    models::Workspace workspace;
    ScriptedDialogs *dialogs; //!< the window's
    std::unique_ptr<ui::MainWindow> window;
};

} // namespace assay::tests
