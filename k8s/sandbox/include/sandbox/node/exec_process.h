// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace assay::sandbox {

//! A command in a container, as a node runs it.
class ExecProcess : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    //! Ends in exactly one of `failedToStart` and `exited`, never inside this call.
    virtual void start(bool wantsInput) = 0;
    virtual void writeInput(const QByteArray &bytes) = 0;
    virtual void closeInput() = 0;
    virtual void kill() = 0;
    //! Whether its output is to wait, for whoever reads it is behind; where it cannot, it goes on.
    virtual void setOnHold(bool) {}
    virtual bool isRunning() const = 0; //!< or waits for its turn

Q_SIGNALS:
    void standardOutput(const QByteArray &bytes);
    void standardError(const QByteArray &bytes);
    //! A signal counts as 128 plus its number, as a shell has it.
    void exited(int exitCode);
    void failedToStart(const QString &message);
    //! It runs or ran, and nobody can tell any more how it ended.
    void lost();
};

} // namespace assay::sandbox
