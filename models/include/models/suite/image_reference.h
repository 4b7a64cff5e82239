// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace assay::models {

//! A container image reference taken apart: registry[:port]/repository[:tag][@digest]
//! (distribution/reference grammar, without its defaults: Assay wants each part written out).
struct ImageReference
{
    QString registry;   //!< "quay.io", "localhost:5000", "[::1]:5000"
    QString repository; //!< "opendatahub/sdg-hub-notebook"
    QString tag;        //!< may be empty where digest is set
    QString digest;     //!< "sha256:…", may be empty where tag is set

    //! All problems at once, each a sentence that says what to write instead.
    static tl::expected<ImageReference, QStringList> parse(const QString &text);

    QString toString() const;
    //! Sentences on what is legal but known to be refused or misread somewhere (ODH's webhook
    //! and registries with a port, tag plus digest, the moving tag "latest").
    QStringList warnings() const;

    bool operator==(const ImageReference &) const = default;
};

//! A DNS label of at most 30 characters, made of an image's own name, or of its tag where the name
//! says as little as "workbench-images": what is added leaves room. Empty where the text holds
//! nothing that could be one.
QString workbenchNameFor(const QString &image);

} // namespace assay::models
