// SPDX-License-Identifier: Apache-2.0
#include <models/base/yaml.h>

#include <QCoreApplication>
#include <QHash>
#include <QStringDecoder>

#include <istream>
#include <streambuf>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace assay::models::yaml {

namespace {

struct ValuesText
{
    Q_DECLARE_TR_FUNCTIONS(YamlValues)
};

constexpr std::size_t mostLevels = 200;
//! A cluster's objects have one for each 16 bytes or so of what kubectl prints.
constexpr std::size_t mostValues = 4'000'000;
constexpr std::size_t mostOfAliases = 100'000;

struct ValuesRefused
{
    Error error;
};

Position positionOf(const YAML::Mark &mark)
{
    return mark.is_null() || mark.line < 0 ? Position{} : Position{mark.line + 1, mark.column + 1};
}

//! Reads the bytes where they lie: a stream of its own would be a second copy of them.
class Bytes : public std::streambuf
{
public:
    explicit Bytes(const QByteArray &bytes)
    {
        char *begin = const_cast<char *>(bytes.constData());
        setg(begin, begin, begin + bytes.size());
    }
};

//! Builds one document from the parser's events, in which an alias is still only a name.
class ValueBuilder : public YAML::EventHandler
{
public:
    explicit ValueBuilder(std::size_t *values) : m_values(*values) {}

    Json value;
    int line = 0;
    bool isEmpty = true;

    void OnDocumentStart(const YAML::Mark &mark) override { line = positionOf(mark).line; }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        finish(mark, nullptr, anchor);
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &text) override
    {
        isEmpty = false;
        const bool plain = tag != "!" && tag != "tag:yaml.org,2002:str" && !awaitsKey();
        finish(mark, plain ? plainToJson(QString::fromStdString(text)) : Json(text), anchor);
    }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const auto it = m_anchors.constFind(anchor);
        if (it == m_anchors.constEnd())
            refuse(mark, ValuesText::tr("This alias stands inside of what it names."));
        m_aliased += it->size;
        if (m_aliased > mostOfAliases)
            refuse(mark, ValuesText::tr("The aliases expand to too much."));
        finish(mark, Json(it->value), 0, it->size);
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(mark, Json::array(), anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(mark, Json::object(), anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Level
    {
        Json value;
        YAML::Mark mark;
        YAML::anchor_t anchor = 0;
        std::size_t size = 1;
        std::optional<std::string> key = {}; //!< of a mapping, while its value is awaited
    };
    struct Anchored
    {
        Json value;
        std::size_t size = 1;
    };

    bool awaitsKey() const
    {
        return !m_levels.empty() && m_levels.back().value.is_object() && !m_levels.back().key;
    }

    [[noreturn]] static void refuse(const YAML::Mark &mark, const QString &message)
    {
        throw ValuesRefused{{positionOf(mark), message}};
    }

    void open(const YAML::Mark &mark, Json &&empty, YAML::anchor_t anchor)
    {
        isEmpty = false;
        if (m_levels.size() >= mostLevels)
            refuse(mark, ValuesText::tr("The values are nested too deeply."));
        if (awaitsKey())
            refuse(mark, ValuesText::tr("A field's name must be a word."));
        m_levels.push_back({std::move(empty), mark, anchor});
    }

    void close()
    {
        Level level = std::move(m_levels.back());
        m_levels.pop_back();
        finish(level.mark, std::move(level.value), level.anchor, level.size);
    }

    void finish(const YAML::Mark &mark, Json &&built, YAML::anchor_t anchor, std::size_t size = 1)
    {
        if (++m_values > mostValues || m_values + m_aliased > mostValues)
            refuse(mark, ValuesText::tr("It holds more values than are read."));
        if (anchor) {
            // Nested anchors keep the same values each.
            m_anchored += size;
            if (m_anchored > mostValues)
                refuse(mark, ValuesText::tr("The anchors name too much."));
            m_anchors.insert(anchor, {built, size});
        }
        if (m_levels.empty()) {
            value = std::move(built);
            return;
        }
        Level &parent = m_levels.back();
        parent.size += size;
        if (parent.value.is_array()) {
            parent.value.push_back(std::move(built));
        } else if (!parent.key) {
            // A key without a word is null's.
            parent.key = built.is_string() ? built.get<std::string>() : std::string();
        } else {
            parent.value[*parent.key] = std::move(built);
            parent.key.reset();
        }
    }

    std::size_t &m_values; //!< of all documents
    std::size_t m_aliased = 0;
    std::size_t m_anchored = 0;
    std::vector<Level> m_levels;
    QHash<YAML::anchor_t, Anchored> m_anchors;
};

Values noValues(const Error &error)
{
    Values values;
    values.error = error;
    return values;
}

} // namespace

Values readValues(const QByteArray &bytes, qsizetype mostBytes)
{
    if (bytes.size() > mostBytes)
        return noValues({{}, ValuesText::tr("It is larger than %1 MiB.").arg(mostBytes >> 20)});
    QStringDecoder decoder(QStringDecoder::Utf8);
    if ((void)QString(decoder(bytes)); decoder.hasError())
        return noValues({{}, ValuesText::tr("It is not UTF-8 text.")});

    Values values;
    std::size_t count = 0;
    try {
        Bytes buffer(bytes);
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        for (;;) {
            ValueBuilder builder(&count);
            if (!parser.HandleNextDocument(builder))
                return values;
            if (builder.isEmpty)
                continue;
            values.documents.push_back(std::move(builder.value));
            values.lines.push_back(builder.line);
        }
    } catch (const ValuesRefused &refusal) {
        return noValues(refusal.error);
    } catch (const YAML::Exception &e) {
        return noValues(
            {positionOf(e.mark),
             ValuesText::tr("This is not YAML: %1.").arg(QString::fromStdString(e.msg))});
    } catch (const std::exception &e) {
        return noValues(
            {{}, ValuesText::tr("This is not YAML: %1.").arg(QString::fromLocal8Bit(e.what()))});
    }
}

} // namespace assay::models::yaml
