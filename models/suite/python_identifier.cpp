// SPDX-License-Identifier: Apache-2.0
#include "python_identifier.h"

#include <QRegularExpression>
#include <QSet>

namespace assay::models {

using namespace Qt::StringLiterals;

bool isKeyword(const QString &name)
{
    static const QSet<QString> keywords{
        u"False"_s,  u"None"_s,     u"True"_s,  u"and"_s,    u"as"_s,       u"assert"_s,
        u"async"_s,  u"await"_s,    u"break"_s, u"class"_s,  u"continue"_s, u"def"_s,
        u"del"_s,    u"elif"_s,     u"else"_s,  u"except"_s, u"finally"_s,  u"for"_s,
        u"from"_s,   u"global"_s,   u"if"_s,    u"import"_s, u"in"_s,       u"is"_s,
        u"lambda"_s, u"nonlocal"_s, u"not"_s,   u"or"_s,     u"pass"_s,     u"raise"_s,
        u"return"_s, u"try"_s,      u"while"_s, u"with"_s,   u"yield"_s};
    return keywords.contains(name);
}

bool isDottedIdentifier(const QString &name)
{
    static const QRegularExpression dotted(QRegularExpression::anchoredPattern(
        u"[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*"_s));
    return dotted.match(name).hasMatch();
}

} // namespace assay::models
