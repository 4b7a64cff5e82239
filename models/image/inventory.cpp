// SPDX-License-Identifier: Apache-2.0
#include <models/image/inventory.h>

#include "base/json_reading.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

struct InventoryText
{
    Q_DECLARE_TR_FUNCTIONS(Inventory)
};

// The script keeps to smaller limits; these hold against an image that prints a line of its own.
constexpr std::size_t maxDistributions = 5000;
constexpr std::size_t maxNames = 200;
constexpr int maxNameLength = 1000;

QString nameAt(const Json &j, std::initializer_list<const char *> path)
{
    return textAt(j, path).left(maxNameLength);
}

qint64 idAt(const Json &j, std::initializer_list<const char *> path)
{
    const Json &value = at(j, path);
    return value.is_number_integer() ? value.get<qint64>() : -1;
}

bool flagAt(const Json &j, std::initializer_list<const char *> path)
{
    const Json &value = at(j, path);
    return value.is_boolean() && value.get<bool>();
}

QStringList namesAt(const Json &j, const char *key)
{
    QStringList names;
    for (const Json &item : listAt(j, {key})) {
        if (static_cast<std::size_t>(names.size()) == maxNames)
            break;
        if (item.is_string())
            names << item.get<QString>().left(maxNameLength);
    }
    return names;
}

Json namesJson(const QStringList &names)
{
    Json list = Json::array();
    for (const QString &name : names)
        list.push_back(name);
    return list;
}

} // namespace

QString normalizedDistributionName(const QString &name)
{
    static const QRegularExpression separators(u"[-_.]+"_s);
    return name.trimmed().toLower().replace(separators, u"-"_s);
}

const Distribution *Inventory::distribution(const QString &name) const
{
    const QString wanted = normalizedDistributionName(name);
    const auto found =
        std::find_if(distributions.begin(), distributions.end(), [&](const Distribution &d) {
            return normalizedDistributionName(d.name) == wanted;
        });
    return found == distributions.end() ? nullptr : &*found;
}

std::vector<const Distribution *> Inventory::providersOf(const QString &module) const
{
    std::vector<const Distribution *> providers;
    if (const ModulePlace *place = placeOf(module)) {
        for (const QString &name : place->providers) {
            if (const Distribution *known = distribution(name))
                providers.push_back(known);
        }
    }
    if (!providers.empty())
        return providers;
    const QString top = module.section(u'.', 0, 0);
    for (const Distribution &candidate : distributions) {
        if (candidate.imports.contains(top))
            providers.push_back(&candidate);
    }
    // Some packagers leave out what a distribution gives.
    if (const Distribution *namesake = providers.empty() ? distribution(top) : nullptr;
        namesake && namesake->imports.isEmpty())
        providers.push_back(namesake);
    return providers;
}

const ModulePlace *Inventory::placeOf(const QString &module) const
{
    const auto found = std::find_if(modules.begin(), modules.end(),
                                    [&](const ModulePlace &m) { return m.name == module; });
    return found == modules.end() ? nullptr : &*found;
}

QString Inventory::summary() const
{
    QStringList parts{InventoryText::tr("Python %1 at %2").arg(version, executable)};
    if (uid >= 0)
        parts << InventoryText::tr("user id %1").arg(uid);
    if (gid >= 0)
        parts << InventoryText::tr("group %1").arg(gid);
    return parts.join(u", "_s);
}

tl::expected<Inventory, QString> inventoryFrom(const QByteArray &standardOutput)
{
    static const QByteArray marker("\nASSAY-INVENTORY ");
    const qsizetype begin = standardOutput.lastIndexOf(marker);
    if (begin < 0)
        return tl::unexpected(InventoryText::tr("Python did not print the list of what the image "
                                                "holds."));
    const qsizetype from = begin + marker.size();
    const qsizetype end = standardOutput.indexOf('\n', from);
    if (end < 0)
        return tl::unexpected(
            InventoryText::tr("The list of what the image holds arrived only in part."));
    const auto document = parseBounded(QByteArrayView(standardOutput).sliced(from, end - from));
    if (!document)
        return tl::unexpected(
            InventoryText::tr("The list of what the image holds could not be read: %1.")
                .arg(document.error()));
    if (textAt(*document, {"python", "version"}).isEmpty())
        return tl::unexpected(
            InventoryText::tr("The list of what the image holds could not be read."));
    return document->get<Inventory>();
}

void to_json(Json &j, const Inventory &i)
{
    Json distributions = Json::array();
    for (const Distribution &d : i.distributions)
        distributions.push_back(
            {{"name", d.name}, {"version", d.version}, {"imports", namesJson(d.imports)}});
    Json modules = Json::array();
    for (const ModulePlace &m : i.modules)
        modules.push_back({{"name", m.name},
                           {"origin", m.origin},
                           {"elsewhere", namesJson(m.elsewhere)},
                           {"providers", namesJson(m.providers)}});
    j = Json{{"python",
              {{"version", i.version},
               {"implementation", i.implementation},
               {"executable", i.executable},
               {"prefix", i.prefix},
               {"virtual_environment", i.virtualEnvironment}}},
             {"user",
              {{"uid", i.uid},
               {"gid", i.gid},
               {"groups", i.groups},
               {"home", i.home},
               {"home_writable", i.homeWritable}}},
             {"platform", i.platform},
             {"architecture", i.architecture},
             {"path", namesJson(i.path)},
             {"unreadable", namesJson(i.unreadable)},
             {"distributions", distributions},
             {"distributions_not_listed", i.distributionsNotListed},
             {"modules", modules}};
}

void from_json(const Json &j, Inventory &i)
{
    i = {};
    i.version = nameAt(j, {"python", "version"});
    i.implementation = nameAt(j, {"python", "implementation"});
    i.executable = nameAt(j, {"python", "executable"});
    i.prefix = nameAt(j, {"python", "prefix"});
    i.virtualEnvironment = flagAt(j, {"python", "virtual_environment"});
    i.uid = idAt(j, {"user", "uid"});
    i.gid = idAt(j, {"user", "gid"});
    for (const Json &group : listAt(j, {"user", "groups"})) {
        if (group.is_number_integer() && i.groups.size() < maxNames)
            i.groups.push_back(group.get<qint64>());
    }
    i.home = nameAt(j, {"user", "home"});
    i.homeWritable = flagAt(j, {"user", "home_writable"});
    i.platform = nameAt(j, {"platform"});
    i.architecture = nameAt(j, {"architecture"});
    i.path = namesAt(j, "path");
    i.unreadable = namesAt(j, "unreadable");
    reading::read(j, "distributions_not_listed", i.distributionsNotListed);
    for (const Json &d : listAt(j, {"distributions"})) {
        const QString name = nameAt(d, {"name"});
        if (name.isEmpty() || i.distributions.size() == maxDistributions)
            ++i.distributionsNotListed;
        else
            i.distributions.push_back({name, nameAt(d, {"version"}), namesAt(d, "imports")});
    }
    for (const Json &m : listAt(j, {"modules"})) {
        if (i.modules.size() < maxNames)
            i.modules.push_back({nameAt(m, {"name"}), nameAt(m, {"origin"}),
                                 namesAt(m, "elsewhere"), namesAt(m, "providers")});
    }
}

} // namespace assay::models
