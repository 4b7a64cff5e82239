// SPDX-License-Identifier: Apache-2.0
#include "exchange.h"

#include "base/failure.h"
#include "base/logging.h"
#include "base/text.h"
#include "request_failure.h"

#include <QDeadlineTimer>
#include <QIODevice>
#include <QSslError>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace assay::k8s {

//! Of all bodies that the requests of one client hold.
static constexpr qint64 mostHeld = 256LL << 20;
static constexpr qint64 errorBodyCap = 64 << 10;
static constexpr qint64 streamBuffer = 256 << 10;
//! What may have come of a body and not been looked at yet: Qt takes in as much as there is.
static constexpr qint64 bodyBuffer = 4 << 20;

//! A body that can be sent once: where a connection is lost before the answer, Qt sends a request
//! again on a new one, and an object would be created twice. It cannot rewind this.
class OnceOnly final : public QIODevice
{
public:
    OnceOnly(const QByteArray &bytes, QObject *parent) : QIODevice(parent), m_bytes(bytes)
    {
        open(QIODevice::ReadOnly);
    }
    bool isSequential() const override { return true; }
    bool seek(qint64) override { return false; }
    qint64 bytesAvailable() const override
    {
        return m_bytes.size() - m_sent + QIODevice::bytesAvailable();
    }

protected:
    qint64 readData(char *target, qint64 most) override
    {
        const qint64 size = std::min<qint64>(most, m_bytes.size() - m_sent);
        if (size == 0)
            return -1;
        std::copy_n(m_bytes.constData() + m_sent, size, target);
        m_sent += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray m_bytes;
    qint64 m_sent = 0;
};

static qint64 now()
{
    return QDeadlineTimer::current(Qt::PreciseTimer).deadline();
}

Exchange::Exchange(std::shared_ptr<Transport> transport, HttpRequest request)
    : m_transport(std::move(transport))
    , m_request(std::move(request))
    , m_number(nextLogNumber())
{
    m_deadline.setSingleShot(true);
    m_silence.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { onTimeout(false); });
    connect(&m_silence, &QTimer::timeout, this, [this] { onTimeout(true); });
}

Exchange::~Exchange()
{
    dropBody();
    release();
}

void Exchange::start()
{
    m_startedAt = now();
    m_startedOn = QDateTime::currentDateTimeUtc();
    K8S_LOG(requestLog, m_number) << m_request.title();
    prepare();
}

void Exchange::prepare()
{
    m_preparingSince = now();
    m_transport->prepare(m_request.path, m_request.query, this, [this](Result<Prepared> &prepared) {
        if (m_over)
            return;
        if (prepared) {
            m_wire = prepared->wire;
            m_generation = prepared->generation;
            if (m_request.stream)
                return send(prepared->request);
            m_wire->queue->enter(this, [this, request = prepared->request](const auto &turn) {
                if (m_over)
                    return;
                m_turn = turn;
                send(request);
            });
            return;
        }
        m_error = std::move(prepared.error());
        QMetaObject::invokeMethod(
            this, [this] { end(); }, Qt::QueuedConnection);
    });
}

void Exchange::send(QNetworkRequest request)
{
    // What went before is nobody's slowness but ours.
    m_startedAt = now();
    m_startedOn = QDateTime::currentDateTimeUtc();
    m_waited += std::chrono::milliseconds(m_startedAt - m_preparingSince);
    request.setRawHeader("Accept", "application/json, */*");
    if (!m_request.contentType.isEmpty())
        request.setRawHeader("Content-Type", m_request.contentType);
    // Where it is said here, Qt leaves the body as it is: it would inflate all of it to count its
    // bytes, however few are read. A compressed stream would sit there until enough of it has come.
    request.setRawHeader("Accept-Encoding", m_request.stream ? "identity" : BodyReader::accepted());
    if (m_request.stream)
        m_place = m_wire->streamPlace();
    K8S_LOG(requestLog, m_number) << "sent, " << m_request.body.size() << " bytes";
    QNetworkAccessManager &manager = m_request.stream ? *m_place : *m_wire->manager;
    if (m_request.verb == "GET") {
        m_reply = manager.get(request);
    } else {
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_request.body.size());
        auto *body = new OnceOnly(m_request.body, nullptr);
        m_reply = manager.sendCustomRequest(request, m_request.verb, body);
        body->setParent(m_reply);
    }

    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Exchange::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &Exchange::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &Exchange::onReplyFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
    if (m_request.endWithin) {
        m_deadline.start(*m_request.endWithin);
    } else if (m_request.connectWithin) {
        m_deadline.start(*m_request.connectWithin);
        connect(m_reply, &QNetworkReply::requestSent, &m_deadline, &QTimer::stop);
    }
    if (m_request.silence)
        m_silence.start(*m_request.silence);
}

