// SPDX-License-Identifier: Apache-2.0
#include <models/image/startup_log_policy.h>

#include <models/base/yaml.h>

#include <QDir>
#include <QFile>

// A static library's resources are linked in only where they are asked for; the macro wants to be
// outside of every namespace.
static void initLogPolicies()
{
    Q_INIT_RESOURCE(log_policies);
}

namespace assay::models {

using namespace Qt::StringLiterals;

QStringList StartupLogPolicy::presets()
{
    initLogPolicies();
    QStringList names = QDir(u":/log_policies"_s).entryList(QDir::Files, QDir::Name);
    for (QString &name : names)
        name.chop(qsizetype(qstrlen(".yaml")));
    return names;
}

std::optional<StartupLogPolicy> StartupLogPolicy::preset(const QString &name)
{
    if (!presets().contains(name))
        return std::nullopt;
    QFile file(u":/log_policies/"_s + name + u".yaml"_s);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const Json policy = yaml::toJson(yaml::read(file.read(1 << 20)).root);
    StartupLogPolicy out;
    for (const Json &text : listAt(policy, {"blocked"}))
        out.blocked << QString::fromStdString(text.get<std::string>());
    for (const Json &entry : listAt(policy, {"allowed"}))
        out.allowed << textAt(entry, {"text"});
    return out;
}

} // namespace assay::models
