// SPDX-License-Identifier: Apache-2.0
#include <models/catalogue/rule_book.h>

#include <models/base/edit_distance.h>
#include <models/base/enum_names.h>
#include <models/base/safe_text.h>
#include <models/base/yaml.h>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct RuleText
{
    Q_DECLARE_TR_FUNCTIONS(RuleText)
};

constexpr qsizetype longestSentence = 10'000;
constexpr qsizetype longestExample = 64 << 10;

//! "pull, creation, …" for the words of an enumeration.
template<typename Enum>
QString allOf()
{
    QStringList words;
    for (int i = 0; i < names::countOf<Enum>(); ++i)
        words << toString(static_cast<Enum>(i));
    return words.join(u", "_s);
}

//! Reads one entry of the file into a rule, and collects what is wrong with it.
class RuleReader
{
public:
    RuleReader(const yaml::Node &entry, const QString &file, std::vector<RuleProblem> &problems)
        : m_entry(entry)
        , m_problems(problems)
    {
        m_rule.origin = u"%1:%2"_s.arg(file).arg(entry.at.line);
    }

    Rule read();

private:
    struct Field
    {
        const char *name;
        bool required;
        void (RuleReader::*read)(const yaml::Node &value);
    };
    static const std::vector<Field> &fields();

    void say(yaml::Position at, const QString &message)
    {
        m_problems.push_back({at.line, at.column, message});
    }
    bool isShort(const yaml::Node &value, qsizetype most)
    {
        if (value.text.size() > most)
            say(value.at, RuleText::tr("This text has %1 characters: at most %2 are allowed here.")
                              .arg(value.text.size())
                              .arg(most));
        return value.text.size() <= most;
    }
    template<QString Rule::*member>
    void readText(const yaml::Node &value)
    {
        if (!value.isScalar() || value.text.trimmed().isEmpty())
            say(value.at, RuleText::tr("Write a text here."));
        else if (isShort(value, longestSentence))
            m_rule.*member = value.text.trimmed();
    }
    template<QStringList Rule::*member>
    void readList(const yaml::Node &value)
    {
        if (!value.isSequence() || value.items.empty())
            return say(value.at, RuleText::tr("Write a list of texts here, as in [a, b]."));
        for (const yaml::Node &item : value.items) {
            if (!item.isScalar())
                say(item.at, RuleText::tr("Write a text here."));
            else if (isShort(item, longestExample))
                (m_rule.*member) << item.text;
        }
    }
    template<typename Enum>
    void readWord(const yaml::Node &value, Enum &out)
    {
        if (const auto word = enumFromString<Enum>(value.text))
            out = *word;
        else
            say(value.at, RuleText::tr("\"%1\" is none of %2.").arg(value.text, allOf<Enum>()));
    }
    void readId(const yaml::Node &value);
    void readPlaces(const yaml::Node &value);
    void readCategory(const yaml::Node &value)
    {
        readWord(value, m_rule.category.emplace(PodFailureCategory::Unknown));
    }
    void readFault(const yaml::Node &value) { readWord(value, m_rule.fault); }
    void readPattern(const yaml::Node &value);
    void readExits(const yaml::Node &value);
    template<int Rule::*member>
    void readNumber(const yaml::Node &value);
    void readHeals(const yaml::Node &value);
    void readFix(const yaml::Node &value);
    void checkPlaceholders(const yaml::Node &value, bool isSnippet);
    void checkPlaceholders();

    const yaml::Node &m_entry;
    std::vector<RuleProblem> &m_problems;
    Rule m_rule;
    QStringList m_placeholders; //!< that a sentence of this rule may hold
};

const std::vector<RuleReader::Field> &RuleReader::fields()
{
    static const std::vector<Field> all{
        {"rule", true, &RuleReader::readId},
        {"place", true, &RuleReader::readPlaces},
        {"reasons", false, &RuleReader::readList<&Rule::reasons>},
        {"exits", false, &RuleReader::readExits},
        {"when", false, &RuleReader::readList<&Rule::when>},
        {"words", false, &RuleReader::readList<&Rule::words>},
        {"pattern", false, &RuleReader::readPattern},
        {"rank", false, &RuleReader::readNumber<&Rule::rank>},
        {"weight", false, &RuleReader::readNumber<&Rule::weight>},
        {"category", false, &RuleReader::readCategory},
        {"fault", true, &RuleReader::readFault},
        {"heals", false, &RuleReader::readHeals},
        {"cause", true, &RuleReader::readText<&Rule::cause>},
        {"summary", true, &RuleReader::readText<&Rule::summary>},
        {"advice", true, &RuleReader::readText<&Rule::advice>},
        {"advice_silent", false, &RuleReader::readText<&Rule::adviceSilent>},
        {"fix", false, &RuleReader::readFix},
        {"source", false, &RuleReader::readText<&Rule::source>},
        {"examples", true, &RuleReader::readList<&Rule::examples>},
    };
    return all;
}

