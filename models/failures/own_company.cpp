// SPDX-License-Identifier: Apache-2.0
#include <models/failures/own_company.h>

#include "scheduler_message.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct CompanyText
{
    Q_DECLARE_TR_FUNCTIONS(OwnCompany)
};

//! What the scheduler said that nodes have too little of; "pods" where they have too many of them.
QStringList shortResources(const Diagnosis &diagnosis)
{
    static const QRegularExpression insufficient(u"\\AInsufficient ([^\\s,]+)"_s);
    QStringList resources;
    for (const Evidence &evidence : diagnosis.evidence) {
        if (evidence.kind != Evidence::Kind::Condition)
            continue;
        // "Unschedulable: 0/3 nodes are available: …"
        const QString message = evidence.text.section(u": "_s, 1);
        for (const auto &reason : classification::readSchedulerMessage(message).reasons) {
            const QString resource = reason.text.startsWith(u"Too many pods"_s)
                                         ? u"pods"_s
                                         : insufficient.match(reason.text).captured(1);
            if (!resource.isEmpty() && !resources.contains(resource))
                resources << resource;
        }
    }
    return resources;
}
} // namespace

void OwnCompany::add(const Json &pod)
{
    const QString phase = textAt(pod, {"status", "phase"});
    if (textAt(pod, {"spec", "nodeName"}).isEmpty() || phase == u"Succeeded" || phase == u"Failed")
        return;
    ++workbenches;
    const ResourceAmounts own = requestsOf(pod);
    for (auto it = own.cbegin(); it != own.cend(); ++it)
        requests[it.key()] += it.value();
    requests[u"pods"_s] += 1;
}

Diagnosis besideOwnCompany(Diagnosis diagnosis, const OwnCompany &company)
{
    if (company.workbenches == 0 ||
        (diagnosis.rule != u"nodes-full" && diagnosis.rule != u"too-many-pods"))
        return diagnosis;
    QStringList held;
    for (const QString &resource : shortResources(diagnosis))
        if (company.requests.value(resource) > 0)
            held << resource;
    if (held.isEmpty())
        return diagnosis;
    const QString what = held.join(u", "_s);
    diagnosis.cause = CompanyText::tr("Not enough free %1 beside this run's other tests").arg(what);
    diagnosis.summary =
        CompanyText::tr("No node had enough free %1 for the pod while %n other workbench(es) of "
                        "this run held some of it.",
                        nullptr, company.workbenches)
            .arg(what);
    diagnosis.advice =
        CompanyText::tr("Run fewer at once (--jobs %1; in the window: Run, Tests at once), or ask "
                        "for less under \"resources\".")
            .arg(company.workbenches);
    return diagnosis;
}

} // namespace assay::models
