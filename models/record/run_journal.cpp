// SPDX-License-Identifier: Apache-2.0
#include "run_log.h"

#include <models/base/write_whole.h>

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QRandomGenerator>

#include <filesystem>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

constexpr int maxNameLength = 100;

struct JournalText
{
    Q_DECLARE_TR_FUNCTIONS(JournalText)
};

bool isSafe(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') ||
           c == u'-' || c == u'_';
}

//! A file name made here from a name that came from outside. Names of containers and objects as
//! Kubernetes allows them stay as they are, but for dots, which number the attempts; what had to be
//! changed gets a digest, so that two names never share one file.
QString fileNameFrom(const QString &name)
{
    QString safe;
    const QString beginning = name.left(maxNameLength);
    for (const QChar c : beginning)
        safe.append(isSafe(c) ? c : u'_');
    if (safe == name && !safe.isEmpty())
        return safe;
    const QByteArray digest = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256);
    return safe + u'-' + QString::fromLatin1(digest.toHex().left(8));
}

void syncFolder(const QString &path)
{
    const int folder = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY);
    if (folder < 0)
        return;
    ::fsync(folder);
    ::close(folder);
}

//! Facts that others rely on: what may be on a cluster, and how the run ended.
bool mustBeOnDisk(const FactBody &body)
{
    return std::holds_alternative<ObjectAttempted>(body) || std::holds_alternative<Verdict>(body);
}

//! The same, and the last one, so that nothing is taken away unsaid.
bool mustBeFound(const FactBody &body)
{
    return mustBeOnDisk(body) || std::holds_alternative<RunFinished>(body);
}

QByteArray serialized(const Json &json, int indent = -1)
{
    return QByteArray::fromStdString(json.dump(indent, ' ', false, Json::error_handler_t::replace));
}

} // namespace

RunJournal::RunJournal() = default;

QString logFileName(const QString &container, int attempt)
{
    QString name = "logs/"_L1 + fileNameFrom(container);
    if (attempt > 0)
        name += u'.' + QString::number(attempt);
    return name + ".log"_L1;
}

tl::expected<std::unique_ptr<RunJournal>, QString> RunJournal::create(const QString &root,
                                                                      const QString &runId)
{
    namespace fs = std::filesystem;
    const QString folder = root + u'/' + runId;
    if (runId.isEmpty() || runId.startsWith(u'.') || runId.contains(u'/'))
        return tl::unexpected(JournalText::tr("“%1” cannot name the folder of a run.").arg(runId));

    const fs::path path = QFile::encodeName(folder).toStdString();
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    const bool made = !error && fs::create_directory(path, error);
    if (!error && !made)
        return tl::unexpected(
            JournalText::tr("The folder %1 of the run exists already.").arg(folder));
    // Logs may hold what only their owner should read.
    if (!error)
        fs::permissions(path, fs::perms::owner_all, error);
    for (const char *part : {"logs", "manifests"}) {
        if (!error)
            fs::create_directory(path / part, error);
    }
    if (error)
        return tl::unexpected(JournalText::tr("The folder %1 of the run could not be made: %2.")
                                  .arg(folder, QString::fromLocal8Bit(error.message().c_str())));

    std::unique_ptr<RunJournal> journal(new RunJournal);
    journal->m_folder = folder;
    journal->m_facts.setFileName(folder + "/run.jsonl"_L1);
    if (!journal->m_facts.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered))
        return tl::unexpected(
            JournalText::tr("%1 could not be written: %2.")
                .arg(journal->m_facts.fileName(), journal->m_facts.errorString()));
    ::flock(journal->m_facts.handle(), LOCK_EX | LOCK_NB);
    // What is synced later must not lie in a folder that a crash forgets.
    syncFolder(folder);
    syncFolder(root);
    return journal;
}

