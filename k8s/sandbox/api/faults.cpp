// SPDX-License-Identifier: Apache-2.0
#include "faults.h"

#include "store/api_error.h"

#include <map>

namespace assay::sandbox {

void FaultList::add(const Fault &fault)
{
    m_entries.push_back({fault, QRegularExpression(fault.pathPattern)});
}

std::optional<Fault> FaultList::meet(const QString &method, const QString &target, bool isWatch,
                                     bool isExec)
{
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
        Fault &fault = entry->fault;
        if ((fault.kind == Fault::Kind::WatchGone && !isWatch) ||
            (fault.kind == Fault::Kind::ExecNoStatus && !isExec))
            continue;
        if (!fault.method.isEmpty() && fault.method.compare(method, Qt::CaseInsensitive) != 0)
            continue;
        if (!entry->pattern.match(target).hasMatch())
            continue;
        if (fault.skip > 0) {
            --fault.skip;
            continue;
        }
        const Fault met = fault;
        if (fault.times > 0 && --fault.times == 0)
            m_entries.erase(entry);
        return met;
    }
    return std::nullopt;
}

Fault FaultList::fromJson(const Json &json)
{
    static const std::map<std::string, Fault::Kind> kinds = {
        {"Status", Fault::Kind::Status},       {"Reset", Fault::Kind::Reset},
        {"CutBody", Fault::Kind::CutBody},     {"Silence", Fault::Kind::Silence},
        {"SlowBytes", Fault::Kind::SlowBytes}, {"Garbage", Fault::Kind::Garbage},
        {"WatchGone", Fault::Kind::WatchGone}, {"ExecNoStatus", Fault::Kind::ExecNoStatus}};
    const auto kind = kinds.find(text(json, "/kind", "Status"));
    if (kind == kinds.end())
        throw ApiError::badRequest("no such kind of fault: " + text(json, "/kind"));
    const auto integer = [&](const char *pointer, int fallback) {
        return static_cast<int>(number(json, pointer, fallback));
    };
    Fault fault;
    fault.kind = kind->second;
    fault.method = QString::fromStdString(text(json, "/method"));
    fault.pathPattern = QString::fromStdString(text(json, "/pathPattern"));
    fault.skip = integer("/skip", fault.skip);
    fault.times = integer("/times", fault.times);
    fault.code = integer("/code", fault.code);
    fault.message = QString::fromStdString(text(json, "/message", "injected fault"));
    fault.retryAfterSeconds = integer("/retryAfterSeconds", fault.retryAfterSeconds);
    fault.bytes = integer("/bytes", fault.bytes);
    fault.milliseconds = integer("/milliseconds", fault.milliseconds);
    if (!QRegularExpression(fault.pathPattern).isValid())
        throw ApiError::badRequest("pathPattern is not a regular expression");
    return fault;
}

} // namespace assay::sandbox
