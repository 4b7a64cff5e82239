// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

namespace assay::models {

//! What each image reference last stood for, over all runs on this machine, so that a tag that
//! moved between two of them can be told. One JSON file; a missing or broken one is an empty one.
class ImageHistory
{
public:
    //! "image-history.json" beside the folder of runs.
    static QString defaultPath();
    explicit ImageHistory(QString path) : m_path(std::move(path)) {}

    //! Writes down that `image` was `imageId` in a run, and says what it was before, where that was
    //! another digest. A reference by digest cannot move and is not kept. Others may write at the
    //! same time: the file is locked for a moment and replaced whole.
    ImageResolved resolved(const QString &image, const QString &imageId, const QString &runId,
                           const QDateTime &at) const;

private:
    QString m_path;
};

//! "sha256:…" of an image id ("docker.io/x@sha256:…", "docker-pullable://x@sha256:…"); the whole id
//! where there is none.
QString digestOf(const QString &imageId);

} // namespace assay::models
