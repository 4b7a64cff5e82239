// SPDX-License-Identifier: Apache-2.0
#include "engine_service.h"
#include "text.h"

#include <k8s/containers/engine_client.h>

#include <QStandardPaths>
#include <QTimer>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace assay::containers {

static constexpr std::chrono::milliseconds serviceWithin = 20s;
static constexpr std::chrono::milliseconds serviceAskedEvery = 50ms;

//! One place after the other, and then podman itself.
class EngineSearchRun final : public Answer<FoundEngine>
{
public:
    EngineSearchRun(const EngineWish &wish, const EngineSurroundings &surroundings);

private:
    void doAbort() override;
    void tryNext();
    void ask(const EngineAddress &address);
    std::optional<Error> otherThanWished(const EngineVersion &version) const;
    void passOver(const Error &error);
    void startService();
    void askService();
    void fail(Error::Kind kind, const QString &message);
    void conclude(Result<FoundEngine> result);
    void letGo();

    const EngineWish m_wish;
    const EngineSurroundings m_surroundings;
    std::vector<EngineAddress> m_addresses;
    std::size_t m_next = 0;
    std::optional<Error> m_problem; //!< the first usual place that there is and that is no good
    std::unique_ptr<EngineClient> m_client;
    JobPtr<Answer<EngineVersion>> m_question;
    std::shared_ptr<ServiceProcess> m_service;
    QTimer m_pause;
    QTimer m_serviceClock;
};

EngineSearchRun::EngineSearchRun(const EngineWish &wish, const EngineSurroundings &surroundings)
    : m_wish(wish)
    , m_surroundings(surroundings)
{
    m_pause.setSingleShot(true);
    m_serviceClock.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &EngineSearchRun::askService);
    connect(&m_serviceClock, &QTimer::timeout, this, [this] {
        fail(Error::Kind::Timeout,
             Text::tr("podman system service was started and does not answer within %1 s; try "
                      "“podman info”.")
                 .arg(serviceWithin / 1s));
    });
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (isFinished())
                return;
            auto addresses = engineAddresses(m_wish, m_surroundings);
            if (!addresses)
                return conclude(tl::unexpected(addresses.error()));
            m_addresses = std::move(*addresses);
            tryNext();
        },
        Qt::QueuedConnection);
}

void EngineSearchRun::tryNext()
{
    m_question.reset();
    m_client.reset();
    while (m_next < m_addresses.size()) {
        const EngineAddress &address = m_addresses[m_next];
        const auto problem = socketProblem(address, m_surroundings);
        if (!problem)
            return ask(address);
        passOver(*problem);
        if (isFinished())
            return;
    }
    startService();
}

void EngineSearchRun::ask(const EngineAddress &address)
{
    m_client = std::make_unique<EngineClient>(address);
    m_client->setRequestTimeout(m_wish.patience);
    m_question = m_client->negotiate();
    connect(m_question.get(), &Job::finished, this, [this] {
        const auto &version = m_question->result();
        if (!version) {
            passOver(version.error());
        } else if (const auto other = otherThanWished(*version)) {
            passOver(*other);
        } else {
            return conclude(FoundEngine{m_client->address(), *version, {}});
        }
        if (!isFinished())
            tryNext();
    });
}

std::optional<Error> EngineSearchRun::otherThanWished(const EngineVersion &version) const
{
    const bool isOther = (m_wish.engine == u"podman" && version.kind != EngineKind::Podman) ||
                         (m_wish.engine == u"docker" && version.kind != EngineKind::Docker);
    if (!isOther)
        return {};
    Error error;
    error.kind = Error::Kind::Configuration;
    error.message =
        Text::tr("%1 answers at %2, not %3. Say --engine %4.")
            .arg(version.text(), m_client->address().text(), m_wish.engine, version.name.toLower());
    return error;
}

void EngineSearchRun::passOver(const Error &error)
{
    const bool isNamed = !m_addresses[m_next].origin.isEmpty();
    ++m_next;
    if (isNamed)
        return conclude(tl::unexpected(error));
    // That a usual place is empty is not worth a sentence; that it cannot be used is.
    if (error.kind != Error::Kind::NotFound && !m_problem)
        m_problem = error;
}

void EngineSearchRun::startService()
{
    const bool wantsPodman = m_wish.engine.isEmpty() || m_wish.engine == u"podman";
    const QString program =
        wantsPodman && m_wish.mayStartPodman
            ? QStandardPaths::findExecutable(
                  u"podman"_s,
                  m_surroundings.variables.value(u"PATH"_s).split(u':', Qt::SkipEmptyParts))
            : QString();
    if (program.isEmpty()) {
        if (m_problem)
            return conclude(tl::unexpected(*m_problem));
        QStringList places;
        for (const EngineAddress &address : m_addresses)
            places << address.socketPath;
        const QString looked =
            wantsPodman && m_wish.mayStartPodman ? Text::tr("%1, and for podman in PATH") : u"%1"_s;
        return fail(Error::Kind::NotFound,
                    Text::tr("No container engine was found on this computer (looked at %1); "
                             "install podman or Docker, start it, or say --engine unix:///PATH.")
                        .arg(looked.arg(places.join(u", "_s))));
    }
    m_service = std::shared_ptr<ServiceProcess>(new ServiceProcess(program, m_surroundings),
                                                &ServiceProcess::discard);
    if (m_service->problem())
        return conclude(tl::unexpected(*m_service->problem()));
    connect(m_service.get(), &EngineService::ended, this, [this](const QString &words) {
        fail(Error::Kind::Configuration,
             Text::tr("podman system service could not be started: %1; try “podman info”.")
                 .arg(words));
    });
    m_service->start();
    m_serviceClock.start(serviceWithin);
    m_pause.start(serviceAskedEvery);
}

void EngineSearchRun::askService()
{
    m_client = std::make_unique<EngineClient>(m_service->address());
    m_question = m_client->negotiate();
    connect(m_question.get(), &Job::finished, this, [this] {
        const auto &version = m_question->result();
        if (version)
            return conclude(FoundEngine{m_client->address(), *version, m_service});
        if (version.error().kind != Error::Kind::Connection)
            return conclude(tl::unexpected(version.error()));
        m_pause.start(serviceAskedEvery);
    });
}

void EngineSearchRun::fail(Error::Kind kind, const QString &message)
{
    Error error;
    error.kind = kind;
    error.message = message;
    conclude(tl::unexpected(error));
}

void EngineSearchRun::conclude(Result<FoundEngine> result)
{
    if (isFinished())
        return;
    m_result = std::move(result);
    letGo();
    finish();
}

void EngineSearchRun::letGo()
{
    m_pause.stop();
    m_serviceClock.stop();
    m_question.reset();
    m_client.reset();
    if (m_service)
        m_service->disconnect(this);
    m_service.reset();
}

void EngineSearchRun::doAbort()
{
    Error error;
    error.kind = Error::Kind::Cancelled;
    error.message = Text::tr("Cancelled.");
    m_result = tl::unexpected(error);
    letGo();
}

JobPtr<Answer<FoundEngine>> findEngine(const EngineWish &wish,
                                       const EngineSurroundings &surroundings)
{
    return JobPtr<Answer<FoundEngine>>(new EngineSearchRun(wish, surroundings));
}

} // namespace assay::containers
