// SPDX-License-Identifier: Apache-2.0
#include "python_literals.h"

#include "python_tokens.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::models::python {

using namespace Qt::StringLiterals;
using Kind = Value::Kind;

namespace {

struct PythonText
{
    Q_DECLARE_TR_FUNCTIONS(PythonSource)
};

constexpr int deepest = 100;

class Reader
{
public:
    explicit Reader(const QByteArray &source) { m_tokens = tokens(source, m_errorLine); }
    Source run();

private:
    const Token &now() const { return m_tokens[m_at]; }
    const Token &next() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
    void advance() { m_at += m_at + 1 < m_tokens.size(); }
    bool take(const char *op)
    {
        const bool is = now().is(op);
        if (is)
            advance();
        return is;
    }
    bool ended() const
    {
        return now().kind == Token::Kind::End || now().kind == Token::Kind::EndOfLine;
    }
    //! What may follow an expression.
    bool atDelimiter() const
    {
        return ended() || now().is(",") || now().is(")") || now().is("]") || now().is("}") ||
               now().is(":") || now().is("=");
    }
    Value expression(int depth);
    Value operand(int depth);
    Value bracketed(const char *close, int depth);
    Value braced(int depth);
    Value nameOrCall(int depth);
    void arguments(Value &call, int depth);
    Value skipped(std::size_t from);
    void statement();
    void assignment();
    QString className() const { return m_classes.empty() ? QString() : m_classes.back().second; }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_errorLine = 0;
    std::size_t m_within = 0; //!< the end of the call of parametrize that is walked through
    std::vector<std::pair<int, QString>> m_classes; //!< indent and name
    Source m_source;
};

//! From a token on to the next delimiter of the same depth.
Value Reader::skipped(std::size_t from)
{
    int depth = 0;
    for (std::size_t i = from; i < m_at; ++i)
        depth += m_tokens[i].is("(") || m_tokens[i].is("[") || m_tokens[i].is("{");
    for (std::size_t i = from; i < m_at; ++i)
        depth -= m_tokens[i].is(")") || m_tokens[i].is("]") || m_tokens[i].is("}");
    while (now().kind != Token::Kind::End && (depth > 0 || !atDelimiter() || now().is("="))) {
        if (now().is("(") || now().is("[") || now().is("{"))
            ++depth;
        else if (now().is(")") || now().is("]") || now().is("}"))
            --depth;
        advance();
    }
    Value value;
    value.line = m_tokens[from].line;
    QStringList words;
    for (std::size_t i = from; i < m_at && words.size() < 12; ++i)
        words << m_tokens[i].text;
    value.text = words.join(u' ');
    return value;
}

Value Reader::bracketed(const char *close, int depth)
{
    Value value{Kind::List, {}, {}, {}, now().line};
    advance();
    bool comma = false;
    while (!now().is(close) && now().kind != Token::Kind::End) {
        value.items.push_back(expression(depth + 1));
        if (!take(",")) {
            if (!now().is(close))
                value.items.back() = skipped(m_at);
            if (!take(","))
                break;
        }
        comma = true;
    }
    take(close);
    // One in parentheses, without a comma, is itself.
    if (*close == ')' && !comma && value.items.size() == 1)
        return value.items.front();
    return value;
}

Value Reader::braced(int depth)
{
    Value value{Kind::Dict, {}, {}, {}, now().line};
    advance();
    while (!now().is("}") && now().kind != Token::Kind::End) {
        const std::size_t from = m_at;
        if (take("**")) {
            value.members.push_back(
                {Value{Kind::Other, u"**"_s, {}, {}, now().line}, expression(depth + 1)});
        } else {
            Value key = expression(depth + 1);
            if (take(":"))
                value.members.push_back({std::move(key), expression(depth + 1)});
            else
                value.items.push_back(std::move(key));
        }
        if (!take(",") && !now().is("}")) {
            skipped(from);
            take(",");
        }
        if (m_at == from)
            break;
    }
    take("}");
    if (value.members.empty() && !value.items.empty())
        value.kind = Kind::List;
    return value;
}

void Reader::arguments(Value &call, int depth)
{
    advance();
    while (!now().is(")") && now().kind != Token::Kind::End) {
        const std::size_t from = m_at;
        if (now().kind == Token::Kind::Name && next().is("=")) {
            Value name{Kind::String, now().text, {}, {}, now().line};
            advance();
            advance();
            call.members.push_back({std::move(name), expression(depth + 1)});
        } else {
            call.items.push_back(expression(depth + 1));
        }
        if (!take(",") && !now().is(")")) {
            skipped(from);
            take(",");
        }
        if (m_at == from)
            break;
    }
    take(")");
}

Value Reader::nameOrCall(int depth)
{
    Value value{Kind::Name, now().text, {}, {}, now().line};
    advance();
    while (now().is(".") && next().kind == Token::Kind::Name) {
        advance();
        value.text += u'.' + now().text;
        advance();
    }
    if (value.text == "None"_L1)
        value.kind = Kind::None;
    else if (value.text == "True"_L1 || value.text == "False"_L1)
        value.kind = Kind::Boolean;
    else if (now().is("(")) {
        value.kind = Kind::Call;
        arguments(value, depth);
    }
    return value;
}

Value Reader::operand(int depth)
{
    const Token &token = now();
    if (depth > deepest)
        return skipped(m_at);
    if (token.kind == Token::Kind::String || token.kind == Token::Kind::Format) {
        Value value{token.kind == Token::Kind::String ? Kind::String : Kind::Format,
                    {},
                    {},
                    {},
                    token.line};
        // Strings side by side are one.
        while (now().kind == Token::Kind::String || now().kind == Token::Kind::Format) {
            QString text = now().text;
            if (now().kind == Token::Kind::Format) {
                if (value.is(Kind::String))
                    value.text.replace(u'{', "{{"_L1).replace(u'}', "}}"_L1);
                value.kind = Kind::Format;
            } else if (value.is(Kind::Format)) {
                text.replace(u'{', "{{"_L1).replace(u'}', "}}"_L1);
            }
            value.text += text;
            advance();
        }
        return value;
    }
    if (token.kind == Token::Kind::Number) {
        Value value{Kind::Number, token.text, {}, {}, token.line};
        advance();
        return value;
    }
    if (token.is("-") && next().kind == Token::Kind::Number) {
        advance();
        Value value{Kind::Number, u'-' + now().text, {}, {}, now().line};
        advance();
        return value;
    }
    if (token.kind == Token::Kind::Name)
        return nameOrCall(depth);
    if (token.is("("))
        return bracketed(")", depth);
    if (token.is("["))
        return bracketed("]", depth);
    if (token.is("{"))
        return braced(depth);
    return skipped(m_at);
}

Value Reader::expression(int depth)
{
    const std::size_t from = m_at;
    Value value = operand(depth);
    if (now().is("+")) {
        // One value of many, not one within another: a sum may have as many as it likes.
        Value sum{Kind::Sum, {}, {}, {}, value.line};
        sum.items.push_back(std::move(value));
        while (take("+"))
            sum.items.push_back(operand(depth));
        value = std::move(sum);
    }
    // `x if y else z`, `a % b`, `d["k"]`: more than a literal.
    if (!atDelimiter())
        return skipped(from);
    return value;
}

void Reader::assignment()
{
    const QString name = now().text;
    advance();
    if (take(":")) {
        while (!ended() && !now().is("="))
            advance();
    }
    if (!take("="))
        return;
    const std::size_t from = m_at;
    const Value value = expression(0);
    const QString owner = className();
    m_source.constants.insert(owner.isEmpty() ? name : owner + u'.' + name, value);
    // Calls within it are found as all others are.
    m_at = from;
}

void Reader::statement()
{
    const int indent = now().indent;
    while (!m_classes.empty() && indent <= m_classes.back().first)
        m_classes.pop_back();
    if (now().kind == Token::Kind::Name && now().text == "class"_L1 &&
        next().kind == Token::Kind::Name) {
        m_classes.emplace_back(indent, next().text);
        advance();
    } else if (now().kind == Token::Kind::Name && (next().is("=") || next().is(":"))) {
        assignment();
    }
    while (!ended()) {
        const bool first =
            now().kind == Token::Kind::Name && (m_at == 0 || !m_tokens[m_at - 1].is("."));
        if (!first) {
            advance();
            continue;
        }
        const std::size_t from = m_at;
        QString name = now().text;
        std::size_t at = m_at + 1;
        while (at + 1 < m_tokens.size() && m_tokens[at].is(".") &&
               m_tokens[at + 1].kind == Token::Kind::Name) {
            name = m_tokens[at + 1].text;
            at += 2;
        }
        const bool called = at < m_tokens.size() && m_tokens[at].is("(");
        const bool param = called && name == "param"_L1;
        // What it holds is walked through again, but not a second time.
        const bool parametrize = called && name == "parametrize"_L1 && from >= m_within;
        if (param || parametrize) {
            m_source.calls.emplace_back(nameOrCall(0), className());
            m_source.calls.back().first.text = name;
        }
        if (param)
            continue;
        if (parametrize)
            m_within = m_at;
        m_at = parametrize ? at : from;
        advance();
    }
    if (now().kind == Token::Kind::EndOfLine)
        advance();
}

Source Reader::run()
{
    while (now().kind != Token::Kind::End)
        statement();
    if (m_errorLine) {
        m_source.problemLine = m_errorLine;
        m_source.problem = PythonText::tr("A string or a bracket has no end, so what follows could "
                                          "not be read.");
    }
    return std::move(m_source);
}

} // namespace

