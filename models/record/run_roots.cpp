// SPDX-License-Identifier: Apache-2.0
#include <models/record/run_journal.h>

#include <QDir>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace assay::models {

QString RunJournal::defaultRoot()
{
    // The specification of the base directories wants a relative path ignored.
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state))
        state = QDir::homePath() + "/.local/state"_L1;
    return state + "/assay/runs"_L1;
}

static QString refugePath()
{
    return QDir::tempPath() + "/assay-"_L1 + QString::number(::geteuid());
}

//! Not a link, ours, and closed to others: in a folder that everybody may write, anybody may have
//! been first.
static bool isOursAlone(const QString &folder)
{
    struct stat found = {};
    return ::lstat(QFile::encodeName(folder).constData(), &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == ::geteuid() && (found.st_mode & 0077) == 0;
}

QString RunJournal::refugeRoot()
{
    const QString refuge = refugePath();
    ::mkdir(QFile::encodeName(refuge).constData(), 0700);
    const QString root = refuge + "/runs"_L1;
    if (!isOursAlone(refuge) || !QDir().mkpath(root))
        return {};
    return root;
}

QStringList RunJournal::roots()
{
    QStringList roots{defaultRoot()};
    const QString refuge = refugePath();
    if (isOursAlone(refuge) && QFileInfo(refuge + "/runs"_L1).isDir())
        roots << refuge + "/runs"_L1;
    return roots;
}

static bool canBeWritten(const QString &root)
{
    return QDir().mkpath(root) && ::access(QFile::encodeName(root).constData(), W_OK | X_OK) == 0;
}

QString RunJournal::writableRoot()
{
    const QString root = defaultRoot();
    if (canBeWritten(root))
        return root;
    const QString refuge = refugeRoot();
    return refuge.isEmpty() ? root : refuge;
}

} // namespace assay::models
