// SPDX-License-Identifier: Apache-2.0
#include "exec_plugin_run.h"

#include "base/failure.h"
#include "base/logging.h"
#include "base/text.h"
#include "login_path.h"

#include <k8s/base/hand_over.h>

#include <QCryptographicHash>
#include <QDir>
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

static QByteArray hashOf(const ProgramFile &program, const RestConfig &config)
{
    const ExecPlugin &plugin = *config.execPlugin;
    nlohmann::json whole = {plugin.apiVersion.toStdString(), plugin.kubeconfig.toStdString(),
                            config.userName.toStdString(), program.path().toStdString(),
                            program.hash().toHex().toStdString()};
    for (const QString &argument : plugin.arguments)
        whole.push_back(argument.toStdString());
    for (const auto &[name, value] : plugin.environment)
        whole.push_back({name.toStdString(), value.toStdString()});
    if (plugin.provideClusterInfo)
        whole.push_back(execInfo(config).toStdString());
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

//! Of a PATH, what stands for the same folder wherever this program was started: "." in it would
//! run what somebody else has put there.
static QStringList foldersOf(const QString &path)
{
    QStringList folders = path.split(QDir::listSeparator(), Qt::SkipEmptyParts);
    folders.removeIf([](const QString &folder) { return QDir::isRelativePath(folder); });
    return folders;
}

//! Empty where there is none. No folder means none, not all of PATH.
static QString programIn(const QStringList &folders, const QString &command)
{
    return folders.isEmpty() ? QString() : QStandardPaths::findExecutable(command, folders);
}

void ExecPluginRun::find()
{
    const QString &command = m_plugin.command;
    if (command.contains(u'/')) {
        if (QFileInfo(command).isFile() && QFileInfo(command).isExecutable())
            return identify(command);
        return failNotFound(QFileInfo(command).path());
    }
    const QStringList own = foldersOf(qEnvironmentVariable("PATH"));
    const QString found = programIn(own, command);
    if (!found.isEmpty())
        return identify(found);
    askLoginPath(this, [this, own, command](const QString &path) {
        QStringList folders = foldersOf(path);
        const QString there = programIn(folders, command);
        if (there.isEmpty()) {
            folders = own + folders;
            folders.removeDuplicates();
            return failNotFound(folders.join(u", "_s));
        }
        m_loginPath = path;
        identify(there);
    });
}

void ExecPluginRun::identify(const QString &program)
{
    struct Read
    {
        std::shared_ptr<const ProgramFile> file;
        QByteArray hash;
    };
    const QString path = QFileInfo(program).absoluteFilePath();
    // Some are a hundred megabytes of one file.
    inThreadPool<Read>(
        this,
        [path, config = m_config]() -> Read {
            const auto file = ProgramFile::open(path);
            return {file, file ? hashOf(*file, config) : QByteArray()};
        },
        [this, path](Read &read) {
            m_program = std::move(read.file);
            ask(path, read.hash);
        });
}

void ExecPluginRun::ask(const QString &program, const QByteArray &hash)
{
    if (hash.isEmpty())
        return fail(Error::Kind::Configuration,
                    Text::tr("%1 cannot be read: %2.").arg(pluginSubject(m_config), program));
    ExecPluginRequest request;
    request.program = program;
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
        qCDebug(identityLog) << "what" << m_program->path() << "gave before still holds";
        m_result = *kept;
        Q_EMIT ended();
        return;
    }
    qCDebug(identityLog) << "running" << m_program->path();
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
