// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <memory>
#include <optional>

namespace assay::sandbox {

//! What goes wrong with requests that match, on request. Also reachable over HTTP:
//! POST /sandbox/faults with the same fields as JSON, DELETE /sandbox/faults to clear.
struct Fault
{
    enum class Kind {
        Status,      //!< answer with `code` and a Status body (and Retry-After where given)
        Reset,       //!< close the connection at once, without an answer
        CutBody,     //!< send `bytes` bytes of the answer's body, then close
        Silence,     //!< accept, never answer
        SlowBytes,   //!< one byte of the answer each `milliseconds`
        Garbage,     //!< 200 with a body that is not JSON
        WatchGone,   //!< watches: an ERROR event with code 410, reason Expired
        ExecNoStatus //!< exec: close the socket without a frame on channel 3
    };
    Kind kind = Kind::Status;
    QString method;      //!< empty: any
    QString pathPattern; //!< regular expression searched in path?query
    int skip = 0;        //!< let so many matching requests through first
    int times = 1;       //!< then hit so many; -1: all
    int code = 500;
    int retryAfterSeconds = -1;
    int bytes = 0;
    int milliseconds = 50;
};

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
    //! Requests seen so far, "METHOD path?query", oldest first.
    QStringList requests() const;
    //! How many objects of this plural ("pods", "notebooks", …) are stored, in all namespaces.
    int count(const QString &plural) const;
    //! Drops every open connection, as a restart of the API server would; objects stay.
    void dropConnections();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::sandbox
