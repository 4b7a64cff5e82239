// SPDX-License-Identifier: Apache-2.0
#include "run/await.h"
#include "steps.h"

namespace assay::app {

namespace {

using Answer = k8s::Result<models::Json>;
using Request = std::function<k8s::JobPtr<k8s::ApiJob>()>;

constexpr std::chrono::milliseconds firstAskingPause(250);
constexpr std::chrono::milliseconds longestAskingPause(4000);

struct Persistence
{
    QElapsedTimer since;
    std::chrono::milliseconds limit;
    bool cleaning = false;
};

QCoro::Task<> awaitEither(std::shared_ptr<Validation> run, k8s::Job *job, bool cleaning)
{
    return cleaning ? awaitCleaning(run, job) : await(run, job);
}

QCoro::Task<Answer> ask(std::shared_ptr<Validation> run, Request request, Persistence persistence)
{
    const bool cleaning = persistence.cleaning;
    std::chrono::milliseconds pause = firstAskingPause;
    while (true) {
        const auto job = request();
        co_await awaitEither(run, job.get(), cleaning);
        Answer answer = job->result();
        const bool inTime = persistence.since.elapsed() + pause.count() < persistence.limit.count();
        const bool stopped =
            cleaning ? run->cancellation->isAbandoned() : run->cancellation->isRequested();
        if (answer || !answer.error().isTransient() || !inTime || stopped)
            co_return answer;
        const k8s::JobPtr<Delay> delay(new Delay(pause));
        co_await awaitEither(run, delay.get(), cleaning);
        pause = std::min(pause * 2, longestAskingPause);
    }
}

} // namespace

QCoro::Task<Answer> askUntilAnswered(std::shared_ptr<Validation> run, Request request)
{
    QElapsedTimer now;
    now.start();
    return ask(run, std::move(request), {now, run->patience.connection});
}

QCoro::Task<Answer> insist(std::shared_ptr<Validation> run, QElapsedTimer since, Request request)
{
    return ask(run, std::move(request), {since, run->patience.cleanUp, /*cleaning=*/true});
}

} // namespace assay::app
