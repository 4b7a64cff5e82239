// SPDX-License-Identifier: Apache-2.0
#include "decode.h"

#include "base/failure.h"
#include "text.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace assay::containers {

const nlohmann::json &fieldOf(const nlohmann::json &json, std::string_view key)
{
    static const nlohmann::json none;
    if (!json.is_object())
        return none;
    const auto found = json.find(std::string(key));
    return found == json.end() ? none : *found;
}

static QString wordsOf(const nlohmann::json &text)
{
    return text.is_string() ? QString::fromStdString(text.get_ref<const std::string &>())
                            : QString();
}

QString textOf(const nlohmann::json &json, std::string_view key)
{
    return wordsOf(fieldOf(json, key));
}

qint64 numberOf(const nlohmann::json &json, std::string_view key)
{
    const nlohmann::json &number = fieldOf(json, key);
    if (number.is_number_unsigned())
        return qint64(std::min<quint64>(number.get<quint64>(), std::numeric_limits<qint64>::max()));
    return number.is_number_integer() ? number.get<qint64>() : 0;
}

std::optional<int> exitCodeOf(const nlohmann::json &json, std::string_view key)
{
    const qint64 code = numberOf(json, key);
    if (!fieldOf(json, key).is_number_integer() || code < -1 || code > 255)
        return {};
    return int(code);
}

bool flagOf(const nlohmann::json &json, std::string_view key)
{
    const nlohmann::json &flag = fieldOf(json, key);
    return flag.is_boolean() && flag.get<bool>();
}

QStringList textsOf(const nlohmann::json &json, std::string_view key)
{
    const nlohmann::json &list = fieldOf(json, key);
    // An entrypoint may be one text.
    if (list.is_string())
        return {wordsOf(list)};
    QStringList texts;
    if (list.is_array()) {
        for (const nlohmann::json &one : list)
            texts << wordsOf(one);
    }
    return texts;
}

QMap<QString, QString> mapOf(const nlohmann::json &json, std::string_view key)
{
    QMap<QString, QString> map;
    const nlohmann::json &object = fieldOf(json, key);
    if (object.is_object()) {
        for (const auto &[name, value] : object.items())
            map.insert(QString::fromStdString(name), wordsOf(value));
    }
    return map;
}

QDateTime timeOf(const nlohmann::json &json, std::string_view key)
{
    const QDateTime time = QDateTime::fromString(textOf(json, key), Qt::ISODateWithMs).toUTC();
    return time.isValid() && time.date().year() > 1 ? time : QDateTime();
}

Error notAnAnswer(const QString &what)
{
    Error error;
    error.kind = Error::Kind::Protocol;
    error.message = what;
    return error;
}

static tl::unexpected<Error> lacks(const QString &what, const QString &field)
{
    return tl::unexpected(
        notAnAnswer(Text::tr("The container engine's answer about %1 has no “%2”; it is not what "
                             "Docker's API promises.")
                        .arg(what, field)));
}

//! As engines make ids and allow names; a digest says its algorithm before a colon.
static bool isId(QStringView text)
{
    constexpr qsizetype longest = 255;
    const auto isPlain = [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || u"_.-:"_s.contains(c));
    };
    return !text.isEmpty() && text.size() <= longest && text.front().isLetterOrNumber() &&
           std::all_of(text.begin(), text.end(), isPlain);
}

Result<QString> idOf(const nlohmann::json &json, std::string_view key, const QString &what)
{
    const QString id = textOf(json, key);
    const QString field = QString::fromLatin1(key.data(), qsizetype(key.size()));
    if (id.isEmpty())
        return lacks(what, field);
    if (isId(id))
        return id;
    return tl::unexpected(
        notAnAnswer(Text::tr("The container engine's answer about %1 says “%3” as its “%2”, which "
                             "is none; it is not what Docker's API promises.")
                        .arg(what, field, k8s::excerpt(id.toUtf8(), 80))));
}

static tl::unexpected<Error> noList(const QString &what)
{
    return tl::unexpected(
        notAnAnswer(Text::tr("The container engine's answer is no list of %1; it is not what "
                             "Docker's API promises.")
                        .arg(what)));
}

static QDateTime secondsOf(const nlohmann::json &json, std::string_view key)
{
    const nlohmann::json &created = fieldOf(json, key);
    return created.is_number_integer()
               ? QDateTime::fromSecsSinceEpoch(created.get<qint64>(), Qt::UTC)
               : timeOf(json, key);
}

static QStringList keysOf(const nlohmann::json &object)
{
    QStringList keys;
    if (object.is_object()) {
        for (const auto &[key, value] : object.items())
            keys << QString::fromStdString(key);
    }
    return keys;
}

//! An image that lost its name has this instead of one.
static QStringList namesOf(const nlohmann::json &json, std::string_view key)
{
    QStringList names = textsOf(json, key);
    names.removeIf([](const QString &name) { return name.contains(u"<none>"); });
    return names;
}

