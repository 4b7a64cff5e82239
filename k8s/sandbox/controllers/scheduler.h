// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "controller.h"
#include "store/event_recorder.h"
#include "store/pace.h"

namespace assay::sandbox {

//! Binds pods to the node while it has room, or says why not in the scheduler's words.
class Scheduler : public Controller
{
    Q_OBJECT
public:
    Scheduler(Registry &registry, Pace pace, QObject *parent);

protected:
    void observe(const Change &change) override;
    void reconcile(const Key &key) override;

private:
    std::string obstacle(const Json &pod);
    std::string volumeObstacle(const Json &pod);
    std::string resourceObstacle(const Json &pod, const Json &node);

    EventRecorder m_events;
    Pace m_pace;
    std::set<Key> m_waiting;
};

//! Provides what a claim asks for at once, up to 50Gi.
class VolumeBinder : public Controller
{
    Q_OBJECT
public:
    VolumeBinder(Registry &registry, QObject *parent);

protected:
    void observe(const Change &change) override;
    void reconcile(const Key &key) override;

private:
    void release(const Json &claim);
    void bind(const Json &claim);

    EventRecorder m_events;
};

} // namespace assay::sandbox
