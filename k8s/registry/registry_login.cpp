// SPDX-License-Identifier: Apache-2.0
#include <k8s/registry/registry_login.h>

#include "base/failure.h"
#include "base/json_decode.h"
#include "base/text.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static constexpr qint64 longestConfig = 1 << 20;

static const nlohmann::json &partOf(const nlohmann::json &json, const char *key)
{
    static const nlohmann::json none;
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() ? *found : none;
}

static QString wordIn(const nlohmann::json &json, const char *key)
{
    const nlohmann::json &value = partOf(json, key);
    return value.is_string() ? QString::fromStdString(value.get_ref<const std::string &>())
                             : QString();
}

//! "https://index.docker.io/v1/" is docker.io: old versions wrote addresses.
static QString placeOfKey(QString key)
{
    for (const QString &scheme : {u"https://"_s, u"http://"_s}) {
        if (key.startsWith(scheme))
            key.remove(0, scheme.size());
    }
    while (key.endsWith(u'/'))
        key.chop(1);
    if (key.endsWith(u"/v1"_s) || key.endsWith(u"/v2"_s))
        key.chop(3);
    return key == u"index.docker.io" || key == u"registry-1.docker.io" ? u"docker.io"_s : key;
}

//! "quay.io/team/image", "quay.io/team", "quay.io".
static QStringList placesOf(const QString &reference)
{
    QString name = reference.section(u'@', 0, 0);
    if (const qsizetype colon = name.lastIndexOf(u':'); colon > name.lastIndexOf(u'/'))
        name.truncate(colon);
    const QString host = name.section(u'/', 0, 0);
    if (!name.contains(u'/') ||
        !(host.contains(u'.') || host.contains(u':') || host == u"localhost"))
        name.prepend(u"docker.io/"_s);
    QStringList places{name};
    while (name.contains(u'/')) {
        name = name.section(u'/', 0, -2);
        places << name;
    }
    return places;
}

static std::optional<RegistryLogin> loginOf(const nlohmann::json &entry, const QString &server)
{
    RegistryLogin login{wordIn(entry, "username"), wordIn(entry, "password"), server,
                        wordIn(entry, "identitytoken")};
    const auto pair = QByteArray::fromBase64Encoding(wordIn(entry, "auth").trimmed().toLatin1(),
                                                     QByteArray::AbortOnBase64DecodingErrors);
    if (pair && (*pair).contains(':')) {
        // Docker pads with zeros.
        const QString text = QString::fromUtf8(*pair).remove(QChar(0));
        login.user = text.section(u':', 0, 0);
        login.password = text.section(u':', 1);
    }
    if (login.identityToken.isEmpty() && (login.user.isEmpty() || login.password.isEmpty()))
        return std::nullopt;
    return login;
}

FoundLogin loginIn(const QByteArray &config, const QString &reference, const QString &path)
{
    const Decoded json = decodeJson(config);
    if (!json)
        return {};
    const nlohmann::json &auths = partOf(*json, "auths");
    const QStringList places = placesOf(reference);
    QString helper = wordIn(partOf(*json, "credHelpers"), places.constLast().toUtf8().constData());
    for (const QString &place : places) {
        for (const auto &[key, entry] : auths.items()) {
            if (placeOfKey(QString::fromStdString(key)) != place)
                continue;
            if (auto login = loginOf(entry, QString::fromStdString(key)))
                return {std::move(login), {}};
            if (helper.isEmpty())
                helper = wordIn(*json, "credsStore");
        }
    }
    if (helper.isEmpty())
        return {};
    return {std::nullopt,
            Text::tr("The login for %1 is kept by the program docker-credential-%2, as %3 says, "
                     "which is not asked here: pull the image first, with podman or docker.")
                .arg(places.constLast(), plain(helper), path)};
}

FoundLogin findLogin(const QString &reference, const QStringList &files)
{
    FoundLogin found;
    for (const QString &path : files) {
        QFile file(path);
        if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
            continue;
        FoundLogin here = loginIn(file.read(longestConfig), reference, path);
        if (here.login)
            return here;
        if (found.problem.isEmpty())
            found.problem = here.problem;
    }
    return found;
}

QStringList loginFiles(LoginsOf program, const QProcessEnvironment &variables, const QString &home,
                       uint userId)
{
    QStringList ofPodman;
    if (const QString named = variables.value(u"REGISTRY_AUTH_FILE"_s); !named.isEmpty())
        ofPodman << named;
    ofPodman << variables.value(u"XDG_RUNTIME_DIR"_s, u"/run/user/%1"_s.arg(userId)) +
                    u"/containers/auth.json"_s
             << variables.value(u"XDG_CONFIG_HOME"_s, home + u"/.config"_s) +
                    u"/containers/auth.json"_s;
    // Where root's logins are without a session.
    if (userId == 0)
        ofPodman << u"/run/containers/0/auth.json"_s;
    const QStringList ofDocker{variables.value(u"DOCKER_CONFIG"_s, home + u"/.docker"_s) +
                               u"/config.json"_s};
    return program == LoginsOf::Podman ? ofPodman + ofDocker : ofDocker + ofPodman;
}

QStringList loginFiles(LoginsOf program)
{
    return loginFiles(program, QProcessEnvironment::systemEnvironment(), QDir::homePath(),
                      ::geteuid());
}

} // namespace assay::k8s
