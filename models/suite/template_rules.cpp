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

//! What is a number, or true or false, without quotes.
static QString unquoted(const Json &value, const QString &path)
{
    const QString written = QString::fromStdString(value.dump());
    return value.is_boolean() ? TemplateText::tr("%1 must be text, and the API server refuses %2 "
                                                 "without quotes: write \"%2\".")
                                    .arg(path, written)
                              : TemplateText::tr("%1 must be text, and the API server refuses a "
                                                 "number: write it in quotes, as in \"%2\".")
                                    .arg(path, written);
}

void TemplateTypes::mustBeText(const Json &value, const QString &path)
{
    // Null takes away what the manifest has there; a list or a mapping is no slip of the quotes.
    if (value.is_number() || value.is_boolean())
        m_problems.error(path, unquoted(value, path));
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

namespace {

//! What ObjectMeta holds, by the types of its fields, of which each refuses every other.
class MetadataTypes
{
public:
    explicit MetadataTypes(Problems &problems) : m_problems(problems) {}
    void check(const Json &metadata, const QString &path);

private:
    enum class Kind { Text, Number, Truth, Texts, Finalizers, Owners, Records };
    struct Field
    {
        Kind kind = Kind::Text;
        bool isIgnored = false; //!< whoever creates an object says nothing by it
        bool isRequired = false;
    };
    using Fields = QHash<QString, Field>;

    void checkFields(const Json &object, const QString &path, const Fields &known);
    void checkOne(const Json &value, const QString &path, const Field &field);
    void checkText(const Json &value, const QString &path);
    void checkList(const Json &value, const QString &path, Kind kind);
    void checkEntry(const Json &value, const QString &path, Kind kind);

    Problems &m_problems;
};
} // namespace

void MetadataTypes::checkText(const Json &value, const QString &path)
{
    if (value.is_number() || value.is_boolean())
        m_problems.error(path, unquoted(value, path));
    else if (!value.is_string())
        m_problems.error(path, TemplateText::tr("%1 must be text.").arg(path));
}

void MetadataTypes::checkEntry(const Json &value, const QString &path, Kind kind)
{
    static const Fields owner{{u"apiVersion"_s, {Kind::Text, false, true}},
                              {u"kind"_s, {Kind::Text, false, true}},
                              {u"name"_s, {Kind::Text, false, true}},
                              {u"uid"_s, {Kind::Text, false, true}},
                              {u"controller"_s, {Kind::Truth}},
                              {u"blockOwnerDeletion"_s, {Kind::Truth}}};
    if (kind == Kind::Finalizers) {
        if (!value.is_string())
            return checkText(value, path);
        const auto name = value.get<QString>();
        if (!isQualifiedName(name))
            m_problems.error(path, TemplateText::tr("\"%1\" is no name of a finalizer: write "
                                                    "prefix/name, as in example.com/hold.")
                                       .arg(name));
        return;
    }
    if (!value.is_object())
        m_problems.error(path, TemplateText::tr("%1 must be a mapping.").arg(path));
    else if (kind == Kind::Owners)
        checkFields(value, path, owner);
}

void MetadataTypes::checkList(const Json &value, const QString &path, Kind kind)
{
    if (!value.is_array()) {
        m_problems.error(path, kind == Kind::Finalizers
                                   ? TemplateText::tr("%1 must be a list of names, such as "
                                                      "[example.com/hold].")
                                         .arg(path)
                                   : TemplateText::tr("%1 must be a list of mappings.").arg(path));
        return;
    }
    for (std::size_t i = 0; i < value.size(); ++i)
        checkEntry(value[i], u"%1[%2]"_s.arg(path).arg(i), kind);
    if (value.empty())
        return;
    if (kind == Kind::Owners)
        m_problems.warning(path, TemplateText::tr("Kubernetes deletes the workbench as soon as it "
                                                  "finds none of the owners named here, in the "
                                                  "middle of the test, too."));
    const Json *first = kind == Kind::Finalizers ? &value.front() : nullptr;
    if (first && first->is_string())
        m_problems.warning(
            path, TemplateText::tr("Kubernetes keeps the workbench until somebody takes the "
                                   "finalizer %1 off, which Assay does not do. Where no "
                                   "controller of the cluster does, the workbench and its "
                                   "namespace stay after the test, and the clean-up says so.")
                      .arg(first->get<QString>()));
}

void MetadataTypes::checkOne(const Json &value, const QString &path, const Field &field)
{
    switch (field.kind) {
    case Kind::Text:
        return checkText(value, path);
    case Kind::Number:
        if (!value.is_number_integer())
            m_problems.error(path, TemplateText::tr("%1 must be a whole number.").arg(path));
        return;
    case Kind::Truth:
        if (!value.is_boolean())
            m_problems.error(path, TemplateText::tr("%1 must be true or false.").arg(path));
        return;
    case Kind::Texts:
        if (!value.is_object())
            return m_problems.error(path, TemplateText::tr("%1 must be a mapping, such as %2.")
                                              .arg(path, path.endsWith(u"labels"_s)
                                                             ? u"team: data"_s
                                                             : u"example.com/owner: data"_s));
        for (const auto &[key, text] : value.items()) {
            // What lacks its quotes is told for every mapping of texts of the template.
            const QString name = path + u'.' + QString::fromStdString(key);
            if (text.is_structured())
                m_problems.error(name, TemplateText::tr("%1 must be text.").arg(name));
        }
        return;
    case Kind::Finalizers:
    case Kind::Owners:
    case Kind::Records:
        return checkList(value, path, field.kind);
    }
}

void MetadataTypes::checkFields(const Json &object, const QString &path, const Fields &known)
{
    for (const auto &[key, value] : object.items()) {
        const QString name = QString::fromStdString(key);
        const QString place = path + u'.' + name;
        const auto field = known.constFind(name);
        if (field == known.cend())
            m_problems.warning(place, TemplateText::tr("The API server knows no \"%1\" here and "
                                                       "drops it.")
                                          .arg(name));
        else if (!value.is_null())
            checkOne(value, place, *field);
        if (field != known.cend() && field->isIgnored && !value.is_null())
            m_problems.warning(place, TemplateText::tr("%1 has no effect: whatever creates an "
                                                       "object sets it by itself.")
                                          .arg(place));
    }
    for (auto field = known.cbegin(); field != known.cend(); ++field) {
        if (field->isRequired && at(object, {field.key().toUtf8().constData()}).is_null())
            m_problems.error(path, TemplateText::tr("%1 has no %2, which the API server wants.")
                                       .arg(path, field.key()));
    }
}

//! Null takes away what the manifest has there.
void MetadataTypes::check(const Json &metadata, const QString &path)
{
    static const Fields known{{u"labels"_s, {Kind::Texts}},
                              {u"annotations"_s, {Kind::Texts}},
                              {u"finalizers"_s, {Kind::Finalizers}},
                              {u"ownerReferences"_s, {Kind::Owners}},
                              {u"managedFields"_s, {Kind::Records, true}},
                              {u"name"_s, {Kind::Text, true}},
                              {u"namespace"_s, {Kind::Text, true}},
                              {u"generateName"_s, {Kind::Text, true}},
                              {u"selfLink"_s, {Kind::Text, true}},
                              {u"uid"_s, {Kind::Text, true}},
                              {u"resourceVersion"_s, {Kind::Text}},
                              {u"creationTimestamp"_s, {Kind::Text, true}},
                              {u"deletionTimestamp"_s, {Kind::Text, true}},
                              {u"generation"_s, {Kind::Number, true}},
                              {u"deletionGracePeriodSeconds"_s, {Kind::Number, true}}};
    if (metadata.is_null())
        return;
    if (!metadata.is_object())
        return m_problems.error(path, TemplateText::tr("%1 must be a mapping, such as %2.")
                                          .arg(path, u"labels: {team: data}"_s));
    checkFields(metadata, path, known);
    const Json &version = at(metadata, {"resourceVersion"});
    if (version.is_string() && version != "")
        m_problems.error(path + u".resourceVersion"_s,
                         TemplateText::tr("The API server creates nothing that has a "
                                          "resourceVersion: remove it."));
}

//! Who adds a variable to the container by its name takes away all that stands in it.
static void mustBeWhole(const Json &manifest, Problems &problems)
{
    constexpr int most = 20; // nobody reads more of one kind
    const Json &containers = at(manifest, {"spec", "template", "spec", "containers"});
    int found = 0;
    for (std::size_t i = 0; containers.is_array() && i < containers.size(); ++i) {
        if (!containers[i].is_object() || containers[i].contains("image") || ++found > most)
            continue;
        const QString path = u"template.spec.template.spec.containers[%1]"_s.arg(i);
        problems.error(path,
                       TemplateText::tr("%1 has no image: a list takes the place of the whole list "
                                        "that Assay would write. Copy the container out of \"assay "
                                        "manifest\" and change it there.")
                           .arg(path));
    }
    if (found > most)
        problems.error(
            u"template.spec.template.spec.containers"_s,
            TemplateText::tr("Other containers without an image: %1.").arg(found - most));
}

//! A Notebook's own spec holds the pod's as a template, and nothing else.
static void mustBeInThePod(const Json &spec, Problems &problems)
{
    if (!spec.is_object())
        return;
    for (const auto &[key, value] : spec.items()) {
        if (key == "template")
            continue;
        const QString name = QString::fromStdString(key);
        problems.warning(u"template.spec."_s + name,
                         TemplateText::tr("A Notebook has no spec.%1, and the cluster drops it "
                                          "without a word. What belongs to the pod stands deeper: "
                                          "template: {spec: {template: {spec: {%1: …}}}}.")
                             .arg(name));
    }
}

void checkTemplate(const Json &manifest, Problems &problems)
{
    if (manifest.is_null())
        return;
    if (!manifest.is_object()) {
        problems.error(u"template"_s, TemplateText::tr("template must be a mapping that is merged "
                                                       "over the Notebook manifest."));
        return;
    }
    MetadataTypes(problems).check(at(manifest, {"metadata"}), u"template.metadata"_s);
    const Json &spec = at(manifest, {"spec"});
    // What Assay itself writes into is of the type that it writes; null takes it away.
    if (!spec.is_object() && !spec.is_null())
        problems.error(u"template.spec"_s,
                       TemplateText::tr("%1 must be a mapping, such as %2.")
                           .arg(u"template.spec"_s, u"template: {spec: {hostUsers: false}}"_s));
    mustBeInThePod(spec, problems);
    mustBeWhole(manifest, problems);
    TemplateTypes(problems).walk(manifest, u"template"_s);
}

} // namespace assay::models
