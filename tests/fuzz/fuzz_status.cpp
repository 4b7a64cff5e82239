// SPDX-License-Identifier: Apache-2.0
#include "base/failure.h"
#include "fuzz.h"
#include "request/request_failure.h"

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using namespace assay::fuzz;

//! Two bytes of HTTP status, then the body, which stands for the headers too.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const int code = 100 + (data[0] * 256 + data[1]) % 500;
    const QByteArray body = bytesOf(data + 2, size - 2);
    RestConfig config;
    config.server = QUrl(u"https://127.0.0.1:6443"_s);
    require(isPlain(responseError(code, body.left(20), body, body.left(40), config).message));
    if (const auto status = decodeStatus(nlohmann::json::parse(body, nullptr, false)))
        require(isPlain(statusError(*status).message));
    return 0;
}
