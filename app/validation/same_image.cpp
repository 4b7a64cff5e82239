// SPDX-License-Identifier: Apache-2.0
#include "run/await.h"
#include "steps.h"

#include <k8s/registry/config_question.h>
#include <models/record/image_history.h>
#include <models/record/local_verdicts.h>
#include <models/suite/image_reference.h>

#include <QCoreApplication>

namespace assay::app {

using namespace Qt::StringLiterals;

//! Nobody's verdict waits for longer for a registry that does not answer.
static constexpr std::chrono::seconds timeOfRegistry(3);

namespace {
struct SameImageText
{
    Q_DECLARE_TR_FUNCTIONS(SameImage)
};

bool isOnCluster(const Validation &run)
{
    return !run.localVerdicts.isEmpty() && !run.cluster.local && !run.cluster.sandbox;
}

//! The login that the cluster pulls with, else this user's own.
std::optional<k8s::RegistryLogin> loginFor(const QString &image, const Validation &run,
                                           const FlowState &state)
{
    QByteArray config = run.pullSecret;
    if (config.isEmpty())
        config = QByteArray::fromBase64(
            models::textAt(state.pullSecret, {"data", ".dockerconfigjson"}).toLatin1());
    const k8s::FoundLogin ofCluster = k8s::loginIn(config, image, {});
    return ofCluster.login ? ofCluster.login
                           : k8s::findLogin(image, k8s::loginFiles(k8s::LoginsOf::Podman)).login;
}

} // namespace

void rememberLocally(const Validation &run)
{
    const auto &verdict = run.record.verdict();
    if (run.localVerdicts.isEmpty() || !run.cluster.local || !run.record.image() || !verdict)
        return;
    if (verdict->outcome != models::Outcome::Passed && verdict->outcome != models::Outcome::Failed)
        return;
    models::LocalVerdicts(run.localVerdicts)
        .add({models::digestOf(run.record.image()->imageId),
              run.configuration.customImage.section(u'@', 0, 0), run.cluster.local->name,
              run.cluster.local->address, run.record.runId(), QDateTime::currentDateTimeUtc(),
              verdict->outcome});
}

void warnOfLocalDigest(Validation &run)
{
    const QString digest = run.configuration.customImage.section(u'@', 1);
    if (digest.isEmpty() || !isOnCluster(run))
        return;
    const auto known = models::LocalVerdicts(run.localVerdicts).find(digest);
    if (known && known->configDigest == digest)
        run.append(models::Note{
            SameImageText::tr("%1 is the digest of the image's configuration, by which it was "
                              "tested on this computer. A registry knows an image by the digest "
                              "of its manifest: push it, and write its tag or that digest.")
                .arg(digest)});
}

QCoro::Task<> tellSameImage(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    if (!isOnCluster(*run) || !run->record.image() || run->cancellation->isRequested())
        co_return;
    const models::LocalVerdicts verdicts(run->localVerdicts);
    if (verdicts.isEmpty())
        co_return;
    const QString id = run->record.image()->imageId;
    auto known = verdicts.find(models::digestOf(id));
    // A runtime names any of the places that it has the image from; it came from this one.
    const auto asked = models::ImageReference::parse(run->configuration.customImage);
    const QString image =
        asked ? asked->registry + u'/' + asked->repository + u'@' + models::digestOf(id)
              : QString();
    if (!known && asked) {
        // Of what Podman pushed no engine knows the manifest. Where the registry does not tell, or
        // cannot be reached from here, nothing is said: it is no matter of the image.
        const auto question = k8s::askConfig(image, loginFor(image, *run, *state), timeOfRegistry);
        co_await await(run, question.get());
        for (const QString &config : question->result().value_or(QStringList())) {
            verdicts.addManifests({{config, {models::digestOf(id)}}});
            if (!known)
                known = verdicts.find(config);
        }
    }
    if (known)
        run->append(models::Note{known->sentence()});
}

} // namespace assay::app
