// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "watch_scope.h"
#include <app/run/validation.h>

namespace assay::app {

//! Looks at everything that belongs to one Notebook (itself, its pod, the events of both and of
//! the StatefulSet between them) and turns it into facts: pod snapshots, events, state changes.
class NotebookObserver : public QObject
{
    Q_OBJECT
public:
    NotebookObserver(std::shared_ptr<Validation> run, const QString &notebookUid);

    const models::Json &pod() const { return m_pod; } //!< null: none now
    bool podWasSeen() const { return m_podSeen; }
    //! The pod last seen was deleted, or is being deleted.
    bool podIsGone() const { return m_podDeleted; }
    bool notebookIsGone() const { return m_notebookGone; }
    const QString &notebookUid() const { return m_notebookUid; }
    bool isReady() const;
    //! What the classifier reads; whether the deadline has passed is another's to say.
    models::PodHistory history() const;
    //! Why nothing may be seen.
    std::optional<models::ValidationError> refusal() const;
    //! Why nothing is seen at present.
    std::optional<k8s::Error> reconnecting() const;
    //! The notebook will not become ready: walks the state machine to Failed.
    void fail(const QString &because);
    //! Clean-up has taken the Notebook away: walks the state machine to Deleted.
    void deleted();

Q_SIGNALS:
    //! Something above changed.
    void changed();

private:
    void takeNotebook(const std::shared_ptr<const models::Json> &object);
    void takePod(const std::shared_ptr<const models::Json> &object);
    void losePod(const std::shared_ptr<const models::Json> &object);
    void takeEvent(const std::shared_ptr<const models::Json> &object);
    void walk(const models::NotebookObservation &observation);
    bool isOurPod(const models::Json &pod) const;

    // Not shared: the flow owns this and the run, so the run outlives it.
    Validation &m_run;
    QString m_name;
    QString m_notebookUid;
    std::shared_ptr<const models::Json> m_notebook; //!< as last seen; null: not yet
    QDateTime m_notebookCreatedAt;
    std::shared_ptr<NamespaceWatch> m_notebooks, m_pods, m_events;
    models::Json m_pod = nullptr;
    bool m_podSeen = false;
    bool m_podDeleted = false;
    bool m_notebookGone = false;
};

} // namespace assay::app
