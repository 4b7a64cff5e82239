// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QSocketNotifier;

namespace assay::app {

//! SIGINT, SIGTERM and SIGHUP as a Qt signal. One at a time in a process. Some seconds after the
//! second the process ends with status 130, whatever it does meanwhile. SIGHUP is never the second.
class Interrupts : public QObject
{
    Q_OBJECT
public:
    static constexpr unsigned secondsToEnd = 4;

    explicit Interrupts(QObject *parent = nullptr);
    ~Interrupts() override;

    //! What is said of the first while something is left to delete.
    static QString sentence();

Q_SIGNALS:
    void interrupted();

private:
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace assay::app
