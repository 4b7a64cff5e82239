// SPDX-License-Identifier: Apache-2.0
#include "command_run.h"

#include "base/failure.h"
#include "decode.h"

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace assay::containers {

static constexpr qsizetype longestPiece = 64 << 10;
static constexpr std::chrono::milliseconds firstPause = 10ms;
static constexpr std::chrono::milliseconds longestPause = 200ms;
// The engine knows of an end a moment after the output has it. What still runs so much later has
// closed its output, or the connection was lost: either way nobody knows what it would have said.
static constexpr std::chrono::milliseconds patienceAfterOutput = 5s;
static constexpr int killed = 137;
//! A program that cannot be run, or is not there: neither is any in a container that is being
//! removed, whose files go first.
static constexpr int notRunnable = 126, notFound = 127;
// What runs in a container is killed when that ends, and Docker knows of the command's end first.
static constexpr std::chrono::milliseconds patienceForContainer = 750ms;

CommandRun::CommandRun(std::shared_ptr<EngineLink> link, const ContainerCommand &command)
    : m_link(std::move(link))
    , m_containerId(command.containerId)
    , m_input(command.standardInput)
    , m_outputCap(command.outputCap)
    , m_patience(command.deadline)
    , m_path(u"/containers/%1/exec"_s.arg(m_containerId))
    , m_frames(longestPiece)
    , m_pause(firstPause)
{
    m_elapsed.start();
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        fail(makeError(Error::Kind::Timeout, Text::tr("The command did not end within %1 s.")
                                                 .arg(double(m_patience.count()) / 1000)));
    });
    m_deadline.start(m_patience);
    create(command);
}

static nlohmann::json listOf(const QStringList &texts)
{
    nlohmann::json list = nlohmann::json::array();
    for (const QString &text : texts)
        list.push_back(text.toStdString());
    return list;
}

static Result<nlohmann::json> asItIs(const nlohmann::json &json)
{
    return json;
}

