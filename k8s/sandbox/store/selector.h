// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"
#include "resource_type.h"

namespace assay::sandbox {

//! A labelSelector and a fieldSelector, as list and watch take them.
class Selector
{
public:
    Selector() = default;
    //! Throws BadRequest on what does not parse and on a field that the kind cannot select on.
    Selector(const ResourceType &type, const std::string &labels, const std::string &fields);

    bool matches(const Json &object) const;

private:
    enum class Operator { In, NotIn, Exists, NotExists };
    struct Requirement
    {
        std::string key;
        Operator op = Operator::In;
        std::vector<std::string> values;
        bool matches(const std::string &value, bool present) const;
    };
    void parseLabels(const std::string &text);
    void parseFields(const ResourceType &type, const std::string &text);

    std::vector<Requirement> m_labels;
    std::vector<Requirement> m_fields;
};

} // namespace assay::sandbox
