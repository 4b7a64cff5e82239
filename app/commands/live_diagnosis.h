// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output/interrupts.h"

#include <app/cluster/cancellation.h>
#include <app/line/command_line.h>
#include <k8s/client.h>
#include <models/workbench/workbench_diagnosis.h>

#include <QCoro/QCoroTask>
#include <QElapsedTimer>
#include <QPointer>

namespace assay::app {

//! `assay diagnose` of a cluster: lists, reads logs, and writes nothing there.
class LiveDiagnosis : public QObject
{
    Q_OBJECT
public:
    explicit LiveDiagnosis(DiagnoseCommand command);
    ~LiveDiagnosis() override;
    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    using Client = std::shared_ptr<k8s::Client>;
    using Stop = std::shared_ptr<Cancellation>;
    static QCoro::Task<> run(QPointer<LiveDiagnosis> self, Client client, Stop stop);
    static QCoro::Task<> look(QPointer<LiveDiagnosis> self, Client client, Stop stop);
    //! Lists, and waits for changes, until what was asked for has an end, and prints it.
    static QCoro::Task<int> lookUntilDone(QPointer<LiveDiagnosis> self, Client client, Stop stop,
                                          DiagnoseCommand command);
    //! Whether a watch is over; tells what has changed meanwhile.
    bool hasSettled(const models::Workbench &workbench);

    const DiagnoseCommand m_command;
    Stop m_cancellation = std::make_shared<Cancellation>();
    QString m_told;    //!< of a watch, the last line
    QString m_trouble; //!< of a watch, what may still heal
    QElapsedTimer m_troubled;
    Interrupts m_interrupts;
};

} // namespace assay::app