void RuleReader::readId(const yaml::Node &value)
{
    static const QRegularExpression id(u"\\A[a-z0-9]+(-[a-z0-9]+)*\\z"_s);
    if (!id.match(value.text).hasMatch())
        say(value.at, RuleText::tr("A rule's name is of lower-case letters, digits and hyphens, as "
                                   "in \"registry-asks-for-login\"."));
    m_rule.id = value.text;
}

void RuleReader::readPlaces(const yaml::Node &value)
{
    const auto one = [this](const yaml::Node &node) {
        Place place = Place::Pull;
        readWord(node, place);
        m_rule.places.push_back(place);
    };
    if (value.isSequence() && !value.items.empty())
        std::for_each(value.items.begin(), value.items.end(), one);
    else
        one(value);
}

void RuleReader::readPattern(const yaml::Node &value)
{
    if (!value.isScalar() || value.text.isEmpty())
        return say(value.at, RuleText::tr("Write a regular expression here."));
    if (!isShort(value, longestSentence))
        return;
    if (value.text.contains(u"(?J)"_s))
        return say(value.at, RuleText::tr("Number the groups of one name instead of \"(?J)\": "
                                          "(?<user>…) and (?<user2>…) both fill {user}."));
    const QRegularExpression pattern(value.text);
    if (!pattern.isValid())
        say(value.at, RuleText::tr("This is no regular expression: %1, after %2 characters.")
                          .arg(pattern.errorString())
                          .arg(pattern.patternErrorOffset()));
    m_rule.pattern = value.text;
}

void RuleReader::readExits(const yaml::Node &value)
{
    const auto wrong = [this](const yaml::Node &node) {
        say(node.at, RuleText::tr("Write a list of exit statuses from 0 to 255 here, as in "
                                  "[126, 127]."));
    };
    if (!value.isSequence() || value.items.empty())
        return wrong(value);
    for (const yaml::Node &item : value.items) {
        bool ok = false;
        const int status = item.text.toInt(&ok);
        if (!ok || status < 0 || status > 255)
            wrong(item);
        else
            m_rule.exits.push_back(status);
    }
}

template<int Rule::*member>
void RuleReader::readNumber(const yaml::Node &value)
{
    bool ok = false;
    m_rule.*member = value.text.toInt(&ok);
    if (!ok)
        say(value.at, RuleText::tr("Write a whole number here: the higher it is, the sooner the "
                                   "rule is taken."));
}

void RuleReader::readHeals(const yaml::Node &value)
{
    if (value.text != u"true" && value.text != u"false")
        say(value.at, RuleText::tr("Write true where waiting can help, else false."));
    m_rule.heals = value.text != u"false";
}

void RuleReader::readFix(const yaml::Node &value)
{
    const bool one = value.isMap() && value.entries.size() == 1;
    const auto kind = one ? enumFromString<Fix::Kind>(value.entries.front().key) : std::nullopt;
    if (!kind || value.entries.front().value.text.trimmed().isEmpty())
        return say(value.at, RuleText::tr("Write one of %1 here, with the lines that mend it.")
                                 .arg(allOf<Fix::Kind>()));
    m_rule.fix = {*kind, value.entries.front().value.text.trimmed()};
}

//! Every brace and bracket of a sentence has its other half.
bool isWhole(const QString &sentence)
{
    QString open;
    for (const QChar c : sentence) {
        if (c == u'{' || c == u'[')
            open += c;
        else if ((c == u'}' || c == u']') && !open.endsWith(c == u'}' ? u'{' : u'['))
            return false;
        else if (c == u'}' || c == u']')
            open.chop(1);
    }
    return open.isEmpty();
}

void RuleReader::checkPlaceholders(const yaml::Node &value, bool isSnippet)
{
    static const QRegularExpression placeholder(u"\\{([^{}]*)\\}"_s);
    if (!isSnippet && !isWhole(value.text))
        say(value.at, RuleText::tr("A bracket or brace is not closed: a placeholder stands in "
                                   "{braces}, and what is said only where it is known in "
                                   "[brackets]."));
    static const QRegularExpression name(u"\\A[a-z_][a-z0-9_]*\\z"_s);
    auto matches = placeholder.globalMatch(value.text);
    while (matches.hasNext()) {
        const QString written = matches.next().captured(1);
        const bool isName = name.match(written).hasMatch();
        // Braces of a snippet may be YAML's, JSON's or a shell's.
        if ((isSnippet && !isName) || m_placeholders.contains(written))
            continue;
        const QString nearest = nearestName(written, m_placeholders, 1);
        say(value.at, !isName ? RuleText::tr("\"{%1}\" is no placeholder: its name is of "
                                             "lower-case letters and underscores.")
                                    .arg(written)
                      : nearest.isEmpty()
                          ? RuleText::tr("Nothing fills \"{%1}\": known here are {%2}.")
                                .arg(written, m_placeholders.join(u"}, {"_s))
                          : RuleText::tr("Nothing fills \"{%1}\": did you mean \"{%2}\"? Known "
                                         "here are {%3}.")
                                .arg(written, nearest, m_placeholders.join(u"}, {"_s)));
    }
}

