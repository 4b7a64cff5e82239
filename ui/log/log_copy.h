// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include <memory>

namespace assay::ui {

//! Copies a log to another file, in a thread of its own: logs are large. It deletes itself.
class LogCopy : public QObject
{
    Q_OBJECT
public:
    LogCopy(const QString &from, const QString &to, QObject *parent);

Q_SIGNALS:
    //! `problem` is empty where all is well; else what could not be done and why.
    void finished(const QString &problem);

private:
    struct State;
    static void copy(const std::shared_ptr<State> &state);
    std::shared_ptr<State> m_state;
    QTimer m_poll;
};

} // namespace assay::ui
