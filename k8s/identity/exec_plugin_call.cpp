// SPDX-License-Identifier: Apache-2.0
#include "exec_plugin_call.h"

#include "base/failure.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace assay::k8s {

QString pluginSubject(const RestConfig &config)
{
    return Text::tr("The program “%1”, which signs user “%2” in,")
        .arg(config.execPlugin->command, config.userName);
}

static ChildProcess::Command commandOf(const RestConfig &config,
                                       const std::shared_ptr<const ProgramFile> &program,
                                       const QString &loginPath)
{
    ChildProcess::Command command;
    command.program = program->path();
    command.file = program;
    command.arguments = config.execPlugin->arguments;
    command.deadline = config.execPluginDeadline;
    if (!loginPath.isEmpty())
        command.environment.insert(u"PATH"_s, loginPath);
    for (const auto &[name, value] : config.execPlugin->environment)
        command.environment.insert(name, value);
    command.environment.insert(u"KUBERNETES_EXEC_INFO"_s, QString::fromUtf8(execInfo(config)));
    return command;
}

ExecPluginCall::ExecPluginCall(RestConfig config, std::shared_ptr<const ProgramFile> program,
                               const QString &loginPath)
    : m_config(std::move(config))
    , m_program(std::move(program))
    , m_child(new ChildProcess(commandOf(m_config, m_program, loginPath), this))
{
    connect(m_child, &ChildProcess::ended, this, &ExecPluginCall::onChildEnded);
    m_child->start();
}

void ExecPluginCall::onChildEnded()
{
    m_ended = true;
    m_result = outcome();
    Q_EMIT ended();
}

static tl::unexpected<Error> failed(Error::Kind kind, const QString &message)
{
    Error error = configurationError(message);
    error.kind = kind;
    return tl::unexpected(std::move(error));
}

Result<ExecCredential> ExecPluginCall::outcome() const
{
    const QString subject = pluginSubject(m_config);
    const QString said = plain(QString::fromUtf8(m_child->standardErrorEnd())).right(400);
    const QString words =
        said.isEmpty() ? Text::tr("It said nothing.") : Text::tr("It said: %1").arg(said);
    if (!m_program->isUnchanged())
        return failed(Error::Kind::Configuration,
                      Text::tr("%1 was changed between the moment in which it was looked at and "
                               "its end (%2): nothing that it printed is used. Try once more; you "
                               "are asked again where it is another program now.")
                          .arg(subject, m_program->path()));
    switch (m_child->outcome()) {
    case ChildProcess::Outcome::NotStarted:
        return failed(Error::Kind::Configuration,
                      Text::tr("%1 could not be started: %2.").arg(subject, m_child->fault()));
    case ChildProcess::Outcome::TimedOut:
        return failed(
            Error::Kind::Unauthorized,
            Text::tr("%1 did not end within %2 s. Does it wait for an answer? Run kubectl "
                     "once in a terminal. %3")
                .arg(subject)
                .arg(double(m_config.execPluginDeadline.count()) / 1000.0)
                .arg(words));
    case ChildProcess::Outcome::TooMuch:
        return failed(Error::Kind::Configuration,
                      Text::tr("%1 printed more than 1 MiB, which no credential is.").arg(subject));
    case ChildProcess::Outcome::Killed:
        return failed(Error::Kind::Unauthorized,
                      Text::tr("%1 was ended by a signal. %2").arg(subject, words));
    case ChildProcess::Outcome::Exited:
        break;
    }
    if (m_child->exitStatus() != 0)
        return failed(Error::Kind::Unauthorized, Text::tr("%1 failed with exit status %2. %3")
                                                     .arg(subject)
                                                     .arg(m_child->exitStatus())
                                                     .arg(words));
    return readExecCredential(m_child->standardOutput(), m_config);
}

} // namespace assay::k8s
