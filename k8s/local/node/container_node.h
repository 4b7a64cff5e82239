// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "container_body.h"
#include "container_probe.h"
#include "engine_images.h"

#include <k8s/containers/engine_client.h>
#include <local/local_facts.h>

#include <QCoro/QCoroTask>
#include <QPointer>
#include <QTimer>

#include <map>
#include <set>

namespace assay::local {

//! A node whose containers are real: they run on a container engine of this computer. What the
//! engine says becomes what a container runtime would say to a kubelet.
class ContainerNode : public sandbox::Node
{
    Q_OBJECT
public:
    explicit ContainerNode(const LocalFacts &facts);
    ~ContainerNode() override;

    Capacity capacity() const override;
    void pull(const std::string &image, QObject *context, Pulled done) override;
    void findImage(const std::string &image, QObject *context, Found done) override;
    //! "localhost/my-image@sha256:…" with the digest of the image's configuration.
    std::string imageId(const std::string &image) const override;
    std::string imagePlatform(const std::string &image) const override;
    void start(const ContainerConfig &config, QObject *context, Started done) override;
    void stop(const std::string &id, int graceMilliseconds) override;
    void forgetClaim(const std::string &nameSpace, const std::string &claim) override;
    void forgetPod(const std::string &uid) override;
    void probe(const std::string &id, ProbeKind kind, const Json &probe, const std::string &podIp,
               QObject *context, Probed done) override;
    std::unique_ptr<sandbox::ExecProcess> exec(const std::string &id,
                                               const std::vector<std::string> &command) override;

    //! Nothing is being started, ended or removed.
    bool isSettled() const { return m_underWay == 0; }

    //! Of each container of a pod the last that ended by itself stays, for people to look at.
    void keepEnded() { m_keepsEnded = true; }
    //! Lets go of what is there, containers and volumes: nothing is started or ended any more.
    void release() { m_isReleased = true; }
    //! "container assay-nb-0-…", "volume assay-…": what is there.
    QStringList present() const;
    //! Ends what runs, with its volumes; settled() follows where there is something to end.
    void endAll();

Q_SIGNALS:
    void settled();

private:
    struct Running;
    class UnderWay;

    QCoro::Task<> pullOne(QString image, QPointer<QObject> context, Pulled done);
    QCoro::Task<> findOne(QString image, QPointer<QObject> context, std::function<void(bool)> done);
    QCoro::Task<> startOne(ContainerConfig config, QPointer<QObject> context, Started done);
    struct Launch
    {
        bool wasMade = true; //!< false: there is no container, or there is one that must go
        QString problem;     //!< empty: its command runs
    };
    //! Where its probes are answered. Why that cannot be known; empty: it is, or nothing answers.
    QCoro::Task<QString> findPorts(std::shared_ptr<Running> running, bool publishes);
    QCoro::Task<Launch> launch(std::shared_ptr<Running> running, ContainerBody body);
    //! Everything up to the start of its command. Empty, or why not.
    QCoro::Task<QString> create(std::shared_ptr<Running> running, ContainerBody body);
    QCoro::Task<> stopOne(std::shared_ptr<Running> running, std::chrono::milliseconds grace);
    //! False: it is still there, as far as anyone can tell.
    QCoro::Task<bool> remove(QString engineId, QString name);
    QCoro::Task<> removeVolume(QString name);
    //! REMOVAL begins one attempt; a container may hold for a moment what it no longer needs.
    template<typename Removal>
    QCoro::Task<bool> untilRemoved(Removal removal);
    //! Has it ended?
    QCoro::Task<> look(std::string id);
    QCoro::Task<> conclude(std::shared_ptr<Running> running, int exitCode, std::string reason);
    void readLog(const std::shared_ptr<Running> &running);
    void pass(const std::shared_ptr<Running> &running, containers::LogSource source,
              const QByteArray &bytes);
    void flush(const std::shared_ptr<Running> &running);
    void lookAtAll();
    void loseAll();
    void removeLost();
    //! Keeps it, in place of the one that was kept before; false: it is not to be kept.
    bool keepInstead(const Running &running);
    //! What was kept of a pod, or of all.
    void removeEnded(const std::string &podUid);
    int attempts() const; //!< to remove something

    const LocalFacts m_facts;
    const ContainerDefaults m_defaults;
    std::unique_ptr<containers::EngineClient> m_client;
    EngineImages m_images;
    containers::JobPtr<containers::EventFeed> m_events;
    QTimer m_lost; //!< since the engine is away
    ContainerProbe m_probe;
    std::map<std::string, std::shared_ptr<Running>> m_running;
    struct Ended
    {
        QString engineId;
        QString name;
    };
    std::map<std::pair<std::string, std::string>, Ended> m_ended; //!< by uid of the pod, container
    std::map<QString, QString> m_lostIds; //!< containers that are there, as far as anyone can tell
    std::map<QString, QString> m_leaving; //!< asked to go, and not gone: in words, by id or volume
    std::map<QString, std::string> m_awaited; //!< of these, by which id the kubelet waits for them
    std::set<QString> m_volumes;
    std::map<std::string, QStringList> m_podVolumes; //!< by the pod's uid
    int m_underWay = 0;
    int m_count = 0;
    bool m_keepsEnded = false;
    bool m_isAway = false;     //!< the engine does not answer
    bool m_isReleased = false; //!< nothing is ended any more by what the kubelet says
    bool m_isEnding = false;   //!< there is no client any more
};

} // namespace assay::local
