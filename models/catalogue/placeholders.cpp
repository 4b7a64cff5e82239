// SPDX-License-Identifier: Apache-2.0
#include "placeholders.h"

#include <QRegularExpression>

namespace assay::models {

using namespace Qt::StringLiterals;

static const QRegularExpression &placeholder()
{
    static const QRegularExpression pattern(u"\\{([a-z_][a-z0-9_]*)\\}"_s);
    return pattern;
}

//! Of a sentence that is filled in: what is caught may be a whole log, and asked for many times.
static constexpr qsizetype longestFilledIn = 64 << 10;

static QString boundedSentence(QString text)
{
    if (text.size() > longestFilledIn)
        text = text.left(longestFilledIn) + u'…';
    return text;
}

QString withParts(const QString &sentence,
                  const std::function<Part(const QStringList &names)> &decide)
{
    static const QRegularExpression part(u"\\[([^\\[\\]]*\\{[a-z_][a-z0-9_]*\\}[^\\[\\]]*)\\]"_s);
    QString out;
    qsizetype from = 0;
    auto parts = part.globalMatch(sentence);
    while (parts.hasNext() && out.size() <= longestFilledIn) {
        const auto found = parts.next();
        out += QStringView(sentence).mid(from, found.capturedStart() - from);
        from = found.capturedEnd();
        QStringList names;
        auto placeholders = placeholder().globalMatch(found.captured(1));
        while (placeholders.hasNext())
            names << placeholders.next().captured(1);
        const Part decision = decide(names);
        if (decision != Part::LeftOut)
            out += found.captured(decision == Part::Kept ? 0 : 1);
    }
    out += QStringView(sentence).mid(from);
    return boundedSentence(out);
}

QString withPlaceholders(
    const QString &sentence,
    const std::function<std::optional<QString>(const QString &name, const QString &before)>
        &wordsOf)
{
    QString out;
    qsizetype from = 0;
    auto matches = placeholder().globalMatch(sentence);
    while (matches.hasNext() && out.size() <= longestFilledIn) {
        const auto match = matches.next();
        out += QStringView(sentence).mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        out += wordsOf(match.captured(1), out).value_or(match.captured());
    }
    out += QStringView(sentence).mid(from);
    return boundedSentence(out);
}

} // namespace assay::models
