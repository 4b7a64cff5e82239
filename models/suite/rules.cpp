// SPDX-License-Identifier: Apache-2.0
#include "rules.h"

#include <QRegularExpression>

namespace assay::models {

using namespace Qt::StringLiterals;

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(u"\\A(?:"_s + pattern + u")\\z"_s).match(text).hasMatch();
}

bool isQualifiedName(const QString &key)
{
    const QStringList parts = key.split(u'/');
    const QString &name = parts.last();
    const bool prefixOk = parts.size() == 1 || (parts.size() == 2 && parts.first().size() <= 253 &&
                                                matches(parts.first(), dnsSubdomain));
    return prefixOk && name.size() <= 63 &&
           matches(name, u"[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?"_s);
}

} // namespace assay::models
