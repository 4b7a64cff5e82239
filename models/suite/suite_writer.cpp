// SPDX-License-Identifier: Apache-2.0
#include <models/suite/suite.h>

#include <models/base/yaml.h>
#include <models/suite/configuration_fields.h>

namespace assay::models {

using Kind = ConfigurationField::Kind;
using Presence = ConfigurationField::Presence;

static constexpr int indentOfFields = 4;

//! One entry of the list of tests, its fields in the order in which people read them.
static QByteArray writeTest(const CustomImageTestConfiguration &test)
{
    QByteArray out;
    for (const ConfigurationField &field : configurationFields()) {
        if (field.presence != Presence::Required && hasDefault(field, test))
            continue;
        out += yaml::writeMember(field.nameText(), valueOf(field, test), indentOfFields,
                                 field.kind == Kind::List ? yaml::Lists::Flow : yaml::Lists::Block);
    }
    return out.replace(0, indentOfFields, "  - ");
}

QByteArray Suite::toYaml() const
{
    QByteArray out = "version: 1\n";
    out += tests.empty() ? "tests: []\n" : "tests:\n";
    for (const CustomImageTestConfiguration &test : tests)
        out += writeTest(test);
    return out;
}

} // namespace assay::models
