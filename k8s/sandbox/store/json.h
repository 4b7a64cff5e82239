// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace assay::sandbox {

using Json = nlohmann::json;
//! Stored objects never change in place, so a watcher may keep the one it was given.
using ObjectPtr = std::shared_ptr<const Json>;

//! The member at "/a/0/b", or null where any step is missing. Keys with '/' cannot be addressed.
const Json &at(const Json &value, std::string_view pointer);
//! The string at that place, or the fallback where there is none.
std::string text(const Json &value, std::string_view pointer, const std::string &fallback = {});
qint64 number(const Json &value, std::string_view pointer, qint64 fallback = 0);
//! A member of a map whose keys may hold '/': labels, annotations.
std::string member(const Json &map, const std::string &key);

std::string nameOf(const Json &object);
std::string namespaceOf(const Json &object);
std::string uidOf(const Json &object);
bool isBeingDeleted(const Json &object);

//! Now, as metav1.Time: RFC 3339 in UTC with whole seconds.
std::string timestamp();
//! 9 digits of seconds, as log lines carry it.
std::string nanoTimestamp(qint64 millisecondsSinceEpoch);
std::string newUid();

} // namespace assay::sandbox
