// SPDX-License-Identifier: Apache-2.0
#include "frames.h"

#include "base/failure.h"

#include <QtEndian>

#include <algorithm>
#include <iterator>

namespace assay::containers {

static constexpr qsizetype headSize = 8;
static constexpr char errorStream = 2;
static constexpr char faultStream = 3;

void FrameReader::append(const QByteArray &bytes)
{
    if (m_start > 0) {
        m_bytes.remove(0, m_start);
        m_start = 0;
    }
    m_bytes += bytes;
}

bool FrameReader::readHead()
{
    while (m_left == 0) {
        const char *head = m_bytes.constData() + m_start;
        const qsizetype there = m_bytes.size() - m_start;
        // A stream that is none is told by its first bytes, however few come.
        for (qsizetype i = 0; i < std::min<qsizetype>(there, 4); ++i)
            m_sound = m_sound && head[i] >= 0 && head[i] <= (i == 0 ? faultStream : 0);
        if (!m_sound || there < headSize)
            return false;
        m_left = qFromBigEndian<quint32>(head + 4);
        m_frame.source = head[0] == errorStream ? LogSource::Error : LogSource::Output;
        m_frame.begins = true;
        m_frame.isFault = head[0] == faultStream;
        m_start += headSize;
    }
    return true;
}

std::optional<Frame> FrameReader::next()
{
    if (!m_sound || !readHead())
        return {};
    const qsizetype size = qsizetype(std::min<qint64>(m_left, m_longest));
    if (m_bytes.size() - m_start < size)
        return {};
    Frame frame = m_frame;
    frame.bytes = m_bytes.mid(m_start, size);
    m_start += size;
    m_left -= size;
    m_frame.begins = false;
    return frame;
}

// Docker's beginnings, Podman's with runc and with crun.
static const QByteArrayView beginnings[] = {"OCI runtime exec failed", "Error: runc: ",
                                            "Error: crun: ",           "runc: exec failed",
                                            "Error: OCI runtime",      "crun: executable file"};
static constexpr qsizetype longestMessage = 16 << 10;
static constexpr int engineFailed = 125; //!< Podman's, as where its disk is full
static constexpr int notExecutable = 126;
static constexpr int notFound = 127;

bool RuntimeWords::isProgram(const Frame &frame)
{
    if (m_decided)
        return true;
    m_held.push_back(frame);
    m_beginning += frame.bytes;
    const bool mayBeMessage =
        m_beginning.size() <= longestMessage &&
        std::any_of(std::begin(beginnings), std::end(beginnings), [this](QByteArrayView words) {
            const qsizetype size = std::min(words.size(), m_beginning.size());
            return QByteArrayView(m_beginning).first(size) == words.first(size);
        });
    if (mayBeMessage)
        return false;
    m_held.pop_back();
    m_decided = true;
    return true;
}

std::vector<Frame> RuntimeWords::release()
{
    m_decided = true;
    return std::exchange(m_held, {});
}

QString RuntimeWords::message(int exitCode) const
{
    if (m_decided ||
        (exitCode != engineFailed && exitCode != notExecutable && exitCode != notFound))
        return {};
    const bool isMessage =
        std::any_of(std::begin(beginnings), std::end(beginnings),
                    [this](QByteArrayView words) { return m_beginning.startsWith(words); });
    return isMessage ? k8s::plain(QString::fromUtf8(m_beginning)) : QString();
}

} // namespace assay::containers
