// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/json.h"

#include <sandbox/api/fault.h>

#include <QRegularExpression>

#include <vector>

namespace assay::sandbox {

//! The faults that were asked for and how often each has yet to hit.
class FaultList
{
public:
    void add(const Fault &fault);
    void clear() { m_entries.clear(); }

    //! What this request meets, if anything; counts it. WatchGone meets only watches, ExecNoStatus
    //! only exec.
    std::optional<Fault> meet(const QString &method, const QString &target, bool isWatch,
                              bool isExec);

    //! From the JSON of POST /sandbox/faults; throws BadRequest.
    static Fault fromJson(const Json &json);

private:
    struct Entry
    {
        Fault fault;
        QRegularExpression pattern;
    };
    std::vector<Entry> m_entries;
};

} // namespace assay::sandbox
