// SPDX-License-Identifier: Apache-2.0
#include "dashboard/desktop_terminal.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using app::DesktopTerminal;

class TestDesktopTerminal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theRightOneIsFound_data();
    void theRightOneIsFound();
    void aCommandRunsInItAndAShellAfterIt();
};

static void install(const QString &path, const QByteArray &script)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("#!/bin/sh\n" + script);
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

void TestDesktopTerminal::theRightOneIsFound_data()
{
    QTest::addColumn<QStringList>("installed");
    QTest::addColumn<QString>("named");
    QTest::addColumn<QString>("found"); // with what comes before a command
    const auto row = [](const char *name, const QStringList &installed, const QString &named,
                        const QString &found) {
        QTest::newRow(name) << installed << named << found;
    };
    row("none", {}, {}, {});
    row("the desktop's choice", {u"xterm"_s, u"x-terminal-emulator"_s}, {},
        u"x-terminal-emulator -e"_s);
    row("the only one", {u"xterm"_s}, {}, u"xterm -e"_s);
    row("one with another option", {u"xterm"_s, u"gnome-terminal"_s}, {}, u"gnome-terminal --"_s);
    row("one without an option", {u"kitty"_s}, {}, u"kitty"_s);
    row("the user's own", {u"x-terminal-emulator"_s, u"xfce4-terminal"_s}, u"xfce4-terminal"_s,
        u"xfce4-terminal -x"_s);
    row("an unknown one of the user", {u"xterm"_s, u"myterm"_s}, u"myterm"_s, u"myterm -e"_s);
    row("the user's own is gone", {u"xterm"_s}, u"myterm"_s, u"xterm -e"_s);
}

void TestDesktopTerminal::theRightOneIsFound()
{
    QFETCH(QStringList, installed);
    QFETCH(QString, named);
    const QTemporaryDir folder;
    for (const QString &name : installed)
        install(folder.filePath(name), "exit 0\n");
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, folder.path());
    if (!named.isEmpty())
        environment.insert(u"TERMINAL"_s, named);
    const auto terminal = DesktopTerminal::find(environment);
    QString found;
    if (terminal)
        found = (QStringList{terminal->program.mid(folder.path().size() + 1)} + terminal->before)
                    .join(u' ');
    QTEST(found, "found");
}

void TestDesktopTerminal::aCommandRunsInItAndAShellAfterIt()
{
    const QTemporaryDir folder;
    const QString written = folder.filePath(u"written"_s);
    // Does what terminals do: it runs the words after the option.
    install(folder.filePath(u"xterm"_s), "shift\nexec \"$@\"\n");
    install(folder.filePath(u"shell"_s), "echo shell >> '" + written.toUtf8() + "'\n");
    qputenv("SHELL", folder.filePath(u"shell"_s).toLocal8Bit());
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, folder.path());
    const auto terminal = DesktopTerminal::find(environment);
    QVERIFY(terminal);
    QVERIFY(terminal->open(u"printf '%s\\n' 'two words' >> "_s + u"'%1'"_s.arg(written)));
    const auto text = [&written] {
        QFile file(written);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    };
    QTRY_COMPARE(text(), u"two words\nshell\n"_s);
    QVERIFY(!(DesktopTerminal{folder.filePath(u"none"_s), {}}.open(u"true"_s)));
}

QTEST_MAIN(TestDesktopTerminal)
#include "tst_desktop_terminal.moc"
