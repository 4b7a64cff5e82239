// SPDX-License-Identifier: Apache-2.0
#include <models/words/place_words.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {
struct PlaceWords
{
    Q_DECLARE_TR_FUNCTIONS(PlaceWords)
};
} // namespace

QString textOf(const ClusterSeen &cluster)
{
    QStringList parts;
    if (!cluster.kubernetes.isEmpty())
        parts << PlaceWords::tr("Kubernetes %1").arg(cluster.kubernetes);
    if (!cluster.openShift.isEmpty())
        parts << PlaceWords::tr("OpenShift %1").arg(cluster.openShift);
    if (!cluster.operatorVersion.isEmpty())
        parts << (cluster.operatorName.isEmpty() ? PlaceWords::tr("Open Data Hub operator")
                                                 : cluster.operatorName) +
                     u' ' + cluster.operatorVersion;
    return parts.join(u", "_s);
}

QString textOf(const NodeSeen &node)
{
    QStringList parts;
    if (!node.architecture.isEmpty())
        parts << node.architecture;
    if (!node.kubelet.isEmpty())
        parts << PlaceWords::tr("kubelet %1").arg(node.kubelet);
    if (!node.runtime.isEmpty())
        parts << node.runtime;
    const QString name = PlaceWords::tr("node %1").arg(node.name);
    return parts.isEmpty() ? name : name + " ("_L1 + parts.join(u", "_s) + u')';
}

QString commitText(const RunOrigin &origin)
{
    if (origin.commit.isEmpty())
        return {};
    const QString commit = origin.commit.left(12);
    return origin.isDirty ? PlaceWords::tr("commit %1, with changes").arg(commit)
                          : PlaceWords::tr("commit %1").arg(commit);
}

} // namespace assay::models
