// SPDX-License-Identifier: Apache-2.0
#include "version_info.h"

namespace assay::sandbox {

Json versionInfo()
{
    return {{"major", "1"},    {"minor", "32"},           {"gitVersion", "v1.32.0+sandbox"},
            {"gitCommit", ""}, {"gitTreeState", "clean"}, {"buildDate", "2025-01-01T00:00:00Z"},
            {"goVersion", ""}, {"compiler", "g++"},       {"platform", "linux/amd64"}};
}

} // namespace assay::sandbox
