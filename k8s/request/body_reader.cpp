// SPDX-License-Identifier: Apache-2.0
#include "body_reader.h"

#include <QIODevice>

#include <algorithm>
#include <utility>

#include <zlib.h>

namespace assay::k8s {

//! Most answers fit into the first piece.
static constexpr qint64 firstPiece = 16 << 10;
static constexpr qint64 furtherPiece = 256 << 10;
static constexpr qint64 compressedAtOnce = 16 << 10;

struct BodyReader::Inflater
{
    Inflater()
    {
        // The widest window, and whichever header of gzip and zlib is there.
        constexpr int windowAndHeader = 15 + 32;
        if (inflateInit2(&stream, windowAndHeader) != Z_OK)
            qFatal("no memory to inflate an answer");
    }
    ~Inflater() { inflateEnd(&stream); }
    Q_DISABLE_COPY_MOVE(Inflater)

    z_stream stream = {};
    QByteArray input;
    bool inside = false; //!< begun, and not at its end
};

BodyReader::BodyReader() = default;
BodyReader::~BodyReader() = default;

bool BodyReader::begin(const QByteArray &encoding)
{
    clear();
    const QByteArray name = encoding.trimmed().toLower();
    const bool isCompressed = name == "gzip" || name == "x-gzip" || name == "deflate";
    m_inflater = isCompressed ? std::make_unique<Inflater>() : nullptr;
    return isCompressed || name.isEmpty() || name == "identity";
}

//! -1: what came cannot be inflated.
qint64 BodyReader::inflated(QIODevice &source, char *target, qint64 most)
{
    z_stream &stream = m_inflater->stream;
    stream.next_out = reinterpret_cast<Bytef *>(target);
    stream.avail_out = uInt(most);
    while (stream.avail_out > 0) {
        if (stream.avail_in == 0) {
            m_inflater->input = source.read(compressedAtOnce);
            stream.next_in = reinterpret_cast<Bytef *>(m_inflater->input.data());
            stream.avail_in = uInt(m_inflater->input.size());
        }
        // What is left in the window comes out without new input; where there is none, inflate()
        // says so.
        const int status = ::inflate(&stream, Z_NO_FLUSH);
        if (status == Z_BUF_ERROR)
            break;
        if (status != Z_OK && status != Z_STREAM_END)
            return -1;
        m_inflater->inside = status == Z_OK;
        // Another one may follow: the answer is both, one after the other.
        if (status == Z_STREAM_END && inflateReset(&stream) != Z_OK)
            return -1;
    }
    return most - qint64(stream.avail_out);
}

BodyReader::Got BodyReader::read(QIODevice &source, qint64 most)
{
    if (m_held >= most)
        return Got::Nothing;
    const bool isNew = m_free == 0;
    if (isNew) {
        m_free = m_pieces.empty() ? firstPiece : furtherPiece;
        m_pieces.emplace_back(m_free, Qt::Uninitialized);
    }
    QByteArray &piece = m_pieces.back();
    char *target = piece.data() + piece.size() - m_free;
    const qint64 wanted = std::min(m_free, most - m_held);
    const qint64 size = m_inflater ? inflated(source, target, wanted) : source.read(target, wanted);
    if (size > 0) {
        m_free -= size;
        m_held += size;
        return Got::Bytes;
    }
    if (isNew) {
        m_pieces.pop_back();
        m_free = 0;
    }
    return size < 0 && m_inflater ? Got::Damage : Got::Nothing;
}

bool BodyReader::isWhole() const
{
    return !m_inflater || !m_inflater->inside;
}

QByteArray BodyReader::take()
{
    QByteArray whole;
    whole.reserve(m_held);
    if (m_free > 0)
        m_pieces.back().chop(m_free);
    for (QByteArray &piece : m_pieces)
        whole += std::exchange(piece, {});
    clear();
    return whole;
}

void BodyReader::clear()
{
    m_pieces.clear();
    m_free = 0;
    m_held = 0;
}

} // namespace assay::k8s
