// SPDX-License-Identifier: Apache-2.0
#include <models/report/ci_report.h>

#include "report_text.h"

#include <models/report/ticket.h>
#include <models/words/outcome_words.h>

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

using reporting::ReportText;

namespace {

// GitHub shows ten annotations of each severity in a step, and says nothing of the others.
constexpr std::size_t maxAnnotations = 10;
constexpr qsizetype maxMessage = 1000;
// GitHub drops a summary above 1 MiB as a whole.
constexpr qint64 maxSummary = 1024 * 1024 - 4096;
// Tekton cuts what all results of a step hold together at 4 KB.
constexpr qsizetype maxKonflux = 1000;

struct Annotation
{
    int rank = 0; //!< 0 is worst
    const char *command = "error";
    const ReportedTest *test = nullptr;
    QString text;
};

Annotation annotationOf(const ReportedTest &test)
{
    const KnownFailureFinding known = knownFailureOf(test);
    const auto error = errorOf(test);
    const QString headline = reporting::headlineOf(test);
    QString text = headline;
    if (error && error->message.simplified() != headline)
        text += u". "_s + error->message;
    if (!known.sentence.isEmpty())
        text += u' ' + known.sentence;
    using Kind = KnownFailureFinding::Kind;
    switch (outcomeOf(test)) {
    case Outcome::Failed:
        if (known.kind == Kind::Known)
            return {4, "notice", &test, text};
        return {known.kind == Kind::Expired ? 1 : 0, "error", &test, text};
    case Outcome::Inconclusive:
        return {2, "warning", &test, text};
    case Outcome::Cancelled:
        return {3, "warning", &test, text};
    case Outcome::Passed:
        break;
    }
    return {5, "warning", &test, known.sentence};
}

//! As the runner reads them back.
QString escapedData(QString text)
{
    text.replace(u'%', u"%25"_s);
    text.replace(u'\r', u"%0D"_s);
    text.replace(u'\n', u"%0A"_s);
    return text;
}

QString escapedProperty(const QString &text)
{
    QString out = escapedData(text);
    out.replace(u':', u"%3A"_s);
    out.replace(u',', u"%2C"_s);
    return out;
}

//! "suite.yaml:12:5: message" on that line.
QString problemAnnotation(const QString &problem)
{
    static const QRegularExpression placed(u"\\A([^:]+):(\\d+):(\\d+): (.*)\\z"_s);
    const QRegularExpressionMatch match = placed.match(problem);
    if (!match.hasMatch())
        return "::error::"_L1 + escapedData(problem) + u'\n';
    return u"::error file=%1,line=%2,col=%3::%4\n"_s.arg(escapedProperty(match.captured(1)),
                                                         match.captured(2), match.captured(3),
                                                         escapedData(match.captured(4)));
}

} // namespace

QString githubAnnotations(const ReportInput &input,
                          const std::function<SuitePlace(const ReportedTest &)> &placeOf)
{
    const reporting::Several several = reporting::severalOf(input);
    std::vector<Annotation> all;
    for (const ReportedTest &test : input.tests) {
        Annotation one = annotationOf(test);
        if (!one.text.isEmpty() && (outcomeOf(test) != Outcome::Passed ||
                                    knownFailureOf(test).kind == KnownFailureFinding::Kind::Gone))
            all.push_back(std::move(one));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto &a, const auto &b) { return a.rank < b.rank; });
    const QStringList problems = input.problems.mid(0, maxAnnotations);
    const std::size_t room = maxAnnotations - static_cast<std::size_t>(problems.size());
    if (all.size() > room)
        all.resize(room);
    QString out;
    for (const QString &problem : problems)
        out += problemAnnotation(reporting::cleanLine(anonymous(problem)));
    for (const Annotation &one : all) {
        const ReportedTest &test = *one.test;
        QStringList properties;
        const SuitePlace place = placeOf ? placeOf(test) : SuitePlace();
        if (!place.file.isEmpty())
            properties << "file="_L1 + escapedProperty(place.file);
        if (!place.file.isEmpty() && place.line > 0)
            properties << u"line=%1"_s.arg(place.line);
        properties << "title="_L1 +
                          escapedProperty(reporting::cleanLine(reporting::nameOf(test, several) +
                                                               u' ' + wordInLine(outcomeOf(test))));
        out += "::"_L1 + QLatin1String(one.command) + u' ' + properties.join(u',') + "::"_L1 +
               escapedData(reporting::cleanLine(anonymous(one.text)).left(maxMessage)) + u'\n';
    }
    return out;
}

QByteArray konfluxTestOutput(const ReportInput &input)
{
    const reporting::Counts counts = reporting::countOutcomes(input);
    const int status = exitStatusFor(input);
    QString result = u"SUCCESS"_s;
    if (status == 1)
        result = u"FAILURE"_s;
    else if (status != 0)
        result = u"ERROR"_s;
    else if (counts.known > 0)
        result = u"WARNING"_s;
    else if (counts.total() == 0)
        result = u"SKIPPED"_s;

    QString note = countsText(input) + u'.';
    for (const QString &problem : input.problems)
        note += u' ' + problem;
    const reporting::Several several = reporting::severalOf(input);
    for (const ReportedTest &test : input.tests) {
        if (outcomeOf(test) != Outcome::Passed)
            note += u' ' + reporting::nameOf(test, several) + ": "_L1 +
                    reporting::headlineOf(test) + u'.';
    }
    note = reporting::cleanLine(anonymous(note));
    const auto written = [&](const QString &text) {
        const Json json{{"result", result},
                        {"timestamp", input.at.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss+00:00"_s)},
                        {"note", text},
                        {"namespace", "default"},
                        {"successes", counts.passed},
                        {"failures", counts.failed},
                        {"warnings", counts.known + counts.inconclusive + counts.cancelled}};
        return QByteArray::fromStdString(
                   json.dump(-1, ' ', false, Json::error_handler_t::replace)) +
               '\n';
    };
    QByteArray out = written(note);
    while (out.size() > maxKonflux && !note.isEmpty()) {
        note.chop(std::max<qsizetype>(1, (out.size() - maxKonflux) / 4));
        out = written(note + u'…');
    }
    return out;
}

QByteArray githubStepSummary(const ReportInput &input, qint64 taken)
{
    const QByteArray whole = renderReport(input, ReportFormat::Markdown);
    if (taken + whole.size() <= maxSummary)
        return whole;
    const QByteArray least = ReportText::tr("Assay: %1. The step summary has no room for more.\n")
                                 .arg(countsText(input))
                                 .toUtf8();
    return taken + least.size() <= maxSummary ? least : QByteArray();
}

QString harmlessForCi(const QString &text)
{
    QStringList lines = text.split(u'\n');
    for (QString &line : lines) {
        // What a container wrote could be one of the runner's commands, which may be indented.
        const QString bare = line.trimmed();
        if (bare.startsWith("::"_L1) || bare.startsWith("##["_L1))
            line.insert(line.indexOf(bare), u"| "_s);
    }
    return lines.join(u'\n');
}

} // namespace assay::models
