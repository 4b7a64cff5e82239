// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http_response.h"

#include <k8s/containers/engine_address.h>

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QTimer>
#include <QUrlQuery>

#include <memory>
#include <utility>

class QLocalSocket;

namespace assay::containers {

class EngineLink;

//! One request, as it is sent, and how long it may take.
struct HttpCall
{
    QByteArray method;
    QString path; //!< begins with "/"; without the API's version
    QUrlQuery query = {};
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    QByteArray contentType = {}; //!< empty: there is no body
    QByteArray body = {};
    bool hijacks = false;  //!< asks for a connection that carries bytes both ways
    bool versioned = true; //!< false: for all versions of the API
    //! Each from the call on; 0: as long as it takes. A stream has no `within`.
    std::chrono::milliseconds headWithin{0};
    std::chrono::milliseconds within{0};
    std::chrono::milliseconds silence{0}; //!< without a byte either way
};

//! One request over a connection of its own. Once ended() or released it is silent.
class Exchange : public QObject
{
    Q_OBJECT
public:
    Exchange(std::shared_ptr<EngineLink> link, HttpCall call);
    ~Exchange() override;

    //! Nothing is emitted inside this.
    void start();
    //! Silent from here on; may be called inside a signal.
    void release();

    int status() const { return m_response.status(); }
    QByteArray header(const QByteArray &name) const { return m_response.header(name); }
    //! After ended(): none where the engine answered with 2xx, 304 or 101, and to the end.
    const std::optional<Error> &error() const { return m_error; }
    Error makeError(Error::Kind kind, const QString &message) const;
    //! Sends the bytes and then the end of what is sent; of a call that hijacks, in its headRead().
    void sendRest(const QByteArray &bytes);
    //! While it is on hold nothing is received, and no more read than the socket has room for:
    //! until the connection has ended.
    void setOnHold(bool onHold);
    EngineLink &link() const { return *m_link; }

Q_SIGNALS:
    void sent();     //!< the connection is open, and the request on its way
    void headRead(); //!< of an answer that is no error
    void received(const QByteArray &bytes);
    void ended();

private:
    void connectSocket();
    void send();
    void onBytes();
    bool readSome();
    void take(const QByteArray &bytes);
    void onDisconnected();
    bool isRefusal() const;
    void finishWithRefusal();
    void end(std::optional<Error> error);
    void endWriting();
    void dropSocket();
    QString unreachableText(int socketError) const;
    void touch();

    const std::shared_ptr<EngineLink> m_link;
    const HttpCall m_call;
    QString m_path; //!< with the version, for sentences
    HttpResponse m_response;
    QByteArray m_refusal;
    QLocalSocket *m_socket = nullptr;
    QTimer m_deadline;
    QTimer m_headClock;
    QTimer m_silence;
    std::optional<Error> m_error;
    bool m_headTold = false;
    bool m_ended = false;
    bool m_endsWriting = false;
    bool m_onHold = false;
};

struct ReleaseExchange
{
    void operator()(Exchange *exchange) const
    {
        exchange->release();
        exchange->deleteLater();
    }
};
using ExchangePtr = std::unique_ptr<Exchange, ReleaseExchange>;

//! Gives `bytes` that an exchange received to `reader` (JsonLines, FrameReader) and each whole
//! piece that it has then to `take`, for as long as `goesOn()`, which each piece may end.
template<typename Reader, typename GoesOn, typename Take>
void takePieces(Reader &reader, const QByteArray &bytes, const GoesOn &goesOn, const Take &take)
{
    reader.append(bytes);
    while (goesOn()) {
        const auto piece = reader.next();
        if (!piece)
            return;
        take(*piece);
    }
}

} // namespace assay::containers
