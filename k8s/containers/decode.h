// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/container.h>
#include <k8s/containers/engine_address.h>
#include <k8s/containers/engine_facts.h>
#include <k8s/containers/image.h>

#include <nlohmann/json.hpp>
#include <string_view>

namespace assay::containers {

// What engines say, as this library says it. A field that is missing or of another type is left
// empty; an answer that lacks what makes it one is an Error (Protocol).

//! From GET /version; Configuration where no version of the API is common to both.
Result<EngineVersion> decodeVersion(const nlohmann::json &json);
//! From the fields Server and Api-Version in the head of what answers GET /_ping. None where they
//! do not say it all: another engine than Podman and Docker, or one that is newer than what is
//! known here, whose GET /version says which older ones it speaks.
std::optional<Result<EngineVersion>> versionOfPing(const QByteArray &server, const QByteArray &api);
//! From GET /info in Docker's API.
EngineInfo decodeInfo(const nlohmann::json &info);
//! From Podman's own.
EngineInfo decodePodmanInfo(const nlohmann::json &libpod);

Result<std::vector<ImageSummary>> decodeImages(const nlohmann::json &json);
Result<ImageDetails> decodeImage(const nlohmann::json &json);
Result<CreatedContainer> decodeCreated(const nlohmann::json &json);
Result<ContainerState> decodeContainer(const nlohmann::json &json, const EngineVersion &version);
Result<std::vector<ContainerSummary>> decodeContainers(const nlohmann::json &json);
Result<Volume> decodeVolume(const nlohmann::json &json);
Result<std::vector<Volume>> decodeVolumes(const nlohmann::json &json);
//! What an engine says when it answers with an HTTP status of 300 or more; `engine` names it.
Error refusalError(int httpStatus, const QByteArray &body, const QString &engine);
//! None where it is no event of a container.
std::optional<ContainerEvent> decodeEvent(const nlohmann::json &json);

//! Null where there is none, or where `json` is no object.
const nlohmann::json &fieldOf(const nlohmann::json &json, std::string_view key);
QString textOf(const nlohmann::json &json, std::string_view key);
qint64 numberOf(const nlohmann::json &json, std::string_view key);
//! What further requests name an object of the engine by. An Error where it is missing, or is none:
//! with a "/" or as ".." it would name something else in their paths. `what`: "a container".
Result<QString> idOf(const nlohmann::json &json, std::string_view key, const QString &what);
//! -1 to 255; none where it is no number, or another, which no program ends with.
std::optional<int> exitCodeOf(const nlohmann::json &json, std::string_view key);
bool flagOf(const nlohmann::json &json, std::string_view key);
QStringList textsOf(const nlohmann::json &json, std::string_view key);
QMap<QString, QString> mapOf(const nlohmann::json &json, std::string_view key);
//! RFC 3339, UTC; invalid for the year 1, which stands for never.
QDateTime timeOf(const nlohmann::json &json, std::string_view key);

Error notAnAnswer(const QString &what);

} // namespace assay::containers
