// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"
#include "identity/exec_credential.h"

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using namespace assay::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    RestConfig config;
    config.userName = u"user-u"_s;
    config.execPlugin = ExecPlugin();
    config.execPlugin->command = u"plugin"_s;
    config.execPlugin->apiVersion = u"client.authentication.k8s.io/v1"_s;
    const auto credential = readExecCredential(bytesOf(data, size), config);
    if (credential)
        require(!credential->token.isEmpty() || !credential->key.isEmpty());
    else
        require(isPlain(credential.error().message));
    return 0;
}
