// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange.h"

#include <k8s/containers/engine_address.h>
#include <k8s/containers/engine_facts.h>

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <vector>

namespace assay::containers {

//! What all requests to one engine share: where it is, how it is spoken to, how patient they are.
class EngineLink : public QObject, public std::enable_shared_from_this<EngineLink>
{
    Q_OBJECT
public:
    explicit EngineLink(EngineAddress address);
    ~EngineLink() override;

    const EngineAddress &address() const { return m_address; }
    const std::optional<EngineVersion> &version() const { return m_version; }
    //! What somebody else was told by the same engine a moment ago: it is not asked again.
    void know(const EngineVersion &version) { m_version = version; }
    //! "Podman 4.3.1"; where it is, as long as it has not said who it is.
    QString engineText() const;
    bool isClosed() const { return m_closed; }
    //! No request begins from here on, and those under way end.
    void close();

    //! Calls `then`, with what went wrong if something did, as soon as it is known which version of
    //! the API is spoken: at once, or when the engine was asked. Not once `context` is gone.
    void whenNegotiated(QObject *context, std::function<void(const std::optional<Error> &)> then);

    std::chrono::milliseconds requestTimeout{30'000};

Q_SIGNALS:
    void closing();

private:
    //! GET /_ping says in its head who answers, at once; Podman takes half a second and more for
    //! GET /version, which is asked where the head does not say it.
    void ask();
    void askVersion();
    //! Begins GET `path`, which may be asked in every version of the API.
    void question(const QString &path, void (EngineLink::*then)());
    void takePing();
    void takeVersion();
    Error noEngine() const;
    void answered(const std::optional<Error> &error);

    const EngineAddress m_address;
    std::optional<EngineVersion> m_version;
    struct Waiting
    {
        QPointer<QObject> context;
        std::function<void(const std::optional<Error> &)> then;
    };
    std::vector<Waiting> m_waiting;
    ExchangePtr m_question;
    QByteArray m_body;
    bool m_closed = false;
};

} // namespace assay::containers
