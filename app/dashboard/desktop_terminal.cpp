// SPDX-License-Identifier: Apache-2.0
#include "desktop_terminal.h"

#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include <array>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

struct Known
{
    const char *name;
    const char *before; //!< empty: nothing
};

//! The first is what a distribution lets its users choose.
constexpr std::array<Known, 13> known{{{"x-terminal-emulator", "-e"},
                                       {"xdg-terminal-exec", ""},
                                       {"gnome-terminal", "--"},
                                       {"kgx", "--"},
                                       {"ptyxis", "--"},
                                       {"konsole", "-e"},
                                       {"xfce4-terminal", "-x"},
                                       {"mate-terminal", "-x"},
                                       {"alacritty", "-e"},
                                       {"kitty", ""},
                                       {"foot", ""},
                                       {"terminator", "-x"},
                                       {"xterm", "-e"}}};

} // namespace

std::optional<DesktopTerminal> DesktopTerminal::find(const QProcessEnvironment &environment)
{
    const QStringList folders = environment.value(u"PATH"_s).split(u':', Qt::SkipEmptyParts);
    const auto installed = [&folders](const QString &name) {
        return folders.isEmpty() ? QString() : QStandardPaths::findExecutable(name, folders);
    };
    const auto of = [](const QString &path, const Known &one) {
        DesktopTerminal terminal{path, {}};
        if (*one.before)
            terminal.before << QString::fromLatin1(one.before);
        return terminal;
    };
    if (const QString own = environment.value(u"TERMINAL"_s); !own.isEmpty()) {
        const QString program = installed(own);
        for (const Known &one : known) {
            if (!program.isEmpty() && QFileInfo(own).fileName() == QLatin1StringView(one.name))
                return of(program, one);
        }
        // Nearly all of them know it.
        if (!program.isEmpty())
            return DesktopTerminal{program, {u"-e"_s}};
    }
    for (const Known &one : known) {
        const QString program = installed(QString::fromLatin1(one.name));
        if (!program.isEmpty())
            return of(program, one);
    }
    return std::nullopt;
}

QStringList DesktopTerminal::argumentsFor(const QString &line) const
{
    // What the command said stays to be read.
    return before + QStringList{u"/bin/sh"_s, u"-c"_s, line + u"; exec \"${SHELL:-/bin/sh}\""_s};
}

bool DesktopTerminal::open(const QString &line) const
{
    return QProcess::startDetached(program, argumentsFor(line));
}

} // namespace assay::app
