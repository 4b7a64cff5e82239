// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::sandbox {

struct HttpRequest
{
    std::string method;
    std::string target;                                     //!< as sent: path and query
    std::string path;                                       //!< decoded
    std::map<std::string, std::string> headers;             //!< names in lower case
    std::vector<std::pair<std::string, std::string>> query; //!< decoded, in order
    std::string body;

    std::string header(const std::string &name) const;
    //! The first of that name; empty where there is none.
    std::string parameter(const std::string &name) const;
    std::vector<std::string> parameters(const std::string &name) const;
    bool hasParameter(const std::string &name) const;
    //! "true", "1" and a bare name.
    bool flag(const std::string &name) const;
    std::optional<long long> numeric(const std::string &name) const;
    //! The media type without parameters, in lower case.
    std::string contentType() const;
};

std::string percentDecoded(std::string_view text, bool plusIsSpace);

//! Takes a request apart that arrives in pieces. Parsing itself is Boost.Beast's.
class HttpRequestParser
{
public:
    HttpRequestParser();
    ~HttpRequestParser();

    enum class State { Incomplete, Complete, Malformed, TooLarge };
    //! Returns how much of it was used; the rest has to be fed again, with more. Too large: a head,
    //! a chunk's or what follows the last chunk of more than 64 KiB, or a body of more than 3 MiB.
    std::size_t feed(std::string_view bytes);
    State state() const;
    //! The head is known and asks for "100 Continue" before it sends its body.
    bool expectsContinue() const;
    bool keepsAlive() const;
    //! Once complete; ready for the next request after that.
    HttpRequest take();

private:
    class Private;
    Private *d;
};

} // namespace assay::sandbox
