// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output/interrupts.h"

#include <app/cluster/cancellation.h>
#include <app/line/command_line.h>
#include <k8s/client.h>

#include <QCoro/QCoroTask>
#include <QPointer>

namespace assay::app {

//! `assay import imagestream` of a cluster: lists a namespace's ImageStreams, and writes nothing
//! there.
class StreamImport : public QObject
{
    Q_OBJECT
public:
    explicit StreamImport(ImportCommand command);
    ~StreamImport() override;
    void start();

Q_SIGNALS:
    //! As importSuite(), and 3 where the cluster could not be asked or has none.
    void finished(int exitStatus);

private:
    using Client = std::shared_ptr<k8s::Client>;
    using Stop = std::shared_ptr<Cancellation>;
    static QCoro::Task<> run(QPointer<StreamImport> self, Client client, Stop stop);
    void take(const k8s::Result<models::Json> &answer, const k8s::RestConfig &cluster);

    const ImportCommand m_command;
    QString m_nameSpace;
    Stop m_cancellation = std::make_shared<Cancellation>();
    Interrupts m_interrupts;
};

} // namespace assay::app
