// SPDX-License-Identifier: Apache-2.0
#include "window_fixture.h"

#include <QAbstractButton>
#include <QSettings>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace assay::tests {

void ScriptedDialogs::answer(const QString &title, const PathHandler &handler)
{
    asked << title;
    if (!nextPath.isEmpty())
        handler(nextPath);
}

void ScriptedDialogs::openFile(QWidget *, const QString &title, const QString &, const QString &,
                               const PathHandler &handler)
{
    answer(title, handler);
}

void ScriptedDialogs::saveFile(QWidget *, const QString &title, const QString &, const QString &,
                               const PathHandler &handler)
{
    answer(title, handler);
}

void ScriptedDialogs::chooseFolder(QWidget *, const QString &title, const QString &folder,
                                   const PathHandler &handler)
{
    folders << folder;
    answer(title, handler);
}

void ScriptedDialogs::ask(QWidget *, const QString &title, const QString &,
                          const QStringList &choices, const std::function<void(int)> &handler,
                          int defaultChoice)
{
    asked << title;
    defaults << choices.value(defaultChoice);
    offered = choices;
    if (whileAsked)
        whileAsked();
    handler(nextChoice < 0 ? int(choices.size()) - 1 : nextChoice);
}

WindowFixture::WindowFixture()
{
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath(u"config"_s));
    auto scripted = std::make_unique<ScriptedDialogs>();
    dialogs = scripted.get();
    window = std::make_unique<ui::MainWindow>(&workspace);
    window->setDialogs(std::move(scripted));
}

void WindowFixture::addTests()
{
    models::SuiteDocument *suite = workspace.suite();
    suite->addTest(sampleTest(u"alpha"_s, u"quay.io/x/alpha:1"_s, {u"numpy"_s, u"pandas"_s}));
    suite->addTest(sampleTest(u"beta"_s, u"quay.io/x/beta:1"_s, {u"torch"_s}));
    suite->addTest(sampleTest(u"gamma"_s, u"quay.io/x/gamma:1"_s, {u"sklearn"_s}));
}

void WindowFixture::show()
{
    window->resize(1280, 800);
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
}

void WindowFixture::click(const char *buttonName) const
{
    auto *button = find<QAbstractButton>(buttonName);
    QVERIFY2(button, buttonName);
    QTest::mouseClick(button, Qt::LeftButton);
}

void WindowFixture::raisePane(const char *name) const
{
    auto *panes = find<QTabWidget>("evidence");
    auto *pane = find<QWidget>(name);
    QVERIFY2(pane && panes->indexOf(pane) >= 0, name);
    panes->setCurrentWidget(pane);
    QTRY_VERIFY(pane->isVisible());
}

QStringList WindowFixture::texts(const char *labelName) const
{
    QStringList texts;
    for (const QLabel *label : window->findChildren<QLabel *>(QLatin1String(labelName)))
        if (label->isVisible())
            texts << label->text().remove(QChar(0x200B)); // where a long word may break
    return texts;
}

} // namespace assay::tests
