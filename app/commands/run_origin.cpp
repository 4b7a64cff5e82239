// SPDX-License-Identifier: Apache-2.0
#include "run_origin.h"

#include <k8s/base/let_go.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>

namespace assay::app {

using namespace Qt::StringLiterals;

static constexpr std::chrono::seconds waitForGit(5);

void readGitStatus(const QByteArray &status, models::RunOrigin &origin)
{
    for (const QByteArray &line : status.split('\n')) {
        if (line.startsWith("# branch.oid ")) {
            // Before the first commit it is "(initial)".
            const QString oid = QString::fromLatin1(line.mid(13).trimmed());
            if (!oid.startsWith(u'('))
                origin.commit = oid;
        } else if (!line.isEmpty() && !line.startsWith('#')) {
            origin.isDirty = true;
        }
    }
}

//! An address may hold a password, which no record does.
static QString withoutUser(const QString &word)
{
    static const QRegularExpression user(u"([A-Za-z][A-Za-z0-9+.-]*://)[^/\\s@]+@"_s);
    return QString(word).replace(user, u"\\1"_s);
}

OriginFinder::OriginFinder(const CiJob &job, QObject *parent)
    : QObject(parent)
    , m_commitOfJob(job.commit)
{
    m_origin.jobUrl = withoutUser(job.url);
    for (const QString &word : QCoreApplication::arguments())
        m_origin.command << withoutUser(word);
    if (!m_origin.command.isEmpty())
        m_origin.command.front() = u"assay"_s;
    m_limit.setSingleShot(true);
    // One that hangs, as on a file system that is gone, may not even end when it is killed.
    connect(&m_limit, &QTimer::timeout, this, &OriginFinder::conclude);
}

OriginFinder::~OriginFinder()
{
    letGo();
}

void OriginFinder::tell(models::ReportedTest &test, const QMap<QString, QString> &labels) const
{
    test.origin = m_origin;
    test.origin.labels = labels;
    test.at = QDateTime::currentDateTimeUtc();
    test.assayVersion = QCoreApplication::applicationVersion();
}

void OriginFinder::letGo()
{
    if (QProcess *git = k8s::letGo(m_git, this))
        git->kill();
}

void OriginFinder::find(const QString &suite)
{
    const QFileInfo file(suite);
    auto environment = QProcessEnvironment::systemEnvironment();
    // A look at a repository must neither change it nor run what its settings name.
    environment.insert(u"GIT_OPTIONAL_LOCKS"_s, u"0"_s);
    m_git = new QProcess;
    connect(m_git, &QProcess::finished, this, &OriginFinder::conclude);
    connect(
        m_git, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                conclude();
        },
        Qt::QueuedConnection);
    m_git->setProcessEnvironment(environment);
    m_git->setStandardInputFile(QProcess::nullDevice());
    m_limit.start(waitForGit);
    m_git->start(u"git"_s,
                 {u"-c"_s, u"core.fsmonitor=false"_s, u"-C"_s, file.absolutePath(), u"status"_s,
                  u"--porcelain=v2"_s, u"--branch"_s, u"--"_s, file.fileName()});
}

void OriginFinder::conclude()
{
    if (!m_git)
        return;
    m_limit.stop();
    if (m_git->state() == QProcess::NotRunning && m_git->exitStatus() == QProcess::NormalExit &&
        m_git->exitCode() == 0)
        readGitStatus(m_git->readAllStandardOutput(), m_origin);
    letGo();
    // A checkout of another user is none that git reads.
    if (m_origin.commit.isEmpty())
        m_origin.commit = m_commitOfJob;
    Q_EMIT found(m_origin);
}

} // namespace assay::app
