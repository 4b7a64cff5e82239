// SPDX-License-Identifier: Apache-2.0
#include <models/report/ticket.h>

#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

struct Secret
{
    QRegularExpression form;
    QString instead;
};

QRegularExpression form(const char *pattern)
{
    QRegularExpression expression(QString::fromLatin1(pattern),
                                  QRegularExpression::CaseInsensitiveOption);
    expression.optimize();
    return expression;
}

// What a secret looks like by itself comes before what it is called; a word after "token:" is no
// secret, since registries say "failed to fetch anonymous token: unexpected status".
const std::array<Secret, 10> &secrets()
{
    static const std::array<Secret, 10> all{{
        {form(R"(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$))"),
         u"***"_s},
        {form(
             R"(\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|token)\s+)?)[^\s"',]+)"),
         u"\\1***"_s},
        {form(R"(\b(bearer\s+)[a-z0-9._~+/=-]{8,})"), u"\\1***"_s},
        {form(R"(\beyJ[a-z0-9_-]{8,}\.[a-z0-9_-]{8,}(\.[a-z0-9_-]*)?)"), u"***"_s},
        {form(
             R"(\b(sha256~[a-z0-9_-]{20,}|gh[pousr]_[a-z0-9]{20,}|github_pat_[a-z0-9_]{20,}|)"
             R"(glpat-[a-z0-9_-]{16,}|hf_[a-z0-9]{20,}|sk-[a-z0-9_-]{20,}|xox[abprs]-[a-z0-9-]{10,}|)"
             R"(pypi-[a-z0-9_-]{20,}|AIza[a-z0-9_-]{35}|(AKIA|ASIA)[A-Z0-9]{16}\b))"),
         u"***"_s},
        {form(R"(\b([a-z][a-z0-9+.-]*://)[^/\s@"']+@)"), u"\\1***@"_s},
        {form(R"(([\w.-]*(?:password|passwd|pwd)[\w.-]*["']?\s*[=:]\s*["']?)[^\s"',;&]+)"),
         u"\\1***"_s},
        {form(
             R"(([\w.-]*(?:secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[\w.-]*["']?\s*=\s*["']?)[^\s"',;&]+)"),
         u"\\1***"_s},
        {form(
             R"(([\w.-]*(?:secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[\w.-]*["']?\s*:\s*["']?)(?=[^\s"',;&]*\d)[^\s"',;&]{8,})"),
         u"\\1***"_s},
        {form(R"((?<![\w.-])(/var)?/(home|Users)/[^/\s"':]+)"), u"~"_s},
    }};
    return all;
}

} // namespace

QString redacted(const QString &text)
{
    QString out = text;
    for (const Secret &secret : secrets())
        out.replace(secret.form, secret.instead);
    return out;
}

} // namespace assay::models
