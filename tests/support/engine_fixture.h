// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/scripted_engine.h"

#include <k8s/containers/engine_client.h>

#include <QCoreApplication>
#include <QFile>
#include <QTest>

#include <memory>
#include <nlohmann/json.hpp>

namespace assay::tests {

//! The real engines whose sockets lie in $ASSAY_TEST_ENGINE_DIR: podman.sock, rootless.sock and
//! docker.sock, as far as they are there. They have the images localhost/test/NAME:1.0. A test
//! function runs once for each of them: a test calls addEngines() in its initTestCase_data(),
//! open() in init() and close() in cleanup().
class EngineFixture
{
public:
    //! Why there is no engine to test against; empty where there is one.
    static QString reasonToSkip()
    {
        if (!engines().isEmpty())
            return {};
        return qEnvironmentVariable("ASSAY_TEST_NO_ENGINE",
                                    QStringLiteral("ASSAY_TEST_ENGINE_DIR names no folder with "
                                                   "podman.sock, rootless.sock or docker.sock"));
    }

    static QStringList engines()
    {
        QStringList found;
        for (const char *name : {"podman", "rootless", "docker"}) {
            if (QFile::exists(socketOf(QString::fromLatin1(name))))
                found << QString::fromLatin1(name);
        }
        return found;
    }

    static void addEngines()
    {
        QTest::addColumn<QString>("engine");
        for (const QString &name : engines())
            QTest::newRow(qPrintable(name)) << name;
    }

    void open(const QString &engine)
    {
        m_name = engine;
        m_client = std::make_unique<containers::EngineClient>(
            containers::EngineAddress{socketOf(engine), {}});
    }
    //! Removes what was made; what could not be.
    QStringList close()
    {
        QStringList left;
        const auto made = answerOf(m_client->containers({label()}));
        if (!made)
            left << made.error().message;
        for (const auto &container : made.value_or(std::vector<containers::ContainerSummary>())) {
            if (const auto removed = answerOf(m_client->removeContainer(container.id)); !removed)
                left << removed.error().message;
        }
        const auto volumes = answerOf(m_client->volumes({label()}));
        for (const auto &volume : volumes.value_or(std::vector<containers::Volume>())) {
            if (const auto removed = answerOf(m_client->removeVolume(volume.name)); !removed)
                left << removed.error().message;
        }
        m_client.reset();
        return left;
    }

    containers::EngineClient &client() { return *m_client; }
    bool isRootless() const { return m_name == QLatin1String("rootless"); }
    bool isDocker() const { return m_name == QLatin1String("docker"); }

    //! Of this process alone: another run of a test may be under way, or its remains.
    static QString label()
    {
        return QStringLiteral("assay.test=%1").arg(QCoreApplication::applicationPid());
    }
    QString ownName()
    {
        return QStringLiteral("assay-test-%1-%2")
            .arg(QCoreApplication::applicationPid())
            .arg(++m_names);
    }
    static QString image(const char *name)
    {
        return QStringLiteral("localhost/test/%1:1.0").arg(QLatin1String(name));
    }
    //! A body for a container that runs a shell's line with the image's own network turned off.
    nlohmann::json body(const char *imageName, const std::vector<std::string> &command = {})
    {
        const QStringList own = label().split(u'=');
        nlohmann::json body{{"Image", image(imageName).toStdString()},
                            {"Labels", {{own[0].toStdString(), own[1].toStdString()}}},
                            {"HostConfig", {{"NetworkMode", "none"}}}};
        if (!command.empty()) {
            body["Entrypoint"] = {command.front()};
            body["Cmd"] = std::vector<std::string>(command.begin() + 1, command.end());
        }
        return body;
    }
    //! Its id; empty where it could not be made.
    QString create(const nlohmann::json &body)
    {
        const auto created = answerOf(m_client->createContainer(ownName(), body));
        if (!created)
            qWarning("%s", qPrintable(created.error().message));
        return created ? created->id : QString();
    }
    QString run(const nlohmann::json &body)
    {
        const QString id = create(body);
        const auto started = answerOf(m_client->startContainer(id));
        if (!started)
            qWarning("%s", qPrintable(started.error().message));
        return started ? id : QString();
    }
    QString runIdle(const char *imageName = "py-workbench")
    {
        return run(body(imageName, {"sleep", "600"}));
    }
    k8s::Result<containers::ContainerState> state(const QString &id)
    {
        return answerOf(m_client->inspectContainer(id));
    }
    bool waitForEnd(const QString &id)
    {
        return QTest::qWaitFor(
            [&] {
                const auto now = state(id);
                return now && now->hasEnded();
            },
            // One at its limit of memory may long trade pages with a busy disk before the kernel
            // ends it.
            3 * enginePatience);
    }
    k8s::JobPtr<k8s::ExecJob> exec(const containers::ContainerCommand &command)
    {
        auto job = m_client->exec(command);
        if (!ended(*job))
            job->abort();
        return job;
    }

private:
    static QString socketOf(const QString &engine)
    {
        const QString folder = qEnvironmentVariable("ASSAY_TEST_ENGINE_DIR");
        return folder.isEmpty() ? QString() : folder + u'/' + engine + QLatin1String(".sock");
    }

    std::unique_ptr<containers::EngineClient> m_client;
    QString m_name;
    int m_names = 0;
};

} // namespace assay::tests
