// SPDX-License-Identifier: Apache-2.0
#include "clean_report.h"

#include <algorithm>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

static const char *wordFor(CleanItem::State state)
{
    switch (state) {
    case CleanItem::State::Left:
        return "left";
    case CleanItem::State::Kept:
        return "kept";
    case CleanItem::State::InUse:
        return "in_use";
    case CleanItem::State::NotKnown:
        break;
    }
    return "not_known";
}

void CleanReport::noteGone(const models::ObjectRef &object)
{
    const QString text = object.toString() + u": "_s;
    const bool stays = std::any_of(problems.begin(), problems.end(),
                                   [&text](const QString &one) { return one.startsWith(text); });
    for (CleanItem &item : items) {
        if (item.object == object && !stays)
            item.isGone = true;
    }
}

Json CleanReport::toJson(int exitStatus) const
{
    Json list = Json::array();
    for (const CleanItem &item : items)
        list.push_back({{"kind", item.object.kind},
                        {"api_version", item.object.apiVersion},
                        {"namespace", item.object.nameSpace},
                        {"name", item.object.name},
                        {"uid", item.object.uid},
                        {"run", item.run},
                        {"state", wordFor(item.state)},
                        {"known_here", item.isKnown},
                        {"deleted", item.isGone}});
    return {{"schema", "assay/clean/v1"}, {"place", place},       {"items", std::move(list)},
            {"not_seen", unseen},         {"problems", problems}, {"exit_status", exitStatus}};
}

} // namespace assay::app