void Exchange::release()
{
    const bool underWay = !m_over;
    m_over = true;
    dropReply();
    if (!underWay)
        return;
    K8S_LOG(requestLog, m_number) << "given up by the caller";
    trace(Text::tr("given up by the caller"));
}

void Exchange::dropReply()
{
    m_deadline.stop();
    m_silence.stop();
    if (QNetworkReply *reply = m_reply) {
        m_reply.clear();
        // Its destructor ends the request. abort() would emit finished() before it returns, and
        // Qt would warn of errors that are on their way from its HTTP thread.
        reply->disconnect(this);
        reply->deleteLater();
    }
    m_place.reset();
    m_turn.reset();
}

QByteArray Exchange::read(qint64 most)
{
    if (!m_reply || !succeeded())
        return {};
    const QByteArray bytes = m_reply->read(most);
    m_bytes += bytes.size();
    return bytes;
}

Error Exchange::makeError(Error::Kind kind, const QString &message) const
{
    Error error;
    error.kind = kind;
    error.message = message;
    error.request = m_request.title();
    error.httpStatus = m_httpStatus;
    return error;
}

void Exchange::onHead()
{
    if (m_headSeen || m_over)
        return;
    m_httpStatus = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_httpStatus == 0)
        return;
    m_headSeen = true;
    m_headAfter = now() - m_startedAt;
    K8S_LOG(requestLog, m_number) << "status " << m_httpStatus << " after " << m_headAfter << " ms";
    m_contentType = m_reply->rawHeader("Content-Type");
    const QByteArray encoding = m_reply->rawHeader("Content-Encoding");
    m_unreadable = m_body.begin(encoding) ? QByteArray() : encoding;
    m_readEnough = false;
    limitBuffer();
    if (m_request.stream && succeeded())
        Q_EMIT opened();
}

//! Not before the answer began: until a connection is encrypted Qt has nothing that could read from
//! it, and follows a null pointer where a limit is set meanwhile and a proxy then refuses.
void Exchange::limitBuffer()
{
    if (m_request.stream) {
        m_reply->setReadBufferSize(streamBuffer);
        return;
    }
    bool isKnown = false;
    const qint64 length = m_reply->rawHeader("Content-Length").toLongLong(&isKnown);
    if (!isKnown || length > bodyBuffer)
        m_reply->setReadBufferSize(bodyBuffer);
}

void Exchange::onReadyRead()
{
    onHead();
    if (m_over)
        return;
    if (m_request.silence)
        m_silence.start(*m_request.silence);
    if (m_request.stream && succeeded()) {
        Q_EMIT received();
        return;
    }
    readBody();
    // Of an error, its beginning says enough.
    if (!m_over && m_readEnough)
        onReplyFinished();
}

void Exchange::countBody()
{
    m_transport->held += m_body.held() - std::exchange(m_counted, m_body.held());
}

void Exchange::dropBody()
{
    m_body.clear();
    countBody();
}

QByteArray Exchange::takeBody()
{
    const QByteArray whole = m_body.take();
    countBody();
    return whole;
}

static QString encodedAs(const QByteArray &encoding)
{
    return Text::tr("The answer is encoded as “%1”, which was not asked for. Is there a proxy on "
                    "the way that changes answers?")
        .arg(excerpt(encoding, 40));
}

void Exchange::readBody()
{
    if (m_readEnough)
        return;
    const auto refuse = [this](const QString &why) { fail(makeError(Error::Kind::Protocol, why)); };
    if (succeeded() && !m_unreadable.isEmpty())
        return refuse(encodedAs(m_unreadable));
    const qint64 cap = succeeded() ? m_request.mostBytes : errorBodyCap;
    auto got = BodyReader::Got::Bytes;
    while (got == BodyReader::Got::Bytes && m_body.held() <= cap) {
        const qint64 before = m_body.held();
        got = m_body.read(*m_reply, cap + 1);
        m_bytes += m_body.held() - before;
        countBody();
        if (m_body.held() <= cap && m_transport->held > mostHeld)
            return refuse(Text::tr("The answers to what was asked side by side are larger than %1 "
                                   "MiB together, and this one was not read to its end.")
                              .arg(mostHeld >> 20));
    }
    const bool isOver = m_body.held() > cap;
    m_readEnough = isOver || got == BodyReader::Got::Damage;
    if (!m_readEnough || !succeeded())
        return;
    refuse(isOver ? Text::tr("The answer is larger than %1 MiB and was not read to its end.")
                        .arg(m_request.mostBytes >> 20)
                  : Text::tr("The answer is compressed, and damaged."));
}

