// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/job.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace assay::k8s {

Job::Job(QObject *parent) : QObject(parent) {}

Job::~Job() = default;

void Job::abort()
{
    if (m_finished)
        return;
    // Set first: letting go of the network may run code that calls abort() again.
    m_finished = true;
    doAbort();
    Q_EMIT finished();
}

void Job::finish()
{
    if (m_finished)
        return;
    m_finished = true;
    Q_EMIT finished();
}

void Job::discard()
{
    if (!m_finished) {
        m_finished = true;
        doAbort();
    }
    deleteLater();
}

void JobDeleter::operator()(Job *job) const
{
    job->discard();
}

ApiJob::ApiJob(QObject *parent) : Job(parent) {}

ApiJob::~ApiJob() = default;

const Result<nlohmann::json> &ApiJob::result() const
{
    return *m_result;
}

nlohmann::json ApiJob::take()
{
    return std::exchange(**m_result, nullptr);
}

ExecJob::ExecJob(QObject *parent) : Job(parent) {}

LogStream::LogStream(QObject *parent) : Job(parent) {}

} // namespace assay::k8s
