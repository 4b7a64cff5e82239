// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRegularExpression>
#include <QStringList>
#include <QTranslator>

#include <algorithm>

namespace assay::test {

//! Puts every text that is translated into «quotes that nobody else uses»: what stands outside of
//! them was said without asking for a translation.
class PseudoTranslation : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int) const override
    {
        return u'«' + QString::fromUtf8(source) + u'»';
    }
};

//! Tells what the program says from what it only repeats.
class SpokenText
{
public:
    //! What comes from outside: names, images, output of containers. Each of its lines counts.
    void isFromOutside(const QString &text)
    {
        const QStringList lines = text.split(u'\n');
        for (const QString &line : lines + QStringList{text.simplified()})
            if (const QString trimmed = line.trimmed(); trimmed.size() > 1)
                m_outside << trimmed;
        m_sorted = false;
    }

    //! Of what stands neither in quotes nor comes from outside, that which holds a word; empty
    //! where all was translated.
    QString untranslated(QString text)
    {
        static const QRegularExpression quoted(QStringLiteral("«[^«»]*»"));
        static const QRegularExpression word(QStringLiteral("[A-Za-z]{2,}"));
        while (text.contains(quoted))
            text.remove(quoted);
        if (!text.contains(word))
            return {};
        if (!m_sorted) {
            // The longest first: a name may stand within another.
            m_outside.removeDuplicates();
            std::sort(m_outside.begin(), m_outside.end(),
                      [](const QString &a, const QString &b) { return a.size() > b.size(); });
            m_sorted = true;
        }
        for (const QString &known : std::as_const(m_outside))
            takeOut(text, known);
        return text.contains(word) ? text.simplified() : QString();
    }

private:
    //! As a whole word only.
    static void takeOut(QString &text, const QString &known)
    {
        const auto isInWord = [&text](qsizetype i) {
            return i >= 0 && i < text.size() && text[i].isLetterOrNumber();
        };
        for (qsizetype i = text.indexOf(known); i >= 0; i = text.indexOf(known, i + 1)) {
            const qsizetype end = i + known.size();
            if ((!known.front().isLetterOrNumber() || !isInWord(i - 1)) &&
                (!known.back().isLetterOrNumber() || !isInWord(end)))
                text.replace(i, known.size(), QLatin1Char(' '));
        }
    }

    QStringList m_outside;
    bool m_sorted = false;
};

} // namespace assay::test
