// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QObject>

#include <functional>

class QAction;
class QActionGroup;
class QDockWidget;
class QMainWindow;
class QMenu;

namespace assay::ui {

//! The window's actions and its menus.
class WindowActions : public QObject
{
    Q_OBJECT
public:
    explicit WindowActions(QMainWindow *window);

    //! Fills the menu bar; `list` can be shown and hidden from the View menu.
    void buildMenus(const QDockWidget *list, const QStringList &paneTitles);
    //! Fills the menu of suites that were opened before.
    void listRecent(const QStringList &paths,
                    const std::function<void(const QString &path)> &openPath,
                    const std::function<void()> &clear);

    QAction *newSuite, *open, *save, *saveAs, *importFile, *exportReports, *openRun, *quit;
    QAction *undo, *redo, *duplicateTest, *removeTests, *moveUp, *moveDown, *copyAsParam;
    QAction *runAll, *runSelected, *runFailed, *runRest, *runOnSeveral, *stop, *checkCluster,
        *leftovers, *workbenches;
    QAction *images, *pasteImage;
    QAction *addTest, *find, *findNext, *findPrevious, *filterTests, *showRun, *showConfiguration,
        *showYaml, *showObjects;
    QAction *lightTheme, *darkTheme, *systemTheme, *highContrast, *resetLayout;
    QAction *back, *forward, *nextFailure, *previousFailure, *nextError, *previousError;
    QAction *focusTests, *evidenceAlone, *wholeRun, *palette, *shortcuts;
    QActionGroup *jobs;     //!< how many tests go side by side; 0: as many as is sensible
    QList<QAction *> panes; //!< of the evidence, by their place
    QAction *about;

private:
    void makeFileActions();
    void makeEditActions();
    void makeRunActions();
    void makeJobsActions();
    void makeViewActions();
    void makeGoActions();
    void buildGoMenu(QMenu *go, const QStringList &paneTitles);
    QAction *make(const QString &name, const QString &text, const QString &tip,
                  const QList<QKeySequence> &keys = {});
    QMainWindow *m_window;
    QMenu *m_recent = nullptr;
    QActionGroup *m_themes;
};

} // namespace assay::ui
