// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sandbox/api/fault.h>

#include <QObject>

#include <functional>

#include <memory>
#include <optional>

namespace assay::sandbox {

class Node;

//! The sandbox cluster: an API server for one user on 127.0.0.1 (random port, TLS, random bearer
//! token) with a notebook controller, a kubelet and images whose behaviour is data
//! (resources/sandbox/images.yaml). Lives in the thread that made it, or in one of its own.
class Cluster : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        QString dataDirectory; //!< for certificate, kubeconfig and scratch; empty: a temporary one
        QString imagesFile;    //!< empty: the built-in :/sandbox/images.yaml
        quint16 port = 0;      //!< 0: any free one
        double speed = 1.0;    //!< of the scripted delays; 10 is ten times faster, for tests
        //! Seconds between retries after a pull error or a crash; the kubelet's own are 10.
        int backOffSeconds = 2;
        //! Between the tries of a readiness probe until its first success; 0: as the probe says.
        int eagerProbeMilliseconds = 0;
        //! Scripted time before the first of a pod's containers, for its network and volumes; 0
        //! where the containers are real, which take their own.
        double podSetupSeconds = 0.2;
        //! Makes what runs the containers, in the cluster's thread; empty: they are played as
        //! imagesFile says.
        std::function<std::unique_ptr<Node>()> node;
    };

    explicit Cluster(QObject *parent = nullptr);
    ~Cluster() override;

    //! Listens and writes the kubeconfig; on failure says why. Without effect on a started one.
    std::optional<QString> start(const Options &options);
    //! Ends what it runs: containers' processes, connections, files in a temporary directory.
    void stop();

    QString kubeconfigPath() const;
    quint16 port() const;
    QByteArray token() const;

    void inject(const Fault &fault);
    void clearFaults();
    //! The last 10 000 requests that were allowed in, "METHOD path?query", oldest first.
    QStringList requests() const;
    //! How many objects of this plural ("pods", "notebooks", …) are stored, in all namespaces.
    int count(const QString &plural) const;
    //! Drops every open connection, as a restart of the API server would; objects stay.
    void dropConnections();

Q_SIGNALS:
    //! Commands of containers run on this machine: why they are not confined there; empty: they
    //! are. Once after start(), from the event loop.
    void confinementKnown(const QString &obstacle);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::sandbox
