// SPDX-License-Identifier: Apache-2.0
#include "rules.h"

namespace assay::models {

using namespace Qt::StringLiterals;

static QRegularExpression whole(const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern));
}

const QRegularExpression &dnsLabel()
{
    static const QRegularExpression label = whole(u"[a-z0-9]([-a-z0-9]*[a-z0-9])?"_s);
    return label;
}

const QRegularExpression &dnsSubdomain()
{
    static const QRegularExpression subdomain =
        whole(u"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"_s);
    return subdomain;
}

bool matches(const QString &text, const QRegularExpression &wholePattern)
{
    return wholePattern.match(text).hasMatch();
}

bool isQualifiedName(const QString &key)
{
    static const QRegularExpression named = whole(u"[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?"_s);
    const QStringList parts = key.split(u'/');
    const QString &name = parts.last();
    const bool prefixOk = parts.size() == 1 || (parts.size() == 2 && parts.first().size() <= 253 &&
                                                matches(parts.first(), dnsSubdomain()));
    return prefixOk && name.size() <= 63 && matches(name, named);
}

} // namespace assay::models
