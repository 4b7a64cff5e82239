// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <models/suite/suite.h>

using namespace assay::fuzz;
using assay::models::Suite;

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const Suite suite = Suite::parse(bytesOf(data, size));
    if (suite.hasErrors() || !suite.readable)
        return 0;
    const Suite again = Suite::parse(suite.toYaml());
    require(!again.hasErrors());
    require(again.tests == suite.tests);
    return 0;
}
