// SPDX-License-Identifier: Apache-2.0
#include "scheduler_message.h"

#include <QRegularExpression>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

SchedulerMessage readSchedulerMessage(const QString &message)
{
    // Other schedulers (Volcano, KAI) say that all nodes are unavailable.
    static const QRegularExpression whole(
        u"\\A\\s*(?:\\d+/(\\d+)|[Aa]ll) nodes?(?: (?:are|is) (?:un)?available)?:? ?(.*?)"
        "(?:[.,]? ?(?:still not schedulable|no new claims to deallocate|"
        "(?:not )?eligible[^,.]*)?[.,]? ?preemption: (.*))?\\z"_s,
        QRegularExpression::DotMatchesEverythingOption);
    // What the plugins for claimed devices add after the nodes' reasons.
    static const QRegularExpression afterwards(
        u"\\. (?:still not schedulable|no new claims to deallocate)[^.]*\\z"_s);
    // Kubernetes before 1.19 said how often a pod's own reason came up.
    static const QRegularExpression repeated(u" \\(repeated \\d+ times\\)"_s);
    static const QRegularExpression counted(u"\\A(\\d+) (?=\\D)"_s);
    // A reason may hold commas itself ("…}, that the pod didn't tolerate"): the next begins with
    // its number of nodes.
    static const QRegularExpression next(u"(?:, |(?<=[\\w}])\\. )(?=\\d+ \\D)"_s);
    SchedulerMessage out;
    const auto match = whole.match(message);
    if (!match.hasMatch()) {
        if (!message.trimmed().isEmpty())
            out.reasons.push_back({0, message.trimmed()});
        return out;
    }
    out.nodes = match.captured(1).toInt();
    out.preemption = match.captured(3).trimmed();
    QString list = match.captured(2).trimmed();
    while (list.endsWith(u'.'))
        list.chop(1);
    list.remove(afterwards);
    for (QString reason : list.split(next, Qt::SkipEmptyParts)) {
        const auto count = counted.match(reason);
        reason.remove(0, count.capturedLength());
        reason.remove(repeated);
        while (reason.endsWith(u'.'))
            reason.chop(1);
        out.reasons.push_back({count.captured(1).toInt(), reason});
    }
    if (match.captured(1).isEmpty()) {
        for (const NodeReason &reason : out.reasons)
            out.nodes += reason.nodes;
    }
    return out;
}

} // namespace assay::models::classification
