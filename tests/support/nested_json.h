// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

namespace assay::tests {

//! More lists in one another than a stack has room for.
inline QByteArray nestedLists()
{
    return QByteArray(100'000, '[') + QByteArray(100'000, ']');
}

} // namespace assay::tests
