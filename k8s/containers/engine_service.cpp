// SPDX-License-Identifier: Apache-2.0
#include "engine_service.h"

#include "base/failure.h"
#include "text.h"

#include <k8s/base/let_go.h>

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QThread>
#include <QTimer>

#include <csignal>
#include <sys/prctl.h>
#include <sys/un.h>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace assay::containers {

static constexpr qsizetype wordsAtMost = 4 << 10;
static constexpr std::chrono::milliseconds grace = 5s;

EngineService::EngineService(QObject *parent) : QObject(parent) {}

EngineService::~EngineService() = default;

static QString folderFor(const EngineSurroundings &surroundings)
{
    const QString runtime = surroundings.variables.value(u"XDG_RUNTIME_DIR"_s);
    return !runtime.isEmpty() && QDir(runtime).exists() ? runtime : QDir::tempPath();
}

static const QString folderBeginning = u"assay-podman-"_s;
//! A service makes its socket well within that.
static constexpr std::chrono::seconds oldAfter = 10min;

//! Takes away the folders of those that were killed. Their service took its socket away as it
//! ended: where there is something in a folder, it is in use.
static void removeFoldersOfDead(const QDir &place)
{
    const QDateTime old = QDateTime::currentDateTimeUtc().addSecs(-oldAfter.count());
    const QFileInfoList folders =
        place.entryInfoList({folderBeginning + u'*'}, QDir::Dirs | QDir::NoSymLinks);
    for (const QFileInfo &folder : folders) {
        if (folder.ownerId() == ::geteuid() && folder.lastModified() < old)
            place.rmdir(folder.fileName());
    }
}

ServiceProcess::ServiceProcess(const QString &program, const EngineSurroundings &surroundings)
    : m_program(program)
    , m_variables(surroundings.variables)
    // Its mode is 0700.
    , m_folder(new QTemporaryDir(folderFor(surroundings) + u'/' + folderBeginning + u"XXXXXX"_s))
{
    removeFoldersOfDead(QDir(folderFor(surroundings)));
    m_address = {m_folder->filePath(u"podman.sock"_s), {}};
    if (m_folder->isValid() &&
        m_address.socketPath.toUtf8().size() < qsizetype(sizeof(sockaddr_un::sun_path)))
        return;
    m_problem = Error();
    m_problem->kind = Error::Kind::Configuration;
    m_problem->message =
        Text::tr("No socket for podman can be made below %1 (%2); set XDG_RUNTIME_DIR to a folder "
                 "of your own with a short path.")
            .arg(folderFor(surroundings),
                 m_folder->isValid() ? Text::tr("the path is too long") : m_folder->errorString());
}

ServiceProcess::~ServiceProcess()
{
    stop();
}

void ServiceProcess::discard(ServiceProcess *service)
{
    // Where no event loop runs any more, it is not deleted, and has to be ended all the same.
    if (service->thread() == QThread::currentThread())
        service->stop();
    service->deleteLater();
}

void ServiceProcess::stop()
{
    m_folder.reset();
    QProcess *process = k8s::letGo(m_process, this);
    if (!process)
        return;
    // Where no event loop runs any more, the end of this thread ends the service.
    process->terminate();
    QTimer::singleShot(grace, process, &QProcess::kill);
}

void ServiceProcess::start()
{
    m_process = new QProcess;
    m_process->setProgram(m_program);
    m_process->setArguments({u"system"_s, u"service"_s, u"--time=0"_s, m_address.url()});
    m_process->setProcessEnvironment(m_variables);
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setStandardOutputFile(QProcess::nullDevice());
    const pid_t parent = ::getpid();
    m_process->setChildProcessModifier([parent] {
        // Ctrl+C at our terminal is ours: what was started has to be cleaned up first.
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent)
            ::_exit(1);
    });
    connect(m_process, &QProcess::readyReadStandardError, this,
            [this] { m_words = (m_words + m_process->readAllStandardError()).right(wordsAtMost); });
    // Queued: a program that cannot be started says so inside start().
    connect(
        m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error != QProcess::FailedToStart || !m_process)
                return;
            m_words = m_process->errorString().toUtf8();
            onEnded();
        },
        Qt::QueuedConnection);
    connect(m_process, &QProcess::finished, this, &ServiceProcess::onEnded);
    m_process->start(QIODevice::ReadOnly);
}

void ServiceProcess::onEnded()
{
    m_words = (m_words + m_process->readAllStandardError()).right(wordsAtMost);
    m_process->deleteLater();
    m_process = nullptr;
    m_address = {};
    Q_EMIT ended(k8s::plain(QString::fromUtf8(m_words)));
}

} // namespace assay::containers
