// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "body_reader.h"
#include "transport.h"

#include <QNetworkReply>
#include <QPointer>
#include <QTimer>

namespace assay::k8s {

struct HttpRequest
{
    QByteArray verb = QByteArrayLiteral("GET");
    QString path;  //!< percent-encoded
    QString query; //!< percent-encoded
    QByteArray contentType = {};
    QByteArray body = {};
    bool repeatable = false;       //!< sent twice, it does what it does once
    bool stream = false;           //!< a body of 2xx is read with read(), as it comes
    qint64 mostBytes = 32LL << 20; //!< of a body of 2xx that is no stream
    std::optional<std::chrono::milliseconds> connectWithin = {}; //!< until the request is sent
    //! Until the answer is whole. Waiting for a turn (RequestQueue) and for credentials does not
    //! count.
    std::optional<std::chrono::milliseconds> endWithin = {};
    std::optional<std::chrono::milliseconds> silence = {}; //!< longest wait for a byte

    QString title() const { return QString::fromLatin1(verb) + u' ' + path; }
};

//! One HTTP request and its answer: deadlines, size cap, errors and the trace. Once released it
//! is silent.
class Exchange : public QObject
{
    Q_OBJECT
public:
    Exchange(std::shared_ptr<Transport> transport, HttpRequest request);
    ~Exchange() override;

    void start();
    //! Lets go of the network without a signal; may be called inside any signal of this object.
    void release();

    //! How long it waited before it could be sent, all times that it was sent together.
    std::chrono::milliseconds waited() const { return m_waited; }
    int httpStatus() const { return m_httpStatus; }
    QByteArray contentType() const { return m_contentType; }
    //! Streams: up to `most` bytes that have arrived.
    QByteArray read(qint64 most);
    //! Not streams: the whole body of a 2xx, once ended.
    QByteArray takeBody();
    const std::optional<Error> &error() const { return m_error; }
    //! An error of this request that the caller found in the answer.
    Error makeError(Error::Kind kind, const QString &message) const;

Q_SIGNALS:
    void opened();   //!< streams: the head of a 2xx answer is here
    void received(); //!< streams: there is something to read
    void ended();    //!< exactly once, never inside start()

private:
    void prepare();
    void send(QNetworkRequest request);
    //! Once after 401: with new credentials, where there may be some. False: it stands.
    bool sendAgain();
    void onHead();
    void limitBuffer();
    void onReadyRead();
    void readBody();
    //! Tells the transport how much of the body is in memory.
    void countBody();
    void dropBody();
    void onReplyFinished();
    void onTimeout(bool silent);
    void fail(Error error);
    void end();
    void dropReply();
    void trace(const QString &error);
    bool succeeded() const { return m_httpStatus >= 200 && m_httpStatus < 300; }

    std::shared_ptr<Transport> m_transport;
    const HttpRequest m_request;
    const quint64 m_number; //!< in the log
    std::shared_ptr<Wire> m_wire;
    StreamPool::Place m_place;
    RequestQueue::Turn m_turn;
    QPointer<QNetworkReply> m_reply;
    QTimer m_deadline;
    QTimer m_silence;
    qint64 m_startedAt = 0;      //!< on the monotonic clock
    qint64 m_preparingSince = 0; //!< on the monotonic clock
    std::chrono::milliseconds m_waited{0};
    qint64 m_headAfter = 0;
    QDateTime m_startedOn;
    qint64 m_bytes = 0;
    int m_httpStatus = 0;
    bool m_headSeen = false;
    bool m_over = false;
    bool m_sentAgain = false;
    quint64 m_generation = 0; //!< of the credentials that it was sent with
    QByteArray m_contentType;
    BodyReader m_body;
    qint64 m_counted = 0;      //!< bytes of it, as the transport was told
    QByteArray m_unreadable;   //!< an encoding of the body that was not offered
    bool m_readEnough = false; //!< of the body of an error
    QList<QSslError> m_tlsErrors;
    std::optional<Error> m_error;
};

//! Releases at once and deletes later.
struct ReleaseLater
{
    template<class T>
    void operator()(T *object) const
    {
        object->release();
        object->deleteLater();
    }
};
using ExchangePtr = std::unique_ptr<Exchange, ReleaseLater>;

} // namespace assay::k8s
