// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml_tree.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace assay::k8s {

//! Sets type, text and truth of a scalar with yaml-cpp's tag ("?": plain, "!": in quotes), by the
//! rules of go-yaml v2: yes, on and y are truth values, 0b1 and 1_000 numbers.
void resolveYamlScalar(YamlNode &node, const std::string &tag, const QString &written);

//! A Number as JSON.
nlohmann::json yamlNumber(const QString &text);

} // namespace assay::k8s
