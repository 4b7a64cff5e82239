// SPDX-License-Identifier: Apache-2.0
#include "known_manifests.h"

#include <models/record/local_verdicts.h>

#include <QSet>

namespace assay::app {

using namespace Qt::StringLiterals;

static constexpr std::size_t mostEngines = 4;
static constexpr std::chrono::seconds patience(5);

KnownManifests::KnownManifests(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
}

void KnownManifests::learn()
{
    QSet<QString> engines;
    for (const models::LocalVerdict &verdict : models::LocalVerdicts(m_path).all()) {
        if (verdict.engineAddress.startsWith("unix://"_L1) &&
            std::size_t(engines.size()) < mostEngines)
            engines << verdict.engineAddress;
    }
    for (const QString &engine : std::as_const(engines))
        ask(engine);
    if (m_questions.empty())
        QMetaObject::invokeMethod(this, &KnownManifests::learnt, Qt::QueuedConnection);
}

void KnownManifests::ask(const QString &engine)
{
    containers::EngineWish wish;
    wish.engine = engine;
    const auto addresses =
        containers::engineAddresses(wish, containers::EngineSurroundings::ofThisProcess());
    if (!addresses || addresses->empty() ||
        containers::socketProblem(addresses->front(),
                                  containers::EngineSurroundings::ofThisProcess()))
        return;
    Question &question = m_questions[engine];
    question.client = std::make_unique<containers::EngineClient>(addresses->front());
    question.client->setRequestTimeout(patience);
    question.images = question.client->images();
    connect(question.images.get(), &k8s::Job::finished, this, [this, engine] {
        auto ended = m_questions.extract(engine);
        if (const auto &images = ended.mapped().images->result())
            take(m_path, *images);
        if (m_questions.empty())
            Q_EMIT learnt();
    });
}

void KnownManifests::take(const QString &path, const std::vector<containers::ImageSummary> &images)
{
    QMap<QString, QStringList> manifests;
    for (const containers::ImageSummary &image : images) {
        for (const QString &digest : image.repoDigests)
            manifests[image.id] << digest.section(u'@', 1);
    }
    const models::LocalVerdicts verdicts(path);
    if (!manifests.isEmpty() && !verdicts.isEmpty())
        verdicts.addManifests(manifests);
}

} // namespace assay::app
