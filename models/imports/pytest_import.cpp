// SPDX-License-Identifier: Apache-2.0
#include <models/imports/pytest_file.h>

#include "python_literals.h"

#include <models/base/safe_text.h>
#include <models/suite/configuration_fields.h>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

namespace assay::models {

using namespace Qt::StringLiterals;
using python::Value;
using Kind = python::Value::Kind;
using NoteKind = ImportNote::Kind;

namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(PytestImport)
};

class Importer
{
public:
    Importer(const ImportSource &file, const std::vector<ImportSource> &constants);
    Imported run();

private:
    void takeCall(const Value &call, const QString &scope);
    void takeParam(const Value &param, const QString &scope);
    void readNotebook(const Value &dict, CustomImageTestConfiguration &c);
    void readField(const QString &key, const Value &value, CustomImageTestConfiguration &c);
    void readPackages(const Value &list, CustomImageTestConfiguration &c);
    QString text(const Value &value, const QString &what);
    void finish(CustomImageTestConfiguration &c, const Value &param);
    void note(NoteKind kind, int line, const QString &sentence)
    {
        m_imported.notes.push_back({kind, m_file.name, line, inShort(sentence)});
    }

    const ImportSource &m_file;
    python::Source m_source;
    QHash<QString, Value> m_constants;
    Imported m_imported;
    QHash<QString, int> m_ids; //!< and the last number that was put behind it
    //! What is said of each thing that the constants do not tell, once.
    QSet<QString> m_unresolved;
};

Importer::Importer(const ImportSource &file, const std::vector<ImportSource> &constants)
    : m_file(file)
    , m_source(python::read(file.bytes))
{
    const auto take = [this](const python::Source &source, const QString &name) {
        for (auto i = source.constants.begin(); i != source.constants.end(); ++i)
            m_constants.insert(i.key(), i.value());
        if (!source.problem.isEmpty())
            m_imported.notes.push_back(
                {NoteKind::Skipped, name, source.problemLine, inShort(source.problem)});
    };
    for (const ImportSource &other : constants)
        take(python::read(other.bytes), other.name);
    take(m_source, file.name);
}

QString Importer::text(const Value &value, const QString &what)
{
    if (value.is(Kind::String))
        return value.text;
    const QString shown = value.text.left(80);
    if (value.is(Kind::Name) || value.is(Kind::Format)) {
        if (!m_unresolved.contains(shown + what)) {
            note(
                NoteKind::Missing, value.line,
                ImportText::tr("%1 is %2, which no constant here tells: fill it in. \"assay import "
                               "pytest --constants FILE\" reads it in the file that defines it.")
                    .arg(what, shown));
            m_unresolved.insert(shown + what);
        }
    } else {
        note(NoteKind::Missing, value.line,
             ImportText::tr("%1 is no text that stands there literally (%2): fill it in.")
                 .arg(what, shown.isEmpty() ? ImportText::tr("another kind of value") : shown));
    }
    return {};
}

void Importer::readPackages(const Value &list, CustomImageTestConfiguration &c)
{
    if (!list.is(Kind::List)) {
        text(list, u"packages_to_verify"_s);
        return;
    }
    for (const Value &item : list.items) {
        const QString name = text(item, u"packages_to_verify[%1]"_s.arg(c.packagesToVerify.size()));
        if (!name.isEmpty())
            c.packagesToVerify << name;
    }
}

static Json jsonOf(const Value &value)
{
    switch (value.kind) {
    case Kind::Boolean:
        return value.text == "True"_L1;
    case Kind::Number: {
        bool whole = false;
        const qint64 number = value.text.toLongLong(&whole);
        return whole ? Json(number) : Json(value.text.toDouble());
    }
    case Kind::String:
        return value.text.toStdString();
    case Kind::List: {
        Json list = Json::array();
        for (const Value &item : value.items)
            list.push_back(jsonOf(item));
        return list;
    }
    case Kind::Dict: {
        Json object = Json::object();
        for (const auto &[key, member] : value.members)
            object[key.text.toStdString()] = jsonOf(member);
        return object;
    }
    default:
        return nullptr;
    }
}

void Importer::readField(const QString &key, const Value &value, CustomImageTestConfiguration &c)
{
    const ConfigurationField *field = configurationField(key);
    const Json json = jsonOf(value);
    if (!field || json.is_null()) {
        note(NoteKind::Skipped, value.line,
             ImportText::tr("\"%1\" is nothing that a suite holds, and was left out.").arg(key));
        return;
    }
    const CustomImageTestConfiguration before = c;
    setValue(*field, json, c);
    if (c == before && valueOf(*field, c) != json)
        note(NoteKind::Missing, value.line,
             ImportText::tr("\"%1\" has a value of another kind than a suite wants: fill it in.")
                 .arg(key));
}

void Importer::readNotebook(const Value &dict, CustomImageTestConfiguration &c)
{
    for (const auto &[key, value] : dict.members) {
        if (!key.is(Kind::String))
            note(NoteKind::Skipped, key.line,
                 ImportText::tr("A key of the parameters is no text, and was left out."));
        else if (key.text == "name"_L1)
            c.notebookName = text(value, key.text);
        else if (key.text == "namespace"_L1)
            c.nameSpace = text(value, key.text);
        else if (key.text == "custom_image"_L1)
            c.customImage = text(value, key.text);
        else if (key.text == "packages_to_verify"_L1)
            readPackages(value, c);
        else
            readField(key.text, value, c);
    }
}

