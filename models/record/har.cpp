// SPDX-License-Identifier: Apache-2.0
#include <models/record/har.h>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

static Json harQuery(const QString &path)
{
    Json items = Json::array();
    const QString query = path.section(u'?', 1);
    for (const QString &item : query.split(u'&', Qt::SkipEmptyParts))
        items.push_back({{"name", item.section(u'=', 0, 0)}, {"value", item.section(u'=', 1)}});
    return items;
}

static Json harEntry(const RequestMade &request, const QString &server)
{
    const auto wait = std::min(request.millisecondsToHead, request.milliseconds);
    QString base = server;
    while (base.endsWith(u'/'))
        base.chop(1);
    Json entry{
        {"startedDateTime", request.startedAt},
        {"time", request.milliseconds},
        {"request",
         {{"method", request.method},
          {"url", base + request.path},
          {"httpVersion", "HTTP/1.1"},
          {"cookies", Json::array()},
          {"headers", Json::array()},
          {"queryString", harQuery(request.path)},
          {"headersSize", -1},
          {"bodySize", -1}}},
        {"response",
         {{"status", request.httpStatus},
          {"statusText", ""},
          {"httpVersion", "HTTP/1.1"},
          {"cookies", Json::array()},
          {"headers", Json::array()},
          {"content", {{"size", request.bytes}, {"mimeType", request.contentType}}},
          {"redirectURL", ""},
          {"headersSize", -1},
          {"bodySize", request.bytes}}},
        {"cache", Json::object()},
        {"timings", {{"send", 0}, {"wait", wait}, {"receive", request.milliseconds - wait}}}};
    if (!request.error.isEmpty())
        entry["comment"] = request.error;
    return entry;
}

Json toHar(const std::vector<RequestMade> &requests, const QString &server,
           const QString &assayVersion)
{
    std::vector<RequestMade> sorted = requests;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto &a, const auto &b) { return a.startedAt < b.startedAt; });
    Json entries = Json::array();
    for (const RequestMade &request : sorted)
        entries.push_back(harEntry(request, server));
    return {{"log",
             {{"version", "1.2"},
              {"creator", {{"name", "assay"}, {"version", assayVersion}}},
              {"entries", entries}}}};
}

} // namespace assay::models
