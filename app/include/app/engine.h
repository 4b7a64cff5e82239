// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/validation.h>

#include <QObject>
#include <QPointer>

#include <deque>
#include <memory>

namespace assay::app {

//! What one launch is to do.
struct Plan
{
    QString suitePath;
    std::vector<models::CustomImageTestConfiguration> tests;
    k8s::RestConfig cluster;
    bool sandbox = false;
    int jobs = 4; //!< validations side by side
    Keep keep = Keep::Never;
    QString runsFolder; //!< where run folders are made
    Patience patience;
};

//! Runs validations side by side. Lives in a thread of its own in the dashboard, in the main
//! thread of the headless command; talk to it through queued calls and signals only. Facts come in
//! batches, at most twenty a second.
class Engine : public QObject
{
    Q_OBJECT
public:
    explicit Engine(QObject *parent = nullptr);
    ~Engine() override;

    //! One plan at a time: without effect while isRunning().
    void run(const Plan &plan);
    //! Ends what runs, with clean-up; what waits is not started.
    void stop();
    //! Gives up on the clean-up too; the record lists what is left behind.
    void abandon();
    bool isRunning() const;

    //! Climbs the ladder for a cluster and tests; answered by rungReached, then climbed. A new
    //! climb ends the one before it silently.
    void climb(const k8s::RestConfig &config,
               const std::vector<models::CustomImageTestConfiguration> &tests);

    //! Asks a cluster what it is, for the display; answered by clusterProbed.
    void probe(const k8s::RestConfig &config);

Q_SIGNALS:
    void rungReached(const assay::models::PreflightCheck &check);
    void climbed();
    void clusterProbed(const QString &context, const QString &version, const QString &problem);
    //! Nothing was run at all: the cluster cannot be used. Then finished() follows.
    void refused(const assay::models::ValidationError &error);
    void runBegan(const QString &testId, const QString &folder);
    void factsAppended(const QString &testId, const std::vector<assay::models::Fact> &facts);
    //! A request of a plan has ended, whichever run it was for; also those before the first.
    void requestMade(const assay::models::RequestMade &request);
    void runEnded(const QString &testId);
    void finished();

private:
    struct Session;
    static QCoro::Task<> runPlan(std::shared_ptr<Session> session);
    static QCoro::Task<> work(std::shared_ptr<Session> session);
    static QCoro::Task<> validateOne(std::shared_ptr<Session> session,
                                     models::CustomImageTestConfiguration test);
    static QCoro::Task<> probeOne(QPointer<Engine> engine, std::shared_ptr<k8s::Client> client,
                                  std::shared_ptr<Cancellation> cancellation);
    static QCoro::Task<> climbOne(QPointer<Engine> engine, std::shared_ptr<k8s::Client> client,
                                  std::shared_ptr<Cancellation> cancellation,
                                  std::vector<models::CustomImageTestConfiguration> tests);
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::app
