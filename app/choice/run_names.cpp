// SPDX-License-Identifier: Apache-2.0
#include "run_names.h"

#include <models/base/json.h>
#include <models/base/read_bounded.h>
#include <models/record/run_journal.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>

#include <sys/stat.h>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

struct RunNameText
{
    Q_DECLARE_TR_FUNCTIONS(RunNames)
};

constexpr qint64 largestReport = qint64(256) * 1024 * 1024;

bool isRun(const QString &folder)
{
    return QFileInfo::exists(folder + "/run.jsonl"_L1);
}

//! A link beside a folder of runs.
QString lastLink(const QString &root)
{
    return QDir::cleanPath(root + u"/../last"_s);
}

//! Where it leads that was made last; empty: there is none.
QString lastFolder()
{
    QString folder;
    timespec newest = {};
    for (const QString &root : models::RunJournal::roots()) {
        const QString link = lastLink(root);
        struct stat found = {};
        if (::lstat(QFile::encodeName(link).constData(), &found) != 0 || !S_ISLNK(found.st_mode))
            continue;
        const auto &made = found.st_mtim;
        if (folder.isEmpty() ||
            std::pair(made.tv_sec, made.tv_nsec) > std::pair(newest.tv_sec, newest.tv_nsec)) {
            folder = QFileInfo(link).symLinkTarget();
            newest = made;
        }
    }
    return folder;
}

//! Of a folder with reports, or the one that holds its runs: the runs in it, or those that its
//! report speaks of.
QStringList runsOfReport(const QString &folder)
{
    QStringList runs;
    for (const QString &place : {folder + u"/runs"_s, folder}) {
        runs = models::StoredRun::list(place);
        std::reverse(runs.begin(), runs.end()); // the oldest first, as they were run
        if (!runs.isEmpty())
            return runs;
    }
    const auto bytes = models::readBounded(folder + u"/report.json"_s, largestReport);
    const models::Json report =
        bytes ? models::parseBounded(*bytes).value_or(models::Json()) : models::Json();
    for (const models::Json &test : models::listAt(report, {"tests"})) {
        for (const QString &root : models::RunJournal::roots()) {
            const QString run = root + u'/' + models::textAt(test, {"run_id"});
            if (!isRun(run))
                continue;
            runs << run;
            break;
        }
    }
    return runs;
}

QString noRunIn(const QString &folder)
{
    return RunNameText::tr("%1 is neither the folder of a run nor an --output folder: there is no "
                           "run.jsonl, and no runs are in it.")
        .arg(folder);
}

tl::expected<QStringList, QString> lastRun()
{
    const QString folder = lastFolder();
    if (folder.isEmpty())
        return tl::unexpected(RunNameText::tr(
            "Nothing was run yet that \"last\" could name: give the folder of a run."));
    const QStringList runs = runsOfReport(folder);
    if (runs.isEmpty())
        return tl::unexpected(
            RunNameText::tr("Of the last run, in %1, no record is left.").arg(folder));
    return runs;
}

} // namespace

tl::expected<QStringList, QString> runFolders(const QString &run)
{
    if (isRun(run))
        return QStringList{run};
    if (QFileInfo(run).isDir()) {
        const QStringList runs = runsOfReport(run);
        if (runs.isEmpty())
            return tl::unexpected(noRunIn(run));
        return runs;
    }
    if (run == "last"_L1)
        return lastRun();
    if (QFileInfo::exists(run))
        return tl::unexpected(RunNameText::tr("%1 is a file, and no run: give the folder of a run, "
                                              "an --output folder or the beginning of a run's id.")
                                  .arg(run));
    if (run.isEmpty() || run.contains(u'/'))
        return tl::unexpected(RunNameText::tr("There is no folder %1.").arg(run));
    QStringList found = keptRunFolders();
    erase_if(found, [&run](const QString &folder) {
        return !QFileInfo(folder).fileName().startsWith(run);
    });
    if (found.size() == 1)
        return found;
    if (found.isEmpty())
        return tl::unexpected(
            RunNameText::tr("There is no folder %1, and no run whose id begins with it in %2.")
                .arg(run, models::RunJournal::roots().join(u", "_s)));
    QStringList names;
    for (const QString &folder : found.mid(0, 3))
        names << QFileInfo(folder).fileName();
    return tl::unexpected(
        RunNameText::tr("The ids of %1 runs begin with %2: write more of it, such as %3.")
            .arg(QString::number(found.size()), run, names.join(u", "_s)));
}

QStringList keptRunFolders()
{
    // An id begins with the time.
    std::map<QString, QString, std::greater<>> folders;
    for (const QString &root : models::RunJournal::roots()) {
        for (const QString &folder : models::StoredRun::list(root))
            folders.emplace(QFileInfo(folder).fileName(), folder);
    }
    QStringList all;
    for (const auto &[id, folder] : folders)
        all << folder;
    return all;
}

void rememberLast(const QString &reportFolder)
{
    namespace fs = std::filesystem;
    const fs::path link =
        QFile::encodeName(lastLink(models::RunJournal::writableRoot())).toStdString();
    // Another process may be doing the same: each link has a name of its own until it is in place.
    const fs::path made = link.string() + '.' + std::to_string(QCoreApplication::applicationPid());
    std::error_code error;
    fs::create_directories(link.parent_path(), error);
    fs::remove(made, error);
    fs::create_directory_symlink(
        QFile::encodeName(QFileInfo(reportFolder).absoluteFilePath()).toStdString(), made, error);
    if (!error)
        fs::rename(made, link, error);
}

} // namespace assay::app
