// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/image.h>

#include <tl/expected.hpp>
#include <vector>

namespace assay::app {

//! An image as a person named it, found among those of an engine.
struct ChosenImage
{
    QString name;      //!< in full: "localhost/my-image:latest"
    QString id;        //!< "sha256:…" of its configuration; empty: it is to be pulled
    QString reference; //!< what is recorded: the name, with the id as digest where it is there
};

//! As the engine would take it: "my-image" is "localhost/my-image:latest" where that is there. The
//! error is a sentence with the way out; of a name that fits several it lists them.
tl::expected<ChosenImage, QString> chooseImage(const QString &typed,
                                               const std::vector<containers::ImageSummary> &images);

//! For a cluster, which pulls from a registry: a name in full, "latest" where it has no tag.
tl::expected<ChosenImage, QString> chooseImageOfRegistry(const QString &typed);

} // namespace assay::app
