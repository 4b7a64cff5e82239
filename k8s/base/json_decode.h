// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

class QObject;

namespace assay::k8s {

//! The JSON value, or what is wrong with the text.
using Decoded = tl::expected<nlohmann::json, QString>;

//! Takes each object of "items" while a list is parsed, so that they are never held all at once;
//! what it takes is not in the value. Called in the thread that parses.
using ItemSink = std::function<void(nlohmann::json &)>;

//! What is nested more than 500 deep is an error: no object is, and much that reads one recurses.
//! So is an object, or a list without its objects, of more than four million values.
Decoded decodeJson(const QByteArray &text, const ItemSink &items = {});

//! The same without keeping this thread: a large text is parsed by the thread pool. Calls `done`
//! in this thread, at once for a small text, and not at all once `context` is gone. Where `done`
//! meets a type that it did not expect, and so throws, it is called again with that as the error.
void decodeJsonAsync(QByteArray text, QObject *context, std::function<void(Decoded &)> done,
                     const ItemSink &items = {});

//! "metadata.<key>" of an object, empty where there is none.
QString metadataText(const nlohmann::json &object, const char *key);

} // namespace assay::k8s
