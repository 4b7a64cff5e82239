// SPDX-License-Identifier: Apache-2.0
#include "authentication.h"

#include <openssl/crypto.h>
#include <string>

namespace assay::sandbox {

bool hasToken(const HttpRequest &request, const QByteArray &token)
{
    const std::string given = request.header("authorization");
    const std::string wanted = "Bearer " + token.toStdString();
    return given.size() == wanted.size() &&
           CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
}

bool isOpen(const HttpRequest &request)
{
    return request.header("authorization").empty() &&
           (request.path == "/healthz" || request.path == "/livez" || request.path == "/readyz" ||
            request.path == "/version");
}

} // namespace assay::sandbox
