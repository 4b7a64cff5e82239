// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <chrono>

namespace assay::app {

//! Counts the time in which this process looked. A machine that was suspended or a process that
//! was stopped saw nothing meanwhile: whatever is judged by a deadline gets that time back.
class AwakeClock : public QObject
{
    Q_OBJECT
public:
    AwakeClock()
    {
        connect(&m_timer, &QTimer::timeout, this, [this] {
            advance();
            Q_EMIT ticked();
        });
        m_timer.start(std::chrono::milliseconds(250));
        m_last.start();
    }

    std::chrono::milliseconds elapsed()
    {
        advance();
        return m_elapsed;
    }
    void stop() { m_timer.stop(); }

Q_SIGNALS:
    void ticked();

private:
    void advance()
    {
        constexpr std::chrono::milliseconds most(1000);
        m_elapsed += std::min(std::chrono::milliseconds(m_last.restart()), most);
    }

    QTimer m_timer;
    QElapsedTimer m_last;
    std::chrono::milliseconds m_elapsed{0};
};

} // namespace assay::app
