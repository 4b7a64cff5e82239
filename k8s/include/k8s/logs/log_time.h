// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <chrono>

namespace assay::k8s {

//! When the container's runtime wrote a line, as the kubelet says it.
using LogTime = std::chrono::sys_time<std::chrono::nanoseconds>;

//! "2026-01-31T12:00:00.123456789Z": RFC 3339 with nanoseconds, in UTC.
QString logTimeText(LogTime time);

} // namespace assay::k8s
