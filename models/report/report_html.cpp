// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

#include <models/base/duration.h>
#include <models/words/outcome_words.h>

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

Html element(const char *name, const QString &text, const char *cssClass)
{
    if (text.isEmpty())
        return {};
    std::vector<Html::Attribute> attributes;
    if (cssClass)
        attributes.push_back({"class", QLatin1String(cssClass)});
    return Html::element(name, attributes, text) + Html::lineBreak();
}

Html row(const std::vector<Html> &cells)
{
    Html content;
    for (const Html &one : cells)
        content += one;
    return Html::element("tr", {}, content) + Html::lineBreak();
}

Html table(const QString &caption, const QStringList &headings, const Html &rows)
{
    if (rows.isEmpty())
        return {};
    Html head;
    for (const QString &heading : headings)
        head += Html::element("th", {{"scope", u"col"_s}}, heading);
    const Html content = Html::lineBreak() + Html::element("caption", {}, caption) +
                         Html::lineBreak() +
                         Html::element("thead", {}, Html::element("tr", {}, head)) +
                         Html::lineBreak() + Html::element("tbody", {}, Html::lineBreak() + rows);
    return Html::element("div", {{"class", u"scroll"_s}}, Html::element("table", {}, content)) +
           Html::lineBreak();
}

Html cell(const Html &content)
{
    return Html::element("td", {}, content);
}

Html numberCell(const QString &text)
{
    return Html::element("td", {{"class", u"number"_s}}, text);
}

Html pre(const QString &text)
{
    // HTML drops a line feed right after the tag.
    return Html::element("pre", {}, Html::lineBreak() + text) + Html::lineBreak();
}

Html list(const Html &items)
{
    if (items.isEmpty())
        return {};
    return Html::element("ul", {{"class", u"plain"_s}}, Html::lineBreak() + items) +
           Html::lineBreak();
}

Html folded(const QString &summary, const Html &content)
{
    if (content.isEmpty())
        return {};
    return Html::element("details", {},
                         Html::element("summary", {}, summary) + Html::lineBreak() + content) +
           Html::lineBreak();
}

Html heading(const QString &text, const Html &content)
{
    if (content.isEmpty())
        return {};
    return Html::element("h3", {}, text) + Html::lineBreak() + content;
}

static Html outcomeBadge(Outcome outcome, const QString &text)
{
    QString sign;
    switch (outcome) {
    case Outcome::Passed:
        sign = u"✓ "_s;
        break;
    case Outcome::Failed:
        sign = u"✗ "_s;
        break;
    case Outcome::Inconclusive:
        sign = u"? "_s;
        break;
    case Outcome::Cancelled:
        sign = u"– "_s;
        break;
    }
    return Html::element("span", {{"class", u"badge "_s + toString(outcome)}}, sign + text);
}

Html outcomeBadge(Outcome outcome)
{
    return outcomeBadge(outcome, wordInLine(outcome));
}

Html outcomeBadge(const ReportedTest &test)
{
    return outcomeBadge(outcomeOf(test), outcomeText(test));
}

namespace {

Html summaryTable(const ReportInput &input)
{
    const Several several = severalOf(input);
    Html rows;
    int number = 0;
    for (const ReportedTest &test : input.tests)
        rows += row({cell(Html::element("a", {{"href", u"#test-%1"_s.arg(++number)}},
                                        nameOf(test, several))),
                     cell(outcomeBadge(test)), numberCell(formatDuration(durationOf(test))),
                     cell(configurationOf(test).customImage), cell(headlineOf(test))});
    return table(ReportText::tr("Tests"),
                 {ReportText::tr("Test"), ReportText::tr("Outcome"), ReportText::tr("Time"),
                  ReportText::tr("Image"), ReportText::tr("What happened")},
                 rows);
}

Html pageHeader(const ReportInput &input)
{
    QStringList where;
    if (const QString text = whereText(input); !text.isEmpty())
        where.append(text);
    if (input.at.isValid())
        where.append(timeText(input.at));
    return Html::element("header", {{"class", u"page"_s}},
                         Html::lineBreak() +
                             element("h1", input.title.isEmpty() ? ReportText::tr("Assay report")
                                                                 : input.title) +
                             element("p", countsText(input), "counts") +
                             element("p", where.join(u" · "_s), "muted")) +
           Html::lineBreak();
}

Html problemsCard(const QStringList &problems)
{
    if (problems.isEmpty())
        return {};
    Html items;
    for (const QString &problem : problems)
        items += element("li", problem);
    return Html::element("section", {{"class", u"card"_s}},
                         Html::lineBreak() + element("h2", ReportText::tr("Problems")) +
                             list(items)) +
           Html::lineBreak();
}

//! What holds for a cluster, and not for one test of it.
Html notesCard(const SharedNotes &shared, bool severalContexts)
{
    Html items;
    for (const auto &[context, note] : shared)
        items += element("li", severalContexts ? context + ": "_L1 + note : note);
    if (items.isEmpty())
        return {};
    return Html::element("section", {{"class", u"card"_s}},
                         Html::lineBreak() + element("h2", ReportText::tr("Notes")) + list(items)) +
           Html::lineBreak();
}

Html pageHead(const QString &title)
{
    const QString style = styleSheet();
    const QByteArray digest = QCryptographicHash::hash(style.toUtf8(), QCryptographicHash::Sha256);
    const QString policy =
        u"default-src 'none'; style-src 'sha256-%1'; base-uri 'none'; form-action 'none'"_s.arg(
            QString::fromLatin1(digest.toBase64()));
    Html head =
        Html::lineBreak() + Html::empty("meta", {{"charset", u"utf-8"_s}}) + Html::lineBreak();
    head +=
        Html::empty("meta", {{"http-equiv", u"Content-Security-Policy"_s}, {"content", policy}}) +
        Html::lineBreak();
    head += Html::empty("meta", {{"name", u"viewport"_s},
                                 {"content", u"width=device-width, initial-scale=1"_s}}) +
            Html::lineBreak();
    head += Html::empty("meta", {{"name", u"referrer"_s}, {"content", u"no-referrer"_s}}) +
            Html::lineBreak();
    head += element("title", "Assay: "_L1 + title) + Html::styleSheet(style) + Html::lineBreak();
    return Html::element("head", {}, head) + Html::lineBreak();
}

} // namespace

QByteArray renderHtml(const ReportInput &input)
{
    Html main = Html::lineBreak() + problemsCard(input.problems);
    if (!input.tests.empty())
        main += Html::element("section",
                              {{"class", u"card"_s}, {"aria-label", ReportText::tr("Summary")}},
                              Html::lineBreak() + htmlGrid(input) + summaryTable(input)) +
                Html::lineBreak();
    const Several several = severalOf(input);
    const SharedNotes shared = sharedNotes(input);
    main += notesCard(shared, several.contexts);
    int number = 0;
    for (const ReportedTest &test : input.tests)
        main += testArticle(test, u"test-%1"_s.arg(++number), several, shared);
    const QString writtenBy = ReportText::tr("Written by Assay %1").arg(input.assayVersion);
    const Html body =
        Html::lineBreak() + pageHeader(input) + Html::element("main", {}, main) +
        Html::lineBreak() +
        Html::element("footer", {}, Html::lineBreak() + element("p", writtenBy.trimmed())) +
        Html::lineBreak();
    const Html page = Html::lineBreak() + pageHead(input.title) + Html::element("body", {}, body) +
                      Html::lineBreak();
    return (Html::doctype() + Html::element("html", {{"lang", u"en"_s}}, page) + Html::lineBreak())
        .toUtf8();
}

} // namespace assay::models::reporting
