// SPDX-License-Identifier: Apache-2.0
#include "python_tokens.h"

#include <QStringList>

namespace assay::models::python {

using TokenKind = Token::Kind;

namespace {

//! Walks over the source once.
class Lexer
{
public:
    explicit Lexer(const QByteArray &source) : m_text(QString::fromUtf8(source))
    {
        if (m_text.startsWith(QChar(0xfeff)))
            m_at = 1;
    }
    std::vector<Token> run(int &errorLine);

private:
    QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text.at(m_at + ahead) : QChar();
    }
    bool startsWith(QStringView text) const
    {
        return QStringView(m_text).sliced(m_at).startsWith(text);
    }
    void put(TokenKind kind, const QString &text)
    {
        m_out.push_back({kind, text, m_line, m_indent});
    }
    void startLine();
    void endLine();
    void name();
    void number();
    void op();
    bool string(const QString &prefix);
    void escape(QString &out);
    QChar code(int digits, int base);

    const QString m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    int m_indent = 0;
    int m_depth = 0;
    int m_error = 0;
    bool m_fresh = true; //!< nothing of the logical line was seen
    std::vector<Token> m_out;
};

void Lexer::startLine()
{
    m_indent = 0;
    while (peek() == u' ' || peek() == u'\t' || peek() == u'\f') {
        m_indent += peek() == u'\t' ? 8 : 1;
        ++m_at;
    }
}

void Lexer::endLine()
{
    if (m_depth == 0 && !m_fresh) {
        put(TokenKind::EndOfLine, {});
        m_fresh = true;
    }
    ++m_line;
    ++m_at;
    if (m_fresh)
        startLine();
}

QChar Lexer::code(int digits, int base)
{
    bool ok = false;
    const uint value = QStringView(m_text).mid(m_at, digits).toUInt(&ok, base);
    if (!ok)
        return {};
    m_at += digits;
    return value <= 0xffff ? QChar(char16_t(value)) : QChar(QChar::ReplacementCharacter);
}

void Lexer::escape(QString &out)
{
    static const QString from = QStringLiteral("abfnrtv\\'\""),
                         to = QStringLiteral("\a\b\f\n\r\t\v\\'\"");
    const QChar c = peek();
    ++m_at;
    if (const qsizetype i = from.indexOf(c); i >= 0)
        out += to.at(i);
    else if (c == u'\n')
        ++m_line;
    else if (c == u'x')
        out += code(2, 16);
    else if (c == u'u')
        out += code(4, 16);
    else if (c == u'0')
        out += QChar(u'\0');
    else
        (out += u'\\') += c;
}

//! After the quote: to its end, or false where there is none.
bool Lexer::string(const QString &prefix)
{
    const QString lower = prefix.toLower();
    const bool raw = lower.contains(u'r'), format = lower.contains(u'f');
    const int line = m_line;
    const QChar quote = peek();
    const QString three(3, quote);
    const bool triple = startsWith(three);
    m_at += triple ? 3 : 1;
    QString out;
    for (;;) {
        if (m_at >= m_text.size() || (!triple && peek() == u'\n')) {
            m_error = line;
            return false;
        }
        if (triple ? startsWith(three) : peek() == quote) {
            m_at += triple ? 3 : 1;
            break;
        }
        if (peek() == u'\\' && !raw && m_at + 1 < m_text.size()) {
            ++m_at;
            escape(out);
            continue;
        }
        if (peek() == u'\\' && raw)
            out += m_text.at(m_at++);
        if (m_at < m_text.size()) {
            m_line += peek() == u'\n';
            out += m_text.at(m_at++);
        }
    }
    m_out.push_back({format && out.contains(u'{') ? TokenKind::Format : TokenKind::String, out,
                     line, m_indent});
    return true;
}

void Lexer::name()
{
    const qsizetype from = m_at;
    while (peek().isLetterOrNumber() || peek() == u'_')
        ++m_at;
    const QString text = m_text.sliced(from, m_at - from);
    static const QStringList prefixes{
        QStringLiteral("r"),  QStringLiteral("u"),  QStringLiteral("b"),  QStringLiteral("f"),
        QStringLiteral("rb"), QStringLiteral("br"), QStringLiteral("fr"), QStringLiteral("rf")};
    if ((peek() == u'"' || peek() == u'\'') && prefixes.contains(text.toLower()))
        string(text);
    else
        put(TokenKind::Name, text);
}

void Lexer::number()
{
    const qsizetype from = m_at;
    while (peek().isLetterOrNumber() || peek() == u'_' || peek() == u'.')
        ++m_at;
    put(TokenKind::Number, m_text.sliced(from, m_at - from).remove(u'_'));
}

void Lexer::op()
{
    const QChar c = peek();
    if (c == u'(' || c == u'[' || c == u'{')
        ++m_depth;
    else if (m_depth > 0 && (c == u')' || c == u']' || c == u'}'))
        --m_depth;
    static const QStringList pairs{
        QStringLiteral("=="), QStringLiteral("!="), QStringLiteral("<="),
        QStringLiteral(">="), QStringLiteral("->"), QStringLiteral(":="),
        QStringLiteral("**"), QStringLiteral("//"), QStringLiteral("+=")};
    const QString two = m_text.mid(m_at, 2);
    const QString text = pairs.contains(two) ? two : QString(c);
    put(TokenKind::Operator, text);
    m_at += text.size();
}

std::vector<Token> Lexer::run(int &errorLine)
{
    startLine();
    while (m_at < m_text.size()) {
        const QChar c = peek();
        if (c == u'\n') {
            endLine();
        } else if (c == u'#') {
            while (m_at < m_text.size() && peek() != u'\n')
                ++m_at;
        } else if (c == u'\\' && (peek(1) == u'\n' || (peek(1) == u'\r' && peek(2) == u'\n'))) {
            m_at += peek(1) == u'\n' ? 2 : 3;
            ++m_line;
        } else if (c.isSpace()) {
            ++m_at;
        } else {
            m_fresh = false;
            if (c == u'"' || c == u'\'') {
                if (!string({}))
                    break;
            } else if (c.isDigit()) {
                number();
            } else if (c.isLetter() || c == u'_') {
                name();
                if (m_error)
                    break;
            } else {
                op();
            }
        }
    }
    if (!m_error && m_depth > 0)
        m_error = m_line;
    errorLine = m_error;
    put(TokenKind::EndOfLine, {});
    put(TokenKind::End, {});
    return std::move(m_out);
}

} // namespace

std::vector<Token> tokens(const QByteArray &source, int &errorLine)
{
    return Lexer(source).run(errorLine);
}

} // namespace assay::models::python
