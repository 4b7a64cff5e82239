// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http_message.h"

#include <QByteArray>

namespace assay::sandbox {

//! Says so in the same time, however much of the token is right.
bool hasToken(const HttpRequest &request, const QByteArray &token);
//! May be asked by who has no token.
bool isOpen(const HttpRequest &request);

} // namespace assay::sandbox
