// SPDX-License-Identifier: Apache-2.0
#include <models/base/yaml.h>

#include <models/base/safe_text.h>

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QStringDecoder>

#include <algorithm>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace assay::models::yaml {

using namespace Qt::StringLiterals;

namespace {

struct YamlText
{
    Q_DECLARE_TR_FUNCTIONS(YamlText)
};

constexpr qsizetype maxBytes = 1 << 20;
constexpr std::size_t maxDepth = 64;
//! What aliases may add to a document. A suite has no use for more.
constexpr std::size_t maxExpandedNodes = 100'000;
//! What may be kept for aliases that might follow: nested anchors keep the same values each.
constexpr std::size_t maxAnchoredNodes = 500'000;

struct Refused
{
    Error error;
};

//! Builds the tree from the parser's events, in which an alias is still only a name.
class Builder : public YAML::EventHandler
{
public:
    Builder(const QByteArray &source, int levels)
        : m_lines(source.split('\n'))
        , m_around(std::size_t(levels))
    {
    }

    Document document;

    Position positionOf(const YAML::Mark &mark) const
    {
        if (mark.is_null() || mark.line < 0)
            return {};
        const QByteArray &line = mark.line < m_lines.size() ? m_lines[mark.line] : m_noLine;
        if (m_place.line != mark.line)
            m_place = {mark.line, 0, 0};
        // yaml-cpp counts bytes, and a line may be the whole file: characters are counted from the
        // place that was asked for before.
        const qsizetype wanted = std::min<qsizetype>(mark.column, line.size());
        while (m_place.byte < wanted)
            m_place.character += isStart(line[m_place.byte++]) ? 1 : 0;
        while (m_place.byte > wanted)
            m_place.character -= isStart(line[--m_place.byte]) ? 1 : 0;
        return {mark.line + 1, m_place.character + 1};
    }

    void OnDocumentStart(const YAML::Mark &) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        Node node;
        node.at = positionOf(mark);
        finish(std::move(node), anchor);
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        Node node;
        node.kind = Node::Kind::Scalar;
        node.at = positionOf(mark);
        node.text = QString::fromStdString(value);
        node.plain = tag != "!" && tag != "tag:yaml.org,2002:str";
        m_last = mark;
        finish(std::move(node), anchor);
    }

