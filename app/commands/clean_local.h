// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clean_report.h"
#include "output/interrupts.h"

#include <app/line/command_line.h>
#include <k8s/containers/engine_client.h>
#include <k8s/containers/engine_search.h>

#include <QCoro/QCoroTask>
#include <QPointer>

namespace assay::app {

//! `assay clean --local`: containers and volumes that earlier runs left on the engine.
class CleanLocal : public QObject
{
    Q_OBJECT
public:
    explicit CleanLocal(CleanCommand command);

    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    struct Left
    {
        models::ObjectRef ref; //!< a container's uid is its id
        QString text;
        bool isVolume = false;
    };
    static QCoro::Task<> look(QPointer<CleanLocal> clean);
    static QCoro::Task<> remove(QPointer<CleanLocal> clean, std::vector<Left> left);
    enum class Owner { Gone, Runs, Elsewhere };
    static Owner ownerOf(const QMap<QString, QString> &labels,
                         const std::vector<containers::ContainerSummary> &all);
    //! What belongs to no process that still runs; says what does. `all` is what the engine has.
    std::vector<Left> leftOf(const std::vector<containers::ContainerSummary> &all,
                             const std::vector<containers::Volume> &volumes);
    void say(const QString &line) const;
    void end(int status);

    CleanCommand m_command;
    CleanReport m_report;
    std::shared_ptr<containers::EngineService> m_service;
    std::unique_ptr<containers::EngineClient> m_client;
    Interrupts m_interrupts;
};

} // namespace assay::app
