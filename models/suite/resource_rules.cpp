// SPDX-License-Identifier: Apache-2.0
#include "rules.h"

#include <models/base/quantity.h>

#include <QCoreApplication>

#include <cmath>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct ResourceText
{
    Q_DECLARE_TR_FUNCTIONS(ResourceText)
};
} // namespace

static QString quantityText(const Json &value)
{
    return value.is_number() ? QString::fromStdString(value.dump()) : value.get<QString>();
}

static bool isStandard(const QString &resource)
{
    return resource == u"cpu" || resource == u"memory" || resource == u"ephemeral-storage" ||
           resource.startsWith(u"hugepages-"_s);
}

//! Kubernetes' extended resources, and huge pages: what is given out whole, and never to more than
//! one.
static bool isDevice(const QString &resource)
{
    return resource.startsWith(u"hugepages-"_s) ||
           (resource.contains(u'/') && !resource.contains(u"kubernetes.io/"_s));
}

static bool isBytes(const QString &resource)
{
    return resource == u"memory" || resource == u"ephemeral-storage" || resource == u"storage" ||
           resource.startsWith(u"hugepages-"_s);
}

void checkAmount(const QString &resource, const Json &value, const QString &path,
                 Problems &problems)
{
    if (!value.is_number() && !value.is_string())
        return;
    const QString text = quantityText(value);
    const auto amount = parseQuantity(text);
    if (!amount)
        return;
    if (resource.contains(u'/') && isDevice(resource) && *amount != std::floor(*amount)) {
        problems.error(path,
                       ResourceText::tr("%1 is given out whole: write 1 instead of %2, or the "
                                        "name of a part of one, such as nvidia.com/mig-1g.5gb.")
                           .arg(resource, text));
    }
    if (!isBytes(resource) || *amount == 0)
        return;
    constexpr double leastBytes = 1 << 20;
    QString digits = text;
    while (!digits.isEmpty() && digits.back().isLetter())
        digits.chop(1);
    if (text.endsWith(u'm')) {
        problems.warning(path,
                         ResourceText::tr("\"%1\" is %2 thousandths of a byte: write \"%2Mi\" "
                                          "if mebibytes are meant.")
                             .arg(text, digits));
    } else if (*amount < leastBytes) {
        problems.warning(path, ResourceText::tr("\"%1\" is less than a mebibyte, in which nothing "
                                                "runs: write the unit that is meant, such as "
                                                "\"%2Mi\" or \"%2Gi\".")
                                   .arg(text, digits));
    }
}

//! What is given out whole is not shared: the API server wants its limit, and a request that is the
//! same or none.
static void checkDevices(const Json &resources, Problems &problems)
{
    const Json &requests = at(resources, {"requests"});
    const Json &limits = at(resources, {"limits"});
    if (!requests.is_object())
        return;
    for (const auto &[key, value] : requests.items()) {
        const QString name = QString::fromStdString(key);
        if (!isDevice(name))
            continue;
        const QString path = u"resources.requests."_s + name;
        if (!limits.is_object() || !limits.contains(key)) {
            problems.error(path,
                           ResourceText::tr("%1 needs a limit: write it under limits instead; "
                                            "the request is then the same.")
                               .arg(name));
            continue;
        }
        const auto request = parseQuantity(quantityText(value));
        const auto limit = parseQuantity(quantityText(limits[key]));
        if (request && limit && *request != *limit) {
            problems.error(path, ResourceText::tr("The %1 request \"%2\" must be the same as its "
                                                  "limit \"%3\": write the limit alone.")
                                     .arg(name, quantityText(value), quantityText(limits[key])));
        }
    }
}

static void checkResourceList(const Json &list, const QString &path, Problems &problems)
{
    if (!list.is_object()) {
        problems.error(path, ResourceText::tr("%1 must be a mapping of resource names to amounts, "
                                              "such as cpu: \"1\".")
                                 .arg(path));
        return;
    }
    for (const auto &[key, value] : list.items()) {
        const QString name = QString::fromStdString(key);
        const QString entry = path + u'.' + name;
        const auto amount = parseQuantity(quantityText(value));
        if (!isQualifiedName(name)) {
            problems.error(entry,
                           ResourceText::tr("\"%1\" is not a resource: write cpu, memory, or a "
                                            "name such as nvidia.com/gpu.")
                               .arg(name));
        } else if (!name.contains(u'/') && !isStandard(name)) {
            problems.error(entry, ResourceText::tr("Containers have no resource \"%1\": write cpu, "
                                                   "memory, ephemeral-storage, or a name with its "
                                                   "vendor, such as nvidia.com/gpu.")
                                      .arg(name));
        }
        if (!amount || *amount < 0) {
            problems.error(entry,
                           ResourceText::tr("%1 must be an amount such as \"500m\", \"2\" or "
                                            "\"4Gi\".")
                               .arg(entry));
        } else {
            checkAmount(name, value, entry, problems);
        }
    }
}

void checkResources(const Json &resources, Problems &problems)
{
    const QString path = u"resources"_s;
    if (resources.is_null())
        return;
    if (!resources.is_object()) {
        problems.error(path,
                       ResourceText::tr("resources must be a mapping with requests and limits."));
        return;
    }
    for (const auto &[key, value] : resources.items()) {
        const QString entry = path + u'.' + QString::fromStdString(key);
        if (key == "requests" || key == "limits")
            checkResourceList(value, entry, problems);
        else
            problems.error(entry,
                           ResourceText::tr("Unknown field \"%1\": resources has requests and "
                                            "limits.")
                               .arg(QString::fromStdString(key)));
    }
    checkDevices(resources, problems);
    const Json &requests = at(resources, {"requests"});
    const Json &limits = at(resources, {"limits"});
    if (!requests.is_object() || !limits.is_object())
        return;
    for (const auto &[key, value] : requests.items()) {
        if (!limits.contains(key) || isDevice(QString::fromStdString(key)))
            continue;
        const auto request = parseQuantity(quantityText(value));
        const auto limit = parseQuantity(quantityText(limits[key]));
        if (request && limit && exceeds(*request, *limit)) {
            problems.error(u"resources.requests."_s + QString::fromStdString(key),
                           ResourceText::tr("The %1 request \"%2\" is above its limit \"%3\".")
                               .arg(QString::fromStdString(key), quantityText(value),
                                    quantityText(limits[key])));
        }
    }
}

void checkStorage(const Json &storage, Problems &problems)
{
    if (storage.is_null())
        return;
    if (!storage.is_object()) {
        problems.error(u"storage"_s,
                       ResourceText::tr("storage must be a mapping with size and class."));
        return;
    }
    for (const auto &[key, value] : storage.items()) {
        const QString entry = u"storage."_s + QString::fromStdString(key);
        if (key == "size") {
            const auto size = parseQuantity(quantityText(value));
            if (!size || *size <= 0) {
                problems.error(
                    entry, ResourceText::tr("storage.size must be an amount such as \"10Gi\"."));
            } else {
                checkAmount(u"storage"_s, value, entry, problems);
            }
        } else if (key == "class") {
            // An empty class is legal: it asks for a volume without one.
            const QString name = value.get<QString>();
            if (!value.is_string() || (!name.isEmpty() && !matches(name, dnsSubdomain()))) {
                problems.error(entry,
                               ResourceText::tr("storage.class must be the name of a storage "
                                                "class: lower-case letters, digits, \"-\" and "
                                                "\".\"."));
            }
        } else {
            problems.error(entry,
                           ResourceText::tr("Unknown field \"%1\": storage has size and class.")
                               .arg(QString::fromStdString(key)));
        }
    }
}

} // namespace assay::models
