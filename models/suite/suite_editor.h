// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite_text.h>

#include "base/yaml_splicer.h"

#include <optional>

namespace assay::models {

//! The edits of a SuiteText, each once and unproven: whoever asks reads the result again.
class SuiteEditor
{
public:
    SuiteEditor(const SuiteText &text, const yaml::Layout &layout,
                yaml::Texts texts = yaml::Texts::Blocks);

    enum class Care {
        InPlace,    //!< what is equal in a value stays
        KeysStay,   //!< the same, and no field goes: what comes next may be another value's then
        WholeValues //!< values are written anew
    };
    std::optional<QByteArray> changeTest(std::size_t test,
                                         const CustomImageTestConfiguration &wanted, Care care);
    std::optional<QByteArray> changeShared(std::size_t test, const ConfigurationField &field,
                                           const Json &value);
    std::optional<QByteArray> insert(std::size_t place,
                                     const std::vector<CustomImageTestConfiguration> &added);
    std::optional<QByteArray> copy(std::size_t test);
    std::optional<QByteArray> remove(const std::vector<std::size_t> &tests);
    std::optional<QByteArray> move(std::size_t from, std::size_t to);
    //! What stands in the way of move(): anchors that would come behind their aliases.
    std::optional<QByteArray> untangle(std::size_t from, std::size_t to);
    //! A test that is an alias of another is written out.
    std::optional<QByteArray> writeOutTest(std::size_t test);

    //! The part that a test's value is written in, aliases not resolved; null: none.
    struct Found
    {
        const yaml::Part *part = nullptr;
        ValueOrigin::Kind kind = ValueOrigin::Kind::Standard;
    };
    Found find(std::size_t test, const QString &field) const;
    const yaml::Part *item(std::size_t test) const;
    const yaml::Part *defaults() const;
    //! What a test has that says nothing itself.
    CustomImageTestConfiguration inherited() const;

private:
    struct Region
    {
        //! Whole lines, with comments above and with deeper ones below, which are about what
        //! stands above them. In front of another they might become lines of a block of text.
        qsizetype begin, end;
    };
    Region regionOf(std::size_t test) const;
    qsizetype behind(std::size_t item) const;
    bool isDeepComment(qsizetype line) const;
    QByteArray linesOf(std::size_t test) const;
    bool setField(const yaml::Part &map, const ConfigurationField &field,
                  const CustomImageTestConfiguration &wanted, Care care);
    void giveNewName(yaml::Splicer &copy, const yaml::Part &named, qsizetype begin,
                     qsizetype end) const;
    //! A blank line behind it would be one more line of its last value.
    bool keepsBlankLines(std::size_t test) const;
    bool insertText(std::size_t place, const QByteArray &lines, bool keepsBlankLines = false);
    bool beginList(const std::vector<CustomImageTestConfiguration> &added);
    bool areApart() const;
    bool isBlank(qsizetype line) const;
    void cut(Region region, bool last);
    QByteArray written(const std::vector<CustomImageTestConfiguration> &added, int column) const;
    std::vector<std::pair<qsizetype, qsizetype>> itemSpans(const std::vector<std::size_t> &) const;

    const SuiteText &m_text;
    const yaml::Layout &m_layout;
    yaml::Texts m_texts;
    yaml::Splicer m_splicer;
    const yaml::Part *m_tests = nullptr;
    std::vector<std::size_t> m_items; //!< of each test its entry in the list
};

} // namespace assay::models
