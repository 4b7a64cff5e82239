// SPDX-License-Identifier: Apache-2.0
#include "ladder.h"

#include <models/cluster/gpu.h>
#include <models/cluster/manifest_rules.h>

#include <QCoreApplication>

namespace assay::app {

using models::ErrorType;
using namespace Qt::StringLiterals;

struct ImageNeedsText
{
    Q_DECLARE_TR_FUNCTIONS(ImageNeedsText)
};

static Rung checkGpu(const Ladder &ladder, const models::CustomImageTestConfiguration &test,
                     const ClusterFacts &cluster)
{
    const QString name = ImageNeedsText::tr("GPU");
    const QString wanted = gpuResourceFor(test, cluster);
    if (!cluster.gpus) {
        ladder.warn(name,
                    ImageNeedsText::tr("The cluster's nodes may not be listed, so whether one "
                                       "has %1 is not known.")
                        .arg(wanted),
                    ImageNeedsText::tr("If none has, the scheduler says so."));
        return std::nullopt;
    }
    if (cluster.gpus->contains(wanted)) {
        ladder.pass(name, ImageNeedsText::tr("A node of this cluster has %1.").arg(wanted));
        return std::nullopt;
    }
    const QString detail =
        ImageNeedsText::tr("No node of this cluster has %1 to give.").arg(wanted);
    // Whoever names the resource may know of nodes that an autoscaler adds.
    if (!models::gpuResourceIn(test.resources).isEmpty()) {
        ladder.warn(name, detail,
                    ImageNeedsText::tr("The test goes on, in case an autoscaler adds one."));
        return std::nullopt;
    }
    return ladder.fail(
        ErrorType::ClusterError, name, detail,
        ImageNeedsText::tr("Use a cluster with GPUs and their device plugin. Where an "
                           "autoscaler adds such nodes, name the resource: "
                           "\"resources: {limits: {%1: 1}}\".")
            .arg(wanted));
}

Rung checkImageNeeds(const Ladder &ladder, const models::CustomImageTestConfiguration &test,
                     const models::Json &notebook, const ClusterFacts &cluster)
{
    const QString name = ImageNeedsText::tr("Notebook manifest");
    const QStringList rejected = models::rejectedBy(notebook, cluster.openDataHub);
    if (!rejected.isEmpty())
        return ladder.fail(ErrorType::ConfigurationError, name, rejected.join(u'\n'),
                           ImageNeedsText::tr("Correct \"template\" in the suite."));
    // Past the scheduler, which would say so: such a pod is deleted after a minute.
    const QString node = models::textAt(notebook, {"spec", "template", "spec", "nodeName"});
    if (!node.isEmpty() && !cluster.local && !cluster.nodes.isEmpty() &&
        !cluster.nodes.contains(node))
        return ladder.fail(
            ErrorType::ConfigurationError, name,
            ImageNeedsText::tr("The template puts the pod onto node %1, and the cluster has no "
                               "node of that name.")
                .arg(node),
            ImageNeedsText::tr("Correct nodeName in \"template\", or leave it out: the scheduler "
                               "chooses a node then."));
    ladder.pass(name, ImageNeedsText::tr("Nothing in it is known to be rejected."));
    return test.gpuRequired ? checkGpu(ladder, test, cluster) : std::nullopt;
}

} // namespace assay::app
