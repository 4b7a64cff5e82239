// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/custom_image_test_configuration.h>

#include <span>
#include <variant>

namespace assay::models {

//! What is known of one field of a configuration. Whoever reads, writes, shows or describes
//! configurations goes through configurationFields(): a field that is added there is known to all.
struct ConfigurationField
{
    using Configuration = CustomImageTestConfiguration;
    using Member =
        std::variant<QString Configuration::*, int Configuration::*, bool Configuration::*,
                     QStringList Configuration::*, QMap<QString, QString> Configuration::*,
                     StartupLogPolicy Configuration::*, Json Configuration::*>;

    //! What its value means; `member` says how it is held.
    enum class Kind {
        Text,
        Seconds, //!< between `least` and `most`
        Flag,
        List,    //!< of words, written on one line
        Code,    //!< a list of texts that may have many lines
        Pairs,   //!< keys and texts
        Log,     //!< what a log must not hold
        Mapping, //!< of what Kubernetes knows; problems are reported inside of it
        Manifest //!< a mapping that may be large, and inside of which nothing is judged
    };
    //! Where it is written although it has its default.
    enum class Presence {
        Required, //!< in suites and in records
        Recorded, //!< in records
        Optional  //!< nowhere
    };

    const char *name; //!< in suites, records and problems; ASCII
    Member member;
    Kind kind;
    Presence presence;
    const char *doc; //!< for people, in English; see docOf()
    //! A suite may say it under `defaults`, for all its tests: what names one test cannot stand
    //! there.
    bool canBeDefault = true;
    const char *example = ""; //!< of a list, in YAML
    int least = 0, most = 0;  //!< of Seconds

    QString nameText() const { return QString::fromLatin1(name); }
};

//! In the order in which people read a test.
std::span<const ConfigurationField> configurationFields();
//! By name; null where there is none.
const ConfigurationField *configurationField(QStringView name);

//! What the field is for, translated.
QString docOf(const ConfigurationField &field);

//! The field's value as records hold it.
Json valueOf(const ConfigurationField &field, const CustomImageTestConfiguration &c);
//! A value that is missing (null) or of another type leaves the field as it is.
void setValue(const ConfigurationField &field, const Json &value, CustomImageTestConfiguration &c);
//! Whether the field has the value that it has in a configuration of which nothing was said.
bool hasDefault(const ConfigurationField &field, const CustomImageTestConfiguration &c);

} // namespace assay::models
