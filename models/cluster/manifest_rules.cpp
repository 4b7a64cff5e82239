// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/manifest_rules.h>

#include <QCoreApplication>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct ManifestText
{
    Q_DECLARE_TR_FUNCTIONS(ManifestText)
};
} // namespace

static bool isTrue(const Json &value)
{
    return value.is_boolean() && value.get<bool>();
}

//! The validating webhook of odh-notebook-controller.
static QStringList rejectedByOpenDataHub(const Json &podSpec, const QString &name)
{
    QStringList reasons;
    for (const char *field : {"hostNetwork", "hostPID", "hostIPC"}) {
        if (isTrue(at(podSpec, {field})))
            reasons << ManifestText::tr("Open Data Hub rejects workbenches with %1: leave it out "
                                        "of the template.")
                           .arg(QString::fromLatin1(field));
    }
    for (const Json &volume : listAt(podSpec, {"volumes"})) {
        if (at(volume, {"hostPath"}).is_object())
            reasons << ManifestText::tr(
                           "Open Data Hub rejects volumes of the node (hostPath), such "
                           "as “%1”: use another kind of volume.")
                           .arg(textAt(volume, {"name"}));
    }
    for (const char *list : {"initContainers", "containers"}) {
        for (const Json &container : listAt(podSpec, {list})) {
            if (isTrue(at(container, {"securityContext", "privileged"})))
                reasons << ManifestText::tr("Open Data Hub rejects privileged containers, such as "
                                            "“%1”: leave privileged out.")
                               .arg(textAt(container, {"name"}));
        }
    }
    const QString account = textAt(podSpec, {"serviceAccountName"});
    if (!account.isEmpty() && account != name)
        reasons << ManifestText::tr("Open Data Hub rejects service accounts that are not named as "
                                    "the workbench: the template says “%1”, and it must be “%2”.")
                       .arg(account, name);
    return reasons;
}

QStringList rejectedBy(const Json &notebook, bool openDataHub)
{
    const Json &podSpec = at(notebook, {"spec", "template", "spec"});
    const QString name = textAt(notebook, {"metadata", "name"});
    QStringList reasons;
    QStringList containers;
    for (const Json &container : listAt(podSpec, {"containers"})) {
        const QString one = textAt(container, {"name"});
        if (containers.contains(one))
            reasons << ManifestText::tr("Two containers are named “%1”: give each a name of its "
                                        "own.")
                           .arg(one);
        containers << one;
    }
    if (!containers.contains(name))
        reasons << ManifestText::tr("The Notebook has no container named “%1”, in which the "
                                    "packages are imported: name its main container so.")
                       .arg(name);
    QStringList volumes;
    for (const Json &volume : listAt(podSpec, {"volumes"}))
        volumes << textAt(volume, {"name"});
    for (const char *list : {"initContainers", "containers"}) {
        for (const Json &container : listAt(podSpec, {list})) {
            for (const Json &mount : listAt(container, {"volumeMounts"})) {
                const QString volume = textAt(mount, {"name"});
                if (!volumes.contains(volume))
                    reasons << ManifestText::tr("Container “%1” mounts a volume “%2” that the "
                                                "Notebook does not have.")
                                   .arg(textAt(container, {"name"}), volume);
            }
        }
    }
    if (openDataHub)
        reasons += rejectedByOpenDataHub(podSpec, name);
    return reasons;
}

} // namespace assay::models
