// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/resource.h>

#include <QUrl>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static Resource named(const QString &group, const QString &version, const QString &plural,
                      const QString &kind, bool namespaced = true)
{
    return Resource{group, version, plural, kind, namespaced};
}

QString Resource::path(const QString &nameSpace, const QString &name,
                       const QString &subresource) const
{
    QString result = group.isEmpty() ? u"/api"_s : u"/apis"_s;
    const auto append = [&result](const QString &part) {
        if (!part.isEmpty())
            result += u'/' + QString::fromLatin1(QUrl::toPercentEncoding(part));
    };
    append(group);
    append(version);
    if (namespaced && !nameSpace.isEmpty()) {
        append(u"namespaces"_s);
        append(nameSpace);
    }
    append(plural);
    append(name);
    append(subresource);
    return result;
}

QString Resource::apiVersion() const
{
    return group.isEmpty() ? version : group + u'/' + version;
}

Resource Resource::namespaces()
{
    return named({}, u"v1"_s, u"namespaces"_s, u"Namespace"_s, false);
}

Resource Resource::pods()
{
    return named({}, u"v1"_s, u"pods"_s, u"Pod"_s);
}

Resource Resource::events()
{
    return named({}, u"v1"_s, u"events"_s, u"Event"_s);
}

Resource Resource::persistentVolumeClaims()
{
    return named({}, u"v1"_s, u"persistentvolumeclaims"_s, u"PersistentVolumeClaim"_s);
}

Resource Resource::configMaps()
{
    return named({}, u"v1"_s, u"configmaps"_s, u"ConfigMap"_s);
}

Resource Resource::secrets()
{
    return named({}, u"v1"_s, u"secrets"_s, u"Secret"_s);
}

Resource Resource::serviceAccounts()
{
    return named({}, u"v1"_s, u"serviceaccounts"_s, u"ServiceAccount"_s);
}

Resource Resource::nodes()
{
    return named({}, u"v1"_s, u"nodes"_s, u"Node"_s, false);
}

Resource Resource::statefulSets()
{
    return named(u"apps"_s, u"v1"_s, u"statefulsets"_s, u"StatefulSet"_s);
}

Resource Resource::storageClasses()
{
    return named(u"storage.k8s.io"_s, u"v1"_s, u"storageclasses"_s, u"StorageClass"_s, false);
}

Resource Resource::notebooks()
{
    return named(u"kubeflow.org"_s, u"v1"_s, u"notebooks"_s, u"Notebook"_s);
}

Resource Resource::customResourceDefinitions()
{
    return named(u"apiextensions.k8s.io"_s, u"v1"_s, u"customresourcedefinitions"_s,
                 u"CustomResourceDefinition"_s, false);
}

Resource Resource::selfSubjectAccessReviews()
{
    return named(u"authorization.k8s.io"_s, u"v1"_s, u"selfsubjectaccessreviews"_s,
                 u"SelfSubjectAccessReview"_s, false);
}

Resource Resource::resourceQuotas()
{
    return named({}, u"v1"_s, u"resourcequotas"_s, u"ResourceQuota"_s);
}

Resource Resource::limitRanges()
{
    return named({}, u"v1"_s, u"limitranges"_s, u"LimitRange"_s);
}

Resource Resource::podMetrics()
{
    return named(u"metrics.k8s.io"_s, u"v1beta1"_s, u"pods"_s, u"PodMetrics"_s);
}

Resource Resource::projects()
{
    return named(u"project.openshift.io"_s, u"v1"_s, u"projects"_s, u"Project"_s, false);
}

Resource Resource::projectRequests()
{
    return named(u"project.openshift.io"_s, u"v1"_s, u"projectrequests"_s, u"ProjectRequest"_s,
                 false);
}

} // namespace assay::k8s
