// SPDX-License-Identifier: Apache-2.0
#include "log_request.h"

#include "base/failure.h"
#include "base/text.h"

#include <k8s/base/resource.h>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static constexpr qint64 logChunk = 64 << 10;

LogRequest::LogRequest(std::shared_ptr<Transport> transport, const QString &nameSpace,
                       const QString &pod, const LogOptions &options)
{
    QList<QPair<QString, QString>> query;
    const auto flag = [&query](const QString &name, bool set) {
        if (set)
            query.append({name, u"true"_s});
    };
    if (!options.container.isEmpty())
        query.append({u"container"_s, options.container});
    flag(u"follow"_s, options.follow);
    flag(u"previous"_s, options.previous);
    flag(u"timestamps"_s, options.timestamps);
    if (options.tailLines)
        query.append({u"tailLines"_s, QString::number(*options.tailLines)});
    if (options.sinceTime)
        query.append({u"sinceTime"_s, *options.sinceTime});
    if (options.limitBytes)
        query.append({u"limitBytes"_s, QString::number(*options.limitBytes)});

    HttpRequest request;
    request.path = Resource::pods().path(nameSpace, pod, u"log"_s);
    request.query = encodeQuery(query);
    request.stream = true;
    // A followed log may rightly be quiet for hours, and its head can wait for the first line.
    request.connectWithin = transport->requestTimeout;
    if (!options.follow)
        request.silence = transport->requestTimeout;
    m_exchange.reset(new Exchange(std::move(transport), std::move(request)));
    connect(m_exchange.get(), &Exchange::received, this, &LogRequest::drain);
    connect(m_exchange.get(), &Exchange::ended, this, [this] {
        drain();
        if (isFinished())
            return;
        m_error = m_exchange->error();
        m_exchange.reset();
        finish();
    });
    m_exchange->start();
}

void LogRequest::doAbort()
{
    m_error = m_exchange->makeError(Error::Kind::Cancelled, Text::tr("Cancelled."));
    m_exchange.reset();
}

void LogRequest::drain()
{
    const bool isPage = m_exchange && m_exchange->contentType().startsWith("text/html");
    while (!isFinished()) {
        const QByteArray bytes = m_exchange->read(logChunk);
        if (isPage && !bytes.isEmpty()) {
            m_error = m_exchange->makeError(
                Error::Kind::Protocol,
                Text::tr("The answer is a web page, not a log; is there a proxy or a login page in "
                         "between? It begins: %1")
                    .arg(excerpt(bytes)));
            m_exchange.reset();
            return finish();
        }
        if (bytes.isEmpty())
            return;
        Q_EMIT data(bytes);
    }
}

} // namespace assay::k8s
