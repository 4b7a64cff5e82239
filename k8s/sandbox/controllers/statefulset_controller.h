// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "controller.h"
#include "store/event_recorder.h"
#include "store/pace.h"

namespace assay::sandbox {

//! Keeps each StatefulSet's pods: in order, recreated when they go, replaced when the template
//! changes.
class StatefulSetController : public Controller
{
    Q_OBJECT
public:
    StatefulSetController(Registry &registry, Pace pace, QObject *parent);

protected:
    void observe(const Change &change) override;
    void reconcile(const Key &key) override;

private:
    bool createPod(const Json &set, const std::string &name, qint64 ordinal,
                   const std::string &revision);
    void deletePod(const Json &set, const std::string &name);

    EventRecorder m_events;
    Pace m_pace;
};

} // namespace assay::sandbox
