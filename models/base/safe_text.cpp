// SPDX-License-Identifier: Apache-2.0
#include <models/base/safe_text.h>

#include <QRegularExpression>

namespace assay::models {

using namespace Qt::StringLiterals;

bool isObeyed(char32_t character)
{
    if (character == U'\n' || character == U'\t')
        return false;
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return QChar::isNonCharacter(character);
    }
}

QString withoutControls(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPair =
            text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const char32_t character =
            isPair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : char32_t(text[i].unicode());
        if (character == U'\r' && i + 1 < text.size() && text[i + 1] == u'\n')
            continue;
        if (isObeyed(character))
            out += QChar::ReplacementCharacter;
        else
            out += QStringView(text).mid(i, isPair ? 2 : 1);
        i += isPair ? 1 : 0;
    }
    return out;
}

//! Without the middle.
static QString withoutMiddle(const QString &text, qsizetype front, qsizetype back)
{
    if (text.size() <= front + back + 1)
        return text;
    // No half of a pair.
    front -= text[front - 1].isHighSurrogate() ? 1 : 0;
    back -= text[text.size() - back].isLowSurrogate() ? 1 : 0;
    return text.left(front) + u'…' + text.right(back);
}

QString inShort(const QString &sentence)
{
    constexpr qsizetype usual = 600, longestWord = 200;
    if (sentence.size() <= usual)
        return sentence;
    // What stands behind a long word says what to do.
    QString out;
    qsizetype begin = 0;
    while (begin < sentence.size() && out.size() <= 4 * usual) {
        qsizetype end = begin;
        while (end < sentence.size() && !sentence[end].isSpace())
            ++end;
        const QString word = sentence.mid(begin, end - begin);
        out += word.size() > longestWord ? withoutMiddle(word, 80, 40) : word;
        out += QStringView(sentence).mid(end, 1);
        begin = end + 1;
    }
    if (begin < sentence.size())
        out += QStringView(sentence).right(usual);
    return withoutMiddle(out, usual / 2, usual / 2 - 1);
}

//! Each alternative has the secret in a group of its own; what stands around it stays. None begins
//! with a repetition: a log's line may have a megabyte.
static const QRegularExpression &secrets()
{
    static const QRegularExpression pattern(
        // token=…, "password": "…"; not token='' and the like, which name none
        uR"((?:(?:token|passw(?:or)?d|pwd|secret|credential|api[_-]?key|access[_-]?key|private[_-]?key)[\w.-]{0,40}["']?\s?=\s?)"_s +
            uR"((?|"([^"\s]+)|'([^'\s]+)|([^\s"'&<>,;]+))))"_s +
            uR"(|(?:passw(?:or)?d|pwd)["']?\s*:\s*["']?([^\s"',;&]+))"_s +
            // A word after "token:" is no secret: registries say "anonymous token: unexpected".
            uR"(|(?:secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key)["']?\s*:\s*["']?(?=[^\s"',;&]{0,200}\d)([^\s"',;&]{8,}))"_s +
            uR"(|\bBearer\s+([A-Za-z0-9._~+/-]{8,}=*))"_s +
            uR"(|\bAuthorization["']?\s*[:=]\s*["']?(?:Basic|Token)\s+([^\s"',]+))"_s +
            uR"(|\b[a-z][a-z0-9+.-]{1,20}://([^\s/@"']{1,300})@)"_s +
            uR"(|\b(eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?))"_s + uR"(|\b(sha256~[\w-]{20,}))"_s +
            uR"(|\b((?:gh[pousr]_|hf_|sk-|glpat-|pypi-|github_pat_)[\w-]{16,}|xox[abprs]-[a-z0-9-]{10,}|AIza[\w-]{35}|A(?:KIA|SIA)[A-Z0-9]{16}\b))"_s +
            uR"(|(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,30}-----)?))"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

//! Stands in a command where the reader's own goes.
static bool isPlaceholder(QStringView secret)
{
    return secret == "PASSWORD"_L1 || secret == "TOKEN"_L1;
}

QString redacted(const QString &text)
{
    QString out;
    qsizetype from = 0;
    for (auto found = secrets().globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const int group = match.lastCapturedIndex();
        if (isPlaceholder(match.capturedView(group)))
            continue;
        out += QStringView(text).mid(from, match.capturedStart(group) - from);
        out += "***"_L1;
        from = match.capturedEnd(group);
    }
    out += QStringView(text).mid(from);
    return out;
}

} // namespace assay::models
