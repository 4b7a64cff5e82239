// SPDX-License-Identifier: Apache-2.0
#include "confinement.h"

#include "let_go.h"
#include "process_group.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#include <unistd.h>

namespace assay::sandbox {

using namespace Qt::StringLiterals;

static constexpr int patience = 5'000; //!< milliseconds for the try

Confinement::Confinement(QString scratch, QObject *parent)
    : QObject(parent)
    , m_scratch(std::move(scratch))
    , m_program(QStandardPaths::findExecutable(u"bwrap"_s))
{
    if (m_program.isEmpty()) {
        QTimer::singleShot(0, this, [this] { decide(u"bubblewrap is not installed"_s); });
        return;
    }
    tryOnce();
}

void Confinement::tryOnce()
{
    m_try = new QProcess;
    m_group = std::make_unique<ProcessGroup>(*m_try);
    connect(m_try, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        if (code == 0 && status == QProcess::NormalExit)
            return decide({});
        QString said = QString::fromLocal8Bit(m_try->readAllStandardError()).simplified().left(200);
        if (said.isEmpty())
            said = status == QProcess::NormalExit
                       ? u"it ended with exit status %1 and said nothing"_s.arg(code)
                       : u"it was killed by signal %1"_s.arg(code);
        decide(u"bubblewrap does not work here ("_s + said + u')');
    });
    connect(m_try, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            decide(u"bubblewrap cannot be started ("_s + m_try->errorString() + u')');
    });
    QTimer::singleShot(patience, this, [this] {
        decide(
            u"bubblewrap does not work here (it did not end within %1 s)"_s.arg(patience / 1000));
    });
    m_try->setProgram(m_program);
    m_try->setArguments(room() + QStringList{u"--"_s, u"/bin/sh"_s, u"-c"_s, u":"_s});
    m_try->setEnvironment({});
    QTimer::singleShot(0, this, [this] { m_try->start(); });
}

Confinement::~Confinement()
{
    if (!m_try)
        return;
    m_try->disconnect(this);
    m_group.reset();
    letGo(m_try);
}

void Confinement::decide(const QString &obstacle)
{
    if (std::exchange(m_isKnown, true))
        return;
    m_obstacle = obstacle;
    if (obstacle.isEmpty())
        m_group->release();
    m_group.reset();
    // Its own signal may say so: it cannot be deleted here.
    if (QProcess *done = std::exchange(m_try, nullptr)) {
        done->disconnect(this);
        if (done->state() == QProcess::NotRunning)
            done->deleteLater();
        else
            letGo(done);
    }
    Q_EMIT known();
}

//! Who asks for its own name gets one, and nobody else's.
static QString writeUser(const QString &folder)
{
    QDir().mkpath(folder);
    const QString path = folder + u"/passwd"_s;
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write("user:x:" + QByteArray::number(::getuid()) + ':' +
                   QByteArray::number(::getgid()) + "::/:/bin/sh\n");
    return path;
}

QStringList Confinement::room() const
{
    QStringList options{u"--unshare-all"_s, u"--die-with-parent"_s,
                        u"--cap-drop"_s,    u"ALL"_s,
                        u"--clearenv"_s,    u"--proc"_s,
                        u"/proc"_s,         u"--dev"_s,
                        u"/dev"_s,          u"--tmpfs"_s,
                        u"/tmp"_s};
    // Programs, libraries and what these read to start.
    for (const char *place :
         {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/etc/ld.so.cache",
          "/etc/alternatives", "/etc/localtime", "/etc/ssl/certs", "/etc/python3"}) {
        const QString path = QString::fromLatin1(place);
        options << u"--ro-bind-try"_s << path << path;
    }
    // bubblewrap covers these only where their folders may be written to, which they may not; their
    // files may, by root, also by one without any capability.
    for (const char *place : {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus",
                              "/proc/fs", "/proc/acpi", "/proc/scsi", "/proc/driver"}) {
        const QString path = QString::fromLatin1(place);
        options << u"--ro-bind-try"_s << path << path;
    }
    return options << u"--ro-bind"_s << writeUser(m_scratch) << u"/etc/passwd"_s;
}

//! The folders that a program outside the system's own needs: its own, or all of the installation
//! that it is the bin/python of.
static QStringList homesOf(const QString &program)
{
    QStringList homes;
    for (const QString &path : {program, QFileInfo(program).canonicalFilePath()}) {
        QDir folder = QFileInfo(path).absoluteDir();
        if (folder.path().startsWith("/usr/"_L1) || folder.path() == "/bin"_L1)
            continue;
        if (folder.dirName() == "bin"_L1)
            folder.cdUp();
        homes << (folder.isRoot() ? path : folder.path());
    }
    homes.removeDuplicates();
    return homes;
}

HostProcess::Command Confinement::confined(const HostProcess::Command &command) const
{
    if (!m_obstacle.isEmpty() || command.program.isEmpty())
        return command;
    QStringList options = room();
    QStringList shown = homesOf(command.program);
    for (const QString &variable : command.environment) {
        const qsizetype equals = variable.indexOf(u'=');
        const QString name = variable.left(equals);
        const QString value = variable.mid(equals + 1);
        // Not of bubblewrap's own environment: LD_PRELOAD would be loaded outside.
        options << u"--setenv"_s << name << value;
        if (name == "PYTHONPATH"_L1)
            shown += value.split(u':', Qt::SkipEmptyParts);
    }
    for (const QString &folder : std::as_const(shown))
        options << u"--ro-bind-try"_s << folder << folder;
    options << u"--bind"_s << command.workingDirectory << command.workingDirectory << u"--chdir"_s
            << command.workingDirectory << u"--"_s << command.program;
    HostProcess::Command outer = command;
    outer.program = m_program;
    outer.arguments = options + command.arguments;
    outer.environment.clear();
    return outer;
}

} // namespace assay::sandbox
