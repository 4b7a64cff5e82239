// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/configuration_fields.h>
#include <models/suite/suite.h>

#include <memory>

namespace assay::models {

namespace yaml {
class Layout;
struct Part;
} // namespace yaml
struct SuiteOutline;

//! Where a test's value of a field is written.
struct ValueOrigin
{
    enum class Kind {
        Standard, //!< nowhere: it is what a field has of which nothing is said
        Own,      //!< in the test
        Alias,    //!< in the test as an alias of what is written elsewhere
        Merged,   //!< in a mapping that the test merges ("<<")
        Defaults  //!< under `defaults`
    };
    Kind kind = Kind::Standard;
    QString name;        //!< of the anchor, where it has one
    int line = 0;        //!< from 1
    bool shared = false; //!< others have it from the same place
    bool operator==(const ValueOrigin &) const = default;
};

//! The text of a suite file, and what Suite reads of it. Each edit gives another text, in which the
//! bytes of what was edited are others, and all others the same: comments, order, quotes, anchors,
//! unknown fields, line ends. What it gives has been read again, and says what was asked for; what
//! cannot be done so is refused with a sentence. A value: copies are cheap.
class SuiteText
{
public:
    using Edited = tl::expected<SuiteText, QString>;

    //! `folder` as in Suite::parse().
    explicit SuiteText(QByteArray bytes = {}, QString folder = {});
    //! What a suite begins with of which nothing was written yet.
    static QByteArray emptySuite() { return "version: 1\ntests: []\n"; }

    const QByteArray &bytes() const { return m_bytes; }
    const QString &folder() const { return m_folder; }
    const Suite &suite() const { return *m_suite; }

    //! The same file with another text. Where no more than one test differs, it alone is read
    //! again.
    SuiteText withBytes(const QByteArray &bytes) const;
    //! The same; nothing where all would have to be read.
    std::optional<SuiteText> withBytesOfOneTest(const QByteArray &bytes) const;
    //! The tests keep their places. Where others have a value from the place that is edited, they
    //! keep it as their own.
    Edited withTest(std::size_t test, const CustomImageTestConfiguration &wanted) const;
    //! The same; nothing where all tests would have to be read.
    std::optional<SuiteText> withTestAlone(std::size_t test,
                                           const CustomImageTestConfiguration &wanted) const;
    //! One value changed where it is written, for all who have it from there.
    Edited withSharedValue(std::size_t test, const ConfigurationField &field,
                           const Json &value) const;
    //! In front of the test at `place`, or behind the last. What `defaults` say is not repeated.
    Edited withNewTest(std::size_t place, const CustomImageTestConfiguration &added) const
    {
        return withNewTests(place, {added});
    }
    Edited withNewTests(std::size_t place,
                        const std::vector<CustomImageTestConfiguration> &added) const;
    //! What is written of a test once more, below it, with the differences of `copy`.
    Edited withCopy(std::size_t test, const CustomImageTestConfiguration &copy) const;
    Edited without(const std::vector<std::size_t> &tests) const;
    Edited withMoved(std::size_t from, std::size_t to) const; //!< `to`: where it is afterwards

    //! What the places of all values take is done now, not when the first is asked for.
    void findPlaces() const { layout(); }
    //! A copy for another thread: it shares nothing that is found out later.
    SuiteText apart() const;

    //! What a test has that says nothing itself: the values of `defaults`, and the fields' own.
    CustomImageTestConfiguration inherited() const;
    //! Tests from elsewhere, where a field that is as if nothing was said has what `defaults` say.
    std::vector<CustomImageTestConfiguration>
    withDefaults(std::vector<CustomImageTestConfiguration> tests) const;
    ValueOrigin originOf(std::size_t test, const ConfigurationField &field) const;
    //! Where a test begins, and where its value of a field is written there; {0, 0}: nowhere.
    //! Bytes.
    std::pair<qsizetype, qsizetype> rangeOf(std::size_t test, const QString &field = {}) const;
    //! The test that is written at a byte; -1: none.
    int testAt(qsizetype byte, QString *field = nullptr) const;

private:
    friend class SuiteEditor;
    struct Part;
    struct Way;
    const yaml::Layout *layout() const;
    std::optional<SuiteText>
    withTestIn(const Way &way, std::size_t test,
               const std::vector<CustomImageTestConfiguration> &expected) const;
    std::shared_ptr<const Part> partOf(std::size_t test) const;
    std::shared_ptr<const Part> partOf(std::size_t test, const QByteArray &written) const;
    std::shared_ptr<const Part> changedPart(const QByteArray &bytes) const;
    std::optional<SuiteText> withPart(const Part &part) const;
    QByteArray m_bytes;
    QString m_folder;
    std::shared_ptr<const Suite> m_suite;
    std::shared_ptr<const SuiteOutline> m_outline;
    mutable std::shared_ptr<const yaml::Layout> m_layout; //!< made when it is asked for
    mutable std::shared_ptr<const Part> m_part;           //!< the test that was asked for last
};

} // namespace assay::models
