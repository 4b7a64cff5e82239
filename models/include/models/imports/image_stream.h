// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/imports/imported.h>

namespace assay::models {

//! The tests that the tags of ImageStreams (image.openshift.io/v1) stand for: the tag's image, and
//! the packages that its annotation opendatahub.io/notebook-python-dependencies declares, to import
//! and, with the major and minor version, to be installed. `files` are YAML of one or many objects,
//! also a List; a placeholder such as $(odh-pytorch-image-n) or odh-pytorch-image-n_PLACEHOLDER is
//! resolved from `parameters`, files of KEY=VALUE lines. Streams and tags that declare nothing are
//! skipped by name.
Imported importImageStreams(const std::vector<ImportSource> &files,
                            const std::vector<ImportSource> &parameters);

} // namespace assay::models
