// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cancellation.h>
#include <app/validation/flow.h>
#include <sandbox/cluster.h>

#include "cluster/namespace_leases.h"

#include <QTemporaryDir>
#include <QTest>

namespace assay::test {

//! A sandbox cluster, fifty times as fast as life, and validations on it.
class ValidationFixture
{
public:
    //! `images` is a file of images' behaviour; empty: the sandbox's own.
    std::optional<QString> start(const QString &images = {})
    {
        sandbox::Cluster::Options options;
        options.imagesFile = images;
        options.speed = 50;
        options.backOffSeconds = 1;
        if (auto problem = m_cluster.start(options))
            return problem;
        const auto kubeconfig = k8s::Kubeconfig::load(m_cluster.kubeconfigPath());
        if (!kubeconfig)
            return kubeconfig.error().message;
        const auto config = kubeconfig->restConfig();
        if (!config)
            return config.error().message;
        m_config = *config;
        m_namespaces = m_cluster.count(QStringLiteral("namespaces"));
        return {};
    }

    sandbox::Cluster &cluster() { return m_cluster; }
    const k8s::RestConfig &config() const { return m_config; }

    static models::CustomImageTestConfiguration configuration(const QString &image)
    {
        models::CustomImageTestConfiguration c;
        c.id = QStringLiteral("case");
        c.nameSpace = QStringLiteral("test-case");
        c.notebookName = QStringLiteral("case-notebook");
        c.customImage = QStringLiteral("sandbox.local/workbench/") + image;
        c.packagesToVerify = {QStringLiteral("json"), QStringLiteral("sqlite3")};
        c.timeoutPodReady = 60;
        return c;
    }

    std::shared_ptr<app::Validation> validation(const models::CustomImageTestConfiguration &c)
    {
        auto run = std::make_shared<app::Validation>();
        run->client = std::make_shared<k8s::Client>(m_config);
        run->leases = std::make_shared<app::NamespaceLeases>();
        run->cancellation = std::make_shared<app::Cancellation>();
        run->cluster.notebookApi = true;
        run->cluster.sandbox = true;
        run->configuration = c;
        run->patience.grace = std::chrono::milliseconds(300);
        run->patience.connection = std::chrono::seconds(5);
        run->patience.cleanUp = std::chrono::seconds(20);
        run->patience.logs = std::chrono::seconds(1);
        run->patience.settling = std::chrono::milliseconds(500);
        run->patience.steady = std::chrono::milliseconds(500);
        run->journal = std::move(
            *models::RunJournal::create(m_folder.path(), QStringLiteral("run-%1").arg(++m_runs)));
        return run;
    }

    //! Runs it to its end.
    static bool finish(const std::shared_ptr<app::Validation> &run, int milliseconds = 60'000)
    {
        app::validate(run);
        const bool finished =
            QTest::qWaitFor([&run] { return run->record.isFinished(); }, milliseconds);
        failWhereARuleIsBroken(run->record.notes());
        return finished;
    }

    //! No test passes whose record contradicts the data model.
    static void failWhereARuleIsBroken(const QStringList &notes)
    {
        for (const QString &note : notes) {
            if (note.contains(QStringLiteral("breaks a rule of the data model")))
                QTest::qFail(qPrintable(note), __FILE__, __LINE__);
        }
    }

    //! What a validation may have left behind; empty where the cluster is as it was.
    QStringList remains() const
    {
        QStringList list;
        for (const char *plural : {"notebooks", "statefulsets", "pods", "persistentvolumeclaims"}) {
            const QString name = QString::fromLatin1(plural);
            if (const int n = m_cluster.count(name))
                list << QStringLiteral("%1 %2").arg(n).arg(name);
        }
        if (const int n = m_cluster.count(QStringLiteral("namespaces")) - m_namespaces)
            list << QStringLiteral("%1 namespaces").arg(n);
        return list;
    }

private:
    sandbox::Cluster m_cluster;
    k8s::RestConfig m_config;
    QTemporaryDir m_folder;
    int m_namespaces = 0;
    int m_runs = 0;
};

} // namespace assay::test
