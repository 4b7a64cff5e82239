// SPDX-License-Identifier: Apache-2.0
#include "yaml_tree.h"

#include "base/text.h"
#include "yaml_scalar.h"

#include <QStringDecoder>

#include <algorithm>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace assay::k8s {

//! A kubeconfig of ours never repeats or merges so much; a hostile one does with a few lines.
static constexpr std::size_t mostRepeated = 100'000;
static constexpr std::size_t mostLevels = 100;
static constexpr std::size_t fewFields = 16;
static constexpr char16_t replacement = u'\xFFFD';

const YamlNode *YamlNode::find(const QString &key) const
{
    const YamlNode *value = nullptr;
    if (fields.size() > fewFields) {
        const auto place = m_index.constFind(key);
        value = place == m_index.constEnd() ? nullptr : fields[std::size_t(*place)].value;
    } else {
        for (const Field &field : fields) {
            if (field.key == key)
                value = field.value;
        }
    }
    // What is wrong is something, also where it looks like nothing.
    return value && value->isNull() && value->fault.isEmpty() ? nullptr : value;
}

//! Finds the column in characters of a place that yaml-cpp counts in bytes; walks on from the last
//! one, so that a file of one line costs no more than another.
class YamlColumns
{
public:
    explicit YamlColumns(const QByteArray &text) : m_text(text), m_lineStarts{0}
    {
        for (qsizetype at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
            m_lineStarts.push_back(at + 1);
    }

    YamlPlace at(const YAML::Mark &mark)
    {
        if (mark.is_null() || mark.line < 0 || std::size_t(mark.line) >= m_lineStarts.size())
            return {};
        if (mark.line != m_line || mark.column < m_byte) {
            m_line = mark.line;
            m_byte = 0;
            m_character = 0;
        }
        const qsizetype start = m_lineStarts[std::size_t(m_line)];
        for (; m_byte < mark.column && start + m_byte < m_text.size(); ++m_byte) {
            // All but the bytes that continue a character.
            if ((m_text[start + m_byte] & 0xc0) != 0x80)
                ++m_character;
        }
        return {m_line + 1, m_character + 1};
    }

private:
    const QByteArray &m_text;
    std::vector<qsizetype> m_lineStarts;
    int m_line = 0;
    int m_byte = 0;
    int m_character = 0;
};

//! Builds the tree from the parser's events, in which an alias is still only a name.
class YamlTreeBuilder : public YAML::EventHandler
{
public:
    YamlTreeBuilder(YamlTree &tree, const QByteArray &text, bool isText)
        : m_tree(tree)
        , m_columns(text)
        , m_isText(isText)
    {
    }

    YamlPlace placeOf(const YAML::Mark &mark) { return m_columns.at(mark); }

