// SPDX-License-Identifier: Apache-2.0
#include "run_trace.h"

#include <models/base/write_whole.h>
#include <models/record/har.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

QStringList writeTrace(const QString &path, const std::vector<k8s::RestConfig> &clusters,
                       const std::map<QString, std::vector<models::RequestMade>> &requests)
{
    models::Json har;
    for (const auto &context : clusters) {
        const auto made = requests.find(context.contextName);
        const models::Json one = models::toHar(
            made == requests.end() ? std::vector<models::RequestMade>() : made->second,
            context.server.toString(QUrl::RemoveUserInfo), QCoreApplication::applicationVersion());
        if (har.is_null()) {
            har = one;
            continue;
        }
        for (const models::Json &entry : one["log"]["entries"])
            har["log"]["entries"].push_back(entry);
    }
    if (har.is_null())
        har = models::toHar({}, {}, QCoreApplication::applicationVersion());
    if (clusters.size() > 1) {
        models::Json &entries = har["log"]["entries"];
        std::stable_sort(entries.begin(), entries.end(),
                         [](const models::Json &a, const models::Json &b) {
                             return a["startedDateTime"] < b["startedDateTime"];
                         });
    }
    const QByteArray text =
        QByteArray::fromStdString(har.dump(1, ' ', false, models::Json::error_handler_t::replace));
    const auto problem = models::writeWhole(path, text);
    return problem ? QStringList{*problem} : QStringList();
}

} // namespace assay::app
