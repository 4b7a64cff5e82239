// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange.h"

#include <QDeadlineTimer>

namespace assay::k8s {

//! An exchange that is made again where that is safe, see RetryPolicy. `endWithin` of the request
//! bounds all attempts together.
class RetryingExchange : public QObject
{
    Q_OBJECT
public:
    RetryingExchange(std::shared_ptr<Transport> transport, HttpRequest request, RetryPolicy policy);

    void start();
    //! Lets go of the network without a signal; may be called inside any signal of this object.
    void release();

    //! Of the last attempt, once ended.
    QByteArray contentType() const { return m_exchange->contentType(); }
    QByteArray takeBody() { return m_exchange->takeBody(); }
    const std::optional<Error> &error() const { return m_exchange->error(); }
    Error makeError(Error::Kind kind, const QString &message) const;

Q_SIGNALS:
    void ended(); //!< exactly once, never inside start()

private:
    void attempt();
    void onEnded();
    bool isSafeToRepeat(const Error &error) const;
    std::chrono::milliseconds delayAfter(const Error &error) const;

    std::shared_ptr<Transport> m_transport;
    const HttpRequest m_request;
    const RetryPolicy m_policy;
    ExchangePtr m_exchange;
    QDeadlineTimer m_deadline;
    QTimer m_pause;
    int m_attempts = 0;
};

using RetryingExchangePtr = std::unique_ptr<RetryingExchange, ReleaseLater>;

} // namespace assay::k8s
