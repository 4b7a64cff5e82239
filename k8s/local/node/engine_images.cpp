// SPDX-License-Identifier: Apache-2.0
#include "engine_images.h"

#include "waiting.h"

#include <local/local_facts.h>

#include <k8s/registry/registry_login.h>

#include <QElapsedTimer>

namespace assay::local {

using namespace Qt::StringLiterals;

void EngineImages::remember(const QString &image, const containers::ImageDetails &details)
{
    Known &known = m_known[image.toStdString()];
    known.id = details.id.toStdString();
    if (!details.operatingSystem.isEmpty() && !details.architecture.isEmpty())
        known.platform = (details.operatingSystem + u'/' + details.architecture).toStdString();
}

QCoro::Task<bool> EngineImages::find(QString image)
{
    const qsizetype at = image.indexOf(u'@');
    const QString digest = at < 0 ? QString() : image.mid(at + 1);
    QStringList names{image};
    if (at >= 0)
        names = {image.left(at), digest, image};
    for (const QString &name : std::as_const(names)) {
        const auto job = m_client->inspectImage(name);
        co_await ended(job.get());
        if (!job->result()) {
            if (job->result().error().kind == k8s::Error::Kind::NotFound)
                continue;
            m_refusals[image] = runtimeWordsOf(job->result().error());
            co_return false;
        }
        const QString &id = job->result()->id;
        const QStringList &digests = job->result()->repoDigests;
        const bool isMeant =
            digest.isEmpty() || id == digest ||
            std::any_of(digests.begin(), digests.end(),
                        [&digest](const QString &one) { return one.endsWith(u'@' + digest); });
        if (!isMeant)
            continue;
        remember(image, *job->result());
        co_return true;
    }
    co_return false;
}

QCoro::Task<EngineImages::PullOutcome> EngineImages::pull(QString image)
{
    PullOutcome outcome;
    QElapsedTimer clock;
    clock.start();
    if (const auto refusal = m_refusals.extract(image)) {
        co_await pause(std::chrono::milliseconds(1));
        outcome.error = "failed to inspect the image: " + refusal.mapped().toStdString();
        co_return outcome;
    }
    if (image.startsWith("localhost/"_L1)) {
        // No registry answers to that name: such images are built, not pulled.
        co_await pause(std::chrono::milliseconds(1));
        outcome.error = (image + u": "_s + noRegistryOfLocalhost).toStdString();
        co_return outcome;
    }
    const auto &version = m_client->version();
    const k8s::FoundLogin known = k8s::findLogin(
        image, k8s::loginFiles(version && version->kind == containers::EngineKind::Docker
                                   ? k8s::LoginsOf::Docker
                                   : k8s::LoginsOf::Podman));
    containers::PullOptions options;
    options.login = known.login;
    const auto job = m_client->pull(image, options);
    co_await ended(job.get());
    outcome.succeeded = job->result().has_value();
    outcome.seconds = static_cast<double>(clock.elapsed()) / 1000;
    if (outcome.succeeded) {
        outcome.sizeBytes = job->result()->size;
        remember(image, *job->result());
    } else {
        outcome.error = runtimeWordsOf(job->result().error()).toStdString();
        if (!known.problem.isEmpty())
            outcome.error += "\n" + known.problem.toStdString();
    }
    co_return outcome;
}

std::string EngineImages::id(const std::string &image) const
{
    const auto known = m_known.find(image);
    return known == m_known.end() ? std::string() : known->second.id;
}

std::string EngineImages::platform(const std::string &image) const
{
    const auto known = m_known.find(image);
    return known == m_known.end() ? std::string() : known->second.platform;
}

} // namespace assay::local
