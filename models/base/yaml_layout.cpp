// SPDX-License-Identifier: Apache-2.0
#include "yaml_layout.h"

#include "yaml_locator.h"

#include <models/base/yaml.h>

#include <algorithm>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace assay::models::yaml {

namespace {

//! The parts without their places.
class PartBuilder : public YAML::EventHandler
{
public:
    Part root;

    void OnDocumentStart(const YAML::Mark &) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark &, YAML::anchor_t anchor) override
    {
        finish(made(Part::Kind::Null, anchor));
    }

    void OnAlias(const YAML::Mark &, YAML::anchor_t anchor) override
    {
        finish(made(Part::Kind::Alias, anchor));
    }

    void OnScalar(const YAML::Mark &, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        Part part = made(Part::Kind::Scalar, anchor);
        part.text = QString::fromStdString(value);
        part.plain = tag != "!" && tag != "tag:yaml.org,2002:str";
        finish(std::move(part));
    }

    void OnSequenceStart(const YAML::Mark &, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(Part::Kind::Sequence, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark &, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(Part::Kind::Map, tag, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Level
    {
        Part part;
        std::optional<Part> key;
    };

    static Part made(Part::Kind kind, YAML::anchor_t anchor)
    {
        Part part;
        part.kind = kind;
        part.anchor = anchor;
        return part;
    }

    void open(Part::Kind kind, const std::string &tag, YAML::anchor_t anchor)
    {
        Part part = made(kind, anchor);
        part.plain = tag.empty() || tag == "?"; // of a collection: it has no tag
        m_levels.push_back({std::move(part), {}});
    }

    void close()
    {
        Part part = std::move(m_levels.back().part);
        m_levels.pop_back();
        finish(std::move(part));
    }

    void finish(Part &&part)
    {
        if (m_levels.empty()) {
            root = std::move(part);
            return;
        }
        Level &parent = m_levels.back();
        if (parent.part.isSequence()) {
            parent.part.items.push_back(std::move(part));
        } else if (!parent.key) {
            parent.key = std::move(part);
        } else {
            parent.part.entries.push_back({std::move(*parent.key), -1, std::move(part)});
            parent.key.reset();
        }
    }

    std::vector<Level> m_levels;
};

} // namespace

const PartEntry *Part::find(const QString &key) const
{
    const auto it = std::find_if(entries.begin(), entries.end(), [&key](const PartEntry &entry) {
        return entry.key.kind == Kind::Scalar && entry.key.text == key && !entry.isMerge();
    });
    return it == entries.end() ? nullptr : &*it;
}

std::unique_ptr<Layout> Layout::of(const QByteArray &text)
{
    PartBuilder builder;
    try {
        std::istringstream stream(text.toStdString());
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
    } catch (const YAML::Exception &) {
        return nullptr;
    }
    auto layout = std::make_unique<Layout>();
    layout->m_root = std::move(builder.root);
    if (!Locator(text).locate(layout->m_root))
        return nullptr;
    layout->index(layout->m_root);
    return layout;
}

void Layout::index(const Part &part)
{
    if (part.isAlias()) {
        m_aliases.push_back(&part);
    } else if (part.anchor != 0) {
        m_anchored.push_back(&part);
        m_byAnchor.insert(part.anchor, &part);
    }
    for (const Part &item : part.items)
        index(item);
    for (const PartEntry &entry : part.entries) {
        index(entry.key);
        index(entry.value);
    }
}

const Part &Layout::resolved(const Part &part) const
{
    const Part *found = &part;
    while (found->isAlias()) {
        const Part *named = m_byAnchor.value(found->anchor);
        if (!named)
            break;
        found = named;
    }
    return *found;
}

const Part *Layout::member(const Part &map, const QString &key, bool *merged) const
{
    if (merged)
        *merged = false;
    if (const PartEntry *own = map.find(key))
        return &own->value;
    for (const PartEntry &entry : map.entries) {
        if (!entry.isMerge())
            continue;
        const Part &source = resolved(entry.value);
        std::vector<const Part *> sources{&source};
        if (source.isSequence()) {
            sources.clear();
            for (const Part &item : source.items)
                sources.push_back(&resolved(item));
        }
        for (const Part *one : sources) {
            if (const Part *found = one->isMap() ? member(*one, key) : nullptr) {
                if (merged)
                    *merged = true;
                return found;
            }
        }
    }
    return nullptr;
}

static void addMembers(const Layout &layout, const Part &map, Typing typing, Json &object)
{
    for (const PartEntry &entry : map.entries) {
        if (const auto key = entry.key.text.toStdString(); !entry.isMerge() && !object.count(key))
            object[key] = layout.valueOf(entry.value, typing);
    }
    for (const PartEntry &entry : map.entries) {
        if (!entry.isMerge())
            continue;
        const Part &source = layout.resolved(entry.value);
        if (source.isMap())
            addMembers(layout, source, typing, object);
        for (const Part &item : source.items)
            addMembers(layout, layout.resolved(item), typing, object);
    }
}

Json Layout::valueOf(const Part &written, Typing typing) const
{
    const Part &part = resolved(written);
    switch (part.kind) {
    case Part::Kind::Alias:
    case Part::Kind::Null:
        return nullptr;
    case Part::Kind::Scalar:
        return part.plain && typing == Typing::Typed ? plainToJson(part.text) : Json(part.text);
    case Part::Kind::Sequence: {
        Json list = Json::array();
        for (const Part &item : part.items)
            list.push_back(valueOf(item, typing));
        return list;
    }
    case Part::Kind::Map: {
        Json object = Json::object();
        addMembers(*this, part, typing, object);
        return object;
    }
    }
    return nullptr;
}

} // namespace assay::models::yaml
