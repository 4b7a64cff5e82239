// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "choice/test_selection.h"
#include "cluster/rehearsed_objects.h"
#include "commands/places.h"
#include "output/interrupts.h"

#include <app/cluster/cancellation.h>
#include <app/line/command_line.h>

#include <QPointer>
#include <QTemporaryDir>

namespace assay::app {

//! `assay run --dry-run`: what a run does before it creates anything, and nothing after that. What
//! was looked at goes to standard error, the objects that would be created to standard output.
class Rehearsal : public QObject
{
    Q_OBJECT
public:
    explicit Rehearsal(RunCommand command);
    ~Rehearsal() override;
    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void end(int status, const QStringList &problems = {});
    static QCoro::Task<> rehearseAll(QPointer<Rehearsal> self,
                                     std::vector<k8s::RestConfig> clusters,
                                     std::shared_ptr<Cancellation> cancellation);
    //! Exit status of all tests on one cluster.
    static QCoro::Task<int> rehearseOn(QPointer<Rehearsal> self,
                                       std::shared_ptr<k8s::Client> client,
                                       std::shared_ptr<Cancellation> cancellation);
    std::shared_ptr<Validation> prepare(std::size_t test, std::shared_ptr<k8s::Client> client,
                                        const ClusterFacts &facts,
                                        std::shared_ptr<Cancellation> cancellation) const;
    void say(const QString &line) const;

    const RunCommand m_command;
    TestSelection m_selection;
    Places m_places;
    QTemporaryDir m_records; //!< none of them stays
    std::vector<RehearsedObject> m_objects;
    std::shared_ptr<Cancellation> m_cancellation = std::make_shared<Cancellation>();
    Interrupts m_interrupts;
};

} // namespace assay::app