tl::expected<std::unique_ptr<RunJournal>, QString> RunJournal::resume(const QString &folder,
                                                                      qint64 lastSequence)
{
    std::unique_ptr<RunJournal> journal(new RunJournal);
    journal->m_folder = folder;
    journal->m_sequence = lastSequence;
    // What a crash left of a line ends before the next one.
    journal->m_torn = true;
    journal->m_facts.setFileName(folder + "/run.jsonl"_L1);
    if (!journal->m_facts.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered |
                               QIODevice::ExistingOnly))
        return tl::unexpected(
            JournalText::tr("%1 could not be written: %2.")
                .arg(journal->m_facts.fileName(), journal->m_facts.errorString()));
    if (::flock(journal->m_facts.handle(), LOCK_EX | LOCK_NB) != 0)
        return tl::unexpected(JournalText::tr("The run in %1 is still under way.").arg(folder));
    return journal;
}

bool RunJournal::isLive(const QString &folder)
{
    // The lock goes with the process that held it, however that ends.
    QFile file(folder + "/run.jsonl"_L1);
    if (!QFileInfo(file.fileName()).isFile() || !file.open(QIODevice::ReadOnly))
        return false;
    return ::flock(file.handle(), LOCK_SH | LOCK_NB) != 0;
}

RunJournal::~RunJournal() = default;

bool RunJournal::write(QFile &file, const QByteArray &bytes)
{
    const QString problem = file.isOpen() ? problemOfWriting(file, bytes) : file.errorString();
    if (problem.isEmpty())
        return true;
    if (m_writeError.isEmpty())
        m_writeError =
            JournalText::tr("%1 could not be written: %2.").arg(file.fileName(), problem);
    return false;
}

Fact RunJournal::append(FactBody body)
{
    Fact fact{++m_sequence, QDateTime::currentDateTimeUtc(), std::move(body)};
    QByteArray line = serialized(toJson(fact)) + '\n';
    // After a line that was written in part, the next one starts afresh.
    if (m_torn)
        line.prepend('\n');
    m_torn = !write(m_facts, line) || (mustBeOnDisk(fact.body) && !sync()) ||
             (mustBeFound(fact.body) && !isInPlace());
    return fact;
}

bool RunJournal::sync()
{
    // What cannot be synced (a device, a pipe) is as much on the disk as it will ever be.
    if (::fdatasync(m_facts.handle()) == 0 || errno == EINVAL || errno == EROFS)
        return true;
    if (m_writeError.isEmpty())
        m_writeError = JournalText::tr("%1 could not be written: %2.")
                           .arg(m_facts.fileName(), qt_error_string(errno));
    return false;
}

bool RunJournal::isInPlace()
{
    struct stat written = {};
    struct stat found = {};
    const QByteArray path = QFile::encodeName(m_facts.fileName());
    if (::fstat(m_facts.handle(), &written) == 0 && ::stat(path.constData(), &found) == 0 &&
        written.st_dev == found.st_dev && written.st_ino == found.st_ino)
        return true;
    if (m_writeError.isEmpty())
        m_writeError = JournalText::tr("%1 was removed or moved while the run went on.")
                           .arg(m_facts.fileName());
    return false;
}

QString RunJournal::writeManifest(const QString &name, const Json &object)
{
    const QString base = "manifests/"_L1 + fileNameFrom(name);
    QString relative = base + ".json"_L1;
    for (int n = 2; QFile::exists(m_folder + u'/' + relative); ++n)
        relative = base + u'-' + QString::number(n) + ".json"_L1;
    QFile file(m_folder + u'/' + relative);
    file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered);
    return write(file, serialized(object, 2) + '\n') ? relative : QString();
}

QString RunJournal::newRunId(const QString &testId, const QDateTime &at)
{
    QString id;
    const QString beginning = testId.left(maxNameLength);
    for (const QChar c : beginning)
        id.append(isSafe(c) || c == u'.' ? c : u'_');
    const quint32 random = QRandomGenerator::system()->generate() & 0xffff;
    return at.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s) + u'-' + id + u'-' +
           u"%1"_s.arg(random, 4, 16, QLatin1Char('0'));
}

} // namespace assay::models
