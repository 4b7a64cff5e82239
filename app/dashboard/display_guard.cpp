// SPDX-License-Identifier: Apache-2.0
#include "display_guard.h"

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>

namespace assay::app {

using namespace Qt::StringLiterals;

struct DisplayText
{
    Q_DECLARE_TR_FUNCTIONS(DisplayGuard)
};

static QString whatIsMissing()
{
    const QString platform = qEnvironmentVariable("QT_QPA_PLATFORM");
    if (!platform.isEmpty())
        return DisplayText::tr("QT_QPA_PLATFORM is \"%1\", and that cannot be used here")
            .arg(platform);
    QStringList displays;
    for (const char *name : {"WAYLAND_DISPLAY", "DISPLAY"}) {
        if (const QString display = qEnvironmentVariable(name); !display.isEmpty())
            displays << QString::fromLatin1(name) + u'=' + display;
    }
    return displays.isEmpty() ? DisplayText::tr("neither DISPLAY nor WAYLAND_DISPLAY is set")
                              : DisplayText::tr("%1 cannot be reached").arg(displays.join(u", "_s));
}

static QtMessageHandler s_former = nullptr;

static void endWithOneSentence(QtMsgType type, const QMessageLogContext &context,
                               const QString &message)
{
    // What Qt warns of before it gives up says the same in many words.
    if (type == QtDebugMsg)
        s_former(type, context, message);
    if (type != QtFatalMsg)
        return;
    const QString sentence =
        DisplayText::tr("assay: There is no display for the window: %1. \"assay run\" and the "
                        "other commands need none; see \"assay --help\".\n")
            .arg(whatIsMissing());
    std::fputs(qPrintable(sentence), stderr);
    std::fflush(stderr);
    // Nothing is begun yet that would have to be ended.
    std::_Exit(2);
}

DisplayGuard::DisplayGuard()
{
    s_former = qInstallMessageHandler(endWithOneSentence);
}

DisplayGuard::~DisplayGuard()
{
    qInstallMessageHandler(s_former);
}

} // namespace assay::app
