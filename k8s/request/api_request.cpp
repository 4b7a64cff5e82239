// SPDX-License-Identifier: Apache-2.0
#include "api_request.h"

#include "base/failure.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace assay::k8s {

static constexpr int pageSize = 500;
//! Of all pages together; a server may disregard the size of one.
static constexpr qint64 mostOfAList = 256LL << 20;
//! Five hundred objects are larger than that: a list that goes on by small pages has gone astray.
static constexpr qsizetype smallPage = 64 << 10;
static constexpr int mostSmallPages = 100;

static Error notJson(const RetryingExchange &exchange, const QByteArray &body)
{
    return exchange.makeError(Error::Kind::Protocol, notJsonText(exchange.contentType(), body));
}

static Error malformed(const RetryingExchange &exchange, const QString &fault, bool isEmpty)
{
    Error error = exchange.makeError(Error::Kind::Protocol, {});
    error.message =
        isEmpty ? Text::tr("The server answered with HTTP status %1 and nothing else, where JSON "
                           "belongs. Is there a proxy in between?")
                      .arg(error.httpStatus)
                : Text::tr("The server's answer is damaged JSON: %1").arg(excerpt(fault.toUtf8()));
    return error;
}

static Error cancelled(const RetryingExchangePtr &exchange)
{
    const QString message = Text::tr("Cancelled.");
    if (exchange)
        return exchange->makeError(Error::Kind::Cancelled, message);
    Error error;
    error.kind = Error::Kind::Cancelled;
    error.message = message;
    return error;
}

QList<QPair<QString, QString>> queryOf(const ListOptions &options)
{
    QList<QPair<QString, QString>> query;
    if (!options.labelSelector.isEmpty())
        query.append({u"labelSelector"_s, options.labelSelector});
    if (!options.fieldSelector.isEmpty())
        query.append({u"fieldSelector"_s, options.fieldSelector});
    return query;
}

ApiRequest::ApiRequest(std::shared_ptr<Transport> transport, HttpRequest request, Body body)
    : m_body(body)
{
    request.endWithin = transport->requestTimeout;
    const RetryPolicy policy = transport->retryPolicy;
    m_exchange.reset(new RetryingExchange(std::move(transport), std::move(request), policy));
    connect(m_exchange.get(), &RetryingExchange::ended, this, &ApiRequest::onEnded);
    m_exchange->start();
}

void ApiRequest::doAbort()
{
    m_result = std::make_unique<Result<nlohmann::json>>(tl::unexpected(cancelled(m_exchange)));
    m_exchange.reset();
}

void ApiRequest::onEnded()
{
    const auto set = [this](Result<nlohmann::json> result) {
        m_result = std::make_unique<Result<nlohmann::json>>(std::move(result));
        m_exchange.reset();
        finish();
    };
    if (m_exchange->error())
        return set(tl::unexpected(*m_exchange->error()));
    QByteArray body = m_exchange->takeBody();
    if (!isJsonType(m_exchange->contentType())) {
        if (m_body == Body::JsonOrText && m_exchange->contentType().startsWith("text/plain"))
            return set(nlohmann::json(QString::fromUtf8(body).toStdString()));
        return set(tl::unexpected(notJson(*m_exchange, body)));
    }
    const bool isEmpty = body.isEmpty();
    decodeJsonAsync(std::move(body), this, [this, set, isEmpty](Decoded &decoded) {
        if (isFinished())
            return;
        if (decoded)
            set(std::move(*decoded));
        else
            set(tl::unexpected(malformed(*m_exchange, decoded.error(), isEmpty)));
    });
}

ListRequest::ListRequest(std::shared_ptr<Transport> transport, const Resource &resource,
                         const QString &nameSpace, const ListOptions &options, RetryPolicy policy)
    : m_transport(std::move(transport))
    , m_path(resource.path(nameSpace))
    , m_options(options)
    , m_policy(policy)
{
    fetch({});
}

void ListRequest::doAbort()
{
    m_result = std::make_unique<Result<nlohmann::json>>(tl::unexpected(cancelled(m_exchange)));
    m_exchange.reset();
}

void ListRequest::fail(Error error)
{
    m_result = std::make_unique<Result<nlohmann::json>>(tl::unexpected(std::move(error)));
    m_exchange.reset();
    finish();
}

void ListRequest::fetch(const QString &continueToken)
{
    auto query = queryOf(m_options);
    if (m_paged)
        query.append({u"limit"_s, QString::number(pageSize)});
    if (!continueToken.isEmpty())
        query.append({u"continue"_s, continueToken});
    HttpRequest request;
    request.path = m_path;
    request.query = encodeQuery(query);
    request.repeatable = true;
    request.mostBytes = mostOfAList;
    request.endWithin = m_transport->requestTimeout;
    m_exchange.reset(new RetryingExchange(m_transport, std::move(request), m_policy));
    connect(m_exchange.get(), &RetryingExchange::ended, this, [this] {
        if (const auto &error = m_exchange->error()) {
            // The rest of a list that was begun can expire on the server; then only the whole
            // list in one piece is sure to be consistent.
            if (error->kind == Error::Kind::Gone && m_list && m_paged) {
                m_list.reset();
                m_paged = false;
                m_bytes = 0;
                if (m_sink.fromStart)
                    m_sink.fromStart();
                fetch({});
                return;
            }
            return fail(*error);
        }
        QByteArray body = m_exchange->takeBody();
        if (!isJsonType(m_exchange->contentType()))
            return fail(notJson(*m_exchange, body));
        m_bytes += body.size();
        ++m_pages;
        m_smallPages += body.size() < smallPage;
        if (m_bytes > mostOfAList)
            return fail(m_exchange->makeError(
                Error::Kind::Protocol, Text::tr("The list is larger than %1 MiB and was not read "
                                                "to its end.")
                                           .arg(mostOfAList >> 20)));
        const bool isEmpty = body.isEmpty();
        decodeJsonAsync(
            std::move(body), this,
            [this, isEmpty](Decoded &decoded) {
                if (isFinished())
                    return;
                if (!decoded)
                    return fail(malformed(*m_exchange, decoded.error(), isEmpty));
                onPage(*decoded);
            },
            m_sink.take);
    });
    m_exchange->start();
}

void ListRequest::onPage(nlohmann::json &page)
{
    // An empty list may come as null.
    if (page.is_object() && page.contains("items") && page["items"].is_null())
        page["items"] = nlohmann::json::array();
    if (!page.is_object() || !page.contains("items") || !page["items"].is_array())
        return fail(m_exchange->makeError(
            Error::Kind::Protocol, Text::tr("The server's answer is JSON, but not a list.")));
    const QString next = metadataText(page, "continue");
    if (m_list) {
        auto &items = (*m_list)["items"].get_ref<nlohmann::json::array_t &>();
        for (nlohmann::json &item : page["items"])
            items.push_back(std::move(item));
    } else {
        m_list = std::make_unique<nlohmann::json>(std::move(page));
    }
    if (!next.isEmpty()) {
        if (m_smallPages == mostSmallPages || next == m_token)
            return fail(m_exchange->makeError(
                Error::Kind::Protocol,
                Text::tr("The server's list does not come to an end: it goes on after %1 pages.")
                    .arg(m_pages)));
        m_token = next;
        return fetch(next);
    }
    if (auto metadata = m_list->find("metadata");
        metadata != m_list->end() && metadata->is_object()) {
        metadata->erase("continue");
        metadata->erase("remainingItemCount");
    }
    m_result = std::make_unique<Result<nlohmann::json>>(std::move(*m_list));
    m_exchange.reset();
    finish();
}

} // namespace assay::k8s
