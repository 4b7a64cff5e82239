// SPDX-License-Identifier: Apache-2.0
#include <models/image/workbench_checks.h>
#include <models/suite/configuration_fields.h>

#include <QFile>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;
using namespace std::string_literals;
using Kind = ConfigurationField::Kind;

namespace {

using Ordered = nlohmann::ordered_json;

// Without quotes a number or a flag is read as the text that was written.
const Ordered anyScalar{{"type", {"string", "number", "boolean"}}};

Ordered listOf(const Ordered &entries)
{
    return {{"type", "array"}, {"items", entries}};
}

Ordered mappingOf(const Ordered &members)
{
    return {{"type", "object"}, {"properties", members}, {"additionalProperties", false}};
}

Ordered policy()
{
    const Ordered waiver =
        mappingOf({{"text", anyScalar}, {"until", anyScalar}, {"reason", anyScalar}});
    Ordered names = Ordered::array();
    for (const QString &name : StartupLogPolicy::presets())
        names.push_back(name.toStdString());
    const Ordered preset{{"enum", names}};
    return {{"anyOf",
             {preset, mappingOf({{"preset", preset},
                                 {"blocked", listOf(anyScalar)},
                                 {"allowed", listOf(anyScalar)},
                                 {"waivers", listOf(waiver)}})}}};
}

Ordered typeOf(const ConfigurationField &field)
{
    switch (field.kind) {
    case Kind::Text:
        return anyScalar;
    case Kind::Seconds:
        return {{"type", "integer"}, {"minimum", field.least}, {"maximum", field.most}};
    case Kind::Flag:
        return {{"type", "boolean"}};
    case Kind::List:
    case Kind::Code:
        return listOf(anyScalar);
    case Kind::Pairs:
        return {{"type", "object"}, {"additionalProperties", anyScalar}};
    case Kind::Log:
        return policy();
    case Kind::Mapping:
    case Kind::Manifest:
        return {{"type", {"object", "null"}}};
    }
    return {};
}

Ordered schemaOf(const ConfigurationField &field)
{
    Ordered schema = typeOf(field);
    schema["description"] = field.doc;
    if (std::string(field.name) == "workbench_checks") {
        schema["items"] = {{"enum", Ordered::array()}};
        for (const WorkbenchProfile &profile : workbenchProfiles())
            schema["items"]["enum"].push_back(profile.name.toStdString());
        for (const QString &check : knownWorkbenchChecks())
            schema["items"]["enum"].push_back(check.toStdString());
        for (const QString &check : knownWorkbenchChecks())
            schema["items"]["enum"].push_back('-' + check.toStdString());
    }
    if (field.presence != ConfigurationField::Presence::Required)
        schema["default"] = Ordered::parse(valueOf(field, {}).dump());
    return schema;
}

//! What editors may know of a suite file. What is required may stand in `defaults` instead.
Ordered suiteSchema()
{
    Ordered ofTest, ofDefaults, required = Ordered::array();
    for (const ConfigurationField &field : configurationFields()) {
        ofTest[field.name] = schemaOf(field);
        if (field.canBeDefault)
            ofDefaults[field.name] = {{"$ref", "#/$defs/test/properties/"s + field.name}};
        else
            required.push_back(field.name);
    }
    Ordered test = mappingOf(ofTest);
    test["required"] = required;
    Ordered suite = mappingOf(
        {{"version", {{"const", 1}}},
         {"defaults", mappingOf(ofDefaults)},
         {"tests", {{"type", "array"}, {"minItems", 1}, {"items", {{"$ref", "#/$defs/test"}}}}}});
    suite["required"] = {"version", "tests"};
    suite["patternProperties"] = {{"^x-", Ordered::object()}};
    Ordered schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"title", "A suite of Assay"}};
    schema.update(suite);
    schema["$defs"]["test"] = test;
    return schema;
}

} // namespace

//! resources/suite.schema.json says what configurationFields() says.
class SuiteSchemaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    //! After a change of the fields ASSAY_UPDATE=1 in the environment writes the file anew.
    void fileIsWhatTheTableSays()
    {
        const auto wanted = QByteArray::fromStdString(suiteSchema().dump(2)) + '\n';
        QFile file(QStringLiteral(ASSAY_SOURCE "/resources/suite.schema.json"));
        if (qEnvironmentVariableIsSet("ASSAY_UPDATE")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(wanted), wanted.size());
            file.close();
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.readAll() == wanted,
                 "resources/suite.schema.json is not what configurationFields() says: run "
                 "ASSAY_UPDATE=1 ./dev test -R tst_suite_schema and look at the difference");
    }

    void fieldsAreInOrder()
    {
        QStringList names;
        for (const ConfigurationField &field : configurationFields()) {
            QVERIFY2(QByteArray(field.doc).size() > 0, field.name);
            QVERIFY2(!names.contains(field.nameText()), field.name);
            QCOMPARE(configurationField(field.nameText()), &field);
            QVERIFY2(hasDefault(field, {}), field.name);
            names << field.nameText();
        }
        QCOMPARE(names.first(), u"id"_s);
        QVERIFY(!configurationField(u"tests"));
    }

    void wrongTypesChangeNothing()
    {
        for (const ConfigurationField &field : configurationFields()) {
            CustomImageTestConfiguration c;
            setValue(field, nullptr, c);
            if (field.kind != Kind::Mapping && field.kind != Kind::Manifest)
                setValue(field, 1.5, c);
            QVERIFY2(c == CustomImageTestConfiguration(), field.name);
        }
    }
};

QTEST_GUILESS_MAIN(SuiteSchemaTest)
#include "tst_suite_schema.moc"
