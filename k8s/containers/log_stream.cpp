// SPDX-License-Identifier: Apache-2.0
#include "log_stream.h"

#include "base/failure.h"
#include "logs/log_lines.h"
#include "text.h"

#include <QByteArrayView>

using namespace Qt::StringLiterals;

namespace assay::containers {

static constexpr qsizetype longestFrame = 1 << 20;
//! A log of more than this many bytes is not read a second time.
static constexpr qint64 longestToReadAgain = 4 << 20;

LogFrames::LogFrames(std::shared_ptr<EngineLink> link, const QString &id,
                     const ContainerLogOptions &options)
    : m_link(std::move(link))
    , m_id(id)
    , m_options(options)
    , m_frames(longestFrame)
{
    open(options.follow);
}

void LogFrames::open(bool follow)
{
    m_follows = follow;
    m_frames = FrameReader(longestFrame);
    QUrlQuery query{{u"stdout"_s, u"1"_s}, {u"stderr"_s, u"1"_s}, {u"timestamps"_s, u"1"_s}};
    if (follow)
        query.addQueryItem(u"follow"_s, u"1"_s);
    if (m_options.tailLines)
        query.addQueryItem(u"tail"_s, QString::number(*m_options.tailLines));
    HttpCall call;
    call.method = "GET";
    call.path = u"/containers/%1/logs"_s.arg(m_id);
    call.query = query;
    // Followed, the head may wait for the first line (Podman before 5.3), and that for hours.
    if (!follow)
        call.within = m_options.deadline;
    m_exchange.reset(new Exchange(m_link, std::move(call)));
    connect(m_exchange.get(), &Exchange::received, this, &LogFrames::onBytes);
    connect(m_exchange.get(), &Exchange::ended, this, &LogFrames::onEnded);
    m_exchange->start();
}

void LogFrames::onBytes(const QByteArray &bytes)
{
    takePieces(
        m_frames, bytes, [this] { return !isFinished(); },
        [this](const Frame &frame) { onFrame(frame); });
    if (!isFinished() && !m_frames.isSound())
        fail(m_exchange->makeError(
            Error::Kind::Protocol,
            Text::tr("%1 sent something else than a container's log.").arg(m_link->engineText())));
}

void LogFrames::onFrame(const Frame &frame)
{
    if (frame.isFault)
        return fail(m_exchange->makeError(
            Error::Kind::Server, Text::tr("%1 could not read the container's log: %2")
                                     .arg(m_link->engineText(), k8s::excerpt(frame.bytes, 400))));
    QByteArrayView bytes(frame.bytes);
    if (frame.begins)
        m_time = k8s::takeLogTime(bytes);
    qint64 &toSkip = m_toSkip[frame.source == LogSource::Error];
    const qsizetype known = qsizetype(std::min<qint64>(toSkip, bytes.size()));
    toSkip -= known;
    bytes = bytes.sliced(known);
    m_delivered[frame.source == LogSource::Error] += bytes.size();
    if (!bytes.isEmpty())
        Q_EMIT received(frame.source, bytes.toByteArray(), m_time);
}

void LogFrames::onEnded()
{
    if (m_exchange->error())
        return fail(*m_exchange->error());
    if (!m_frames.isAtEnd())
        return fail(m_exchange->makeError(
            Error::Kind::Connection,
            Text::tr("The container's log was cut in the middle; was %1 ended or restarted?")
                .arg(m_link->engineText())));
    if (m_follows && !m_options.tailLines &&
        m_delivered[0] + m_delivered[1] <= longestToReadAgain) {
        std::copy(std::begin(m_delivered), std::end(m_delivered), std::begin(m_toSkip));
        return open(false);
    }
    m_exchange.reset();
    finish();
}

void LogFrames::fail(const Error &error)
{
    m_error = error;
    // It was read to its end once; that the engine refuses to read it again (the container was
    // removed meanwhile) takes nothing away.
    if (!m_follows && m_options.follow && error.status)
        m_error.reset();
    m_exchange.reset();
    finish();
}

void LogFrames::doAbort()
{
    m_error = m_exchange->makeError(Error::Kind::Cancelled, Text::tr("Cancelled."));
    m_exchange.reset();
}

} // namespace assay::containers
