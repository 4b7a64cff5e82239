// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cancellation.h>
#include <k8s/client.h>
#include <models/workbench/workbench_look.h>

#include <QCoro/QCoroTask>
#include <QPointer>

namespace assay::app {

//! What was found among the workbenches of a cluster.
struct WorkbenchSearch
{
    QString nameSpace;      //!< empty: everywhere
    QStringList nameSpaces; //!< all that there are, where that may be seen
    std::vector<models::WorkbenchDiagnosis> found;
    QStringList unseen;       //!< what could not be looked at, a sentence each
    QString problem;          //!< why nothing could be looked at
    bool isForbidden = false; //!< everywhere is: in one namespace it may be allowed
};

//! Reads workbenches that others made, as `assay diagnose` does, and writes nothing. It lives in
//! the engine's thread.
class WorkbenchReader : public QObject
{
    Q_OBJECT
public:
    explicit WorkbenchReader(QObject *parent = nullptr);
    ~WorkbenchReader() override;

    //! In a namespace, or everywhere where it is empty; answered by searched(), but for a search
    //! that another replaces. With `anyPod` also of pods that do not say that they are workbenches.
    void search(const k8s::RestConfig &cluster, const QString &nameSpace, bool anyPod);
    //! Follows one, until another is followed or nobody wants to: looked() each time that it
    //! changed, missed() while it cannot be seen.
    void follow(const k8s::RestConfig &cluster, const models::WorkbenchName &name,
                const QString &nameSpace);
    void leave();
    //! Ends a search, too.
    void end();

Q_SIGNALS:
    void searched(const assay::app::WorkbenchSearch &search);
    void looked(const assay::models::WorkbenchLook &look);
    void missed(const QString &problem);

private:
    using Client = std::shared_ptr<k8s::Client>;
    using Stop = std::shared_ptr<Cancellation>;
    static QCoro::Task<> list(QPointer<WorkbenchReader> self, Client client, Stop stop,
                              QString nameSpace, bool anyPod);
    static QCoro::Task<> watch(QPointer<WorkbenchReader> self, Client client, Stop stop,
                               models::WorkbenchName name, QString nameSpace);
    static QCoro::Task<> lookOnce(QPointer<WorkbenchReader> self, Client client, Stop stop,
                                  models::WorkbenchName name, QString nameSpace);

    Stop m_search;
    Stop m_watch;
};

} // namespace assay::app
