// SPDX-License-Identifier: Apache-2.0
#include "window_actions.h"

#include "evidence_pane.h"
#include "look/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

WindowActions::WindowActions(QMainWindow *window)
    : QObject(window)
    , m_window(window)
    , m_themes(new QActionGroup(this))
{
    makeFileActions();
    makeEditActions();
    makeRunActions();
    makeJobsActions();
    makeViewActions();
    makeGoActions();
    about = make(u"about"_s, tr("&About Assay"), tr("Version and licence"),
                 {QKeySequence(u"Shift+F1"_s)});
    quit->setMenuRole(QAction::QuitRole);
    about->setMenuRole(QAction::AboutRole);

    const std::pair<QAction *, Symbol> icons[] = {
        {open, Symbol::Open},   {save, Symbol::Save},
        {runAll, Symbol::Run},  {runSelected, Symbol::RunSelected},
        {stop, Symbol::Stop},   {runFailed, Symbol::RunFailed},
        {addTest, Symbol::Add}, {exportReports, Symbol::Export}};
    for (const auto &[action, symbol] : icons)
        action->setIcon(icon(symbol));
}

void WindowActions::makeFileActions()
{
    newSuite = make(u"newSuite"_s, tr("&New suite"), tr("Start an empty suite"),
                    QKeySequence::keyBindings(QKeySequence::New));
    open = make(u"openSuite"_s, tr("&Open suite…"), tr("Open a suite file"),
                QKeySequence::keyBindings(QKeySequence::Open));
    save = make(u"saveSuite"_s, tr("&Save suite"), tr("Save the suite to its file"),
                QKeySequence::keyBindings(QKeySequence::Save));
    saveAs = make(u"saveSuiteAs"_s, tr("Save suite &as…"), tr("Save the suite to another file"),
                  {QKeySequence(u"Ctrl+Shift+S"_s)});
    importFile = make(u"importFile"_s, tr("&Import…"),
                      tr("Take over tests from pytest files and ImageStreams, or the packages of a "
                         "list for the test that is chosen"),
                      {QKeySequence(u"Ctrl+I"_s)});
    exportReports = make(u"exportReports"_s, tr("&Export reports…"),
                         tr("Write report.json, junit.xml, report.html and report.md to a folder"),
                         {QKeySequence(u"Ctrl+E"_s)});
    openRun = make(u"openRun"_s, tr("Open stored &run…"),
                   tr("Show a run that was recorded earlier"), {QKeySequence(u"Ctrl+Shift+O"_s)});
    quit = make(u"quit"_s, tr("&Quit"), tr("Close the window"), {QKeySequence(u"Ctrl+Q"_s)});
}

void WindowActions::makeEditActions()
{
    undo = make(u"undo"_s, tr("&Undo"), tr("Undo the last change of the suite"),
                QKeySequence::keyBindings(QKeySequence::Undo));
    QList<QKeySequence> redoKeys = QKeySequence::keyBindings(QKeySequence::Redo);
    if (const QKeySequence key(u"Ctrl+Shift+Z"_s); !redoKeys.contains(key))
        redoKeys.prepend(key);
    redo = make(u"redo"_s, tr("&Redo"), tr("Do again what was undone"), redoKeys);
    pasteImage = make(u"pasteImage"_s, tr("&Paste an image to try"),
                      tr("Try the image whose name was copied"),
                      QKeySequence::keyBindings(QKeySequence::Paste));
    duplicateTest = make(u"duplicateTestAction"_s, tr("&Duplicate test"),
                         tr("Add a copy of the test below it"), {QKeySequence(u"Ctrl+D"_s)});
    removeTests =
        make(u"removeTestsAction"_s, tr("Re&move tests"),
             tr("Remove the selected tests from the suite"), {QKeySequence(u"Ctrl+Del"_s)});
    copyAsParam = make(u"copyAsParam"_s, tr("&Copy as pytest.param"),
                       tr("Copy the selected tests as opendatahub-tests writes them"),
                       {QKeySequence(u"Ctrl+Shift+C"_s)});
    moveUp =
        make(u"moveTestUp"_s, tr("Move test u&p"), tr("Move the test in front of the one before"),
             {QKeySequence(u"Ctrl+Shift+Up"_s)});
    moveDown = make(u"moveTestDown"_s, tr("Move test d&own"),
                    tr("Move the test behind the next one"), {QKeySequence(u"Ctrl+Shift+Down"_s)});
}

