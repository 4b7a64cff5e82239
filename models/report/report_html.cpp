// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

#include <models/base/duration.h>

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

QString element(const char *name, const QString &text, const char *cssClass)
{
    if (text.isEmpty())
        return {};
    const QString tag = QLatin1String(name);
    const QString open =
        cssClass ? u"<%1 class=\"%2\">"_s.arg(tag, QLatin1String(cssClass)) : u"<%1>"_s.arg(tag);
    return open + escaped(text) + "</"_L1 + tag + ">\n"_L1;
}

QString row(const QStringList &cells)
{
    return "<tr>"_L1 + cells.join(QString()) + "</tr>\n"_L1;
}

QString table(const char *caption, const QStringList &headings, const QStringList &rows)
{
    if (rows.isEmpty())
        return {};
    QString out = u"<div class=\"scroll\"><table>\n<caption>%1</caption>\n<thead><tr>"_s.arg(
        QLatin1String(caption));
    for (const QString &heading : headings)
        out += "<th scope=\"col\">"_L1 + heading + "</th>"_L1;
    return out + "</tr></thead>\n<tbody>\n"_L1 + rows.join(QString()) +
           "</tbody></table></div>\n"_L1;
}

QString cell(const QString &text)
{
    return "<td>"_L1 + escaped(text) + "</td>"_L1;
}

QString numberCell(const QString &text)
{
    return "<td class=\"number\">"_L1 + escaped(text) + "</td>"_L1;
}

QString pre(const QString &text)
{
    // HTML drops a line feed right after the tag.
    return "<pre>\n"_L1 + escaped(text) + "</pre>\n"_L1;
}

QString folded(const QString &summary, const QString &markup)
{
    if (markup.isEmpty())
        return {};
    return "<details><summary>"_L1 + escaped(summary) + "</summary>\n"_L1 + markup +
           "</details>\n"_L1;
}

QString heading(const char *text, const QString &markup)
{
    if (markup.isEmpty())
        return {};
    return u"<h3>%1</h3>\n"_s.arg(QLatin1String(text)) + markup;
}

QString outcomeBadge(Outcome outcome)
{
    const QString word = toString(outcome);
    QString sign;
    switch (outcome) {
    case Outcome::Passed:
        sign = u"✓"_s;
        break;
    case Outcome::Failed:
        sign = u"✗"_s;
        break;
    case Outcome::Inconclusive:
        sign = u"?"_s;
        break;
    case Outcome::Cancelled:
        sign = u"–"_s;
        break;
    }
    return u"<span class=\"badge %1\">%2 %1</span>"_s.arg(word, sign);
}

namespace {

QString summaryTable(const ReportInput &input)
{
    const bool several = contextsOf(input).size() > 1;
    QStringList rows;
    int number = 0;
    for (const ReportedTest &test : input.tests) {
        const CustomImageTestConfiguration &configuration = configurationOf(test);
        const QString link =
            u"<a href=\"#test-%1\">"_s.arg(++number) + escaped(nameOf(test, several)) + "</a>"_L1;
        rows.append(row({"<td>"_L1 + link + "</td>"_L1,
                         "<td>"_L1 + outcomeBadge(outcomeOf(test)) + "</td>"_L1,
                         "<td class=\"number\">"_L1 + formatDuration(durationOf(test)) + "</td>"_L1,
                         "<td>"_L1 + escaped(configuration.customImage) + "</td>"_L1,
                         "<td>"_L1 + escaped(headlineOf(test)) + "</td>"_L1}));
    }
    return table("Tests", {u"Test"_s, u"Outcome"_s, u"Time"_s, u"Image"_s, u"What happened"_s},
                 rows);
}

QString pageHeader(const ReportInput &input)
{
    QString out = "<header class=\"page\">\n"_L1;
    out += element("h1", input.title.isEmpty() ? u"Assay report"_s : input.title);
    out += element("p", countsLine(countOutcomes(input)), "counts");
    QStringList where;
    if (const QString text = whereText(input); !text.isEmpty())
        where.append(text);
    if (input.at.isValid())
        where.append(timeText(input.at));
    out += element("p", where.join(u" · "_s), "muted");
    return out + "</header>\n"_L1;
}

QString problemsCard(const QStringList &problems)
{
    if (problems.isEmpty())
        return {};
    QString out = "<section class=\"card\">\n<h2>Problems</h2>\n<ul class=\"plain\">\n"_L1;
    for (const QString &problem : problems)
        out += element("li", problem);
    return out + "</ul>\n</section>\n"_L1;
}

} // namespace

QByteArray renderHtml(const ReportInput &input)
{
    const QString style = styleSheet();
    const QByteArray digest = QCryptographicHash::hash(style.toUtf8(), QCryptographicHash::Sha256);
    const QString policy =
        u"default-src 'none'; style-src 'sha256-%1'; base-uri 'none'; form-action 'none'"_s.arg(
            QString::fromLatin1(digest.toBase64()));

    QString out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"_L1;
    out += "<meta http-equiv=\"Content-Security-Policy\" content=\""_L1 + policy + "\">\n"_L1;
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n"_L1;
    out += element("title", "Assay: "_L1 + input.title);
    out += "<style>"_L1 + style + "</style>\n</head>\n<body>\n"_L1;
    out += pageHeader(input) + "<main>\n"_L1 + problemsCard(input.problems);
    if (!input.tests.empty())
        out += "<section class=\"card\" aria-label=\"Summary\">\n"_L1 + htmlGrid(input) +
               summaryTable(input) + "</section>\n"_L1;
    const bool several = contextsOf(input).size() > 1;
    int number = 0;
    for (const ReportedTest &test : input.tests)
        out += testArticle(test, u"test-%1"_s.arg(++number), several);
    out += "</main>\n<footer>\n"_L1;
    out += element("p", QString("Written by Assay "_L1 + input.assayVersion).trimmed());
    out += "</footer>\n</body>\n</html>\n"_L1;
    return out.toUtf8();
}

} // namespace assay::models::reporting
