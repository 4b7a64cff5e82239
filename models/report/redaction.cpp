// SPDX-License-Identifier: Apache-2.0
#include <models/base/safe_text.h>
#include <models/report/ticket.h>

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::models {

QString anonymous(const QString &text)
{
    static const QRegularExpression home(uR"((?<![\w.-])(/var)?/(home|Users)/[^/\s"':]{1,100})"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    return redacted(text).replace(home, u"~"_s);
}

} // namespace assay::models