void WindowActions::makeRunActions()
{
    runAll = make(u"runAll"_s, tr("Run &all"), tr("Run every test of the suite"),
                  {QKeySequence(u"F5"_s), QKeySequence(u"Ctrl+R"_s)});
    runSelected = make(u"runSelected"_s, tr("Run &selected"), tr("Run the selected tests"),
                       {QKeySequence(u"Ctrl+Shift+R"_s)});
    runFailed =
        make(u"runFailed"_s, tr("Run &failed"), tr("Run the tests that failed or gave no verdict"),
             {QKeySequence(u"Ctrl+Shift+F5"_s)});
    runRest = make(u"runRest"_s, tr("Run the &rest"),
                   tr("Run the tests that were asked for and have no verdict since: they were "
                      "stopped, or their turn never came"),
                   {QKeySequence(u"Ctrl+F5"_s)});
    runOnSeveral = make(u"runOnSeveral"_s, tr("Run on se&veral clusters…"),
                        tr("Run the same tests on several clusters, and see them side by side"),
                        {QKeySequence(u"Ctrl+Shift+G"_s)});
    // Not Escape, which closes lists and leaves fields: what ends hours of work has a key of its
    // own.
    stop = make(u"stop"_s, tr("S&top"), tr("Stop every run and clean up"),
                {QKeySequence(u"Ctrl+."_s)});

    images = make(u"images"_s, tr("&Images on this computer…"),
                  tr("Try an image of this computer's container engine, without a cluster"),
                  {QKeySequence(u"Ctrl+Shift+I"_s)});

    checkCluster = make(u"checkCluster"_s, tr("&Check the cluster…"),
                        tr("Find out step by step whether a validation can run"),
                        {QKeySequence(u"Ctrl+Shift+K"_s)});
    leftovers =
        make(u"leftovers"_s, tr("What earlier runs &left…"),
             tr("What earlier runs left on the cluster in use, to be looked at and deleted"),
             {QKeySequence(u"Ctrl+Shift+L"_s)});
    workbenches = make(u"workbenches"_s, tr("&Workbenches on the cluster…"),
                       tr("How every workbench stands that somebody has there, and why"),
                       {QKeySequence(u"Ctrl+Shift+W"_s)});

    addTest = make(u"addTestAction"_s, tr("Add &test"), tr("Add a test to the suite"),
                   {QKeySequence(u"Ctrl+T"_s)});
}

void WindowActions::makeJobsActions()
{
    jobs = new QActionGroup(this);
    for (const int count : {0, 1, 2, 4, 8, 16}) {
        const QKeySequence key(u"Ctrl+Alt+%1"_s.arg(std::min(count, 9)));
        QAction *action =
            count == 0
                ? make(u"jobs0"_s, tr("&As many as is sensible at once"),
                       tr("Up to 16 tests run side by side on a cluster, fewer while it is slow"),
                       {key})
                : make(u"jobs%1"_s.arg(count),
                       count == 1 ? tr("&One test after another") : tr("&%1 at once").arg(count),
                       tr("So many tests run side by side, from the next run on"), {key});
        action->setData(count);
        action->setCheckable(true);
        jobs->addAction(action);
    }
}

