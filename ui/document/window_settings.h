// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/look/theme.h>

#include <QByteArray>
#include <QStringList>

namespace assay::ui {

//! What the window remembers between two starts: assay/window.ini in the user's configuration
//! folder. QSettings::setPath() moves it, which is what tests do.
class WindowSettings
{
public:
    QByteArray geometry() const;
    QByteArray layout() const;  //!< of docks and toolbars
    QByteArray columns() const; //!< of the page of a test
    void setColumns(const QByteArray &columns);
    void setLayout(const QByteArray &geometry, const QByteArray &layout);

    ThemeMode theme() const;
    void setTheme(ThemeMode mode);
    bool highContrast() const;
    void setHighContrast(bool on);

    QString keep() const; //!< "never" where nothing valid is stored
    void setKeep(const QString &keep);

    //! How many tests go side by side; 0: as many as is sensible.
    int jobs() const;
    void setJobs(int jobs);

    QStringList recentSuites() const; //!< newest first
    void addRecentSuite(const QString &path);
    void clearRecentSuites();

    QString folder() const; //!< where the last file was
    //! Where runs are stored; folder() while none is.
    QString folderOfRuns() const;
    void setFolder(const QString &folder);
};

} // namespace assay::ui
