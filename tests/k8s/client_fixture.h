// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QTest>

#include <nlohmann/json.hpp>

//! A client and a server that says what a test tells it to, new for each test function.
class ClientFixture : public QObject
{
protected:
    using ScriptedServer = assay::tests::ScriptedServer;
    using Client = assay::k8s::Client;

    static constexpr int patience = 10'000;

    bool makeClient()
    {
        if (!m_tls.isValid())
            return false;
        m_server = std::make_unique<ScriptedServer>(m_tls.server(QStringLiteral("server")));
        m_client = std::make_unique<Client>(config());
        return true;
    }
    void dropClient()
    {
        m_client.reset();
        m_server.reset();
    }
    assay::k8s::RestConfig config() const
    {
        assay::k8s::RestConfig config;
        config.contextName = QStringLiteral("context-x");
        config.clusterName = QStringLiteral("cluster-c");
        config.userName = QStringLiteral("user-u");
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(QStringLiteral("ca.crt"));
        config.token = "s3cret";
        return config;
    }
    void answer(const QByteArray &bytes)
    {
        m_server->setHandler([bytes](const auto &, QSslSocket *socket) { socket->write(bytes); });
    }
    //! The error of one GET of pod "p" in namespace "n".
    assay::k8s::Error errorOfGet(Client &client)
    {
        const auto job =
            client.get(assay::k8s::Resource::pods(), QStringLiteral("n"), QStringLiteral("p"));
        if (!ended(*job) || job->result()) {
            assay::k8s::Error none;
            none.message = QStringLiteral("no error");
            return none;
        }
        return job->result().error();
    }
    static bool ended(const assay::k8s::Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }

    assay::tests::TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Client> m_client;
};
