// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

#include <QMap>

#include <vector>

namespace assay::models {

//! What became of an image on a container engine of this computer.
struct LocalVerdict
{
    QString configDigest;  //!< "sha256:…" of its configuration: the same before and after a push
    QString image;         //!< "localhost/my-image:1", as it was called
    QString engine;        //!< "Podman 4.3.1, rootless"
    QString engineAddress; //!< "unix:///run/podman/podman.sock"
    QString runId;
    QDateTime at;
    Outcome outcome = Outcome::Passed; //!< or Failed

    //! "This is the image that passed here on Tuesday, …", for a run of it on a cluster.
    QString sentence() const;
};

//! The last verdict of each image that was tried on an engine, and the manifests under which
//! registries have it, so that a run on a cluster, which is told a manifest's digest, can say which
//! image that is. One JSON file; a missing or broken one is an empty one. Others may write at the
//! same time: the file is locked for a moment and replaced whole.
class LocalVerdicts
{
public:
    //! "local-verdicts.json" beside the folder of runs.
    static QString defaultPath();
    explicit LocalVerdicts(QString path) : m_path(std::move(path)) {}

    //! Where it cannot be written, later runs know nothing of it, and that is all.
    void add(const LocalVerdict &verdict) const;
    //! What engines and registries say: digests of manifests, by that of the configuration. Those
    //! of images without a verdict are not kept.
    void addManifests(const QMap<QString, QStringList> &manifests) const;

    bool isEmpty() const { return all().empty(); }
    std::vector<LocalVerdict> all() const;
    //! By the digest of the configuration, or of a manifest that is known to lead to it.
    std::optional<LocalVerdict> find(const QString &digest) const;

private:
    QString m_path;
};

} // namespace assay::models
