// SPDX-License-Identifier: Apache-2.0
#include <models/record/test_filter.h>

#include <models/base/duration.h>
#include <models/base/edit_distance.h>

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct FilterText
{
    Q_DECLARE_TR_FUNCTIONS(TestFilter)
};

//! The status of a test of which there is no result.
QString neverRun()
{
    return u"unrun"_s;
}

//! Goes back to the last "*" only, so that many of them cost no more than one.
bool isPattern(const QString &value, const QString &text)
{
    qsizetype v = 0, t = 0, star = -1, from = 0;
    while (t < text.size()) {
        if (v < value.size() && value.at(v) == u'*') {
            star = v++;
            from = t;
        } else if (v < value.size() && (value.at(v) == u'?' ||
                                        value.at(v).toCaseFolded() == text.at(t).toCaseFolded())) {
            ++v;
            ++t;
        } else if (star >= 0) {
            v = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (v < value.size() && value.at(v) == u'*')
        ++v;
    return v == value.size();
}

bool anyMatches(const QStringList &values, const QStringList &texts)
{
    return std::any_of(values.begin(), values.end(), [&texts](const QString &value) {
        return std::any_of(texts.begin(), texts.end(),
                           [&value](const QString &text) { return isPattern(value, text); });
    });
}

QStringList textsOf(const QString &field, const FilterSubject &subject)
{
    const CustomImageTestConfiguration &test = *subject.test;
    if (field == "id"_L1)
        return {test.id};
    if (field == "image"_L1)
        return {test.customImage};
    if (field == "namespace"_L1)
        return {test.nameSpace};
    if (field == "package"_L1)
        return test.packagesToVerify + test.installedPackages;
    if (field == "status"_L1)
        return {subject.outcome ? toString(*subject.outcome) : neverRun()};
    return subject.fault ? QStringList{toString(*subject.fault)} : QStringList();
}

//! ", did you mean …?" where one of the names is near, else the end of the sentence.
QString meant(const QString &written, const QStringList &names)
{
    const QString nearest = nearestName(written, names);
    return nearest.isEmpty() ? u"."_s : FilterText::tr(", did you mean \"%1\"?").arg(nearest);
}

} // namespace

FilterSubject FilterSubject::of(const CustomImageTestConfiguration &test, const RunRecord *newest)
{
    FilterSubject subject;
    subject.test = &test;
    if (!newest || !newest->verdict())
        return subject;
    const Verdict &verdict = *newest->verdict();
    subject.outcome = verdict.outcome;
    subject.seconds = verdict.durationSeconds;
    if (verdict.error && verdict.error->fault)
        subject.fault = verdict.error->fault;
    else if (verdict.outcome == Outcome::Failed)
        subject.fault = verdict.error && verdict.error->type == ErrorType::ConfigurationError
                            ? Fault::Configuration
                            : Fault::Image;
    return subject;
}

QStringList TestFilter::fields()
{
    return {u"id"_s, u"image"_s, u"package"_s, u"namespace"_s, u"status"_s, u"fault"_s, u"time"_s};
}

QStringList TestFilter::valuesOf(const QString &field)
{
    QStringList values;
    if (field == "status"_L1) {
        for (const Outcome outcome :
             {Outcome::Passed, Outcome::Failed, Outcome::Inconclusive, Outcome::Cancelled})
            values << toString(outcome);
        values << neverRun();
    } else if (field == "fault"_L1) {
        for (const Fault fault : {Fault::Image, Fault::Configuration, Fault::Cluster, Fault::Node,
                                  Fault::Registry, Fault::Unknown})
            values << toString(fault);
    }
    return values;
}

tl::expected<TestFilter::Term, QString> TestFilter::parseTerm(QString written)
{
    Term term;
    const QString whole = written;
    term.negated = written.startsWith(u'-');
    written.remove(0, term.negated ? 1 : 0);
    const qsizetype colon = written.indexOf(u':');
    const QString field = written.left(std::max<qsizetype>(colon, 0)).toLower();
    const QString value = written.mid(colon + 1);
    if (value.isEmpty())
        return tl::unexpected(
            FilterText::tr("\"%1\" has no value: write one such as status:failed").arg(whole));
    // An image has colons, too: what no field stands before is looked for as it is.
    if (colon < 0 || written.left(colon).contains(QRegularExpression(u"[^A-Za-z]"_s))) {
        term.values = {written};
        return term;
    }
    if (!fields().contains(field))
        return tl::unexpected(FilterText::tr("there is no field \"%1\"%2 There are %3")
                                  .arg(field, meant(field, fields()), fields().join(u", "_s)));
    term.field = field;
    if (field == "time"_L1) {
        static const QRegularExpression comparison(u"\\A(<=|>=|<|>)(.+)\\z"_s);
        const auto match = comparison.match(value);
        const auto seconds = parseDuration(match.capturedView(2));
        if (!seconds)
            return tl::unexpected(
                FilterText::tr("\"%1\" compares with no time: write one such as time:>60s or "
                               "time:<=5m")
                    .arg(whole));
        term.comparison = match.captured(1);
        term.seconds = *seconds;
        return term;
    }
    term.values = value.split(u',', Qt::SkipEmptyParts);
    const QStringList known = valuesOf(field);
    for (const QString &one : std::as_const(term.values)) {
        if (known.isEmpty() || anyMatches({one}, known))
            continue;
        return tl::unexpected(FilterText::tr("\"%1\" is no %2%3 There are %4")
                                  .arg(one, field, meant(one, known), known.join(u", "_s)));
    }
    return term;
}

tl::expected<TestFilter, QString> TestFilter::parse(const QString &text)
{
    TestFilter filter;
    for (const QString &written : text.split(QRegularExpression(u"\\s+"_s), Qt::SkipEmptyParts)) {
        auto term = parseTerm(written);
        if (!term)
            return tl::unexpected(term.error());
        filter.m_terms.push_back(std::move(*term));
    }
    return filter;
}

bool TestFilter::holds(const Term &term, const FilterSubject &subject)
{
    if (term.field.isEmpty()) {
        QStringList texts{subject.test->id, subject.test->customImage};
        texts += subject.test->packagesToVerify;
        const QString &word = term.values.constFirst();
        return std::any_of(texts.begin(), texts.end(), [&word](const QString &text) {
            return text.contains(word, Qt::CaseInsensitive);
        });
    }
    if (term.field != "time"_L1)
        return anyMatches(term.values, textsOf(term.field, subject));
    if (!subject.outcome)
        return false;
    if (term.comparison == "<"_L1)
        return subject.seconds < term.seconds;
    if (term.comparison == "<="_L1)
        return subject.seconds <= term.seconds;
    if (term.comparison == ">"_L1)
        return subject.seconds > term.seconds;
    return subject.seconds >= term.seconds;
}

bool TestFilter::matches(const FilterSubject &subject) const
{
    return std::all_of(m_terms.begin(), m_terms.end(), [&subject](const Term &term) {
        return holds(term, subject) != term.negated;
    });
}

bool TestFilter::asksForResults() const
{
    return std::any_of(m_terms.begin(), m_terms.end(), [](const Term &term) {
        return term.field == "time"_L1 || !valuesOf(term.field).isEmpty();
    });
}

} // namespace assay::models
