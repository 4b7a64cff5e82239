// SPDX-License-Identifier: Apache-2.0
#include "exec_plugin_run.h"

#include "base/failure.h"
#include "base/logging.h"
#include "base/text.h"
#include "login_path.h"

#include <k8s/base/hand_over.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QStandardPaths>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace assay::k8s {

QString commandLine(const ExecPluginRequest &request)
{
    QStringList words;
    for (const QString &word : QStringList{request.program} + request.arguments) {
        const bool simple = std::all_of(word.begin(), word.end(), [](QChar c) {
            return c.isLetterOrNumber() || u"-_./:=@,+%"_s.contains(c);
        });
        QString quoted = word;
        words << (simple && !word.isEmpty() ? word
                                            : u'\'' + quoted.replace(u"'"_s, u"'\\''"_s) + u'\'');
    }
    return plain(words.join(u' '));
}

static QByteArray hashOf(const QString &program, const RestConfig &config)
{
    QFile file(program);
    QCryptographicHash bytes(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !bytes.addData(&file))
        return {};
    const ExecPlugin &plugin = *config.execPlugin;
    nlohmann::json whole = {plugin.apiVersion.toStdString(), plugin.kubeconfig.toStdString(),
                            config.userName.toStdString(), program.toStdString(),
                            bytes.result().toHex().toStdString()};
    for (const QString &argument : plugin.arguments)
        whole.push_back(argument.toStdString());
    for (const auto &[name, value] : plugin.environment)
        whole.push_back({name.toStdString(), value.toStdString()});
    return QCryptographicHash::hash(QByteArray::fromStdString(whole.dump(
                                        -1, ' ', false, nlohmann::json::error_handler_t::replace)),
                                    QCryptographicHash::Sha256)
        .toHex();
}

ExecPluginRun::ExecPluginRun(RestConfig config)
    : m_config(std::move(config))
    , m_plugin(*m_config.execPlugin)
{
}

void ExecPluginRun::start()
{
    QMetaObject::invokeMethod(this, &ExecPluginRun::find, Qt::QueuedConnection);
}

void ExecPluginRun::fail(Error::Kind kind, const QString &message)
{
    Error error = configurationError(message);
    error.kind = kind;
    m_result = tl::unexpected(std::move(error));
    Q_EMIT ended();
}

void ExecPluginRun::failNotFound(const QString &searched)
{
    QString message = Text::tr("%1 was not found. It was looked for in: %2.")
                          .arg(pluginSubject(m_config), searched);
    if (!m_plugin.installHint.isEmpty())
        message += u' ' + excerpt(m_plugin.installHint.toUtf8(), 500);
    fail(Error::Kind::Configuration, message);
}

void ExecPluginRun::find()
{
    const QString &command = m_plugin.command;
    if (command.contains(u'/')) {
        if (QFileInfo(command).isFile() && QFileInfo(command).isExecutable())
            return identify(command);
        return failNotFound(QFileInfo(command).path());
    }
    const QString found = QStandardPaths::findExecutable(command);
    if (!found.isEmpty())
        return identify(found);
    askLoginPath(this, [this, command](const QString &path) {
        QStringList folders = path.split(QDir::listSeparator(), Qt::SkipEmptyParts);
        const QString there =
            folders.isEmpty() ? QString() : QStandardPaths::findExecutable(command, folders);
        if (there.isEmpty()) {
            folders = qEnvironmentVariable("PATH").split(QDir::listSeparator()) + folders;
            folders.removeDuplicates();
            return failNotFound(folders.join(u", "_s));
        }
        m_loginPath = path;
        identify(there);
    });
}

void ExecPluginRun::identify(const QString &program)
{
    m_program = QFileInfo(program).absoluteFilePath();
    // Some are a hundred megabytes of one file.
    inThreadPool<QByteArray>(
        this, [program = m_program, config = m_config] { return hashOf(program, config); },
        [this](const QByteArray &hash) { ask(hash); });
}

void ExecPluginRun::ask(const QByteArray &hash)
{
    if (hash.isEmpty())
        return fail(Error::Kind::Configuration,
                    Text::tr("%1 cannot be read: %2.").arg(pluginSubject(m_config), m_program));
    ExecPluginRequest request;
    request.program = m_program;
    request.arguments = m_plugin.arguments;
    for (const auto &[name, value] : m_plugin.environment)
        request.environmentNames << name;
    request.kubeconfig = m_plugin.kubeconfig;
    request.contextName = m_config.contextName;
    request.userName = m_config.userName;
    request.hash = hash;
    // What else the program is told.
    m_key = hash + execInfo(m_config) + '\0' + m_loginPath.toUtf8();
    const auto asked = std::make_shared<bool>(true);
    const auto decide = [run = QPointer(this), asked](const std::optional<QString> &refusal) {
        if (!run || !std::exchange(*asked, false))
            return;
        if (!refusal)
            return run->run();
        run->fail(
            Error::Kind::Configuration,
            Text::tr("%1 was not allowed to run. %2").arg(pluginSubject(run->m_config), *refusal));
    };
    if (m_config.execPluginPolicy)
        m_config.execPluginPolicy(request, decide);
    else
        decide(Text::tr("Nobody could be asked."));
}

void ExecPluginRun::run()
{
    PluginCredentials &shared = PluginCredentials::ofThisThread();
    if (const auto kept = shared.find(m_key)) {
        qCDebug(identityLog) << "what" << m_program << "gave before still holds";
        m_result = *kept;
        Q_EMIT ended();
        return;
    }
    qCDebug(identityLog) << "running" << m_program;
    m_call = shared.call(m_key, m_config, m_program, m_loginPath);
    connect(m_call.get(), &ExecPluginCall::ended, this, [this] {
        const auto &given = m_call->result();
        if (given)
            m_result = PluginCredentials::ofThisThread().keep(m_key, *given);
        else
            m_result = tl::unexpected(given.error());
        Q_EMIT ended();
    });
}

} // namespace assay::k8s