void Exchange::onReplyFinished()
{
    onHead();
    if (m_over)
        return;
    if (m_reply->isFinished() && (!m_request.stream || !succeeded())) {
        readBody();
        if (m_over)
            return;
    }
    if (m_httpStatus == 401 && sendAgain())
        return;
    if (m_headSeen && !succeeded()) {
        // What cannot be read says nothing to a person.
        const QByteArray body =
            m_unreadable.isEmpty() ? takeBody().left(errorBodyCap) : QByteArray();
        m_error = responseError(m_httpStatus, m_contentType, body, m_reply->rawHeader("Location"),
                                m_transport->config());
        if (!m_unreadable.isEmpty())
            m_error->message += u' ' + encodedAs(m_unreadable);
        const int seconds = m_reply->rawHeader("Retry-After").toInt();
        if (seconds > 0) {
            if (!m_error->status)
                m_error->status = Status{m_httpStatus, {}, {}, {}, {}, {}, {}};
            if (!m_error->status->retryAfter)
                m_error->status->retryAfter = std::chrono::seconds(seconds);
        }
    } else if (m_reply->error() != QNetworkReply::NoError || !m_headSeen) {
        m_error = networkError(m_reply->error(), m_reply->errorString(), m_tlsErrors,
                               m_transport->config(), m_transport->proxy());
        m_error->httpStatus = m_httpStatus;
    } else if (!m_request.stream && !m_body.isWhole()) {
        m_error = networkError(QNetworkReply::RemoteHostClosedError, {}, m_tlsErrors,
                               m_transport->config(), m_transport->proxy());
        m_error->httpStatus = m_httpStatus;
    }
    end();
}

bool Exchange::sendAgain()
{
    if (m_sentAgain || !m_transport->renewCredentials(m_generation))
        return false;
    m_sentAgain = true;
    K8S_LOG(requestLog, m_number) << "again, with other credentials";
    // A request that was refused with 401 did nothing, whatever its verb.
    trace(Text::tr("the credentials were refused, and are renewed"));
    dropReply();
    m_headSeen = false;
    m_httpStatus = 0;
    m_bytes = 0;
    m_contentType.clear();
    dropBody();
    m_tlsErrors.clear();
    m_startedAt = now();
    m_startedOn = QDateTime::currentDateTimeUtc();
    prepare();
    return true;
}

void Exchange::onTimeout(bool silent)
{
    if (m_over)
        return;
    const auto limit = silent                ? *m_request.silence
                       : m_request.endWithin ? *m_request.endWithin
                                             : *m_request.connectWithin;
    const QString seconds = QString::number(double(limit.count()) / 1000.0);
    const QString where = hostPort(m_transport->config());
    fail(makeError(Error::Kind::Timeout,
                   m_headSeen ? Text::tr("The answer of the server at %1 was not complete after "
                                         "%2 s.")
                                    .arg(where, seconds)
                              : Text::tr("The server at %1 did not answer within %2 s. Is it "
                                         "reachable from here?")
                                    .arg(where, seconds)));
}

void Exchange::fail(Error error)
{
    dropBody();
    m_error = std::move(error);
    dropReply();
    end();
}

void Exchange::end()
{
    if (m_over)
        return;
    m_over = true;
    if (m_error && m_error->request.isEmpty() && m_error->kind != Error::Kind::Configuration)
        m_error->request = m_request.title();
    m_deadline.stop();
    m_silence.stop();
    m_turn.reset();
    K8S_LOG(requestLog, m_number) << "ended after " << now() - m_startedAt << " ms, " << m_bytes
                                  << " bytes"
                                  << (m_error ? u": "_s + toString(m_error->kind) : QString());
    trace(m_error ? m_error->message : QString());
    // Of a stream, the reply stays until release: what was not read yet is in it.
    if (!m_request.stream || !succeeded())
        dropReply();
    Q_EMIT ended();
}

void Exchange::trace(const QString &error)
{
    if (!m_transport->trace || m_startedAt == 0)
        return;
    RequestTrace trace;
    trace.startedAt = m_startedOn;
    trace.method = QString::fromLatin1(m_request.verb);
    trace.path = m_request.path;
    if (!m_request.query.isEmpty())
        trace.path += u'?' + m_request.query;
    trace.httpStatus = m_httpStatus;
    trace.milliseconds = now() - m_startedAt;
    trace.millisecondsToHead = m_headSeen ? m_headAfter : trace.milliseconds;
    trace.bytes = m_bytes + (m_reply ? m_reply->bytesAvailable() : 0);
    trace.contentType = QString::fromLatin1(m_contentType);
    trace.error = error;
    m_transport->trace(trace);
}

} // namespace assay::k8s
