// SPDX-License-Identifier: Apache-2.0
#include "http_message.h"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cctype>
#include <charconv>

namespace assay::sandbox {

namespace http = boost::beast::http;

static constexpr std::uint32_t longestHead = 64 * 1024;
// The least that is left of a request before a chunk: "0", and two ends of a line. Beast (1.74)
// that was given a last chunk without its second end of a line asserts that it is asked again with
// as much.
static constexpr std::size_t leastOfAChunk = 5;

static std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string percentDecoded(std::string_view text, bool plusIsSpace)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr ==
                text.data() + i + 3) {
            result += static_cast<char>(value);
            i += 2;
        } else {
            result += text[i] == '+' && plusIsSpace ? ' ' : text[i];
        }
    }
    return result;
}

std::string HttpRequest::header(const std::string &name) const
{
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

std::string HttpRequest::parameter(const std::string &name) const
{
    for (const auto &[key, value] : query) {
        if (key == name)
            return value;
    }
    return {};
}

std::vector<std::string> HttpRequest::parameters(const std::string &name) const
{
    std::vector<std::string> values;
    for (const auto &[key, value] : query) {
        if (key == name)
            values.push_back(value);
    }
    return values;
}

bool HttpRequest::hasParameter(const std::string &name) const
{
    return std::any_of(query.begin(), query.end(),
                       [&](const auto &entry) { return entry.first == name; });
}

bool HttpRequest::flag(const std::string &name) const
{
    if (!hasParameter(name))
        return false;
    const std::string value = lowered(parameter(name));
    return value.empty() || value == "true" || value == "1" || value == "t";
}

std::optional<long long> HttpRequest::numeric(const std::string &name) const
{
    const std::string value = parameter(name);
    long long result = 0;
    const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (value.empty() || error != std::errc{} || rest != value.data() + value.size())
        return std::nullopt;
    return result;
}

std::string HttpRequest::contentType() const
{
    std::string type = header("content-type");
    type = lowered(type.substr(0, type.find(';')));
    while (!type.empty() && type.back() == ' ')
        type.pop_back();
    return type;
}

class HttpRequestParser::Private
{
public:
    std::optional<http::request_parser<http::string_body>> parser;
    State state = State::Incomplete;
    bool wantsMore = false; //!< what it was given last was not enough

    void reset()
    {
        parser.emplace();
        parser->eager(true);
        parser->header_limit(longestHead);
        wantsMore = false;
        // The API server's own limit on a request.
        parser->body_limit(3 * 1024 * 1024);
        state = State::Incomplete;
    }
};

HttpRequestParser::HttpRequestParser() : d(new Private)
{
    d->reset();
}

HttpRequestParser::~HttpRequestParser()
{
    delete d;
}

std::size_t HttpRequestParser::feed(std::string_view bytes)
{
    if (d->wantsMore && d->parser->is_header_done() && bytes.size() < leastOfAChunk)
        return 0;
    std::size_t used = 0;
    d->wantsMore = false;
    while (used < bytes.size() && d->state == State::Incomplete && !d->wantsMore) {
        boost::system::error_code error;
        const std::size_t taken = d->parser->put(
            boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), error);
        used += taken;
        if (error == http::error::body_limit || error == http::error::header_limit)
            d->state = State::TooLarge;
        else if (error && error != http::error::need_more)
            d->state = State::Malformed;
        else if (d->parser->is_done())
            d->state = State::Complete;
        else
            d->wantsMore = error == http::error::need_more || taken == 0;
    }
    // Beast bounds a head, but neither a chunk's extensions nor what follows the last chunk.
    if (d->wantsMore && bytes.size() - used > longestHead)
        d->state = State::TooLarge;
    return used;
}

HttpRequestParser::State HttpRequestParser::state() const
{
    return d->state;
}

bool HttpRequestParser::expectsContinue() const
{
    return d->parser->is_header_done() && d->state == State::Incomplete &&
           boost::beast::iequals(d->parser->get()[http::field::expect], "100-continue");
}

bool HttpRequestParser::keepsAlive() const
{
    return d->parser->get().keep_alive();
}

HttpRequest HttpRequestParser::take()
{
    const auto message = d->parser->release();
    d->reset();
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.body = message.body();
    for (const auto &field : message)
        request.headers[lowered(std::string(field.name_string()))] = std::string(field.value());

    const std::string_view target = request.target;
    const auto mark = std::min(target.find('?'), target.size());
    request.path = percentDecoded(target.substr(0, mark), false);
    std::string_view rest = target.substr(std::min(mark + 1, target.size()));
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part.empty())
            continue;
        const auto equals = std::min(part.find('='), part.size());
        request.query.emplace_back(
            percentDecoded(part.substr(0, equals), true),
            percentDecoded(part.substr(std::min(equals + 1, part.size())), true));
    }
    return request;
}

} // namespace assay::sandbox
