// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <yaml-cpp/node/node.h>

namespace assay::k8s {

//! Thrown and caught within the reading of one file: a field that is not what it must be.
struct MalformedYaml
{
    YAML::Mark mark;
    QString message;
};

//! Puts in the place of each merge key (`<<: *anchor`, or a list of them) the fields that it stands
//! for, which yaml-cpp leaves to its users. As kubectl's parser does it (go-yaml v2): of fields
//! with one name the later stands, a merge key's as if they were written in its place; in a list of
//! maps the earlier. A quoted "<<" is a field like any other. Throws MalformedYaml.
void resolveMergeKeys(YAML::Node root);

} // namespace assay::k8s
