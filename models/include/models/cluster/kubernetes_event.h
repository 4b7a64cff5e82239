// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

namespace assay::models {

//! A core/v1 Event, reduced to what is shown and reasoned about.
struct KubernetesEvent
{
    QString uid;
    QString type; //!< "Normal", "Warning"
    QString reason;
    QString message;
    QString objectKind; //!< involvedObject
    QString objectName;
    QString container; //!< from fieldPath spec.containers{NAME} or spec.initContainers{NAME}
    QString source;    //!< component
    int count = 1;
    QDateTime firstAt;
    QDateTime lastAt; //!< series.lastObservedTime, else lastTimestamp, else eventTime, else
                      //!< firstTimestamp

    static KubernetesEvent fromObject(const Json &event);
    bool isWarning() const { return type == QLatin1String("Warning"); }
    QString toLine() const; //!< "Warning Failed: Error: ImagePullBackOff (x3)"
    bool operator==(const KubernetesEvent &) const = default;
};

void to_json(Json &j, const KubernetesEvent &e);
void from_json(const Json &j, KubernetesEvent &e);

} // namespace assay::models
