// SPDX-License-Identifier: Apache-2.0
#include "window_settings.h"

#include <models/record/run_journal.h>

#include <QDir>
#include <QFileInfo>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

// The layout's docks and toolbars; another number when they change, so that an old layout is not
// forced on a new window.
constexpr int layoutVersion = 2;
constexpr qsizetype maxRecent = 10;

QVariant stored(const QString &key)
{
    return QSettings(QSettings::IniFormat, QSettings::UserScope, u"assay"_s, u"window"_s)
        .value(key);
}

void store(const QString &key, const QVariant &value)
{
    QSettings(QSettings::IniFormat, QSettings::UserScope, u"assay"_s, u"window"_s)
        .setValue(key, value);
}

} // namespace

QByteArray WindowSettings::geometry() const
{
    return stored(u"geometry"_s).toByteArray();
}

QByteArray WindowSettings::layout() const
{
    return stored(u"layout_version"_s).toInt() == layoutVersion ? stored(u"layout"_s).toByteArray()
                                                                : QByteArray();
}

QByteArray WindowSettings::columns() const
{
    return stored(u"layout_version"_s).toInt() == layoutVersion ? stored(u"columns"_s).toByteArray()
                                                                : QByteArray();
}

void WindowSettings::setColumns(const QByteArray &columns)
{
    store(u"columns"_s, columns);
}

void WindowSettings::setLayout(const QByteArray &geometry, const QByteArray &layout)
{
    store(u"geometry"_s, geometry);
    store(u"layout"_s, layout);
    store(u"layout_version"_s, layoutVersion);
}

ThemeMode WindowSettings::theme() const
{
    const QString name = stored(u"theme"_s).toString();
    return name == "light"_L1  ? ThemeMode::Light
           : name == "dark"_L1 ? ThemeMode::Dark
                               : ThemeMode::System;
}

void WindowSettings::setTheme(ThemeMode mode)
{
    store(u"theme"_s, mode == ThemeMode::Light  ? u"light"_s
                      : mode == ThemeMode::Dark ? u"dark"_s
                                                : u"system"_s);
}

bool WindowSettings::highContrast() const
{
    return stored(u"high_contrast"_s).toBool();
}

void WindowSettings::setHighContrast(bool on)
{
    store(u"high_contrast"_s, on);
}

QString WindowSettings::keep() const
{
    const QString keep = stored(u"keep"_s).toString();
    return keep == "on-failure"_L1 || keep == "always"_L1 ? keep : u"never"_s;
}

void WindowSettings::setKeep(const QString &keep)
{
    store(u"keep"_s, keep);
}

int WindowSettings::jobs() const
{
    const int jobs = stored(u"jobs"_s).toInt();
    return jobs >= 0 && jobs <= 200 ? jobs : 0;
}

void WindowSettings::setJobs(int jobs)
{
    store(u"jobs"_s, jobs);
}

QStringList WindowSettings::recentSuites() const
{
    return stored(u"recent_suites"_s).toStringList();
}

void WindowSettings::addRecentSuite(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList paths = recentSuites();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    store(u"recent_suites"_s, paths.mid(0, maxRecent));
    setFolder(QFileInfo(absolute).path());
}

void WindowSettings::clearRecentSuites()
{
    store(u"recent_suites"_s, QStringList());
}

QString WindowSettings::folderOfRuns() const
{
    const QString root = models::RunJournal::defaultRoot();
    return QFileInfo::exists(root) ? root : folder();
}

QString WindowSettings::folder() const
{
    const QString folder = stored(u"folder"_s).toString();
    return folder.isEmpty() || !QFileInfo(folder).isDir() ? QDir::homePath() : folder;
}

void WindowSettings::setFolder(const QString &folder)
{
    store(u"folder"_s, folder);
}

} // namespace assay::ui
