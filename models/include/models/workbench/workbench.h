// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/failures/failure_classifier.h>
#include <models/workbench/cluster_objects.h>

namespace assay::models {

//! What a workbench's server said when it was asked for its own page.
struct ServerAnswer
{
    QString path;           //!< below the server's own port
    int status = 0;         //!< HTTP; 0: it was not reached
    QString problem;        //!< why it was not
    bool isRefused = false; //!< nothing listens on the port
};

//! What makes one workbench, whoever made it: a Notebook with what its controllers made of it, or
//! a StatefulSet or a Pod of its own.
struct Workbench
{
    QString kind; //!< "Notebook", "StatefulSet", "Pod"
    QString nameSpace;
    QString name;
    //! A Notebook, or labelled as one or as a JupyterHub server: not any pod.
    bool isDeclared = false;
    Json notebook = nullptr;    //!< null: not known
    Json statefulSet = nullptr; //!< null: not known
    PodHistory history;         //!< the pod, its main container and the events of all of it
    std::vector<Json> claims;   //!< PersistentVolumeClaims of the pod's volumes
    std::vector<Json> volumes;  //!< PersistentVolumes that the claims name
    std::vector<Json> services;
    std::vector<Json> endpoints; //!< Endpoints and EndpointSlices of the services
    std::vector<Json> routes;
    std::vector<Json> httpRoutes;
    std::vector<ContainerLog> logs;
    std::optional<ServerAnswer> answer;   //!< none: it was not asked
    std::set<ClusterObjects::Kind> known; //!< kinds of which all objects were there to be seen

    QString podName() const;  //!< empty where there is none
    QDateTime since() const;  //!< when its pod was made, else it; invalid: not known
    bool isReady() const;     //!< its pod says so
    QString basePath() const; //!< NB_PREFIX, under which its server has to answer; empty: not known
    int port() const;         //!< of its server
};

//! Every workbench among the objects, the oldest first.
std::vector<Workbench> workbenchesIn(const ClusterObjects &objects);

//! What a person calls a workbench: "nb", "notebook/nb", "sts/nb", "pod/nb-0". A name alone is a
//! Notebook's before a StatefulSet's before a Pod's.
struct WorkbenchName
{
    QString kind; //!< as in Workbench; empty: any
    QString name;

    //! The error is the end of a sentence.
    static tl::expected<WorkbenchName, QString> parse(const QString &written);
};
//! Null where none has the name.
const Workbench *findWorkbench(const std::vector<Workbench> &all, const WorkbenchName &name,
                               const QString &nameSpace);

} // namespace assay::models
