// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "choice/test_selection.h"
#include "cluster/rehearsed_objects.h"
#include "commands/places.h"
#include "output/interrupts.h"

#include <app/cluster/cancellation.h>
#include <app/line/command_line.h>

#include <QPointer>

namespace assay::app {

//! Documents to standard output: YAML, over each the places that differ from the template, or one
//! JSON List.
void printObjects(const std::vector<RehearsedObject> &objects, bool json);

//! `assay manifest`: prints what a run would create, or what rights it needs.
class ManifestPrinter : public QObject
{
    Q_OBJECT
public:
    explicit ManifestPrinter(ManifestCommand command);
    ~ManifestPrinter() override;
    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void end(int status, const QStringList &problems = {});
    void printFor(const ClusterFacts &cluster);
    static QCoro::Task<> ask(QPointer<ManifestPrinter> self, std::shared_ptr<k8s::Client> client,
                             std::shared_ptr<Cancellation> cancellation);

    const ManifestCommand m_command;
    TestSelection m_selection;
    Places m_places;
    std::shared_ptr<Cancellation> m_cancellation = std::make_shared<Cancellation>();
    Interrupts m_interrupts;
};

} // namespace assay::app
