// SPDX-License-Identifier: Apache-2.0
#include "history_parser.h"

#include <models/base/edit_distance.h>

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

struct HistoryLineText
{
    Q_DECLARE_TR_FUNCTIONS(HistoryLineText)
};

//! Bytes of "500MB", "2GB", "2GiB", "1000000".
std::optional<qint64> parseBytes(const QString &text)
{
    static const QRegularExpression form(u"\\A(\\d{1,9}(?:\\.\\d{1,3})?)(?:([KMGT])(i?)B?|B?)\\z"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return {};
    const QString unit = match.captured(2).toUpper();
    const auto power = unit.isEmpty() ? 0 : 1 + u"KMGT"_s.indexOf(unit);
    const double step = match.captured(3).isEmpty() ? 1000 : 1024;
    double bytes = match.captured(1).toDouble();
    for (qsizetype i = 0; i < power; ++i)
        bytes *= step;
    return static_cast<qint64>(bytes);
}

//! Of what is to be done with the history; empty where it is a word of its own.
QString refusalOf(const QString &what)
{
    static const QStringList lists{u"ls"_s, u"show"_s, u"get"_s},
        takes{u"rm"_s, u"clean"_s, u"delete"_s, u"gc"_s, u"clear"_s};
    if (what == "list"_L1 || what == "prune"_L1)
        return {};
    const QString meant = lists.contains(what) ? u"list"_s
                          : takes.contains(what)
                              ? u"prune"_s
                              : models::nearestName(what, {u"list"_s, u"prune"_s});
    if (meant.isEmpty())
        return HistoryLineText::tr("history takes list or prune, not \"%1\"").arg(what);
    return HistoryLineText::tr("history takes list or prune, not \"%1\": did you mean \"assay "
                               "history %2\"?")
        .arg(what, meant);
}

} // namespace

Command parseHistory(const Parser &parser)
{
    HistoryCommand command;
    const QString what = parser.rest().value(0, u"list"_s);
    if (const QString refusal = refusalOf(what); !refusal.isEmpty())
        return parser.wrong(refusal);
    if (parser.rest().size() > 1)
        return parser.wrong(HistoryLineText::tr("unexpected \"%1\"").arg(parser.rest().at(1)));
    const bool prunes = what == "prune"_L1;
    command.what = prunes ? HistoryCommand::What::Prune : HistoryCommand::What::List;
    for (const char *name : {"keep", "max-size", "older-than", "dry-run"}) {
        if (!prunes && parser.isSet(QString::fromLatin1(name)))
            return parser.wrong(HistoryLineText::tr("--%1 goes with \"assay history prune\"")
                                    .arg(QLatin1String(name)));
    }
    // Whoever says which runs are meant would lose others.
    for (const char *name : {"search", "format"}) {
        if (prunes && parser.isSet(QString::fromLatin1(name)))
            return parser.wrong(HistoryLineText::tr("--%1 goes with \"assay history list\"")
                                    .arg(QLatin1String(name)));
    }
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    command.json = parser.value(u"format"_s) == "json"_L1;
    command.search = parser.value(u"search"_s);
    if (parser.isSet(u"keep"_s)) {
        bool ok = false;
        command.runs = parser.value(u"keep"_s).toInt(&ok);
        if (!ok || *command.runs < 0)
            return parser.wrong(HistoryLineText::tr("--keep takes a number of runs, not \"%1\"")
                                    .arg(parser.value(u"keep"_s)));
    }
    if (parser.isSet(u"max-size"_s)) {
        command.bytes = parseBytes(parser.value(u"max-size"_s));
        if (!command.bytes)
            return parser.wrong(HistoryLineText::tr("--max-size takes a size, as 500MB or 2GB, not "
                                                    "\"%1\"")
                                    .arg(parser.value(u"max-size"_s)));
    }
    if (parser.isSet(u"older-than"_s)) {
        command.olderThan = parser.age(u"older-than"_s);
        if (!command.olderThan)
            return parser.wrong(
                HistoryLineText::tr("--older-than takes a length of time, as 90s, 30m, "
                                    "2h or 7d, not \"%1\"")
                    .arg(parser.value(u"older-than"_s)));
    }
    command.trial = parser.isSet(u"dry-run"_s);
    command.output = parser.value(u"output"_s);
    return command;
}

} // namespace assay::app
