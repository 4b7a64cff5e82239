// SPDX-License-Identifier: Apache-2.0
#include "admission_message.h"

#include <QRegularExpression>

#include <algorithm>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

QString admissionRefusal(const QString &message)
{
    static const QRegularExpression wrapping(
        u"\\A(?:create (?:Pod|Claim) .*? failed error: )?(?:(?:failed to create PVC [^:]*: )?)"
        "(?:(?:pods|persistentvolumeclaims) \"[^\"]*\" is forbidden: )?"_s);
    QString refusal = message;
    // "422 {"kind":"Status",…": the answer as the controller got it, often cut off at its end.
    static const QRegularExpression said(u"\"message\":\"((?:[^\"\\\\]|\\\\.)++)"_s);
    if (refusal.contains(u"{\"kind\":\"Status\""_s)) {
        if (const auto match = said.match(refusal); match.hasMatch()) {
            refusal = match.captured(1);
            refusal.replace(u"\\\""_s, u"\""_s).replace(u"\\n"_s, u"\n"_s);
        }
    }
    return refusal.remove(wrapping);
}

//! What is behind the value that is objected to: `"x": must be …`, `[]int64{100}: 100 is not …`.
static QString withoutValue(const QString &detail)
{
    static const QRegularExpression quoted(u"\\A\"(?:[^\"\\\\]|\\\\.)*+\"(?:: )?"_s);
    if (const auto match = quoted.match(detail); match.hasMatch())
        return detail.mid(match.capturedLength());
    const qsizetype colon = detail.indexOf(u": "_s);
    return colon < 0 ? detail : detail.mid(colon + 2);
}

//! Without the brackets and the beginning of the next entry.
static QString trimmedDetail(QString detail)
{
    static const QRegularExpression provider(u",? ?provider \"?[\\w.-]+\"?:? ?\\z"_s);
    detail = detail.trimmed();
    detail.remove(provider);
    while (detail.endsWith(u',') || detail.endsWith(u' '))
        detail.chop(1);
    if (detail.endsWith(u']') && detail.count(u']') > detail.count(u'['))
        detail.chop(1);
    return detail.trimmed();
}

std::vector<FieldError> readFieldErrors(const QString &message)
{
    // Said of each rule that others may use: nothing that the template could mend.
    static const QRegularExpression notUsable(
        u",? ?provider \"?[\\w.-]+\"?: Forbidden: not usable by user or serviceaccount"_s);
    const QString refusal = QString(message).remove(notUsable);
    static const QRegularExpression begin(
        u"(?<![\\w.\\]])(\\.?[A-Za-z][\\w-]*+(?:\\[[^\\]]*+\\])*+(?:\\.[\\w-]++(?:\\[[^\\]]*+\\])*+"
        u")"
        "*+): (Invalid value|Required value|Unsupported value|Duplicate value|Forbidden|Not found|"
        "Too long|Too many|Internal error)(?:: |(?=[\\],]|\\z))"_s);
    struct Start
    {
        qsizetype from, to;
        QString field, problem;
    };
    std::vector<Start> starts;
    auto matches = begin.globalMatch(refusal);
    while (matches.hasNext()) {
        const auto match = matches.next();
        starts.push_back(
            {match.capturedStart(), match.capturedEnd(), match.captured(1), match.captured(2)});
    }
    std::vector<FieldError> errors;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const Start &start = starts[i];
        const qsizetype end = i + 1 < starts.size() ? starts[i + 1].from : refusal.size();
        QString detail = trimmedDetail(refusal.mid(start.to, end - start.to));
        if (start.problem == u"Invalid value")
            detail = withoutValue(detail);
        QString field = start.field;
        while (field.startsWith(u'.'))
            field.remove(0, 1);
        const FieldError error{field, start.problem, detail};
        if (std::find(errors.begin(), errors.end(), error) == errors.end())
            errors.push_back(error);
    }
    return errors;
}

} // namespace assay::models::classification
