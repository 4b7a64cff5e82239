// SPDX-License-Identifier: Apache-2.0
#include "quantity.h"

#include <cctype>
#include <charconv>
#include <map>

namespace assay::sandbox {

std::optional<double> parseQuantity(const std::string &text)
{
    static const std::map<std::string, double> suffixes = {{"", 1},
                                                           {"n", 1e-9},
                                                           {"u", 1e-6},
                                                           {"m", 1e-3},
                                                           {"k", 1e3},
                                                           {"M", 1e6},
                                                           {"G", 1e9},
                                                           {"T", 1e12},
                                                           {"P", 1e15},
                                                           {"E", 1e18},
                                                           {"Ki", 1024.0},
                                                           {"Mi", 1048576.0},
                                                           {"Gi", 1073741824.0},
                                                           {"Ti", 1099511627776.0},
                                                           {"Pi", 1125899906842624.0},
                                                           {"Ei", 1152921504606846976.0}};
    double value = 0;
    const char *end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || text.empty() || std::isalpha(static_cast<unsigned char>(text[0])))
        return std::nullopt;
    const auto suffix = suffixes.find(std::string(rest, end));
    if (suffix == suffixes.end())
        return std::nullopt;
    return value * suffix->second;
}

} // namespace assay::sandbox
