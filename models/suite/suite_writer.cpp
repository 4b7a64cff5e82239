// SPDX-License-Identifier: Apache-2.0
#include "suite_writer.h"

#include <models/suite/suite.h>

namespace assay::models {

yaml::Lists listsOf(const ConfigurationField &field)
{
    return field.kind == ConfigurationField::Kind::List ? yaml::Lists::Flow : yaml::Lists::Block;
}

bool isImplied(const ConfigurationField &field, const CustomImageTestConfiguration &test)
{
    return field.presence != ConfigurationField::Presence::Required && hasDefault(field, test);
}

QByteArray writeTest(const CustomImageTestConfiguration &test, int column,
                     const std::function<bool(const ConfigurationField &)> &leaveOut,
                     yaml::Texts texts)
{
    const int indentOfFields = column + 2;
    QByteArray out;
    for (const ConfigurationField &field : configurationFields()) {
        if (!leaveOut(field))
            out += yaml::writeMember(field.nameText(), valueOf(field, test), indentOfFields,
                                     listsOf(field), texts);
    }
    return out.replace(0, indentOfFields, QByteArray(column, ' ') + "- ");
}

QByteArray Suite::toYaml() const
{
    QByteArray out = "version: 1\n";
    out += tests.empty() ? "tests: []\n" : "tests:\n";
    for (const CustomImageTestConfiguration &test : tests)
        out += writeTest(
            test, 2, [&test](const ConfigurationField &field) { return isImplied(field, test); });
    return out;
}

} // namespace assay::models
