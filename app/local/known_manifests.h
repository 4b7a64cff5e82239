// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_client.h>
#include <k8s/containers/engine_search.h>

#include <QObject>

#include <map>

namespace assay::app {

//! Asks the container engines on which images were tried under which manifests registries have
//! them: of what was pushed or pulled since then an engine knows it, without any registry.
class KnownManifests : public QObject
{
    Q_OBJECT
public:
    //! `path` is that of the models::LocalVerdicts.
    explicit KnownManifests(QString path, QObject *parent = nullptr);

    //! Engines that do not answer are passed over, and none is started for it.
    void learn();
    //! What a list of an engine's images says.
    static void take(const QString &path, const std::vector<containers::ImageSummary> &images);

Q_SIGNALS:
    void learnt(); //!< all have answered, or did not

private:
    struct Question
    {
        std::unique_ptr<containers::EngineClient> client;
        containers::JobPtr<containers::Answer<std::vector<containers::ImageSummary>>> images;
    };
    void ask(const QString &engine);

    QString m_path;
    std::map<QString, Question> m_questions; //!< by the engine's address
};

} // namespace assay::app
