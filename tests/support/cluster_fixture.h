// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/client.h>

#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <nlohmann/json.hpp>

namespace assay::tests {

//! The cluster that $ASSAY_TEST_KUBECONFIG names, as its administrator.
class ClusterFixture
{
public:
    static constexpr int patience = 60'000;

    //! Why there is no cluster to test against; empty where there is one.
    static QString reasonToSkip()
    {
        if (!path().isEmpty())
            return {};
        return qEnvironmentVariable("ASSAY_TEST_NO_CLUSTER",
                                    QStringLiteral("ASSAY_TEST_KUBECONFIG is not set"));
    }

    //! Why the cluster cannot be used; nothing where it can.
    std::optional<QString> open()
    {
        const auto file = k8s::Kubeconfig::load(path());
        if (!file)
            return file.error().message;
        const auto config = file->restConfig();
        if (!config)
            return config.error().message;
        m_config = *config;
        m_client = std::make_unique<k8s::Client>(m_config);
        return {};
    }

    static QString path() { return qEnvironmentVariable("ASSAY_TEST_KUBECONFIG"); }
    const k8s::RestConfig &config() const { return m_config; }
    k8s::Client &client() { return *m_client; }

    //! A name of this process alone: another run of a test may be under way, or its remains.
    static QString ownName(const QString &purpose)
    {
        return QStringLiteral("test-%1-%2").arg(purpose).arg(QCoreApplication::applicationPid());
    }

    //! Waits for the answer; Cancelled where none came in time.
    k8s::Result<nlohmann::json> answer(k8s::JobPtr<k8s::ApiJob> job)
    {
        if (!QTest::qWaitFor([&job] { return job->isFinished(); }, patience))
            job->abort();
        return job->result();
    }

    k8s::Result<nlohmann::json> createNamespace(const QString &name)
    {
        return answer(m_client->create(k8s::Resource::namespaces(), {},
                                       {{"apiVersion", "v1"},
                                        {"kind", "Namespace"},
                                        {"metadata", {{"name", name.toStdString()}}}}));
    }

    //! Sends it and does not wait for an answer, as a test does from within a signal.
    void send(k8s::JobPtr<k8s::ApiJob> job) { m_sent.push_back(std::move(job)); }

    //! "plural namespace/name" of all objects whose namespace, or own name, contains the text.
    QStringList objectsOf(const QString &text)
    {
        QStringList found;
        const std::pair<const char *, k8s::Resource> kinds[] = {
            {"namespaces", k8s::Resource::namespaces()},
            {"notebooks", k8s::Resource::notebooks()},
            {"statefulsets", k8s::Resource::statefulSets()},
            {"persistentvolumeclaims", k8s::Resource::persistentVolumeClaims()},
            {"pods", k8s::Resource::pods()}};
        for (const auto &[plural, resource] : kinds) {
            const auto list = answer(m_client->list(resource, {}));
            if (!list) {
                found << QStringLiteral("%1: %2").arg(QLatin1String(plural), list.error().message);
                continue;
            }
            for (const auto &item : list->at("items")) {
                const auto &metadata = item.at("metadata");
                const QString name =
                    QString::fromStdString(metadata.value("namespace", std::string()) + '/' +
                                           metadata.at("name").get<std::string>());
                if (name.contains(text))
                    found << QStringLiteral("%1 %2").arg(QLatin1String(plural), name);
            }
        }
        return found;
    }

    //! Why the cluster's node cannot run an image; empty where it does. Makes a pod to find out.
    QString imageProblem(const QString &nameSpace, const QString &image)
    {
        const std::string name = "does-it-pull";
        const nlohmann::json manifest{
            {"apiVersion", "v1"},
            {"kind", "Pod"},
            {"metadata", {{"name", name}}},
            {"spec",
             {{"terminationGracePeriodSeconds", 0},
              {"containers", {{{"name", "main"}, {"image", image.toStdString()}}}}}}};
        QString refusal;
        // A new namespace has its service account a moment later.
        const bool made = QTest::qWaitFor(
            [&] {
                const auto answered =
                    answer(m_client->create(k8s::Resource::pods(), nameSpace, manifest));
                refusal = answered ? QString() : answered.error().message;
                return answered.has_value();
            },
            patience);
        if (!made)
            return refusal;
        QString problem;
        const bool told = QTest::qWaitFor(
            [&] {
                const auto pod = answer(
                    m_client->get(k8s::Resource::pods(), nameSpace, QString::fromStdString(name)));
                if (!pod || !pod->at("status").contains("containerStatuses"))
                    return false;
                const auto state = pod->at("status").at("containerStatuses").at(0).at("state");
                if (!state.contains("waiting")) {
                    return true;
                }
                const std::string reason = state.at("waiting").value("reason", std::string());
                if (reason != "ErrImagePull" && reason != "ImagePullBackOff" &&
                    reason != "InvalidImageName")
                    return false;
                problem = QStringLiteral("this cluster has no image %1 (%2)")
                              .arg(image, QString::fromStdString(reason));
                return true;
            },
            patience);
        answer(m_client->remove(k8s::Resource::pods(), nameSpace, QString::fromStdString(name)));
        return told ? problem : QStringLiteral("no word of the image %1 came in time").arg(image);
    }

private:
    k8s::RestConfig m_config;
    std::unique_ptr<k8s::Client> m_client;
    std::vector<k8s::JobPtr<k8s::ApiJob>> m_sent;
};

} // namespace assay::tests