//! Podman leaves out in a list what it says in an image.
static QString digestText(QString id)
{
    return id.isEmpty() || id.contains(u':') ? id : u"sha256:"_s + id;
}

//! What a list of images and the details of one say alike.
template<typename Image>
static std::optional<tl::unexpected<Error>> readNames(const nlohmann::json &json, Image &image)
{
    const Result<QString> id = idOf(json, "Id", Text::tr("an image"));
    if (!id)
        return tl::unexpected(id.error());
    image.id = digestText(*id);
    image.tags = namesOf(json, "RepoTags");
    image.repoDigests = namesOf(json, "RepoDigests");
    image.size = numberOf(json, "Size");
    return std::nullopt;
}

Result<std::vector<ImageSummary>> decodeImages(const nlohmann::json &json)
{
    if (!json.is_array())
        return noList(Text::tr("images"));
    std::vector<ImageSummary> images;
    for (const nlohmann::json &one : json) {
        ImageSummary image;
        if (const auto lacking = readNames(one, image))
            return *lacking;
        image.created = secondsOf(one, "Created");
        image.labels = mapOf(one, "Labels");
        images.push_back(std::move(image));
    }
    return images;
}

Result<ImageDetails> decodeImage(const nlohmann::json &json)
{
    ImageDetails image;
    if (const auto lacking = readNames(json, image))
        return *lacking;
    image.created = timeOf(json, "Created");
    image.operatingSystem = textOf(json, "Os");
    image.architecture = textOf(json, "Architecture");
    const nlohmann::json &config = fieldOf(json, "Config");
    image.user = textOf(config, "User");
    image.environment = textsOf(config, "Env");
    image.entrypoint = textsOf(config, "Entrypoint");
    image.command = textsOf(config, "Cmd");
    image.exposedPorts = keysOf(fieldOf(config, "ExposedPorts"));
    image.workingFolder = textOf(config, "WorkingDir");
    image.volumes = keysOf(fieldOf(config, "Volumes"));
    image.labels = mapOf(config, "Labels");
    return image;
}

Result<CreatedContainer> decodeCreated(const nlohmann::json &json)
{
    const Result<QString> id = idOf(json, "Id", Text::tr("a new container"));
    if (!id)
        return tl::unexpected(id.error());
    return CreatedContainer{*id, textsOf(json, "Warnings")};
}

static ContainerStatus statusOf(const QString &word)
{
    static const std::pair<QStringView, ContainerStatus> words[] = {
        {u"created", ContainerStatus::Created},
        {u"configured", ContainerStatus::Created},
        {u"initialized", ContainerStatus::Created},
        {u"running", ContainerStatus::Running},
        {u"stopping", ContainerStatus::Running},
        {u"paused", ContainerStatus::Paused},
        {u"restarting", ContainerStatus::Restarting},
        {u"removing", ContainerStatus::Removing},
        {u"exited", ContainerStatus::Exited},
        {u"stopped", ContainerStatus::Exited},
        {u"dead", ContainerStatus::Dead}};
    for (const auto &[name, status] : words) {
        if (word == name)
            return status;
    }
    return ContainerStatus::Unknown;
}

static std::vector<PublishedPort> portsOf(const nlohmann::json &ports)
{
    std::vector<PublishedPort> published;
    if (!ports.is_object())
        return published;
    for (const auto &[port, bindings] : ports.items()) {
        const QStringList parts = QString::fromStdString(port).split(u'/');
        if (!bindings.is_array())
            continue;
        for (const nlohmann::json &one : bindings)
            published.push_back({parts.first().toInt(), parts.value(1, u"tcp"_s),
                                 textOf(one, "HostIp"), textOf(one, "HostPort").toInt()});
    }
    return published;
}

//! On Podman the address of a network of one's own is nowhere but in that network.
static void readNetwork(const nlohmann::json &settings, ContainerState &state)
{
    state.address = textOf(settings, "IPAddress");
    const nlohmann::json &networks = fieldOf(settings, "Networks");
    if (!networks.is_object())
        return;
    for (const auto &[name, network] : networks.items()) {
        const QString address = textOf(network, "IPAddress");
        if (address.isEmpty() || (!state.address.isEmpty() && address != state.address))
            continue;
        state.address = address;
        state.network = QString::fromStdString(name);
        return;
    }
}