    //! Of the last scalar, where it is in quotes that are not closed: the parser ends it with the
    //! file, and with it whatever stands below.
    std::optional<Position> openQuote() const
    {
        if (m_last.is_null() || m_last.line < 0 || m_last.line >= m_lines.size())
            return std::nullopt;
        const QByteArray rest = m_lines.mid(m_last.line).join('\n').mid(m_last.column);
        qsizetype at = 0;
        // An anchor and a tag may stand in front.
        while (at < rest.size() && (rest[at] == '&' || rest[at] == '!')) {
            while (at < rest.size() && !isBlank(rest[at]))
                ++at;
            while (at < rest.size() && isBlank(rest[at]))
                ++at;
        }
        const char quote = at < rest.size() ? rest[at] : ' ';
        if (quote != '"' && quote != '\'')
            return std::nullopt;
        for (++at; at < rest.size(); ++at) {
            const bool isPair = quote == '"' ? rest[at] == '\\' : rest.mid(at, 2) == "''";
            if (!isPair && rest[at] == quote)
                return std::nullopt;
            at += isPair ? 1 : 0;
        }
        return positionOf(m_last);
    }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const auto it = m_anchors.constFind(anchor);
        if (it == m_anchors.constEnd())
            refuse(mark, YamlText::tr("This alias stands inside of what it names."));
        m_expanded += it->size;
        if (m_expanded > maxExpandedNodes)
            refuse(mark, YamlText::tr("The aliases expand to too much: write the values out."));
        finish(Node(*it), 0);
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(Node::Kind::Sequence, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(Node::Kind::Map, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Level
    {
        Node node;
        YAML::anchor_t anchor = 0;
        std::optional<Node> key;        //!< of a map, while its value is awaited
        std::vector<Node> merged;       //!< values of its merge keys
        QHash<QString, int> lines = {}; //!< of a map: where each key is written
    };
    struct Place
    {
        int line = -1;
        qsizetype byte = 0;
        int character = 0; //!< how many begin before that byte
    };

    static bool isBlank(char byte)
    {
        return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
    }
    //! False for what continues a character of UTF-8.
    static bool isStart(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

    [[noreturn]] void refuse(const YAML::Mark &mark, const QString &message) const
    {
        throw Refused{{positionOf(mark), message}};
    }

    void open(Node::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (m_around + m_levels.size() >= maxDepth)
            refuse(mark, YamlText::tr("The values are nested too deeply."));
        Node node;
        node.kind = kind;
        node.at = positionOf(mark);
        m_levels.push_back({std::move(node), anchor, {}, {}});
    }

    void close()
    {
        Level level = std::move(m_levels.back());
        m_levels.pop_back();
        if (!level.merged.empty())
            merge(level.node, level.merged);
        finish(std::move(level.node), level.anchor);
    }

    void finish(Node &&node, YAML::anchor_t anchor)
    {
        if (anchor)
            keep(anchor, node);
        if (m_levels.empty()) {
            document.root = std::move(node);
            return;
        }
        Level &parent = m_levels.back();
        if (parent.node.isSequence()) {
            parent.node.size += node.size;
            parent.node.items.push_back(std::move(node));
        } else if (!parent.key) {
            parent.key = std::move(node);
        } else {
            if (parent.key->plain && parent.key->text == u"<<")
                keepMerge(parent, node);
            else
                addEntry(parent, *parent.key, std::move(node));
            parent.key.reset();
        }
    }

    void keep(YAML::anchor_t anchor, const Node &node)
    {
        m_anchored += node.size;
        if (m_anchored > maxAnchoredNodes)
            throw Refused{{node.at, YamlText::tr("The anchors name too much: name only what an "
                                                 "alias repeats.")}};
        m_anchors.insert(anchor, node);
    }

    //! "<<: *anchor", or a list of them; the first of a list stands before the others.
    void keepMerge(Level &level, const Node &value)
    {
        const bool list =
            value.isSequence() && std::all_of(value.items.begin(), value.items.end(),
                                              [](const Node &item) { return item.isMap(); });
        if (value.isMap()) {
            level.merged.push_back(value);
        } else if (list) {
            level.merged.insert(level.merged.end(), value.items.begin(), value.items.end());
        } else {
            document.errors.push_back(
                {level.key->at, YamlText::tr("\"<<\" merges mappings: write an alias of one, such "
                                             "as \"<<: *base\".")});
        }
    }

    //! Adds what `map` does not have itself.
    static void merge(Node &map, const std::vector<Node> &sources)
    {
        QSet<QString> known;
        for (const Entry &entry : map.entries)
            known.insert(entry.key);
        for (const Node &source : sources) {
            for (const Entry &entry : source.entries) {
                if (known.contains(entry.key))
                    continue;
                known.insert(entry.key);
                map.size += entry.value.size + 1;
                map.entries.push_back(entry);
            }
        }
    }

    void addEntry(Level &level, const Node &key, Node &&value)
    {
        if (!key.isScalar()) {
            document.errors.push_back({key.at, YamlText::tr("A field's name must be a word.")});
            return;
        }
        if (const auto first = level.lines.constFind(key.text); first != level.lines.constEnd()) {
            document.errors.push_back(
                {key.at,
                 inShort(YamlText::tr("The field \"%1\" is written twice, first on line %2: "
                                      "remove one of them.")
                             .arg(key.text)
                             .arg(*first))});
            return;
        }
        level.lines.insert(key.text, key.at.line);
        Node &map = level.node;
        // yaml-cpp places a value that is not written where the next thing begins.
        if (value.kind == Node::Kind::Null && value.at.line != key.at.line)
            value.at = key.at;
        map.size += value.size + 1;
        map.entries.push_back({key.text, key.at, std::move(value)});
    }

    QList<QByteArray> m_lines;
    QByteArray m_noLine;
    mutable Place m_place;
    YAML::Mark m_last = YAML::Mark::null_mark(); //!< where the last scalar begins
    std::size_t m_around;                        //!< levels of the document that this is a part of
    std::vector<Level> m_levels;
    QHash<YAML::anchor_t, Node> m_anchors;
    std::size_t m_expanded = 0;
    std::size_t m_anchored = 0;
};

} // namespace

const Node *Node::find(const QString &key) const
{
    for (const Entry &entry : entries) {
        if (entry.key == key)
            return &entry.value;
    }
    return nullptr;
}

static Document refused(const Error &error)
{
    Document document;
    document.errors = {{error.at, inShort(error.message)}};
    document.readable = false;
    return document;
}

static bool isUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    static_cast<void>(QString(decoder(bytes)));
    return !decoder.hasError();
}

static Position positionOfByte(const QByteArray &bytes, qsizetype byte)
{
    const QByteArray before = bytes.left(byte);
    const qsizetype line = before.lastIndexOf('\n') + 1;
    return {int(before.count('\n')) + 1, int(QString::fromUtf8(before.mid(line)).size()) + 1};
}

//! What the parser would stumble over far from where it is, or take for something else.
static std::optional<Error> problemOfBytes(const QByteArray &bytes)
{
    static const QByteArray mark("\xEF\xBB\xBF");
    if (bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF"))
        return Error{{}, YamlText::tr("The file is UTF-16 text: save it as UTF-8.")};
    if (!isUtf8(bytes)) {
        qsizetype line = 0;
        for (qsizetype end = bytes.indexOf('\n'); end >= 0 && isUtf8(bytes.mid(line, end - line));
             end = bytes.indexOf('\n', line))
            line = end + 1;
        return Error{{positionOfByte(bytes, line).line, 1},
                     YamlText::tr("This line is not UTF-8 text: save the file as UTF-8.")};
    }
    if (const qsizetype nul = bytes.indexOf('\0'); nul >= 0)
        return Error{positionOfByte(bytes, nul),
                     YamlText::tr("A zero byte stands here, which no text has: remove it, or look "
                                  "whether the file is damaged.")};
    if (const qsizetype second = bytes.indexOf('\n' + mark); second >= 0)
        return Error{positionOfByte(bytes, second + 1),
                     YamlText::tr("A byte order mark stands here, which belongs at the beginning "
                                  "of a file: remove it. Perhaps two files were put together.")};
    if (bytes.contains('\r') && !bytes.contains('\n'))
        return Error{{1, int(bytes.indexOf('\r')) + 1},
                     YamlText::tr("The lines end in carriage returns alone: save the file with "
                                  "line feeds, as on Linux.")};
    return std::nullopt;
}

//! Where git left both sides of a conflict in the file.
static std::optional<Error> problemOfConflict(const QByteArray &bytes)
{
    const qsizetype at = bytes.startsWith("<<<<<<< ") ? 0 : bytes.indexOf("\n<<<<<<< ") + 1;
    if ((at == 0 && !bytes.startsWith("<<<<<<< ")) || !bytes.contains("\n>>>>>>> "))
        return std::nullopt;
    return Error{positionOfByte(bytes, at),
                 YamlText::tr("A conflict of git begins here: choose which of both sides stays, "
                              "and remove the lines with <<<<<<<, ======= and >>>>>>>.")};
}

//! What the parser says, for those who write the file.
static QString sentenceFor(const QByteArray &line, const std::string &message)
{
    const auto says = [&message](const char *begin) { return message.starts_with(begin); };
    const bool isBehindTab = QByteArrayView(line).trimmed().size() > 0 &&
                             line.left(line.indexOf(line.trimmed())).contains('\t');
    if (says(YAML::ErrorMsg::TAB_IN_INDENTATION) || isBehindTab)
        return YamlText::tr("This is not YAML: a tab stands in front of this line. Indent with "
                            "spaces.");
    if (says(YAML::ErrorMsg::MAP_VALUE))
        return YamlText::tr("This is not YAML: nothing here can be followed by a colon. Is a line "
                            "above written without \": \", is this one indented otherwise, or "
                            "does a text that holds \": \" want quotes?");
    if (says(YAML::ErrorMsg::EOF_IN_SCALAR))
        return YamlText::tr("This is not YAML: a quotation mark is not closed. Write another one "
                            "at the end of the text.");
    if (says(YAML::ErrorMsg::END_OF_SEQ_FLOW))
        return YamlText::tr("This is not YAML: a list that begins with \"[\" is not closed. Write "
                            "\"]\" behind its last entry.");
    if (says(YAML::ErrorMsg::END_OF_MAP_FLOW))
        return YamlText::tr("This is not YAML: a mapping that begins with \"{\" is not closed. "
                            "Write \"}\" behind its last value.");
    if (says(YAML::ErrorMsg::END_OF_MAP) || says(YAML::ErrorMsg::END_OF_SEQ) ||
        says(YAML::ErrorMsg::BLOCK_ENTRY))
        return YamlText::tr("This is not YAML: this line does not go on what stands above it. Is "
                            "it indented otherwise than the lines beside it?");
    if (says(YAML::ErrorMsg::UNKNOWN_ANCHOR))
        return YamlText::tr("This is not YAML: nothing above has the name that this alias (\"*\") "
                            "stands for. Write \"&\" and the name in front of the value that is "
                            "meant.");
    return YamlText::tr("This is not YAML: %1.").arg(QString::fromStdString(message));
}

Document read(const QByteArray &bytes, int levels)
{
    if (bytes.size() > maxBytes)
        return refused({{}, YamlText::tr("The file is larger than 1 MiB: a suite is not.")});
    if (const auto problem = problemOfBytes(bytes))
        return refused(*problem);

    Builder builder(bytes, levels);
    try {
        std::istringstream stream(bytes.toStdString());
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        if (const auto quote = builder.openQuote())
            return refused({*quote, YamlText::tr("The quotation mark that begins here is not "
                                                 "closed: write another one at the end of the "
                                                 "text.")});
        Builder rest(bytes, levels);
        if (parser.HandleNextDocument(rest)) {
            builder.document.errors.push_back(
                {rest.document.root.at,
                 YamlText::tr("A second document begins here: a suite file holds one.")});
        }
    } catch (const Refused &refusal) {
        return refused(refusal.error);
    } catch (const YAML::Exception &e) {
        const auto conflict = problemOfConflict(bytes);
        const QByteArray line = bytes.split('\n').value(e.mark.line);
        return refused(conflict ? *conflict
                                : Error{builder.positionOf(e.mark), sentenceFor(line, e.msg)});
    } catch (const std::exception &e) {
        return refused(
            {{}, YamlText::tr("This is not YAML: %1.").arg(QString::fromLocal8Bit(e.what()))});
    }
    return std::move(builder.document);
}

Json plainToJson(const QString &text)
{
    // Most are words, and no pattern has to be tried on them.
    const QChar first = text.isEmpty() ? QChar() : text.front();
    if (first.isLetter() && !u"tTfF"_s.contains(first))
        return text;
    static const QRegularExpression integer(u"\\A[-+]?[0-9]+\\z"_s);
    static const QRegularExpression prefixed(u"\\A0(x[0-9a-fA-F]+|o[0-7]+)\\z"_s);
    static const QRegularExpression real(
        uR"(\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z)"_s);
    if (text == u"true" || text == u"True" || text == u"TRUE")
        return true;
    if (text == u"false" || text == u"False" || text == u"FALSE")
        return false;
    bool ok = false;
    if (integer.match(text).hasMatch()) {
        if (const qlonglong value = text.toLongLong(&ok); ok)
            return value;
        if (const qulonglong value = text.toULongLong(&ok); ok)
            return value;
    }
    if (prefixed.match(text).hasMatch()) {
        if (const qlonglong value = text.mid(2).toLongLong(&ok, text.at(1) == u'x' ? 16 : 8); ok)
            return value;
    }
    if (real.match(text).hasMatch()) {
        if (const double value = text.toDouble(&ok); ok)
            return value;
    }
    return text;
}

Json toJson(const Node &node)
{
    switch (node.kind) {
    case Node::Kind::Null:
        return nullptr;
    case Node::Kind::Scalar:
        return node.plain ? plainToJson(node.text) : Json(node.text);
    case Node::Kind::Sequence: {
        Json array = Json::array();
        for (const Node &item : node.items)
            array.push_back(toJson(item));
        return array;
    }
    case Node::Kind::Map: {
        Json object = Json::object();
        for (const Entry &entry : node.entries)
            object[entry.key.toStdString()] = toJson(entry.value);
        return object;
    }
    }
    return nullptr;
}

} // namespace assay::models::yaml
