// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace assay::containers {

//! A tar (ustar, with GNU's form of numbers that are too large for it) made in memory, for
//! EngineClient::upload().
class TarArchive
{
public:
    //! Paths are relative to where it will be unpacked ("opt/app-root/src") and have at most 255
    //! bytes in ustar's two parts (100 after the last slash that fits); false: it does not fit, and
    //! nothing was added. `mode` as chmod takes it: 02775.
    bool addFolder(const QString &path, int mode, quint32 userId, quint32 groupId);
    bool addFile(const QString &path, const QByteArray &contents, int mode, quint32 userId,
                 quint32 groupId);

    //! With its end.
    QByteArray bytes() const;

private:
    bool add(const QByteArray &path, char type, const QByteArray &contents, int mode,
             quint32 userId, quint32 groupId);
    QByteArray m_entries;
};

} // namespace assay::containers
