// SPDX-License-Identifier: Apache-2.0
#include <models/words/fault_words.h>

#include <QCoreApplication>

namespace assay::models {

namespace {
struct FaultWords
{
    Q_DECLARE_TR_FUNCTIONS(FaultWords)
};
} // namespace

QString whoCanMend(Fault fault)
{
    switch (fault) {
    case Fault::Image:
        return FaultWords::tr("The image's author can mend this.");
    case Fault::Configuration:
        return FaultWords::tr("Whoever wrote the test can mend this, in its configuration or "
                              "template.");
    case Fault::Cluster:
        return FaultWords::tr("The cluster's administrator can mend this; it says nothing about "
                              "the image.");
    case Fault::Node:
        return FaultWords::tr("The cluster's administrator can mend this, on the node; it says "
                              "nothing about the image.");
    case Fault::Registry:
        return FaultWords::tr("Whoever runs the registry, or the network between it and the "
                              "cluster, can mend this; it says nothing about the image.");
    case Fault::Unknown:
        break;
    }
    return {};
}

QString whereItBelongs(Fix::Kind kind)
{
    switch (kind) {
    case Fix::Kind::Containerfile:
        return FaultWords::tr("In the Containerfile:");
    case Fix::Kind::Suite:
        return FaultWords::tr("In the test of the suite:");
    case Fix::Kind::Kubectl:
        return FaultWords::tr("On the command line:");
    }
    return {};
}

} // namespace assay::models
