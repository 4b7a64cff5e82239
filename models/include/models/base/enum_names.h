// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>
#include <string_view>
#include <utility>

//! The names that enumerators and types have in the code, as the compiler tells them, so that none
//! is written down a second time. They are stored in records: renaming an enumerator changes the
//! format.
namespace assay::models::names {

//! What follows `key` in a function's own description, without its scopes.
constexpr std::string_view nameAfter(std::string_view description, std::string_view key)
{
    description.remove_prefix(description.find(key) + key.size());
    description = description.substr(0, description.find_first_of(";]"));
    const auto scope = description.rfind("::");
    // A number that no enumerator has is told as a cast: "(assay::models::Phase)7".
    if (description.front() == '(')
        return {};
    return scope == std::string_view::npos ? description : description.substr(scope + 2);
}

template<auto Value>
constexpr auto ofEnumerator()
{
    return nameAfter(__PRETTY_FUNCTION__, "Value = ");
}

//! "Note" for assay::models::Note.
template<typename Type>
constexpr auto ofType()
{
    return nameAfter(__PRETTY_FUNCTION__, "Type = ");
}

//! How many enumerators there are, which count from 0 without gaps.
template<typename Enum, int From = 0>
constexpr int countOf()
{
    if constexpr (ofEnumerator<static_cast<Enum>(From)>().empty())
        return From;
    else
        return countOf<Enum, From + 1>();
}

} // namespace assay::models::names

namespace assay::models {

//! "WaitForReady" for Phase::WaitForReady; empty for a number that is none of the enumerators.
template<typename Enum>
QString enumeratorName(Enum value)
{
    return []<int... I>(std::integer_sequence<int, I...>, int index)
    {
        static const QString all[] = {QString::fromLatin1(
            names::ofEnumerator<static_cast<Enum>(I)>().data(),
            static_cast<qsizetype>(names::ofEnumerator<static_cast<Enum>(I)>().size()))...};
        return index >= 0 && index < static_cast<int>(sizeof...(I)) ? all[index] : QString();
    }
    (std::make_integer_sequence<int, names::countOf<Enum>()>{}, static_cast<int>(value));
}

//! The enumerator whose toString() is `text`; nothing where there is none.
template<typename Enum>
std::optional<Enum> enumFromString(const QString &text)
{
    for (int i = 0; i < names::countOf<Enum>(); ++i) {
        if (toString(static_cast<Enum>(i)) == text)
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

} // namespace assay::models