void Importer::finish(CustomImageTestConfiguration &c, const Value &param)
{
    static const QRegularExpression unfit(u"[^A-Za-z0-9_.-]+"_s);
    if (c.id.isEmpty())
        c.id = c.notebookName.isEmpty() ? u"test-%1"_s.arg(m_ids.size() + 1) : c.notebookName;
    if (c.id.contains(unfit)) {
        QString fit = c.id;
        fit.replace(unfit, u"-"_s);
        note(
            NoteKind::Remark, param.line,
            ImportText::tr("The id \"%1\" is written %2: an id holds letters, digits, \"_\", \"-\" "
                           "and \".\".")
                .arg(c.id, fit));
        c.id = fit;
    }
    if (m_ids.contains(c.id)) {
        int &n = m_ids[c.id];
        const QString twice = c.id;
        do
            c.id = u"%1-%2"_s.arg(twice).arg(++n);
        while (m_ids.contains(c.id));
        note(NoteKind::Remark, param.line,
             ImportText::tr("The id \"%1\" stands there twice: this one is written %2.")
                 .arg(twice, c.id));
    }
    m_ids.insert(c.id, 1);
    const auto missing = [&](const QString &field, bool is) {
        if (is)
            note(NoteKind::Missing, param.line, ImportText::tr("%1: fill in %2.").arg(c.id, field));
    };
    missing(u"packages_to_verify"_s, c.packagesToVerify.isEmpty());
    missing(u"namespace"_s, c.nameSpace.isEmpty());
    missing(u"notebook_name"_s, c.notebookName.isEmpty());
    missing(u"custom_image"_s, c.customImage.isEmpty());
}

void Importer::takeParam(const Value &param, const QString &scope)
{
    const Value value = python::resolved(param, m_constants, scope);
    std::vector<const Value *> dicts;
    const Value *packages = nullptr;
    bool speaksOfImage = false;
    for (const Value &item : value.items) {
        if (item.is(Kind::Dict)) {
            dicts.push_back(&item);
            speaksOfImage |= item.at(u"custom_image"_s) != nullptr;
        } else if (item.is(Kind::List) && !packages) {
            packages = &item;
        }
    }
    const Value *id = value.at(u"id"_s);
    const QString named = id && id->is(Kind::String) ? id->text : QString();
    if (!speaksOfImage) {
        note(NoteKind::Skipped, param.line,
             named.isEmpty()
                 ? ImportText::tr("These parameters name no custom_image, and were left out.")
                 : ImportText::tr("The parameters \"%1\" name no custom_image, and were left out.")
                       .arg(named));
        return;
    }
    CustomImageTestConfiguration c;
    c.id = named;
    // The first two are of the namespace and of the claim, which Assay makes by itself; of them the
    // name counts where the notebook's own says none.
    for (std::size_t i = 0; i < dicts.size(); ++i) {
        const bool ofNotebook =
            dicts[i]->at(u"custom_image"_s) || dicts[i]->at(u"namespace"_s) || i >= 2;
        if (ofNotebook)
            readNotebook(*dicts[i], c);
    }
    if (c.nameSpace.isEmpty() && !dicts.front()->at(u"custom_image"_s) &&
        dicts.front()->at(u"name"_s))
        c.nameSpace = text(*dicts.front()->at(u"name"_s), u"namespace"_s);
    if (packages && c.packagesToVerify.isEmpty())
        readPackages(*packages, c);
    if (const Value *marks = value.at(u"marks"_s))
        note(NoteKind::Remark, marks->line,
             ImportText::tr("%1 has marks, which a suite does not hold.").arg(named));
    finish(c, param);
    m_imported.suite.tests.push_back(std::move(c));
}

void Importer::takeCall(const Value &call, const QString &scope)
{
    if (call.text == "param"_L1) {
        takeParam(call, scope);
        return;
    }
    // parametrize(names, [(dict, dict, dict), …], ids=[…]): its pytest.param come by themselves.
    if (call.items.size() < 2)
        return;
    const Value list = python::resolved(call.items[1], m_constants, scope);
    const Value *found = call.at(u"ids"_s);
    const Value ids = found ? python::resolved(*found, m_constants, scope) : Value{};
    if (!list.is(Kind::List))
        return;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        Value param = list.items[i];
        if (!param.is(Kind::List) && !param.is(Kind::Dict))
            continue;
        if (param.is(Kind::Dict))
            param.items = {param};
        param.members.clear();
        if (ids.is(Kind::List) && i < ids.items.size())
            param.members.push_back(
                {Value{Kind::String, u"id"_s, {}, {}, param.line}, ids.items[i]});
        takeParam(param, scope);
    }
}

Imported Importer::run()
{
    for (const auto &[call, scope] : m_source.calls)
        takeCall(call, scope);
    if (m_imported.suite.tests.empty())
        note(NoteKind::Missing, 0,
             ImportText::tr("There is no pytest.param with a custom_image in it."));
    return std::move(m_imported);
}

} // namespace

Imported importPytest(const ImportSource &file, const std::vector<ImportSource> &constants)
{
    std::vector<ImportSource> all = constants;
    all.push_back(file);
    if (auto notes = notesOfNoText(all); !notes.empty())
        return {{}, std::move(notes)};
    return Importer(file, constants).run();
}

} // namespace assay::models