//! The sentences and the lines to copy, now that the pattern and the places are known.
void RuleReader::checkPlaceholders()
{
    // That the log is empty is known later, when nobody has what the text told.
    m_placeholders = placeholdersEverywhere();
    if (const yaml::Node *value = m_entry.find(u"advice_silent"_s))
        checkPlaceholders(*value, false);
    // A file's own names first: one of them is misspelt more often than a place's.
    m_placeholders.clear();
    const QRegularExpression pattern(m_rule.pattern);
    for (const QString &group : pattern.namedCaptureGroups()) {
        const QString caught = placeholderOf(group);
        if (!caught.isEmpty() && !m_placeholders.contains(caught))
            m_placeholders << caught;
    }
    for (const Place place : m_rule.places)
        m_placeholders << placeholdersAt(place);
    m_placeholders.removeDuplicates();
    for (const char *field : {"cause", "summary", "advice"}) {
        if (const yaml::Node *value = m_entry.find(QString::fromLatin1(field)))
            checkPlaceholders(*value, false);
    }
    if (const yaml::Node *fix = m_entry.find(u"fix"_s); fix && fix->entries.size() == 1)
        checkPlaceholders(fix->entries.front().value, true);
}

Rule RuleReader::read()
{
    if (!m_entry.isMap()) {
        say(m_entry.at, RuleText::tr("Write a rule here: a mapping that begins with \"rule:\"."));
        return m_rule;
    }
    QStringList known;
    for (const Field &field : fields()) {
        const QString name = QString::fromLatin1(field.name);
        known << name;
        if (const yaml::Node *value = m_entry.find(name))
            (this->*field.read)(*value);
        else if (field.required)
            say(m_entry.at, RuleText::tr("The rule has no \"%1\".").arg(name));
    }
    for (const yaml::Entry &entry : m_entry.entries) {
        if (known.contains(entry.key))
            continue;
        const auto near = std::find_if(known.begin(), known.end(), [&entry](const QString &name) {
            return entry.key.size() < 40 && editDistance(entry.key.toLower(), name) <= 2;
        });
        say(entry.at,
            near == known.end()
                ? RuleText::tr("Unknown field \"%1\": known here are %2.")
                      .arg(entry.key, known.join(u", "_s))
                : RuleText::tr("Unknown field \"%1\": did you mean \"%2\"?").arg(entry.key, *near));
    }
    checkPlaceholders();
    return m_rule;
}

RuleFile readFile(const QByteArray &yaml, const QString &name)
{
    RuleFile file;
    const yaml::Document document = yaml::read(yaml);
    for (const yaml::Error &error : document.errors)
        file.problems.push_back({error.at.line, error.at.column, error.message});
    if (document.readable && !document.root.isSequence())
        file.problems.push_back(
            {document.root.at.line, document.root.at.column,
             RuleText::tr("A catalogue's file is a list of rules: each begins with \"- rule:\".")});
    if (!document.readable || !document.root.isSequence())
        return file;
    if (document.root.items.size() > std::size_t(mostRules)) {
        file.problems.push_back({document.root.at.line, document.root.at.column,
                                 RuleText::tr("These are %1 rules, and a catalogue holds at most "
                                              "%2: each message is held against all of them.")
                                     .arg(document.root.items.size())
                                     .arg(mostRules)});
        return file;
    }
    QSet<QString> ids;
    for (const yaml::Node &entry : document.root.items) {
        Rule rule = RuleReader(entry, name, file.problems).read();
        if (!rule.id.isEmpty() && ids.contains(rule.id))
            file.problems.push_back(
                {entry.at.line, entry.at.column,
                 RuleText::tr("The rule \"%1\" stands in this file twice.").arg(rule.id)});
        ids.insert(rule.id);
        file.rules.push_back(std::move(rule));
    }
    if (!file.problems.empty())
        file.rules.clear();
    return file;
}

} // namespace

RuleFile readRules(const QByteArray &yaml, const QString &name)
{
    RuleFile file = readFile(yaml, name);
    // They quote what somebody wrote, whatever it is.
    for (RuleProblem &problem : file.problems)
        problem.message = withoutControls(problem.message).simplified();
    return file;
}

} // namespace assay::models
