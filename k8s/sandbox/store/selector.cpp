// SPDX-License-Identifier: Apache-2.0
#include "selector.h"

#include "api_error.h"

#include <algorithm>

namespace assay::sandbox {

static std::string trimmed(const std::string &text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

//! At commas outside parentheses.
static std::vector<std::string> split(const std::string &text)
{
    std::vector<std::string> parts;
    std::string part;
    int depth = 0;
    for (const char c : text) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && depth == 0) {
            parts.push_back(trimmed(part));
            part.clear();
        } else {
            part += c;
        }
    }
    if (!trimmed(part).empty())
        parts.push_back(trimmed(part));
    return parts;
}

bool Selector::Requirement::matches(const std::string &value, bool present) const
{
    const bool listed = std::find(values.begin(), values.end(), value) != values.end();
    switch (op) {
    case Operator::In:
        return present && listed;
    case Operator::NotIn:
        return !present || !listed;
    case Operator::Exists:
        return present;
    case Operator::NotExists:
        return !present;
    }
    return false;
}

Selector::Selector(const ResourceType &type, const std::string &labels, const std::string &fields)
{
    parseLabels(labels);
    parseFields(type, fields);
}

void Selector::parseLabels(const std::string &text)
{
    for (const std::string &part : split(text)) {
        Requirement requirement;
        if (const auto open = part.find('('); open != std::string::npos && part.back() == ')') {
            const std::string head = trimmed(part.substr(0, open));
            const auto space = head.find_last_of(" \t");
            const std::string word = space == std::string::npos ? head : head.substr(space + 1);
            if (space == std::string::npos || (word != "in" && word != "notin"))
                throw ApiError::badRequest("unable to parse requirement: " + part);
            requirement.key = trimmed(head.substr(0, space));
            requirement.op = word == "in" ? Operator::In : Operator::NotIn;
            requirement.values = split(part.substr(open + 1, part.size() - open - 2));
        } else if (const auto differs = part.find("!="); differs != std::string::npos) {
            requirement = {trimmed(part.substr(0, differs)),
                           Operator::NotIn,
                           {trimmed(part.substr(differs + 2))}};
        } else if (const auto equals = part.find('='); equals != std::string::npos) {
            const auto value = part.find_first_not_of('=', equals);
            requirement = {trimmed(part.substr(0, equals)),
                           Operator::In,
                           {value == std::string::npos ? "" : trimmed(part.substr(value))}};
        } else if (part.starts_with('!')) {
            requirement = {trimmed(part.substr(1)), Operator::NotExists, {}};
        } else {
            requirement = {part, Operator::Exists, {}};
        }
        if (requirement.key.empty() || requirement.key.find(' ') != std::string::npos)
            throw ApiError::badRequest("unable to parse requirement: " + part);
        m_labels.push_back(requirement);
    }
}

void Selector::parseFields(const ResourceType &type, const std::string &text)
{
    for (const std::string &part : split(text)) {
        const auto equals = part.find('=');
        if (equals == std::string::npos)
            throw ApiError::badRequest("invalid selector: '" + text + "'; can't understand '" +
                                       part + "'");
        const bool differs = equals > 0 && part[equals - 1] == '!';
        const auto value = part.find_first_not_of('=', equals);
        Requirement requirement{part.substr(0, differs ? equals - 1 : equals),
                                differs ? Operator::NotIn : Operator::In,
                                {value == std::string::npos ? "" : part.substr(value)}};
        const auto &labels = type.fieldLabels;
        if (requirement.key != "metadata.name" && requirement.key != "metadata.namespace" &&
            std::find(labels.begin(), labels.end(), requirement.key) == labels.end())
            throw ApiError::badRequest("field label not supported: " + requirement.key);
        m_fields.push_back(requirement);
    }
}

bool Selector::matches(const Json &object) const
{
    const Json &labels = at(object, "/metadata/labels");
    for (const Requirement &requirement : m_labels) {
        const bool present = labels.is_object() && labels.contains(requirement.key);
        if (!requirement.matches(member(labels, requirement.key), present))
            return false;
    }
    for (const Requirement &requirement : m_fields) {
        std::string pointer = "/" + requirement.key;
        std::replace(pointer.begin(), pointer.end(), '.', '/');
        if (requirement.key == "source")
            pointer = "/source/component";
        // An absent field selects like an empty one.
        const Json &value = at(object, pointer);
        const std::string found = value.is_string() ? value.get<std::string>()
                                  : value.is_null() ? std::string()
                                                    : value.dump();
        if (!requirement.matches(found, true))
            return false;
    }
    return true;
}

} // namespace assay::sandbox
