// SPDX-License-Identifier: Apache-2.0
#include "yaml_merge.h"

#include "base/text.h"

#include <algorithm>
#include <set>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace assay::k8s {

//! So much a file of ours never merges; a hostile one does with a few lines.
static constexpr int mostFields = 100'000;

static bool isMergeKey(const YAML::Node &key)
{
    return key.IsScalar() && key.Scalar() == "<<" &&
           (key.Tag() == "?" || key.Tag() == "tag:yaml.org,2002:merge");
}

namespace {
class MergeKeys
{
public:
    void resolve(YAML::Node node);

private:
    using Fields = std::vector<std::pair<YAML::Node, YAML::Node>>;
    void merge(Fields &fields, const YAML::Node &source);
    void put(Fields &fields, const YAML::Node &key, const YAML::Node &value);

    //! By their places: an anchor and its aliases are one node.
    std::set<std::pair<int, YAML::NodeType::value>> m_seen;
    int m_left = mostFields;
};
} // namespace

void MergeKeys::resolve(YAML::Node node)
{
    if (!node.IsMap() && !node.IsSequence())
        return;
    if (!m_seen.insert({node.Mark().pos, node.Type()}).second)
        return;
    bool merges = false;
    for (const auto &entry : node) {
        resolve(node.IsMap() ? entry.second : entry);
        merges = merges || (node.IsMap() && isMergeKey(entry.first));
    }
    if (!merges)
        return;
    Fields fields;
    for (const auto &entry : node) {
        if (!isMergeKey(entry.first))
            put(fields, entry.first, entry.second);
        else if (entry.second.IsSequence())
            for (std::size_t i = entry.second.size(); i > 0; --i)
                merge(fields, entry.second[i - 1]);
        else
            merge(fields, entry.second);
    }
    YAML::Node whole(YAML::NodeType::Map);
    for (const auto &[key, value] : fields)
        whole.force_insert(key, value);
    node = whole; // and with it every alias
}

void MergeKeys::merge(Fields &fields, const YAML::Node &source)
{
    if (!source.IsMap())
        throw MalformedYaml{source.Mark(), Text::tr("“<<” must name fields, or a list of such")};
    for (const auto &entry : source) {
        // Only where an anchor holds itself.
        if (isMergeKey(entry.first))
            throw MalformedYaml{source.Mark(), Text::tr("this holds itself")};
        put(fields, entry.first, entry.second);
    }
}

void MergeKeys::put(Fields &fields, const YAML::Node &key, const YAML::Node &value)
{
    const auto same = std::find_if(fields.begin(), fields.end(), [&](const auto &field) {
        --m_left;
        return key.IsScalar() && field.first.IsScalar() && field.first.Scalar() == key.Scalar();
    });
    if (--m_left < 0)
        throw MalformedYaml{key.Mark(), Text::tr("this merges too many fields")};
    if (same == fields.end())
        fields.emplace_back(key, value);
    else
        same->second.reset(value); // assigning would change the field that it came from
}

void resolveMergeKeys(YAML::Node root)
{
    MergeKeys().resolve(root);
}

} // namespace assay::k8s
