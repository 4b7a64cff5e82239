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

bool hasClaimEvent(const Workbench &workbench)
{
    const auto &events = workbench.history.events;
    return std::any_of(events.begin(), events.end(), [](const KubernetesEvent &event) {
        return event.objectKind == "PersistentVolumeClaim"_L1;
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

//! Says for which claim is waited, where it was only said that one is.
Diagnosis withPending(Diagnosis d, const Workbench &workbench, const Json &claim)
{
    static const QStringList vague{u"claim-waits"_s, u"claim-unbound"_s, u"claim-unbound-in-time"_s,
                                   u"no-node-chosen"_s};
    if (!vague.contains(d.rule))
        return d;
    const QString storage = classOf(claim);
    if (storage.isEmpty() && textAt(claim, {"spec", "volumeName"}).isEmpty() &&
        !hasClaimEvent(workbench))
        explainClaim(
            d, workbench,
            u"no persistent volumes available for this claim and no storage class is set"_s,
            u"FailedBinding"_s);
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
    return claimIn(workbench, "Pending"_L1);
}

Evidence claimEvidence(const Json &claim)
{
    QString text = u"phase "_s + textAt(claim, {"status", "phase"});
    if (const QString storage = classOf(claim); !storage.isEmpty())
        text += u", storage class "_s + storage;
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