void WindowActions::makeViewActions()
{
    find = make(u"find"_s, tr("&Find"), tr("Find a text in the log, in the YAML or in the objects"),
                QKeySequence::keyBindings(QKeySequence::Find));
    findNext = make(u"findNextAction"_s, tr("Find &next"), tr("Next occurrence in the log"),
                    {QKeySequence(u"F3"_s)});
    findPrevious = make(u"findPreviousAction"_s, tr("Find &previous"),
                        tr("Previous occurrence in the log"), {QKeySequence(u"Shift+F3"_s)});
    filterTests = make(u"filterTests"_s, tr("Filter &tests"), tr("Filter the list of tests"),
                       {QKeySequence(u"Ctrl+Shift+F"_s)});
    showRun = make(u"showRun"_s, tr("&Run page"), tr("Show what the newest run did"),
                   {QKeySequence(u"Alt+1"_s)});
    showConfiguration = make(u"showConfiguration"_s, tr("&Configuration page"),
                             tr("Show what the test validates"), {QKeySequence(u"Alt+2"_s)});
    showYaml = make(u"showYaml"_s, tr("&YAML page"), tr("Show the text of the suite"),
                    {QKeySequence(u"Alt+3"_s)});
    showObjects = make(u"showObjects"_s, tr("&Objects page"),
                       tr("Show what a run of the test creates"), {QKeySequence(u"Ctrl+M"_s)});

    lightTheme =
        make(u"lightTheme"_s, tr("&Light"), tr("Light colours"), {QKeySequence(u"Ctrl+Alt+L"_s)});
    darkTheme =
        make(u"darkTheme"_s, tr("&Dark"), tr("Dark colours"), {QKeySequence(u"Ctrl+Alt+D"_s)});
    systemTheme = make(u"systemTheme"_s, tr("As the &system"), tr("Colours as the desktop's"),
                       {QKeySequence(u"Ctrl+Alt+S"_s)});
    for (QAction *theme : {systemTheme, lightTheme, darkTheme}) {
        theme->setCheckable(true);
        m_themes->addAction(theme);
    }
    highContrast =
        make(u"highContrast"_s, tr("&High contrast"), tr("Black and white, with strong colours"),
             {QKeySequence(u"Ctrl+Alt+H"_s)});
    highContrast->setCheckable(true);
    resetLayout = make(u"resetLayout"_s, tr("Reset &layout"), tr("Put every pane back"),
                       {QKeySequence(u"Ctrl+Shift+0"_s)});
    evidenceAlone =
        make(u"evidenceAlone"_s, tr("Evidence &alone"),
             tr("Give the log and the other panes all of the window"), {QKeySequence(u"F11"_s)});
    evidenceAlone->setCheckable(true);
    wholeRun = make(u"wholeRun"_s, tr("Show the &whole run"),
                    tr("Leave the piece of time that the log and the other panes keep to"),
                    {QKeySequence(u"Ctrl+0"_s)});
    wholeRun->setEnabled(false);
}

void WindowActions::makeGoActions()
{
    palette = make(u"palette"_s, tr("&Find an action or a test…"),
                   tr("Every action and every test, by some letters of its name"),
                   {QKeySequence(u"Ctrl+K"_s), QKeySequence(u"Ctrl+Shift+P"_s)});
    back = make(u"goBack"_s, tr("&Back"), tr("To what was looked at before"),
                {QKeySequence(u"Alt+Left"_s)});
    forward = make(u"goForward"_s, tr("&Forward"), tr("To what was looked at after"),
                   {QKeySequence(u"Alt+Right"_s)});
    nextFailure =
        make(u"nextFailure"_s, tr("&Next failure"),
             tr("To the next test that failed or gave no verdict"), {QKeySequence(u"F8"_s)});
    previousFailure = make(u"previousFailure"_s, tr("&Previous failure"),
                           tr("To the test before that failed or gave no verdict"),
                           {QKeySequence(u"Shift+F8"_s)});
    nextError = make(u"nextError"_s, tr("Next &error in the log"),
                     tr("To the next line of the log that speaks of an error (e in the log)"),
                     {QKeySequence(u"Ctrl+F8"_s)});
    previousError = make(u"previousError"_s, tr("Previous e&rror in the log"),
                         tr("To the line before that speaks of an error (Shift+E in the log)"),
                         {QKeySequence(u"Ctrl+Shift+F8"_s)});
    focusTests =
        make(u"focusTests"_s, tr("&Tests"), tr("To the list of tests"), {QKeySequence(u"Alt+0"_s)});
    shortcuts = make(u"shortcuts"_s, tr("&Keys…"), tr("Every action with its key"),
                     {QKeySequence(u"F1"_s)});
}

