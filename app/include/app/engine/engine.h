// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/run/validation.h>

#include <QObject>
#include <QPointer>

#include <memory>
#include <tuple>

namespace assay::app {

//! Where a test comes from, where a plan has tests of several suites or changes them.
struct TestOrigin
{
    QString suitePath;
    QString suiteImage; //!< what the suite has as custom_image; empty: what the test has
};

//! What one launch is to do: every test on every context.
struct Plan
{
    QString suitePath;
    std::vector<models::CustomImageTestConfiguration> tests;
    std::vector<TestOrigin> origins; //!< of each test; empty: all are of suitePath, as it says
    QByteArray pullSecret; //!< a dockerconfigjson that all images are pulled with; empty: none
    std::vector<k8s::RestConfig> contexts; //!< of different names; each gets a client of its own
    bool sandbox = false;                  //!< all of them are
    QString sandboxContext;                //!< the one of them that is, beside others; empty: none
    std::optional<LocalEngine> local;      //!< this computer's container engine, where it is one
    QString localContext;                  //!< the context that stands for it
    models::RunOrigin runOrigin;           //!< stands in the record of each test
    bool looksAround = false;              //!< where no package is named: see Validation
    int jobs = 4;                          //!< validations side by side, on all contexts together
    bool adapts = false;       //!< fewer on a cluster that asks for patience: see chooseJobs()
    int retryInconclusive = 0; //!< how often a test that ended inconclusive is run again
    Keep keep = Keep::Never;
    QString runsFolder; //!< where run folders are made
    Patience patience;
    std::function<void()> onWait; //!< before each wait; for the tests that disturb every one
};

//! Sets `jobs` of a plan where nobody says how many: at most 16 on each cluster, eight on the
//! scripted one, as many as this computer has processors on its container engine; 64 in all. A
//! cluster that answers 429 or lets requests wait longer than a second gets fewer, as Pace has it.
void chooseJobs(Plan &plan);

//! One validation of a plan.
struct Cell
{
    QString testId;
    QString context;
    int attempt = 1;    //!< above 1: the attempts before it were inconclusive
    QString suite = {}; //!< the suite's path, where the plan gives origins
    bool operator==(const Cell &) const = default;
    bool operator<(const Cell &other) const
    {
        return std::tie(suite, testId, context, attempt) <
               std::tie(other.suite, other.testId, other.context, other.attempt);
    }
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
    //! Ends what runs, with clean-up; what waits is not started. `why` stands in the verdicts;
    //! empty: it was asked for.
    void stop(const QString &why = {});
    //! Gives up on the clean-up too; the record lists what is left behind.
    void abandon();
    bool isRunning() const;
    //! Gives up on everything: runs, a probe and a climb.
    void end();

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
    //! The context cannot be used: none of its tests runs. The others go on.
    void refused(const QString &context, const assay::models::ValidationError &error);
    //! It asked for patience: no more than `places` tests run on it from now on.
    void slowed(const QString &context, int places);
    //! That test could not begin.
    void notBegun(const assay::app::Cell &cell, const assay::models::ValidationError &error);
    void runBegan(const assay::app::Cell &cell, const QString &folder);
    void factsAppended(const assay::app::Cell &cell, const std::vector<assay::models::Fact> &facts);
    //! A request of a plan has ended, whichever run it was for; also those before the first.
    void requestMade(const QString &context, const assay::models::RequestMade &request);
    void runEnded(const assay::app::Cell &cell);
    void finished();

private:
    struct Site;
    struct Session;
    void listen(const std::shared_ptr<Site> &site);
    static QCoro::Task<> probeOne(QPointer<Engine> engine, std::shared_ptr<k8s::Client> client,
                                  std::shared_ptr<Cancellation> cancellation);
    static QCoro::Task<> climbOne(QPointer<Engine> engine, std::shared_ptr<k8s::Client> client,
                                  std::shared_ptr<Cancellation> cancellation,
                                  std::vector<models::CustomImageTestConfiguration> tests);
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::app
Q_DECLARE_METATYPE(assay::app::Cell)
