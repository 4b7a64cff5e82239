// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QLocalServer>
#include <QTcpServer>

#include <functional>

namespace assay::tests {

//! An HTTP server whose answer to everything is the attack.
class HostileServer : public QTcpServer
{
    Q_OBJECT
public:
    //! What follows the request line's path; status, headers and body of the answer.
    using Answer = std::function<QByteArray(const QByteArray &method, const QByteArray &path)>;

    explicit HostileServer(Answer answer);
    QByteArray kubeconfig() const;

    static QByteArray response(int status, const QByteArray &body, const QByteArray &headers = {});
    //! So many MiB of spaces as gzip, a thousandth of that.
    static QByteArray bomb(int mebibytes);

private:
    const Answer m_answer;
};

//! A container engine that gives the same answer to everything but, where it `saysWhoItIs`, the
//! question who it is.
class HostileEngine : public QLocalServer
{
    Q_OBJECT
public:
    HostileEngine(const QString &socket, const QByteArray &answer, bool saysWhoItIs);
};

} // namespace assay::tests
