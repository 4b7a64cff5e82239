// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_client.h>
#include <sandbox/node/node.h>

#include <QCoro/QCoroTask>

#include <map>

namespace assay::local {

//! The images of the engine as a kubelet asks for them, and what each reference stood for. The
//! client ends what is under way by its own end.
class EngineImages
{
public:
    using PullOutcome = sandbox::Node::PullOutcome;

    explicit EngineImages(containers::EngineClient *client) : m_client(client) {}

    //! Is it there? With a digest: by what its name stands for, or by the digest alone, which of an
    //! image that was never pushed is that of its configuration.
    QCoro::Task<bool> find(QString image);
    QCoro::Task<PullOutcome> pull(QString image);
    //! "sha256:…" of the configuration; empty where it was not found or pulled.
    std::string id(const std::string &image) const;
    //! "linux/arm64" of one that was found or pulled; empty where the engine does not say.
    std::string platform(const std::string &image) const;

private:
    struct Known
    {
        std::string id;
        std::string platform;
    };
    void remember(const QString &image, const containers::ImageDetails &details);

    containers::EngineClient *m_client;
    std::map<std::string, Known> m_known; //!< by reference
    //! What an engine said that could not tell whether it has an image, as on a full disk: nothing
    //! is pulled then that may be there, and the next look asks again.
    std::map<QString, QString> m_refusals;
};

} // namespace assay::local