const Value *Value::at(const QString &key) const
{
    const Value *found = nullptr;
    for (const auto &[name, value] : members) {
        if (name.is(Kind::String) && name.text == key)
            found = &value;
    }
    return found;
}

Source read(const QByteArray &source)
{
    return Reader(source).run();
}

namespace {

//! So many steps may a name take, or a sum; and so many all together: names that each stand for two
//! others double with every step.
constexpr int longestWay = 50;
constexpr int mostSteps = 100'000;

class Resolver
{
public:
    Resolver(const QHash<QString, Value> &constants, const QString &scope)
        : m_constants(constants)
        , m_scope(scope)
    {
    }
    Value operator()(const Value &value, int steps = 0) const;

private:
    const Value *find(QString name) const;
    QString formatted(const QString &text, int steps, bool &known) const;
    const QHash<QString, Value> &m_constants;
    const QString &m_scope;
    mutable int m_steps = 0;
};

const Value *Resolver::find(QString name) const
{
    for (const auto &self : {"self."_L1, "cls."_L1}) {
        if (name.startsWith(self))
            name = name.sliced(self.size());
    }
    const auto known = [this](const QString &key) {
        const auto found = m_constants.find(key);
        return found == m_constants.end() ? nullptr : &*found;
    };
    if (!m_scope.isEmpty()) {
        if (const Value *own = known(m_scope + u'.' + name))
            return own;
    }
    for (;;) {
        if (const Value *found = known(name))
            return found;
        // What stands before the class or the constant is a module's name.
        const qsizetype dot = name.indexOf(u'.');
        if (dot < 0 || !name.at(0).isLower())
            return nullptr;
        name = name.sliced(dot + 1);
    }
}

QString Resolver::formatted(const QString &text, int steps, bool &known) const
{
    static const QRegularExpression part(u"\\{\\{|\\}\\}|\\{([^{}]*)\\}"_s);
    QString out;
    qsizetype from = 0;
    known = true;
    for (auto i = part.globalMatch(text); i.hasNext();) {
        const auto match = i.next();
        out += QStringView(text).sliced(from, match.capturedStart() - from);
        from = match.capturedEnd();
        if (match.captured() == "{{"_L1 || match.captured() == "}}"_L1) {
            out += match.captured().at(0);
            continue;
        }
        const Value *constant = find(match.captured(1).trimmed());
        const Value value = constant ? (*this)(*constant, steps + 1) : Value{};
        known = known && (value.is(Kind::String) || value.is(Kind::Number));
        out += value.text;
    }
    return out += QStringView(text).sliced(from);
}

Value Resolver::operator()(const Value &value, int steps) const
{
    if (steps > longestWay || ++m_steps > mostSteps)
        return value;
    Value out = value;
    switch (value.kind) {
    case Kind::Name:
        if (const Value *constant = find(value.text)) {
            out = (*this)(*constant, steps + 1);
            out.line = value.line;
        }
        break;
    case Kind::Format: {
        bool known = false;
        const QString text = formatted(value.text, steps, known);
        if (known) {
            out.kind = Kind::String;
            out.text = text;
        }
        break;
    }
    case Kind::Sum:
        out = (*this)(value.items.front(), steps + 1);
        for (std::size_t i = 1; i < value.items.size(); ++i) {
            Value right = (*this)(value.items[i], steps + 1);
            if (out.is(Kind::String) && right.is(Kind::String)) {
                out.text += right.text;
            } else if (out.is(Kind::List) && right.is(Kind::List)) {
                out.items.insert(out.items.end(), right.items.begin(), right.items.end());
            } else {
                // What is not known is told of the whole.
                if (out.is(Kind::String) || out.is(Kind::List))
                    out = std::move(right);
                break;
            }
        }
        out.line = value.line;
        break;
    case Kind::List:
    case Kind::Call:
        for (Value &item : out.items)
            item = (*this)(item, steps + 1);
        [[fallthrough]];
    case Kind::Dict:
        for (auto &[key, member] : out.members) {
            key = (*this)(key, steps + 1);
            member = (*this)(member, steps + 1);
        }
        break;
    default:
        break;
    }
    return out;
}

} // namespace

Value resolved(const Value &value, const QHash<QString, Value> &constants, const QString &scope)
{
    return Resolver(constants, scope)(value);
}

} // namespace assay::models::python
