// SPDX-License-Identifier: Apache-2.0
#include "container_body.h"

#include <k8s/containers/tar_archive.h>

#include <cmath>

namespace assay::local {

using namespace Qt::StringLiterals;
using Config = sandbox::Node::ContainerConfig;

namespace {

constexpr int volumeMode = 02775; //!< as the kubelet leaves a volume with an fsGroup
constexpr int mostProcesses = 4096;

const Json &member(const Json &object, const char *key)
{
    static const Json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

QString textOf(const Json &object, const char *key)
{
    const Json &value = member(object, key);
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
}

std::optional<qint64> numberOf(const Json &object, const char *key)
{
    const Json &value = member(object, key);
    return value.is_number_integer() ? std::optional(value.get<qint64>()) : std::nullopt;
}

//! The container's own security context counts before the pod's.
qint64 idOf(const Config &config, const char *key, qint64 fallback)
{
    if (const auto own = numberOf(member(config.container, "securityContext"), key))
        return *own;
    return numberOf(member(member(config.pod, "spec"), "securityContext"), key).value_or(fallback);
}

QString labelOf(const Config &config, const char *key)
{
    return textOf(member(member(config.pod, "metadata"), "labels"), key);
}

//! A pod may ask for a container that reaches nothing and is reached by nobody.
bool isOffline(const Config &config)
{
    return textOf(member(member(config.pod, "metadata"), "annotations"), "assay/network") ==
           "none"_L1;
}

void setNetwork(Json &body, const Config &config, const ContainerDefaults &defaults)
{
    if (isOffline(config)) {
        body["HostConfig"]["NetworkMode"] = "none";
        return;
    }
    if (!defaults.network.isEmpty())
        body["HostConfig"]["NetworkMode"] = defaults.network.toStdString();
    std::vector<qint64> ports;
    for (const Json &port : member(config.container, "ports")) {
        if (const auto number = numberOf(port, "containerPort"))
            ports.push_back(*number);
    }
    // A probe may ask on a port that is not declared.
    for (const char *probe : {"startupProbe", "readinessProbe", "livenessProbe"}) {
        for (const char *action : {"httpGet", "tcpSocket"}) {
            if (const auto n = numberOf(member(member(config.container, probe), action), "port"))
                ports.push_back(*n);
        }
    }
    for (const qint64 port : ports) {
        const std::string key = std::to_string(port) + "/tcp";
        body["ExposedPorts"][key] = Json::object();
        body["HostConfig"]["PortBindings"][key] = {{{"HostIp", "127.0.0.1"}, {"HostPort", ""}}};
    }
}

void setLimits(Json &hostConfig, const Config &config, const ContainerDefaults &defaults)
{
    if (defaults.limitsMemory && config.memoryLimit > 0) {
        hostConfig["Memory"] = std::llround(config.memoryLimit);
        hostConfig["MemorySwap"] = hostConfig["Memory"]; // a node swaps no pod
    }
    if (defaults.limitsCpu && config.cpuLimit > 0)
        hostConfig["NanoCpus"] = std::llround(config.cpuLimit * 1e9);
    if (defaults.limitsPids)
        hostConfig["PidsLimit"] = mostProcesses;
}

struct Mounting
{
    const Config &config;
    const ContainerDefaults &defaults;
    qint64 group = 0;
    containers::TarArchive archive;
    ContainerBody &result;

    const Json *volume(const QString &name) const
    {
        for (const Json &one : member(member(config.pod, "spec"), "volumes")) {
            if (textOf(one, "name") == name)
                return &one;
        }
        return nullptr;
    }

    void mount(const Json &mount)
    {
        const QString name = textOf(mount, "name");
        const QString path = textOf(mount, "mountPath");
        const Json *source = volume(name);
        if (!source || path.isEmpty())
            return;
        Json &hostConfig = result.body["HostConfig"];
        const Json &emptyDir = member(*source, "emptyDir");
        if (emptyDir.is_object() && textOf(emptyDir, "medium") == "Memory"_L1) {
            if (path != "/dev/shm"_L1)
                hostConfig["Tmpfs"][path.toStdString()] = "rw,exec,mode=1777";
            return; // an engine brings /dev/shm
        }
        QString volumeName;
        if (emptyDir.is_object()) {
            volumeName = u"assay-"_s + QString::fromStdString(config.podUid) + u'-' + name;
            result.podVolumes << volumeName;
        } else if (const Json &claim = member(*source, "persistentVolumeClaim");
                   claim.is_object()) {
            volumeName = claimVolume(
                defaults.owner, textOf(member(config.pod, "metadata"), "namespace").toStdString(),
                textOf(claim, "claimName").toStdString());
        } else {
            result.refusal = u"volume \"%1\" is of a kind that this computer cannot mount: only "
                             u"persistentVolumeClaim and emptyDir"_s.arg(name);
            return;
        }
        result.volumes << volumeName;
        const bool readOnly = member(mount, "readOnly") == true;
        // Without nocopy the image's own files would be there, which no cluster does.
        hostConfig["Binds"].push_back(
            (volumeName + u':' + path + u":nocopy"_s + (readOnly ? u",ro"_s : QString()))
                .toStdString());
        archive.addFolder(path.mid(1), volumeMode, 0, static_cast<quint32>(group));
    }
};

} // namespace

QString claimVolume(const QString &owner, const std::string &nameSpace, const std::string &claim)
{
    return u"assay-"_s + owner + u'-' + QString::fromStdString(nameSpace + "-" + claim);
}

ContainerBody containerBody(const Config &config, const ContainerDefaults &defaults)
{
    ContainerBody result;
    const qint64 user = idOf(config, "runAsUser", defaults.userId);
    const qint64 primary = idOf(config, "runAsGroup", 0);
    const qint64 group = idOf(config, "fsGroup", defaults.groupId);
    result.user = u"%1:%2"_s.arg(user).arg(primary);
    const QString run = labelOf(config, "assay/run");
    result.labels = {{u"assay.run"_s, run.isEmpty() ? u"sandbox"_s : run},
                     {u"assay.test"_s, textOf(member(config.pod, "metadata"), "namespace") + u'/' +
                                           QString::fromStdString(config.podName)},
                     {u"assay.owner"_s, defaults.owner}};

    Json &body = result.body;
    body = {{"User", result.user.toStdString()},
            {"Hostname", config.podName.substr(0, 63)},
            {"StopTimeout", 2},
            {"HostConfig",
             {{"CapDrop", {"ALL"}},
              {"SecurityOpt", {"no-new-privileges"}},
              {"GroupAdd", {std::to_string(group)}},
              {"RestartPolicy", {{"Name", "no"}}}}}};
    for (auto it = result.labels.begin(); it != result.labels.end(); ++it)
        body["Labels"][it.key().toStdString()] = it.value().toStdString();
    body["Env"] = Json::array();
    for (const auto &[key, value] : config.environment)
        body["Env"].push_back(key + "=" + value);
    if (const Json &command = member(config.container, "command"); command.is_array())
        body["Entrypoint"] = command;
    if (const Json &arguments = member(config.container, "args"); arguments.is_array())
        body["Cmd"] = arguments;
    if (const QString folder = textOf(config.container, "workingDir"); !folder.isEmpty())
        body["WorkingDir"] = folder.toStdString();
    if (member(member(config.container, "securityContext"), "readOnlyRootFilesystem") == true)
        body["HostConfig"]["ReadonlyRootfs"] = true;
    setNetwork(body, config, defaults);
    setLimits(body["HostConfig"], config, defaults);

    Mounting mounting{config, defaults, group, {}, result};
    for (const Json &mount : member(config.container, "volumeMounts"))
        mounting.mount(mount);
    if (!result.volumes.isEmpty())
        result.folders = mounting.archive.bytes();
    return result;
}

} // namespace assay::local
