// SPDX-License-Identifier: Apache-2.0
#include "rules.h"

#include <QCoreApplication>
#include <QHash>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct TemplateText
{
    Q_DECLARE_TR_FUNCTIONS(TemplateText)
};

//! Finds what is a number or true or false where the API server takes nothing but text, which is
//! what YAML makes of a value without quotes, and text where it takes no text, made by quotes.
class TemplateTypes
{
public:
    explicit TemplateTypes(Problems &problems) : m_problems(problems) {}
    void walk(const Json &value, const QString &path);

private:
    void member(const QString &key, const Json &value, const QString &path);
    void mustBeText(const Json &value, const QString &path);
    void membersMustBeText(const Json &map, const QString &path, const QStringList &names = {});
    void mustBeNoText(const QString &key, const Json &value, const QString &path);

    Problems &m_problems;
};
} // namespace

void TemplateTypes::mustBeText(const Json &value, const QString &path)
{
    // Null takes away what the manifest has there; a list or a mapping is no slip of the quotes.
    if (!value.is_number() && !value.is_boolean())
        return;
    const QString written = QString::fromStdString(value.dump());
    m_problems.error(path, value.is_boolean()
                               ? TemplateText::tr("%1 must be text, and the API server refuses %2 "
                                                  "without quotes: write \"%2\".")
                                     .arg(path, written)
                               : TemplateText::tr("%1 must be text, and the API server refuses a "
                                                  "number: write it in quotes, as in \"%2\".")
                                     .arg(path, written));
}

void TemplateTypes::membersMustBeText(const Json &map, const QString &path,
                                      const QStringList &names)
{
    if (!map.is_object())
        return;
    for (const auto &[key, value] : map.items()) {
        const QString name = QString::fromStdString(key);
        if (names.isEmpty() || names.contains(name))
            mustBeText(value, path + u'.' + name);
    }
}

void TemplateTypes::mustBeNoText(const QString &key, const Json &value, const QString &path)
{
    static const QStringList numbers{u"containerPort"_s,
                                     u"hostPort"_s,
                                     u"runAsUser"_s,
                                     u"runAsGroup"_s,
                                     u"fsGroup"_s,
                                     u"tolerationSeconds"_s,
                                     u"periodSeconds"_s,
                                     u"initialDelaySeconds"_s,
                                     u"timeoutSeconds"_s,
                                     u"failureThreshold"_s,
                                     u"successThreshold"_s,
                                     u"terminationGracePeriodSeconds"_s,
                                     u"defaultMode"_s,
                                     u"expirationSeconds"_s,
                                     u"activeDeadlineSeconds"_s,
                                     u"priority"_s};
    static const QStringList truths{u"hostUsers"_s,
                                    u"hostNetwork"_s,
                                    u"hostPID"_s,
                                    u"hostIPC"_s,
                                    u"readOnly"_s,
                                    u"privileged"_s,
                                    u"runAsNonRoot"_s,
                                    u"allowPrivilegeEscalation"_s,
                                    u"readOnlyRootFilesystem"_s,
                                    u"stdin"_s,
                                    u"tty"_s,
                                    u"enableServiceLinks"_s,
                                    u"optional"_s,
                                    u"automountServiceAccountToken"_s,
                                    u"shareProcessNamespace"_s};
    if (!value.is_string())
        return;
    const auto text = value.get<QString>();
    bool isNumber = false;
    text.toLongLong(&isNumber);
    const bool isTruth = text == u"true" || text == u"false";
    if (numbers.contains(key))
        m_problems.error(path, isNumber ? TemplateText::tr("%1 must be a number, and the API "
                                                           "server refuses text: write %2 without "
                                                           "quotes.")
                                              .arg(path, text)
                                        : TemplateText::tr("%1 must be a whole number.").arg(path));
    else if (truths.contains(key))
        m_problems.error(path, isTruth ? TemplateText::tr("%1 must be true or false, and the API "
                                                          "server refuses text: write %2 without "
                                                          "quotes.")
                                             .arg(path, text)
                                       : TemplateText::tr("%1 must be true or false.").arg(path));
}

void TemplateTypes::member(const QString &key, const Json &value, const QString &path)
{
    static const QStringList textMaps{u"labels"_s, u"annotations"_s, u"nodeSelector"_s,
                                      u"matchLabels"_s, u"volumeAttributes"_s};
    static const QStringList textLists{u"command"_s, u"args"_s, u"values"_s};
    static const QHash<QString, QStringList> textFields{
        {u"env"_s, {u"name"_s, u"value"_s}},
        {u"sysctls"_s, {u"name"_s, u"value"_s}},
        {u"httpHeaders"_s, {u"name"_s, u"value"_s}},
        {u"tolerations"_s, {u"key"_s, u"operator"_s, u"value"_s, u"effect"_s}}};
    if (textMaps.contains(key))
        return membersMustBeText(value, path);
    mustBeNoText(key, value, path);
    if (key == u"requests" || key == u"limits") {
        if (!value.is_object())
            return;
        for (const auto &[resource, amount] : value.items()) {
            const QString name = QString::fromStdString(resource);
            checkAmount(name, amount, path + u'.' + name, m_problems);
        }
        return;
    }
    if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            const QString entry = u"%1[%2]"_s.arg(path).arg(i);
            if (textLists.contains(key))
                mustBeText(value[i], entry);
            else if (textFields.contains(key))
                membersMustBeText(value[i], entry, textFields.value(key));
        }
    }
    walk(value, path);
}

void TemplateTypes::walk(const Json &value, const QString &path)
{
    if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            walk(value[i], u"%1[%2]"_s.arg(path).arg(i));
    } else if (value.is_object()) {
        for (const auto &[key, inner] : value.items()) {
            const QString name = QString::fromStdString(key);
            member(name, inner, path + u'.' + name);
        }
    }
}

//! What Assay itself writes into is of the type that it writes.
void checkTemplate(const Json &manifest, Problems &problems)
{
    if (manifest.is_null())
        return;
    if (!manifest.is_object()) {
        problems.error(u"template"_s, TemplateText::tr("template must be a mapping that is merged "
                                                       "over the Notebook manifest."));
        return;
    }
    const auto mustBeMapping = [&problems](const Json &value, const QString &path,
                                           const QString &example) {
        // Null takes away what the manifest has there.
        if (!value.is_object() && !value.is_null())
            problems.error(
                path, TemplateText::tr("%1 must be a mapping, such as %2.").arg(path, example));
    };
    const Json &metadata = at(manifest, {"metadata"});
    mustBeMapping(metadata, u"template.metadata"_s, u"labels: {team: data}"_s);
    mustBeMapping(at(metadata, {"labels"}), u"template.metadata.labels"_s, u"team: data"_s);
    mustBeMapping(at(metadata, {"annotations"}), u"template.metadata.annotations"_s,
                  u"example.com/owner: data"_s);
    mustBeMapping(at(manifest, {"spec"}), u"template.spec"_s,
                  u"template: {spec: {hostUsers: false}}"_s);
    TemplateTypes(problems).walk(manifest, u"template"_s);
}

} // namespace assay::models
