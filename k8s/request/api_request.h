// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json_decode.h"
#include "retrying_exchange.h"

#include <k8s/base/job.h>
#include <k8s/base/resource.h>
#include <k8s/request/list_options.h>

namespace assay::k8s {

//! One exchange whose answer is one JSON value.
class ApiRequest final : public ApiJob
{
    Q_OBJECT
public:
    //! What a 2xx body may be.
    enum class Body {
        Json,
        JsonOrText //!< text/plain becomes a JSON string
    };
    ApiRequest(std::shared_ptr<Transport> transport, HttpRequest request, Body body = Body::Json);

private:
    void doAbort() override;
    void onEnded();

    RetryingExchangePtr m_exchange;
    const Body m_body;
};

//! A whole list, page by page.
class ListRequest final : public ApiJob
{
    Q_OBJECT
public:
    ListRequest(std::shared_ptr<Transport> transport, const Resource &resource,
                const QString &nameSpace, const ListOptions &options, RetryPolicy policy);

    //! Who takes the items out of the list as they are parsed (see ItemSink), page by page;
    //! `fromStart` is called where the list is begun anew. Both outlive the parsing. To be set at
    //! once.
    struct Sink
    {
        ItemSink take;
        std::function<void()> fromStart;
    };
    void setSink(Sink sink) { m_sink = std::move(sink); }
    //! The result, moved out: a list can be large.
    Result<nlohmann::json> take() { return std::move(*m_result); }

private:
    void doAbort() override;
    void fetch(const QString &continueToken);
    void onPage(nlohmann::json &page);
    void fail(Error error);

    std::shared_ptr<Transport> m_transport;
    const QString m_path;
    const ListOptions m_options;
    const RetryPolicy m_policy;
    Sink m_sink;
    bool m_paged = true;
    qint64 m_bytes = 0; //!< of all pages so far
    int m_pages = 0;
    int m_smallPages = 0;
    QString m_token; //!< of the last of them
    RetryingExchangePtr m_exchange;
    std::unique_ptr<nlohmann::json> m_list;
};

QList<QPair<QString, QString>> queryOf(const ListOptions &options);

} // namespace assay::k8s
