// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QUrlQuery>

#include <nlohmann/json.hpp>

namespace assay::containers {

//! A value of a query, so that nothing in it is read as part of the query.
inline QString queryValue(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

//! "filters={…}" for what has all of the labels.
inline QUrlQuery labelFilter(const QStringList &labels, bool containersOnly = false)
{
    nlohmann::json filters = nlohmann::json::object();
    for (const QString &label : labels)
        filters["label"].push_back(label.toStdString());
    if (containersOnly)
        filters["type"] = {"container"};
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("filters"),
                       queryValue(QString::fromStdString(filters.dump())));
    return query;
}

} // namespace assay::containers
