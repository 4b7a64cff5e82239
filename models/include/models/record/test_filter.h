// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

#include <tl/expected.hpp>

namespace assay::models {

//! What a filter judges: a test, and what became of it, as far as that is known.
struct FilterSubject
{
    const CustomImageTestConfiguration *test = nullptr; //!< never null
    std::optional<Outcome> outcome;                     //!< of its newest result; none: never run
    std::optional<Fault> fault;                         //!< whose fault that was
    double seconds = 0;                                 //!< how long it took

    //! Outcome, fault and duration of a record that has a verdict.
    static FilterSubject of(const CustomImageTestConfiguration &test, const RunRecord *newest);
};

//! "status:failed image:*cuda* package:torch fault:image time:>60s", as a person types it on the
//! command line and in the window. Terms are apart by spaces, and all of them have to hold; values
//! are apart by commas, and one of them has to; "-" before a term turns it round. A value stands
//! for the whole of the field, in whichever case, "*" for anything and "?" for one character in it;
//! a word without a field is looked for in id, image and packages.
class TestFilter
{
public:
    //! The error is a sentence that names what may be written instead.
    static tl::expected<TestFilter, QString> parse(const QString &text);

    bool matches(const FilterSubject &subject) const;
    bool isEmpty() const { return m_terms.empty(); }
    //! Whether results of earlier runs are asked for: status, fault or time.
    bool asksForResults() const;

    //! "id", "image", "package", "namespace", "status", "fault", "time"
    static QStringList fields();
    //! What may be written after "status:" or "fault:"; empty for other fields.
    static QStringList valuesOf(const QString &field);

private:
    struct Term
    {
        QString field; //!< empty: a word
        QStringList values;
        bool negated = false;
        QString comparison; //!< of time: "<", "<=", ">", ">="
        double seconds = 0;
    };
    static tl::expected<Term, QString> parseTerm(QString written);
    static bool holds(const Term &term, const FilterSubject &subject);
    std::vector<Term> m_terms;
};

} // namespace assay::models
