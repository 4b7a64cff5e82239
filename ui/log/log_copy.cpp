// SPDX-License-Identifier: Apache-2.0
#include "log_copy.h"

#include "look/beside.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <chrono>
#include <memory>
#include <mutex>

namespace assay::ui {

using namespace std::chrono_literals;

//! What the thread that copies and the one that asked for it share.
struct LogCopy::State
{
    QString from; //!< not changed any more, like the next
    QString to;
    std::mutex mutex;
    bool done = false; //!< under the mutex, like the next
    QString problem;
};

LogCopy::LogCopy(const QString &from, const QString &to, QObject *parent)
    : QObject(parent)
    , m_state(std::make_shared<State>())
{
    m_state->from = from;
    m_state->to = to;
    m_poll.setInterval(20ms);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        QString problem;
        {
            const std::lock_guard lock(m_state->mutex);
            if (!m_state->done)
                return;
            problem = m_state->problem;
        }
        m_poll.stop();
        Q_EMIT finished(problem);
        deleteLater();
    });
    m_poll.start();
    beside([state = m_state] { copy(state); });
}

void LogCopy::copy(const std::shared_ptr<State> &state)
{
    constexpr qint64 blockSize = 1 << 20;
    QString problem;
    QFile from(state->from);
    // Only a file is replaced by another: a device or a pipe is written to.
    const QFileInfo target(state->to);
    std::unique_ptr<QFileDevice> to;
    if (target.exists() && !target.isFile())
        to = std::make_unique<QFile>(state->to);
    else
        to = std::make_unique<QSaveFile>(state->to);
    if (!from.open(QIODevice::ReadOnly))
        problem = tr("%1: %2").arg(QDir::toNativeSeparators(state->from), from.errorString());
    else if (!to->open(QIODevice::WriteOnly))
        problem = tr("%1: %2").arg(QDir::toNativeSeparators(state->to), to->errorString());
    while (problem.isEmpty() && !from.atEnd()) {
        const QByteArray block = from.read(blockSize);
        if (block.isEmpty())
            break;
        if (to->write(block) != block.size())
            problem = tr("%1: %2").arg(QDir::toNativeSeparators(state->to), to->errorString());
    }
    auto *saved = qobject_cast<QSaveFile *>(to.get());
    // A commit alone loses what the buffer holds and the disk has no room for.
    if (problem.isEmpty() && !(to->flush() && (!saved || saved->commit())))
        problem = tr("%1: %2").arg(QDir::toNativeSeparators(state->to), to->errorString());
    const std::lock_guard lock(state->mutex);
    state->problem = problem;
    state->done = true;
}

} // namespace assay::ui
