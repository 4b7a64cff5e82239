// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/left_behind.h"
#include "interrupts.h"

#include <app/cluster/cancellation.h>
#include <app/commands/command_line.h>

namespace assay::app {

//! `assay clean`: says what earlier runs left on a cluster, and deletes it once that is wanted.
class Clean : public QObject
{
    Q_OBJECT
public:
    explicit Clean(CleanCommand command);
    ~Clean() override;
    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    //! Asks on a terminal; elsewhere only --yes says yes.
    bool isWanted() const;
    static QCoro::Task<> run(QPointer<Clean> clean, std::shared_ptr<k8s::Client> client,
                             std::shared_ptr<Cancellation> cancellation);
    static QCoro::Task<> look(QPointer<Clean> clean, std::shared_ptr<k8s::Client> client,
                              std::shared_ptr<Cancellation> cancellation);
    void say(const QString &line) const;

    const CleanCommand m_command;
    std::shared_ptr<Cancellation> m_cancellation = std::make_shared<Cancellation>();
    Interrupts m_interrupts;
};

} // namespace assay::app