void WindowActions::buildGoMenu(QMenu *go, const QStringList &paneTitles)
{
    go->addAction(palette);
    go->addSeparator();
    go->addActions({back, forward});
    go->addSeparator();
    go->addActions({nextFailure, previousFailure, nextError, previousError});
    go->addSeparator();
    go->addActions({focusTests, showRun, showConfiguration, showYaml, showObjects});
    go->addSeparator();
    for (const QString &title : paneTitles) {
        QAction *pane = make(u"pane%1"_s.arg(panes.size()), title, tr("Show %1").arg(title),
                             {EvidencePane::keyOf(EvidencePane::Page(panes.size()))});
        panes << pane;
        go->addAction(pane);
    }
}

QAction *WindowActions::make(const QString &name, const QString &text, const QString &tip,
                             const QList<QKeySequence> &keys)
{
    auto *action = new QAction(text, m_window);
    action->setObjectName(name);
    action->setShortcuts(keys);
    QStringList shown;
    for (const QKeySequence &key : keys)
        shown << key.toString(QKeySequence::NativeText);
    action->setToolTip(shown.isEmpty() ? tip : tr("%1 (%2)").arg(tip, shown.first()));
    action->setStatusTip(tip);
    return action;
}

void WindowActions::buildMenus(const QDockWidget *list, const QStringList &paneTitles)
{
    QMenuBar *bar = m_window->menuBar();
    bar->setAccessibleName(tr("Menu bar"));
    QMenu *file = bar->addMenu(tr("&File"));
    file->addActions({newSuite, open});
    m_recent = file->addMenu(tr("Open &recent"));
    m_recent->setObjectName(u"recentSuites"_s);
    file->addActions({save, saveAs});
    file->addSeparator();
    file->addAction(importFile);
    file->addSeparator();
    file->addActions({openRun, exportReports});
    file->addSeparator();
    file->addAction(quit);

    QMenu *edit = bar->addMenu(tr("&Edit"));
    edit->addActions({undo, redo, pasteImage});
    edit->addSeparator();
    edit->addActions({addTest, duplicateTest, removeTests});
    edit->addSeparator();
    edit->addActions({moveUp, moveDown});
    edit->addSeparator();
    edit->addAction(copyAsParam);

    QMenu *run = bar->addMenu(tr("&Run"));
    run->addActions({runAll, runSelected, runFailed, runRest, runOnSeveral, stop});
    run->addSeparator();
    run->addMenu(tr("Tests at on&ce"))->addActions(jobs->actions());
    run->addSeparator();
    run->addActions({images, checkCluster, workbenches, leftovers});

    QMenu *view = bar->addMenu(tr("&View"));
    QAction *listAction = list->toggleViewAction();
    listAction->setShortcut(QKeySequence(u"Ctrl+B"_s));
    view->addAction(listAction);
    view->addActions({evidenceAlone, wholeRun, resetLayout});
    view->addSeparator();
    view->addActions({filterTests, find, findNext, findPrevious});
    view->addSeparator();
    QMenu *theme = view->addMenu(tr("&Theme"));
    theme->addActions({systemTheme, lightTheme, darkTheme});
    theme->addSeparator();
    theme->addAction(highContrast);

    buildGoMenu(bar->addMenu(tr("&Go")), paneTitles);

    bar->addMenu(tr("&Help"))->addActions({shortcuts, about});
}

void WindowActions::listRecent(const QStringList &paths,
                               const std::function<void(const QString &path)> &openPath,
                               const std::function<void()> &clear)
{
    m_recent->clear();
    for (const QString &path : paths) {
        QAction *action = m_recent->addAction(QString(path).replace(u'&', "&&"_L1));
        connect(action, &QAction::triggered, this, [openPath, path] { openPath(path); });
    }
    if (!paths.isEmpty()) {
        m_recent->addSeparator();
        // Later, because the menu that is listed anew is the one that was clicked.
        connect(m_recent->addAction(tr("Clear the list")), &QAction::triggered, this, clear,
                Qt::QueuedConnection);
    }
    m_recent->setEnabled(!paths.isEmpty());
}

} // namespace assay::ui