    void OnDocumentStart(const YAML::Mark & /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        finish(&make(YamlNode::Type::Null, mark), anchor);
    }
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        YamlNode &node = make(YamlNode::Type::Text, mark);
        resolveYamlScalar(node, tag, QString::fromStdString(value));
        node.isMerge = value == "<<" && (tag == "?" || tag == "tag:yaml.org,2002:merge");
        if (!m_isText && node.text.contains(replacement))
            node.fault = Text::tr("this is not UTF-8 (perhaps ISO 8859-1): save the file as UTF-8");
        finish(&node, anchor);
    }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const auto named = m_anchors.constFind(anchor);
        if (named == m_anchors.constEnd())
            throw MalformedYaml{placeOf(mark), Text::tr("this holds itself")};
        finish(*named, 0);
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string & /*tag*/, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override
    {
        open(YamlNode::Type::List, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark &mark, const std::string & /*tag*/, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override
    {
        open(YamlNode::Type::Map, mark, anchor);
    }
    void OnMapEnd() override
    {
        putFields(m_levels.back());
        close();
    }

private:
    using Field = YamlNode::Field;
    struct Level
    {
        YamlNode *node = nullptr;
        YAML::anchor_t anchor = 0;
        const YamlNode *key = nullptr; //!< of a map, while its value is awaited
        std::vector<std::pair<const YamlNode *, const YamlNode *>> written; //!< of a map
    };
    using Places = QHash<QString, qsizetype>;

    YamlNode &make(YamlNode::Type type, const YAML::Mark &mark)
    {
        YamlNode &node = m_tree.m_nodes.emplace_back();
        node.type = type;
        node.at = placeOf(mark);
        return node;
    }
    void open(YamlNode::Type type, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (m_levels.size() >= mostLevels)
            throw MalformedYaml{placeOf(mark), Text::tr("this is nested too deeply")};
        m_levels.push_back({&make(type, mark), anchor, nullptr, {}});
    }
    void close()
    {
        const Level level = std::move(m_levels.back());
        m_levels.pop_back();
        finish(level.node, level.anchor);
    }
    void finish(const YamlNode *node, YAML::anchor_t anchor);
    void putFields(Level &level);
    void merge(YamlNode &map, Places &places, const YamlNode &key, const YamlNode &source);
    static void put(YamlNode &map, Places &places, Field field);

    YamlTree &m_tree;
    YamlColumns m_columns;
    bool m_isText;
    std::vector<Level> m_levels;
    QHash<YAML::anchor_t, const YamlNode *> m_anchors;
    std::size_t m_merged = 0;
};

void YamlTreeBuilder::finish(const YamlNode *node, YAML::anchor_t anchor)
{
    if (anchor)
        m_anchors.insert(anchor, node);
    if (m_levels.empty()) {
        m_tree.m_root = node;
        return;
    }
    Level &parent = m_levels.back();
    if (parent.node->isList()) {
        parent.node->items.push_back(node);
    } else if (!parent.key) {
        parent.key = node;
    } else {
        parent.written.emplace_back(parent.key, node);
        parent.key = nullptr;
    }
}

void YamlTreeBuilder::put(YamlNode &map, Places &places, Field field)
{
    const auto known = places.constFind(field.key);
    if (known != places.constEnd()) {
        map.fields[std::size_t(*known)] = std::move(field);
        return;
    }
    places.insert(field.key, qsizetype(map.fields.size()));
    map.fields.push_back(std::move(field));
}

void YamlTreeBuilder::merge(YamlNode &map, Places &places, const YamlNode &key,
                            const YamlNode &source)
{
    if (!source.isMap()) {
        const YamlPlace at = source.isNull() ? key.at : source.at;
        if (map.fault.isEmpty())
            map.fault =
                Text::tr("“<<” on line %1 must name fields, or a list of such").arg(at.line);
        return;
    }
    m_merged += source.fields.size();
    if (m_merged > mostRepeated)
        throw MalformedYaml{key.at, Text::tr("this merges too many fields")};
    for (const Field &field : source.fields)
        put(map, places, field);
}

void YamlTreeBuilder::putFields(Level &level)
{
    YamlNode &map = *level.node;
    Places places;
    QHash<QString, Field> own;
    QHash<QString, std::size_t> duplicates;
    for (const auto &[key, value] : level.written) {
        if (key->isMerge) {
            if (value->isList())
                std::for_each(value->items.rbegin(), value->items.rend(),
                              [&, key = key](auto *one) { merge(map, places, *key, *one); });
            else
                merge(map, places, *key, *value);
            continue;
        }
        if (!key->isScalar()) {
            map.fault = Text::tr("a field's name on line %1 is no text").arg(key->at.line);
            continue;
        }
        const bool isTruth = key->type == YamlNode::Type::Truth;
        const QString name =
            isTruth ? QString::fromLatin1(key->truth ? "true" : "false") : key->text;
        const Field field{name, key->at, value};
        if (const auto before = own.constFind(name); before != own.constEnd()) {
            if (!duplicates.contains(name)) {
                duplicates.insert(name, m_tree.m_duplicates.size());
                m_tree.m_duplicates.push_back({{*before}});
            }
            m_tree.m_duplicates[duplicates.value(name)].fields.push_back(field);
        } else {
            own.insert(name, field);
        }
        put(map, places, field);
    }
    if (map.fields.size() > fewFields)
        map.m_index = std::move(places);
}

//! The text in UTF-8, without a byte order mark; what is no text in it is replaced.
static QByteArray toUtf8(const QByteArray &bytes, bool &isText)
{
    const auto marked = QStringConverter::encodingForData(bytes);
    QStringDecoder decoder(marked.value_or(QStringConverter::Utf8),
                           QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    isText = !decoder.hasError();
    return text.toUtf8();
}

YamlTree::YamlTree(const QByteArray &bytes)
{
    bool isText = true;
    const QByteArray text = toUtf8(bytes, isText);
    YamlTreeBuilder builder(*this, text, isText);
    if (!isText) {
        const QByteArrayView mark("\xef\xbf\xbd");
        const qsizetype at = qMax(qsizetype(0), text.indexOf(mark));
        const qsizetype line = text.lastIndexOf('\n', at) + 1;
        m_notText = {int(text.left(at).count('\n')) + 1,
                     int(QString::fromUtf8(text.mid(line, at - line)).toUcs4().size()) + 1};
    }
    const auto notYaml = [](const QString &why) {
        return Text::tr("this is not valid YAML: %1").arg(why);
    };
    try {
        std::istringstream stream(text.toStdString());
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
    } catch (const YAML::Exception &fault) {
        throw MalformedYaml{builder.placeOf(fault.mark),
                            notYaml(QString::fromStdString(fault.msg))};
    } catch (const std::exception &fault) {
        throw MalformedYaml{{}, notYaml(QString::fromUtf8(fault.what()))};
    }
    if (!m_root)
        m_root = &m_nodes.emplace_back();
}

void YamlTree::visit(const YamlNode &node) const
{
    if (++m_visited > m_nodes.size() + mostRepeated)
        throw MalformedYaml{node.at,
                            Text::tr("the aliases expand to too much: write the values out")};
}

} // namespace assay::k8s
