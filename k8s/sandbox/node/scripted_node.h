// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "confinement.h"
#include "exec_places.h"
#include "image_catalog.h"
#include "store/json.h"
#include "store/pace.h"
#include <sandbox/node/node.h>

#include <map>
#include <set>

class QTimer;

namespace assay::sandbox {

//! A node whose containers do what their image's script says. Only exec is real: it runs on this
//! machine, confined where that is possible.
class ScriptedNode : public Node
{
    Q_OBJECT
public:
    ScriptedNode(ImageCatalog catalog, Pace pace, QString scratchDirectory,
                 QObject *parent = nullptr);
    ~ScriptedNode() override;

    Capacity capacity() const override;
    void pull(const std::string &image, QObject *context, Pulled done) override;
    void findImage(const std::string &image, QObject *context, Found done) override;
    std::string imageId(const std::string &image) const override;
    void start(const ContainerConfig &config, QObject *context, Started done) override;
    void stop(const std::string &id, int graceMilliseconds) override;
    void probe(const std::string &id, ProbeKind kind, const Json &probe, const std::string &podIp,
               QObject *context, Probed done) override;
    std::unique_ptr<ExecProcess> exec(const std::string &id,
                                      const std::vector<std::string> &command) override;

Q_SIGNALS:
    //! Why commands are not confined; empty: they are. Once, from the event loop.
    void confinementKnown(const QString &obstacle);

private:
    static constexpr int commandsAtOnce = 64;
    struct Container;
    void act(const std::string &id);
    void flood(const std::string &id);
    void finish(const std::string &id, int exitCode, const std::string &reason);
    QString findProgram(const std::string &name, const ImageScript &script) const;

    ImageCatalog m_catalog;
    Pace m_pace;
    QString m_scratch;
    std::set<std::string> m_pulled;
    const std::shared_ptr<ExecPlaces> m_places = std::make_shared<ExecPlaces>();
    Confinement m_confinement;
    std::map<std::string, std::unique_ptr<Container>> m_containers;
};

} // namespace assay::sandbox
