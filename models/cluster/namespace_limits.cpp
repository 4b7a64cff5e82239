// SPDX-License-Identifier: Apache-2.0
#include <models/base/quantity.h>
#include <models/cluster/namespace_limits.h>

#include <QCoreApplication>
#include <QMap>

namespace assay::models {

using namespace Qt::StringLiterals;

struct LimitsText
{
    Q_DECLARE_TR_FUNCTIONS(LimitsText)
};

//! An amount and how to say it.
struct Amount
{
    double value = 0;
    QString text;

    void add(const QString &quantity)
    {
        const auto more = parseQuantity(quantity);
        if (!more)
            return;
        text = value == 0 ? quantity : QString::number(value + *more);
        value += *more;
    }
};

using Amounts = QMap<QString, Amount>;

static QString quantityText(const Json &value)
{
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    return value.is_number() ? QString::fromStdString(value.dump()) : QString();
}

static QMap<QString, QString> quantities(const Json &object)
{
    QMap<QString, QString> found;
    if (object.is_object()) {
        for (const auto &[name, value] : object.items())
            found.insert(QString::fromStdString(name), quantityText(value));
    }
    return found;
}

//! What one container asks for, once a limit range has filled in what it leaves out.
struct ContainerNeeds
{
    QString name;
    QMap<QString, QString> requests, limits;
};

static std::vector<ContainerNeeds> needsOf(const Json &podSpec, const Json &limitRanges)
{
    std::vector<ContainerNeeds> all;
    for (const Json &container : listAt(podSpec, {"containers"})) {
        ContainerNeeds needs{textAt(container, {"name"}),
                             quantities(at(container, {"resources", "requests"})),
                             quantities(at(container, {"resources", "limits"}))};
        for (const Json &range : listAt(limitRanges, {"items"})) {
            for (const Json &limit : listAt(range, {"spec", "limits"})) {
                if (textAt(limit, {"type"}) != "Container"_L1)
                    continue;
                const auto defaults = quantities(at(limit, {"default"}));
                for (auto it = defaults.begin(); it != defaults.end(); ++it) {
                    if (!needs.limits.contains(it.key()))
                        needs.limits.insert(it.key(), it.value());
                }
                const auto requests = quantities(at(limit, {"defaultRequest"}));
                for (auto it = requests.begin(); it != requests.end(); ++it) {
                    if (!needs.requests.contains(it.key()))
                        needs.requests.insert(it.key(), it.value());
                }
            }
        }
        // A limit without a request is its request.
        for (auto it = needs.limits.begin(); it != needs.limits.end(); ++it) {
            if (!needs.requests.contains(it.key()))
                needs.requests.insert(it.key(), it.value());
        }
        all.push_back(needs);
    }
    return all;
}

//! By the names that quotas use: "requests.cpu", "limits.memory", "pods", "requests.storage".
static Amounts quotaNeeds(const std::vector<ContainerNeeds> &containers, const Json &claim)
{
    Amounts needs;
    for (const auto &container : containers) {
        for (auto it = container.requests.begin(); it != container.requests.end(); ++it)
            needs[u"requests."_s + it.key()].add(it.value());
        for (auto it = container.limits.begin(); it != container.limits.end(); ++it)
            needs[u"limits."_s + it.key()].add(it.value());
    }
    for (const auto &name : {u"cpu"_s, u"memory"_s, u"ephemeral-storage"_s}) {
        if (needs.contains(u"requests."_s + name))
            needs.insert(name, needs.value(u"requests."_s + name));
    }
    for (const auto &name : {u"pods"_s, u"count/pods"_s, u"persistentvolumeclaims"_s,
                             u"count/persistentvolumeclaims"_s, u"count/notebooks.kubeflow.org"_s,
                             u"count/statefulsets.apps"_s})
        needs.insert(name, {1, u"1"_s});
    needs[u"requests.storage"_s].add(
        quantityText(at(claim, {"spec", "resources", "requests", "storage"})));
    return needs;
}

static bool countsForUs(const Json &quota)
{
    if (!at(quota, {"spec", "scopeSelector"}).is_null())
        return false;
    for (const Json &scope : listAt(quota, {"spec", "scopes"})) {
        if (scope != "NotTerminating" && scope != "NotBestEffort")
            return false;
    }
    return true;
}

static QStringList quotaReasons(const Json &quotas, const Amounts &needs)
{
    QStringList reasons;
    for (const Json &quota : listAt(quotas, {"items"})) {
        if (!countsForUs(quota))
            continue;
        const QString name = textAt(quota, {"metadata", "name"});
        auto hard = quantities(at(quota, {"status", "hard"}));
        if (hard.isEmpty())
            hard = quantities(at(quota, {"spec", "hard"}));
        const auto used = quantities(at(quota, {"status", "used"}));
        for (auto it = hard.begin(); it != hard.end(); ++it) {
            const auto limit = parseQuantity(it.value());
            if (!limit)
                continue;
            const bool compute = it.key().startsWith("limits."_L1) ||
                                 it.key() == "requests.cpu"_L1 || it.key() == "requests.memory"_L1;
            if (!needs.contains(it.key())) {
                if (compute)
                    reasons << LimitsText::tr("The quota “%1” counts %2, so every container must "
                                              "set it, and the workbench does not. Set it under "
                                              "\"resources\" in the suite.")
                                   .arg(name, it.key());
                continue;
            }
            const Amount &need = needs[it.key()];
            const QString usedText = used.value(it.key(), u"0"_s);
            if (exceeds(parseQuantity(usedText).value_or(0) + need.value, *limit))
                reasons << LimitsText::tr("The quota “%1” allows %2 of %3, %4 is used, and the "
                                          "workbench asks for %5.")
                               .arg(name, it.value(), it.key(), usedText, need.text);
        }
    }
    return reasons;
}

static QString tooMuch(const QString &who, const QString &what, const QString &asked,
                       const QString &range, const QString &bound)
{
    return LimitsText::tr("%1 asks for %2 of %3, and the limit range “%4” allows at most %5.")
        .arg(who, asked, what, range, bound);
}

static QString tooLittle(const QString &who, const QString &what, const QString &asked,
                         const QString &range, const QString &bound)
{
    return LimitsText::tr("%1 asks for %2 of %3, and the limit range “%4” wants at least %5.")
        .arg(who, asked, what, range, bound);
}

static QStringList rangeReasons(const Json &limitRanges,
                                const std::vector<ContainerNeeds> &containers, const Json &claim)
{
    QStringList reasons;
    const auto compare = [&reasons](const QString &who, const QMap<QString, QString> &most,
                                    const QMap<QString, QString> &least, const Json &limit,
                                    const QString &range) {
        const auto max = quantities(at(limit, {"max"}));
        for (auto it = max.begin(); it != max.end(); ++it) {
            const auto asked = parseQuantity(most.value(it.key()));
            const auto bound = parseQuantity(it.value());
            if (asked && bound && exceeds(*asked, *bound))
                reasons << tooMuch(who, it.key(), most.value(it.key()), range, it.value());
        }
        const auto min = quantities(at(limit, {"min"}));
        for (auto it = min.begin(); it != min.end(); ++it) {
            const auto asked = parseQuantity(least.value(it.key()));
            const auto bound = parseQuantity(it.value());
            if (asked && bound && exceeds(*bound, *asked))
                reasons << tooLittle(who, it.key(), least.value(it.key()), range, it.value());
        }
    };
    for (const Json &range : listAt(limitRanges, {"items"})) {
        const QString name = textAt(range, {"metadata", "name"});
        for (const Json &limit : listAt(range, {"spec", "limits"})) {
            const QString type = textAt(limit, {"type"});
            if (type == "PersistentVolumeClaim"_L1) {
                const auto size = quantities(at(claim, {"spec", "resources", "requests"}));
                compare(LimitsText::tr("The volume"), size, size, limit, name);
            } else if (type == "Container"_L1) {
                for (const auto &container : containers) {
                    auto most = container.requests;
                    most.insert(container.limits);
                    compare(LimitsText::tr("The container “%1”").arg(container.name), most,
                            container.requests, limit, name);
                }
            }
        }
    }
    return reasons;
}

QStringList blockedBy(const Json &quotas, const Json &limitRanges, const Json &podSpec,
                      const Json &claim)
{
    const auto containers = needsOf(podSpec, limitRanges);
    return quotaReasons(quotas, quotaNeeds(containers, claim)) +
           rangeReasons(limitRanges, containers, claim);
}

} // namespace assay::models
