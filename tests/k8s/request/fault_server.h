// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/exec_server.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <memory>
#include <optional>

namespace assay::tests {

//! An API server with one fault, which answers one verb with it.
class FaultServer
{
public:
    //! `fault` and `verb` are names of the matrix.
    FaultServer(const TlsMaterial &tls, const QByteArray &fault, const QByteArray &verb);

    QUrl url() const { return m_url; }
    //! Name of the file with the authority that a client is to trust.
    QString authority() const;
    //! Requests and upgrades that were read whole; 0 where no server runs.
    int requests() const;
    //! What a log or a command's output holds where it is delivered.
    const QByteArray &payload() const { return m_payload; }
    bool is(const char *fault) const { return m_fault == fault; }

private:
    QByteArray makePayload() const;
    QByteArray contentType() const;
    void serve(const ScriptedServer::Request &request, QSslSocket *socket);
    void answerBadly(QSslSocket *socket);
    void play(QWebSocket *socket);

    const QByteArray m_fault;
    const QByteArray m_verb;
    const QByteArray m_payload;
    QUrl m_url;
    std::unique_ptr<ScriptedServer> m_http;
    std::unique_ptr<ExecServer> m_exec;
    bool m_wasBad = false;
};

} // namespace assay::tests
