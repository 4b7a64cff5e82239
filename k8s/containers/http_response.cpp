// SPDX-License-Identifier: Apache-2.0
#include "http_response.h"

#include <array>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>
#include <optional>

namespace assay::containers {

namespace http = boost::beast::http;

static constexpr std::uint32_t longestHead = 64 << 10;
static constexpr int switchingProtocols = 101;
// The least that is left of an answer before a chunk: "0", and two ends of a line. Beast (1.74)
// that was given a last chunk without its second end of a line may not be asked again with less
// than that.
static constexpr qsizetype leastOfAChunk = 5;

//! Answers before the answer ("100 Continue", "103 Early Hints"): more than that is no answer.
static constexpr int mostInterim = 10;

using Parser = http::response_parser<http::buffer_body>;

class HttpResponse::Private
{
public:
    Private() { begin(); }
    void begin()
    {
        parser.emplace();
        parser->eager(true);
        parser->header_limit(longestHead);
        // What is read is counted by who asked, for a stream may be of any length.
        parser->body_limit(std::numeric_limits<std::uint64_t>::max());
    }
    //! The whole of a word that is not the answer yet.
    bool isInterim() const
    {
        return parser->is_done() && parser->get().result_int() < 200 && !isUpgraded();
    }

    std::optional<Parser> parser;
    int interim = 0;
    std::array<char, 32 << 10> piece;
    bool wantsMore = false; //!< what is in `unparsed` was not enough
    QByteArray unparsed;    //!< half a head, or the head of a chunk

    bool isUpgraded() const
    {
        return parser->is_header_done() && parser->get().result_int() == switchingProtocols;
    }
};

HttpResponse::HttpResponse() : d(new Private) {}

HttpResponse::~HttpResponse() = default;

bool HttpResponse::feed(QByteArrayView bytes, QByteArray &body)
{
    d->unparsed.append(bytes.data(), bytes.size());
    if (d->wantsMore && hasHead() && d->unparsed.size() < leastOfAChunk)
        return true;
    qsizetype used = 0;
    bool isSound = true;
    while (isSound && used < d->unparsed.size() && !m_complete && !d->isUpgraded()) {
        auto &buffer = d->parser->get().body();
        buffer.data = d->piece.data();
        buffer.size = d->piece.size();
        boost::system::error_code error;
        used += qsizetype(
            d->parser->put(boost::asio::const_buffer(d->unparsed.constData() + used,
                                                     std::size_t(d->unparsed.size() - used)),
                           error));
        body.append(d->piece.data(), qsizetype(d->piece.size() - buffer.size));
        isSound = !error || error == http::error::need_more || error == http::error::need_buffer;
        if (isSound && d->isInterim()) {
            isSound = ++d->interim <= mostInterim;
            d->begin();
            continue;
        }
        m_complete = d->parser->is_done() && !d->isUpgraded();
        d->wantsMore = error == http::error::need_more;
        if (!isSound || d->wantsMore)
            break;
    }
    if (d->isUpgraded()) {
        body.append(d->unparsed.constData() + used, d->unparsed.size() - used);
        used = d->unparsed.size();
    }
    d->unparsed.remove(0, used);
    // Beast bounds a head, but neither a chunk's extensions nor what follows the last chunk.
    return isSound && (!d->wantsMore || d->unparsed.size() <= qsizetype(longestHead));
}

bool HttpResponse::feedEnd()
{
    if (m_complete)
        return true;
    if (!d->isUpgraded()) {
        if (!d->parser->is_header_done())
            return false;
        boost::system::error_code error;
        d->parser->put_eof(error);
        if (error)
            return false;
    }
    m_complete = true;
    return true;
}

bool HttpResponse::hasHead() const
{
    return d->parser->is_header_done();
}

int HttpResponse::status() const
{
    return hasHead() ? int(d->parser->get().result_int()) : 0;
}

QByteArray HttpResponse::header(const QByteArray &name) const
{
    if (!hasHead())
        return {};
    const auto value = d->parser->get()[{name.constData(), std::size_t(name.size())}];
    return QByteArray(value.data(), qsizetype(value.size()));
}

} // namespace assay::containers
