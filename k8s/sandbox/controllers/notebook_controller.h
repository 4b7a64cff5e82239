// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "controller.h"
#include "store/event_recorder.h"

#include <map>

namespace assay::sandbox {

//! Keeps a StatefulSet and a Service for each Notebook, mirrors the pod in its status and repeats
//! the pod's events on it.
class NotebookController : public Controller
{
    Q_OBJECT
public:
    NotebookController(Registry &registry, QObject *parent);

protected:
    void observe(const Change &change) override;
    void reconcile(const Key &key) override;

private:
    void reissue(const Json &event);
    void keep(const ResourceType &type, const Json &notebook, const Json &wanted);
    void mirrorStatus(const Json &notebook);

    EventRecorder m_events;
    //! What was asked for last, by uid of the owner and kind: defaults that the server adds are no
    //! difference.
    std::map<std::pair<std::string, std::string>, Json> m_wanted;
};

} // namespace assay::sandbox