Result<ContainerState> decodeContainer(const nlohmann::json &json, const EngineVersion &version)
{
    const nlohmann::json &told = fieldOf(json, "State");
    const Result<QString> id = idOf(json, "Id", Text::tr("a container"));
    if (!id)
        return tl::unexpected(id.error());
    if (!told.is_object())
        return lacks(Text::tr("a container"), u"State"_s);
    ContainerState state;
    state.id = *id;
    state.name = textOf(json, "Name");
    if (state.name.startsWith(u'/'))
        state.name.remove(0, 1);
    const nlohmann::json &config = fieldOf(json, "Config");
    state.image = textOf(config, "Image");
    state.imageId = digestText(textOf(json, "Image"));
    state.labels = mapOf(config, "Labels");
    state.status = statusOf(textOf(told, "Status"));
    state.created = timeOf(json, "Created");
    state.started = timeOf(told, "StartedAt");
    state.startError = k8s::plain(textOf(told, "Error"));
    const nlohmann::json &host = fieldOf(json, "HostConfig");
    state.memoryLimit = numberOf(host, "Memory");
    state.sharesHostNetwork = textOf(host, "NetworkMode") == u"host";
    const nlohmann::json &network = fieldOf(json, "NetworkSettings");
    state.ports = portsOf(fieldOf(network, "Ports"));
    readNetwork(network, state);
    if (state.status == ContainerStatus::Running || state.status == ContainerStatus::Paused)
        state.processId = numberOf(told, "Pid");
    if (!state.hasEnded() || !state.started.isValid())
        return state;
    state.finished = timeOf(told, "FinishedAt");
    // It looks at the clock when it has started it, and a short program has ended by then.
    if (state.finished.isValid())
        state.finished = std::max(state.finished, state.started);
    state.exitCode = exitCodeOf(told, "ExitCode");
    const bool outOfMemory = flagOf(told, "OOMKilled");
    if (outOfMemory || version.kind != EngineKind::Podman || version.isAtLeast(5))
        state.outOfMemory = outOfMemory;
    return state;
}

Result<std::vector<ContainerSummary>> decodeContainers(const nlohmann::json &json)
{
    if (!json.is_array())
        return noList(Text::tr("containers"));
    std::vector<ContainerSummary> containers;
    for (const nlohmann::json &one : json) {
        const Result<QString> id = idOf(one, "Id", Text::tr("a container"));
        if (!id)
            return tl::unexpected(id.error());
        ContainerSummary container;
        container.id = *id;
        container.name = textsOf(one, "Names").value(0);
        if (container.name.startsWith(u'/'))
            container.name.remove(0, 1);
        container.image = textOf(one, "Image");
        container.imageId = digestText(textOf(one, "ImageID"));
        container.status = statusOf(textOf(one, "State"));
        container.created = secondsOf(one, "Created");
        container.labels = mapOf(one, "Labels");
        containers.push_back(std::move(container));
    }
    return containers;
}

Result<Volume> decodeVolume(const nlohmann::json &json)
{
    const Result<QString> name = idOf(json, "Name", Text::tr("a volume"));
    if (!name)
        return tl::unexpected(name.error());
    return Volume{*name, textOf(json, "Mountpoint"), timeOf(json, "CreatedAt"),
                  mapOf(json, "Labels")};
}

Result<std::vector<Volume>> decodeVolumes(const nlohmann::json &json)
{
    const nlohmann::json &list = fieldOf(json, "Volumes");
    std::vector<Volume> volumes;
    // Without any, Docker says null.
    if (!json.is_object() || (!list.is_array() && !list.is_null()))
        return noList(Text::tr("volumes"));
    for (const nlohmann::json &one : list) {
        Result<Volume> volume = decodeVolume(one);
        if (!volume)
            return tl::unexpected(volume.error());
        volumes.push_back(std::move(*volume));
    }
    return volumes;
}

static QString actionOf(const QString &word)
{
    static const std::pair<QStringView, QStringView> podmanWords[] = {{u"died", u"die"},
                                                                      {u"remove", u"destroy"},
                                                                      {u"exec", u"exec_start"},
                                                                      {u"exec_died", u"exec_die"}};
    const QString action = word.section(u':', 0, 0).trimmed();
    for (const auto &[podman, docker] : podmanWords) {
        if (action == podman)
            return docker.toString();
    }
    return action;
}

std::optional<ContainerEvent> decodeEvent(const nlohmann::json &json)
{
    const QString type = textOf(json, "Type");
    const nlohmann::json &actor = fieldOf(json, "Actor");
    ContainerEvent event;
    event.action = actionOf(textOf(json, "Action"));
    if (event.action.isEmpty())
        event.action = actionOf(textOf(json, "status"));
    event.containerId = textOf(actor, "ID");
    if ((!type.isEmpty() && type != u"container") || event.action.isEmpty() ||
        !isId(event.containerId))
        return {};
    event.attributes = mapOf(actor, "Attributes");
    event.name = event.attributes.value(u"name"_s);
    event.image = event.attributes.value(u"image"_s);
    const qint64 nanoseconds = numberOf(json, "timeNano");
    event.time = nanoseconds > 0 ? QDateTime::fromMSecsSinceEpoch(nanoseconds / 1'000'000, Qt::UTC)
                                 : QDateTime::fromSecsSinceEpoch(numberOf(json, "time"), Qt::UTC);
    if (event.action == u"die") {
        bool isNumber = false;
        QString told = event.attributes.value(u"exitCode"_s);
        if (told.isEmpty())
            told = event.attributes.value(u"containerExitCode"_s);
        const int code = told.toInt(&isNumber);
        if (isNumber && code >= -1 && code <= 255)
            event.exitCode = code;
    }
    return event;
}

} // namespace assay::containers