void CommandRun::create(const ContainerCommand &command)
{
    nlohmann::json body{{"AttachStdin", !m_input.isEmpty()},
                        {"AttachStdout", true},
                        {"AttachStderr", true},
                        {"Tty", false},
                        {"Cmd", listOf(command.arguments)}};
    if (!command.environment.isEmpty())
        body["Env"] = listOf(command.environment);
    if (!command.workingFolder.isEmpty())
        body["WorkingDir"] = command.workingFolder.toStdString();
    if (!command.user.isEmpty())
        body["User"] = command.user.toStdString();
    HttpCall call;
    call.method = "POST";
    call.path = m_path;
    call.contentType = "application/json";
    call.body = QByteArray::fromStdString(
        body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    m_question = ask<nlohmann::json>(m_link, std::move(call), {asItIs});
    connect(m_question.get(), &Job::finished, this, [this] {
        const auto &result = m_question->result();
        if (!result)
            return fail(result.error());
        const Result<QString> id = idOf(*result, "Id", Text::tr("a new command"));
        if (!id)
            return fail(makeError(id.error().kind, id.error().message));
        start(*id);
    });
}

void CommandRun::start(const QString &id)
{
    m_question.reset();
    m_path = u"/exec/%1/"_s.arg(id);
    HttpCall call;
    call.method = "POST";
    call.path = m_path + u"start"_s;
    call.contentType = "application/json";
    call.body = R"({"Detach":false,"Tty":false})";
    call.hijacks = true;
    call.headWithin = m_link->requestTimeout;
    m_exchange.reset(new Exchange(m_link, std::move(call)));
    connect(m_exchange.get(), &Exchange::headRead, this, [this] {
        if (!m_input.isEmpty())
            m_exchange->sendRest(m_input);
    });
    connect(m_exchange.get(), &Exchange::received, this, &CommandRun::onBytes);
    connect(m_exchange.get(), &Exchange::ended, this, [this] {
        if (m_exchange->error())
            return fail(*m_exchange->error());
        onOutputEnded();
    });
    m_exchange->start();
}

void CommandRun::setOnHold(bool onHold)
{
    if (m_exchange)
        m_exchange->setOnHold(onHold);
}

void CommandRun::onBytes(const QByteArray &bytes)
{
    takePieces(
        m_frames, bytes, [this] { return !isFinished(); },
        [this](const Frame &frame) { onFrame(frame); });
    if (!isFinished() && !m_frames.isSound())
        fail(makeError(
            Error::Kind::Protocol,
            Text::tr("%1 sent something else than a command's output.").arg(m_link->engineText())));
}

void CommandRun::onFrame(const Frame &frame)
{
    if (frame.isFault)
        return fail(makeError(Error::Kind::Server,
                              Text::tr("%1 lost the command's output: %2")
                                  .arg(m_link->engineText(), k8s::excerpt(frame.bytes, 400))));
    if (!m_words.isProgram(frame))
        return;
    for (const Frame &held : m_words.release()) {
        if (!isFinished())
            deliver(held.source, held.bytes);
    }
    if (!isFinished())
        deliver(frame.source, frame.bytes);
}

void CommandRun::deliver(LogSource source, const QByteArray &bytes)
{
    QByteArray &kept =
        source == LogSource::Output ? m_partial.standardOutput : m_partial.standardError;
    const qint64 room = m_outputCap - kept.size();
    m_partial.truncated = m_partial.truncated || bytes.size() > room;
    kept += bytes.left(qsizetype(room));
    if (source == LogSource::Output)
        Q_EMIT standardOutput(bytes);
    else
        Q_EMIT standardError(bytes);
}

void CommandRun::onOutputEnded()
{
    m_exchange.reset();
    if (!m_frames.isAtEnd())
        return fail(
            makeError(Error::Kind::Connection,
                      Text::tr("The command's output was cut in the middle; was %1 ended or "
                               "restarted?")
                          .arg(m_link->engineText())));
    m_sinceOutput.start();
    askHowItEnded();
}

void CommandRun::askHowItEnded()
{
    if (isFinished())
        return;
    HttpCall call;
    call.method = "GET";
    call.path = m_path + u"json"_s;
    m_question = ask<nlohmann::json>(m_link, std::move(call), {asItIs});
    connect(m_question.get(), &Job::finished, this, [this] {
        const auto &result = m_question->result();
        if (result)
            return onTold(*result);
        Error error = result.error();
        if (error.kind == Error::Kind::NotFound)
            error.kind = Error::Kind::Gone;
        fail(error);
    });
}

void CommandRun::onTold(const nlohmann::json &told)
{
    const nlohmann::json &running = fieldOf(told, "Running");
    const auto exitCode = exitCodeOf(told, "ExitCode");
    const bool hasEnded = running.is_boolean() && !running.get<bool>();
    if (hasEnded && exitCode) {
        if (*exitCode == killed || *exitCode < 0) {
            m_sinceOutput.restart();
            m_pause = firstPause;
            return askWhetherContainerRuns(*exitCode, patienceForContainer);
        }
        if (*exitCode == notRunnable || *exitCode == notFound)
            return askWhetherContainerRuns(*exitCode, 0ms);
        return conclude(*exitCode);
    }
    if (hasEnded && fieldOf(told, "ExitCode").is_number())
        return fail(makeError(Error::Kind::Protocol,
                              Text::tr("%1 says that the command ended with a status that no "
                                       "program ends with.")
                                  .arg(m_link->engineText())));
    if (std::chrono::milliseconds(m_sinceOutput.elapsed()) > patienceAfterOutput)
        return askWhetherContainerRuns(-1, patienceForContainer);
    QTimer::singleShot(m_pause, this, &CommandRun::askHowItEnded);
    m_pause = std::min(m_pause * 2, longestPause);
}

void CommandRun::askWhetherContainerRuns(int exitCode, std::chrono::milliseconds patience)
{
    HttpCall call;
    call.method = "GET";
    call.path = u"/containers/%1/json"_s.arg(m_containerId);
    m_question = ask<nlohmann::json>(m_link, std::move(call), {asItIs});
    connect(m_question.get(), &Job::finished, this, [this, exitCode, patience] {
        const auto &result = m_question->result();
        if (!result && result.error().kind != Error::Kind::NotFound)
            return fail(result.error());
        if (!result || !flagOf(fieldOf(*result, "State"), "Running"))
            return fail(makeError(Error::Kind::Gone,
                                  Text::tr("The container ended while the command ran in it.")));
        if (std::chrono::milliseconds(m_sinceOutput.elapsed()) < patience) {
            QTimer::singleShot(m_pause, this, [this, exitCode, patience] {
                if (!isFinished())
                    askWhetherContainerRuns(exitCode, patience);
            });
            m_pause = std::min(m_pause * 2, longestPause);
            return;
        }
        if (exitCode < 0)
            return fail(makeError(
                Error::Kind::Connection,
                Text::tr("The command's output ended and the command did not: it closed its "
                         "output, or the connection to %1 was lost.")
                    .arg(m_link->engineText())));
        conclude(exitCode);
    });
}

void CommandRun::conclude(int exitCode)
{
    m_partial.exitCode = exitCode;
    m_partial.runtimeMessage = m_words.message(exitCode);
    m_partial.started = m_partial.runtimeMessage.isEmpty();
    if (m_partial.started) {
        for (const Frame &held : m_words.release()) {
            if (!isFinished())
                deliver(held.source, held.bytes);
        }
    }
    if (isFinished())
        return;
    m_partial.elapsedMilliseconds = m_elapsed.elapsed();
    m_result = m_partial;
    letGo();
    finish();
}

void CommandRun::fail(const Error &error)
{
    if (isFinished())
        return;
    m_partial.elapsedMilliseconds = m_elapsed.elapsed();
    m_result = tl::unexpected(error);
    letGo();
    finish();
}

void CommandRun::letGo()
{
    m_deadline.stop();
    m_question.reset();
    m_exchange.reset();
}

void CommandRun::doAbort()
{
    m_result = tl::unexpected(makeError(Error::Kind::Cancelled, Text::tr("Cancelled.")));
    letGo();
}

Error CommandRun::makeError(Error::Kind kind, const QString &message) const
{
    Error error;
    error.kind = kind;
    error.message = message;
    error.request = u"POST "_s + m_path;
    return error;
}

} // namespace assay::containers
