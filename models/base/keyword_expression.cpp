// SPDX-License-Identifier: Apache-2.0
#include <models/base/keyword_expression.h>

#include <QCoreApplication>
#include <QStringList>

namespace assay::models {

using namespace Qt::StringLiterals;

struct KeywordText
{
    Q_DECLARE_TR_FUNCTIONS(KeywordExpression)
};

constexpr int maxDepth = 100;

struct KeywordToken
{
    QString text;
    qsizetype at = 0; //!< of its first character, from 1
};

static std::vector<KeywordToken> tokensOf(const QString &text)
{
    std::vector<KeywordToken> tokens;
    bool inWord = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const bool isParenthesis = c == u'(' || c == u')';
        if (c.isSpace() || isParenthesis) {
            inWord = false;
            if (isParenthesis)
                tokens.push_back({QString(c), i + 1});
        } else if (inWord) {
            tokens.back().text += c;
        } else {
            inWord = true;
            tokens.push_back({QString(c), i + 1});
        }
    }
    tokens.push_back({QString(), text.size() + 1});
    return tokens;
}

//! Descends once, operator by operator.
class KeywordReader
{
public:
    using Step = KeywordExpression::Step;

    explicit KeywordReader(const QString &text) : m_tokens(tokensOf(text)) {}

    tl::expected<KeywordExpression, QString> read()
    {
        readOr();
        if (m_error.isEmpty() && !next().isEmpty())
            fail(KeywordText::tr("and, or, or the end"));
        if (!m_error.isEmpty())
            return tl::unexpected(m_error);
        return std::move(m_expression);
    }

private:
    const QString &next() const { return m_tokens[m_at].text; }

    bool take(QLatin1StringView word)
    {
        if (next() != word)
            return false;
        ++m_at;
        return true;
    }

    void fail(const QString &wanted)
    {
        if (!m_error.isEmpty())
            return;
        m_error = next().isEmpty() ? KeywordText::tr("at its end, %1 is wanted").arg(wanted)
                                   : KeywordText::tr("at character %1, %2 is wanted, not \"%3\"")
                                         .arg(QString::number(m_tokens[m_at].at), wanted, next());
    }

    void add(Step::Kind kind, const QString &word = {})
    {
        m_expression.m_steps.push_back({kind, word});
    }

    void readOr()
    {
        readAnd();
        while (m_error.isEmpty() && take("or"_L1)) {
            readAnd();
            add(Step::Kind::Or);
        }
    }

    void readAnd()
    {
        readNot();
        while (m_error.isEmpty() && take("and"_L1)) {
            readNot();
            add(Step::Kind::And);
        }
    }

    void readNot()
    {
        if (++m_depth > maxDepth) {
            fail(KeywordText::tr("less that stands inside of each other"));
        } else if (take("not"_L1)) {
            readNot();
            add(Step::Kind::Not);
        } else if (take("("_L1)) {
            readOr();
            if (m_error.isEmpty() && !take(")"_L1))
                fail(KeywordText::tr("a closing parenthesis"));
        } else if (static const QStringList taken{QString(), u"and"_s, u"or"_s, u")"_s};
                   taken.contains(next())) {
            fail(KeywordText::tr("a word"));
        } else {
            add(Step::Kind::Word, next());
            ++m_at;
        }
        --m_depth;
    }

    std::vector<KeywordToken> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    QString m_error;
    KeywordExpression m_expression;
};

tl::expected<KeywordExpression, QString> KeywordExpression::parse(const QString &text)
{
    return KeywordReader(text).read();
}

bool KeywordExpression::matches(const QString &text) const
{
    std::vector<bool> values;
    const auto pop = [&values] {
        const bool value = values.back();
        values.pop_back();
        return value;
    };
    for (const Step &step : m_steps) {
        switch (step.kind) {
        case Step::Kind::Word:
            values.push_back(text.contains(step.word, Qt::CaseInsensitive));
            break;
        case Step::Kind::Not:
            values.back() = !values.back();
            break;
        case Step::Kind::And: {
            const bool right = pop();
            values.back() = values.back() && right;
            break;
        }
        case Step::Kind::Or: {
            const bool right = pop();
            values.back() = values.back() || right;
            break;
        }
        }
    }
    return values.empty() || values.back();
}

} // namespace assay::models
