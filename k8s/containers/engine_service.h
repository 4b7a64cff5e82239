// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_search.h>

#include <QTemporaryDir>

class QProcess;

namespace assay::containers {

//! `podman system service` as a child of this process, with a socket that nobody else may use.
class ServiceProcess final : public EngineService
{
    Q_OBJECT
public:
    //! `program` is podman's path.
    ServiceProcess(const QString &program, const EngineSurroundings &surroundings);
    ~ServiceProcess() override;

    //! Why it cannot be started at all; then it must not be.
    const std::optional<Error> &problem() const { return m_problem; }
    void start();
    //! Ends and deletes it; also from another thread, and inside its own signals.
    static void discard(ServiceProcess *service);

private:
    void onEnded();
    void stop();

    const QString m_program;
    const QProcessEnvironment m_variables;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Error> m_problem;
    QProcess *m_process = nullptr;
    QByteArray m_words;
};

} // namespace assay::containers
