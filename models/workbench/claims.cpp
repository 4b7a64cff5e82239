// SPDX-License-Identifier: Apache-2.0
#include "claims.h"

#include "failures/observing.h"
#include "reachability.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct ClaimText
{
    Q_DECLARE_TR_FUNCTIONS(WorkbenchClaim)
};

const Json *claimIn(const Workbench &workbench, QLatin1StringView phase)
{
    const auto &claims = workbench.claims;
    const auto at = std::find_if(claims.begin(), claims.end(), [phase](const Json &claim) {
        return textAt(claim, {"status", "phase"}) == phase;
    });
    return at == claims.end() ? nullptr : &*at;
}

QString classOf(const Json &claim)
{
    return textAt(claim, {"spec", "storageClassName"});
}

QString volumeNamedBy(const Json &claim)
{
    return textAt(claim, {"spec", "volumeName"});
}

bool hasEvent(const Workbench &workbench, const Json &claim)
{
    const auto &events = workbench.history.events;
    return std::any_of(events.begin(), events.end(), [&claim](const KubernetesEvent &event) {
        return event.objectKind == "PersistentVolumeClaim"_L1 && event.objectName == nameOf(claim);
    });
}

void explainClaim(Diagnosis &d, const Workbench &workbench, const QString &words,
                  const QString &reason)
{
    classification::explain(
        d, workbench.history, nullptr,
        classification::observationOf(Place::Claim, workbench.history, nullptr, words, reason));
}

std::optional<Diagnosis> withLost(std::optional<Diagnosis> found, const Workbench &workbench,
                                  const Json &claim)
{
    // A container that runs or failed had its volumes.
    if (textAt(workbench.history.pod, {"status", "phase"}) != "Pending"_L1 ||
        (found && !found->container.isEmpty()))
        return found;
    Diagnosis d = found.value_or(Diagnosis());
    const bool isKnown = d.rule == "volume-gone"_L1 || d.rule == "claim-lost-its-volume"_L1;
    if (!isKnown) {
        d.reason = u"ClaimLost"_s;
        explainClaim(d, workbench, QString(), d.reason);
        d.summary += u' ' + ClaimText::tr("It is the claim \"%1\".").arg(nameOf(claim));
    }
    d.evidence.push_back(claimEvidence(claim));
    return d;
}

const Json *volumeNamed(const Workbench &workbench, const QString &name)
{
    const auto &volumes = workbench.volumes;
    const auto at = std::find_if(volumes.begin(), volumes.end(),
                                 [&name](const Json &volume) { return nameOf(volume) == name; });
    return at == volumes.end() ? nullptr : &*at;
}

//! Whether the volume is kept for another claim, or for an earlier one of the same name.
bool isOfAnother(const Json &volume, const Json &claim)
{
    const Json &owner = at(volume, {"spec", "claimRef"});
    if (!owner.is_object())
        return false;
    const QString uid = textAt(owner, {"uid"});
    return textAt(owner, {"name"}) != nameOf(claim) ||
           textAt(owner, {"namespace"}) != textAt(claim, {"metadata", "namespace"}) ||
           (!uid.isEmpty() && uid != textAt(claim, {"metadata", "uid"}));
}

//! The cluster says nothing of a claim that names its volume and does not get it.
void explainNamedVolume(Diagnosis &d, const Workbench &workbench, const Json &claim)
{
    const QString name = volumeNamedBy(claim);
    const Json *volume = volumeNamed(workbench, name);
    if (!volume && workbench.known.contains(ClusterObjects::Kind::Volume)) {
        explainClaim(d, workbench, u"persistentvolume \"%1\" not found"_s.arg(name),
                     u"FailedBinding"_s);
        return;
    }
    if (volume && isOfAnother(*volume, claim)) {
        explainClaim(d, workbench, u"volume \"%1\" already bound to a different claim."_s.arg(name),
                     u"FailedBinding"_s);
    } else {
        explainClaim(d, workbench,
                     u"volume \"%1\" is named by the claim and not bound to it"_s.arg(name),
                     u"FailedBinding"_s);
    }
    if (volume) {
        d.evidence.push_back({Evidence::Kind::Condition,
                              u"persistentvolume "_s + name,
                              u"phase "_s + textAt(*volume, {"status", "phase"}),
                              {},
                              textAt(*volume, {"metadata", "resourceVersion"})});
    }
}

//! Says for which claim is waited, where it was only said that one is.
Diagnosis withPending(Diagnosis d, const Workbench &workbench, const Json &claim)
{
    static const QStringList vague{u"claim-waits"_s, u"claim-unbound"_s, u"claim-unbound-in-time"_s,
                                   u"no-node-chosen"_s};
    if (!vague.contains(d.rule))
        return d;
    const QString storage = classOf(claim);
    if (!hasEvent(workbench, claim)) {
        if (!volumeNamedBy(claim).isEmpty())
            explainNamedVolume(d, workbench, claim);
        else if (storage.isEmpty())
            explainClaim(
                d, workbench,
                u"no persistent volumes available for this claim and no storage class is set"_s,
                u"FailedBinding"_s);
    }
    d.summary +=
        u' ' + (storage.isEmpty()
                    ? ClaimText::tr("Its claim \"%1\" is Pending.").arg(nameOf(claim))
                    : ClaimText::tr("Its claim \"%1\" of the storage class \"%2\" is Pending.")
                          .arg(nameOf(claim), storage));
    d.evidence.push_back(claimEvidence(claim));
    return d;
}

} // namespace

const Json *pendingClaim(const Workbench &workbench)
{
    // One whose volume is made when a node was chosen is in nobody's way.
    for (const Json &claim : workbench.claims) {
        if (textAt(claim, {"status", "phase"}) == "Pending"_L1 && !volumeNamedBy(claim).isEmpty())
            return &claim;
    }
    return claimIn(workbench, "Pending"_L1);
}

Evidence claimEvidence(const Json &claim)
{
    QString text = u"phase "_s + textAt(claim, {"status", "phase"});
    if (const QString storage = classOf(claim); !storage.isEmpty())
        text += u", storage class "_s + storage;
    if (const QString volume = volumeNamedBy(claim);
        !volume.isEmpty() && textAt(claim, {"status", "phase"}) == "Pending"_L1)
        text += u", volume "_s + volume;
    return {Evidence::Kind::Condition,
            u"persistentvolumeclaim "_s + nameOf(claim),
            text,
            {},
            textAt(claim, {"metadata", "resourceVersion"})};
}

std::optional<Diagnosis> withClaims(std::optional<Diagnosis> found, const Workbench &workbench)
{
    if (const Json *lost = claimIn(workbench, "Lost"_L1))
        return withLost(std::move(found), workbench, *lost);
    const Json *pending = pendingClaim(workbench);
    if (!found || !pending)
        return found;
    return withPending(*std::move(found), workbench, *pending);
}

} // namespace assay::models
