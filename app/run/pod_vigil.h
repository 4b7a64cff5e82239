// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook_observer.h"

namespace assay::app {

//! Keeps watch over the pod that became ready while commands run in it: whether it is still that
//! pod, whether its main container ran all the time, and whether it stayed ready.
class PodVigil : public QObject
{
    Q_OBJECT
public:
    PodVigil(NotebookObserver *observer, const QString &container);

    //! The pod or the Notebook was deleted: whatever answers to the pod's name now is another one.
    bool isLost() const { return m_lost; }
    //! What was seen last may be old.
    bool isBlind() const { return m_observer->reconnecting().has_value(); }
    //! Commands can be run, and what they say counts.
    bool isUsable() const;
    bool isReady() const;
    //! How often the container ended since the vigil began, for any reason but the pod's deletion.
    int ends() const { return m_ends; }
    //! Why it ended last; none where it did not.
    const std::optional<models::Diagnosis> &end() const { return m_end; }
    //! What was seen of the pod until now.
    models::PodHistory history() const { return m_observer->history(); }
    //! How often a readiness was lost since the vigil began.
    int readinessLosses() const { return m_readinessLosses; }

    //! Whether `pod`, which the API server has just shown, is the one that this is about; looks at
    //! it as at one that the watch has brought.
    bool recognises(const models::Json &pod);

Q_SIGNALS:
    void changed();

private:
    void look();
    void take(const models::Json &pod);
    models::Diagnosis diagnose(const models::Json &pod) const;

    NotebookObserver *m_observer;
    QString m_container;
    QString m_podUid;
    models::Json m_pod;
    int m_endsBefore = 0;
    int m_ends = 0;
    int m_readinessLosses = 0;
    bool m_wasReady = true; //!< it became so, or there would be no vigil
    bool m_lost = false;
    std::optional<models::Diagnosis> m_end;
};

} // namespace assay::app
