// SPDX-License-Identifier: Apache-2.0
#include "unsaved_work.h"

#include "look/notice_strip.h"

#include <models/base/json.h>
#include <models/base/write_whole.h>

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QUuid>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {

using models::Json;

UnsavedWork::UnsavedWork(models::SuiteDocument *suite, NoticeStrip *strip, QObject *parent)
    : QObject(parent)
    , m_suite(suite)
    , m_strip(strip)
{
    const QSettings settings(QSettings::IniFormat, QSettings::UserScope, u"assay"_s, u"window"_s);
    m_folder = QFileInfo(settings.fileName()).dir().filePath(u"unsaved"_s);
    m_later.setSingleShot(true);
    m_later.setInterval(2s);
    connect(&m_later, &QTimer::timeout, this, &UnsavedWork::keep);
    connect(suite, &models::SuiteDocument::bytesChanged, this, [this] {
        if (!m_later.isActive())
            m_later.start();
    });
    connect(suite, &models::SuiteDocument::modifiedChanged, this, [this](bool modified) {
        if (!modified)
            forget();
    });
}

//! Whoever closes the window was asked about what is not saved, or it is left.
UnsavedWork::~UnsavedWork()
{
    if (m_isLeft)
        keep();
    else
        forget();
}

void UnsavedWork::leave()
{
    m_isLeft = true;
    keep();
}

void UnsavedWork::keep()
{
    if (!m_suite->isModified())
        return;
    if (m_file.isEmpty()) {
        if (!QDir().mkpath(m_folder))
            return;
        m_file = QDir(m_folder).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) +
                                         ".json"_L1);
        m_lock = std::make_unique<QLockFile>(m_file + ".lock"_L1);
        m_lock->setStaleLockTime(0);
        m_lock->tryLock(0);
    }
    const Json kept{{"path", m_suite->path()},
                    {"at", QDateTime::currentDateTimeUtc()},
                    {"bytes", m_suite->bytes().toBase64().toStdString()}};
    // What cannot be kept is still in the window: saving says why it cannot be written.
    static_cast<void>(models::writeWhole(m_file, QByteArray::fromStdString(kept.dump())));
}

void UnsavedWork::forget()
{
    m_later.stop();
    if (m_file.isEmpty())
        return;
    QFile::remove(m_file);
    m_lock.reset();
    m_file.clear();
}

std::optional<UnsavedWork::Left> UnsavedWork::firstLeft() const
{
    const QDir folder(m_folder);
    for (const QString &name : folder.entryList({u"*.json"_s}, QDir::Files, QDir::Time)) {
        const QString path = folder.filePath(name);
        // The lock of a process that lives cannot be had.
        QLockFile lock(path + ".lock"_L1);
        lock.setStaleLockTime(0);
        QFile file(path);
        if (path == m_file || !lock.tryLock(0) || !file.open(QIODevice::ReadOnly))
            continue;
        const Json kept = models::parseBounded(file.read(4 << 20)).value_or(Json());
        // What a full disk or another program left there is none of ours.
        const auto isText = [&kept](const char *key) {
            return kept.is_object() && kept.contains(key) && kept[key].is_string();
        };
        if (!isText("bytes") || !isText("path") || !isText("at"))
            continue;
        return Left{path, kept.value("path", Json()).get<QString>(),
                    QByteArray::fromBase64(kept["bytes"].get<QString>().toLatin1()),
                    kept.value("at", Json()).get<QDateTime>()};
    }
    return std::nullopt;
}

void UnsavedWork::offer()
{
    const std::optional<Left> left = firstLeft();
    if (!left)
        return;
    const QString name = left->path.isEmpty() ? tr("a new suite") : left->path;
    m_strip->say(tr("Assay ended before changes of %1 were saved. They were kept at %2.")
                     .arg(name, left->at.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s)),
                 {{u"restoreWork"_s, tr("Restore"), [this, left] { restore(*left); }},
                  {u"discardWork"_s, tr("Discard"), [this, left] {
                       QFile::remove(left->file);
                       offer();
                   }}});
}

//! Over what the file says now: undone, it is that again.
void UnsavedWork::restore(const Left &left)
{
    if (left.path.isEmpty() || m_suite->load(left.path))
        m_suite->clear();
    m_suite->setBytes(left.bytes, tr("restoring what was not saved"));
    keep();
    QFile::remove(left.file);
    Q_EMIT restored();
}

} // namespace assay::ui
