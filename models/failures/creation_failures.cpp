// SPDX-License-Identifier: Apache-2.0
#include "observing.h"

namespace assay::models::classification {

using namespace Qt::StringLiterals;

Diagnosis diagnoseCreation(const PodHistory &history, const Container &container)
{
    const Json &waiting = container.waiting();
    Diagnosis d;
    // Some kubelets put the whole error where the reason belongs.
    const QString said = textAt(waiting, {"reason"});
    d.reason = said.section(u':', 0, 0);
    d.container = container.name;
    d.evidence.push_back(stateEvidence(container, waiting));
    QString text = messageAt(waiting);
    if (text.isEmpty() && said != d.reason)
        text = said;
    // While it backs off the state may say only that: the event before says why.
    const auto *failed = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Failed" && concerns(event, container) &&
               !messageOf(event).contains(u"ImagePull"_s);
    });
    if (failed && (text.isEmpty() || text == container.name)) {
        text = messageOf(*failed);
        d.evidence.push_back(eventEvidence(*failed));
    }
    explain(d, history, &container,
            observationOf(Place::Creation, history, &container, text, d.reason));
    return d;
}

} // namespace assay::models::classification
