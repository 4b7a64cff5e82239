// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/program.h"
#include "support/scripted_engine.h"

#include <k8s/containers/engine_client.h>

#include <QDir>
#include <QFileInfo>

namespace assay::test {

//! A container engine of this machine, as the program's tests use it: its socket, and what runs of
//! the program left there. A test function runs once for each of them.
class LocalEngine
{
public:
    static void addRows()
    {
        QTest::addColumn<QString>("engine");
        for (const char *engine : {"podman", "rootless", "docker"})
            QTest::newRow(engine) << QString::fromLatin1(engine);
    }
    static QString reasonToSkip(const QString &engine)
    {
        return QFileInfo::exists(socketOf(engine))
                   ? QString()
                   : QStringLiteral("this container engine is not up: tests look for its socket in "
                                    "$ASSAY_TEST_ENGINE_DIR");
    }
    static QString socketOf(const QString &engine)
    {
        const QString folder = qEnvironmentVariable(
            "ASSAY_TEST_ENGINE_DIR", QDir::homePath() + QStringLiteral("/.cache/assay-engine"));
        return folder + u'/' + engine + QStringLiteral(".sock");
    }

    explicit LocalEngine(const QString &engine)
        : m_socket(socketOf(engine))
        , m_client(containers::EngineAddress{m_socket, {}})
    {
    }
    QString url() const { return QStringLiteral("unix://") + m_socket; }
    const QString &socket() const { return m_socket; }
    containers::EngineClient &client() { return m_client; }

    //! Of the tests of one run of the program: containers and volumes whose name has `part`.
    QStringList left(const QString &part)
    {
        QStringList names;
        const QStringList label{QStringLiteral("assay.owner")};
        const auto containers = tests::answerOf(m_client.containers(label));
        for (const auto &one : containers.value_or(std::vector<containers::ContainerSummary>())) {
            if (one.name.contains(part))
                names << QStringLiteral("container ") + one.name;
        }
        const auto volumes = tests::answerOf(m_client.volumes(label));
        for (const auto &one : volumes.value_or(std::vector<containers::Volume>())) {
            if (one.name.contains(part))
                names << QStringLiteral("volume ") + one.name;
        }
        return names;
    }

private:
    QString m_socket;
    containers::EngineClient m_client;
};

} // namespace assay::test
