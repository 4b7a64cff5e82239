// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <k8s/identity/kubeconfig.h>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using namespace assay::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto config = Kubeconfig::parse(bytesOf(data, size), u"/nonexistent"_s, u"config"_s);
    if (!config) {
        require(isPlain(config.error().message));
        return 0;
    }
    for (const Kubeconfig::Context &context : config->contexts()) {
        const auto rest = config->restConfig(context.name);
        require(rest || isPlain(rest.error().message));
    }
    static_cast<void>(config->restConfig());
    return 0;
}
