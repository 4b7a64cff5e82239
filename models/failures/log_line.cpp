// SPDX-License-Identifier: Apache-2.0
#include "log_line.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

//! An error's line can hold a whole document: what it is about stands at its beginning.
static constexpr qsizetype longestLine = 2000;
//! A logger's mark stands in front.
static constexpr qsizetype longestMark = 100;
static constexpr qsizetype longestRecord = 16 * 1024;

static bool isControl(QChar c)
{
    return c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0);
}

//! What the terminal would show: colours and other controls gone, of a line that was written over
//! and over the last state.
static QString plain(QStringView raw)
{
    while (raw.endsWith(u'\r'))
        raw.chop(1);
    raw = raw.mid(raw.lastIndexOf(u'\r') + 1).left(2 * longestLine);
    if (std::none_of(raw.begin(), raw.end(), isControl))
        return raw.left(longestLine).toString();
    static const QRegularExpression colours(
        u"\\x1b\\[[0-9;?]*[A-Za-z]|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)"_s);
    QString out;
    const QString text = raw.toString().remove(colours);
    for (const QChar c : text) {
        if (c == u'\t')
            out += u' ';
        else if (!isControl(c))
            out += c;
    }
    return out.left(longestLine);
}

//! Docker's own log files wrap each line.
static QString unwrapped(const QString &line)
{
    if (!line.startsWith(u"{\"log\":\""_s) || !line.endsWith(u'}'))
        return line;
    const QString inner = QJsonDocument::fromJson(line.toUtf8()).object()[u"log"_s].toString();
    return inner.isEmpty() ? line : plain(QStringView(inner).trimmed());
}

//! What kubelet, kubectl, syslog, s6-log or a supervisor put before the program's own words.
static qsizetype prefixOf(const QString &line)
{
    static const QString first = u"0123456789[@ADFJMNOS"_s;
    if (line.isEmpty() || !first.contains(line[0]))
        return 0;
    static const QRegularExpression prefix(
        u"\\A(?:\\[pod/[^\\]]+\\] )?(?:@[0-9a-f]{24} )?"
        "(?:\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,+Z-]+ +(?:(?:stdout|stderr) [FP] |- )?)?"
        "(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S+ [\\w.-]+(?:\\[\\d+\\])?: )?"
        "(?:\\d\\d:\\d\\d:\\d\\d [\\w.-]+ *\\| )?"
        "(?:\\[[\\w.-]+\\] (?= *(?:Traceback|File \"|\\w+(?:\\.\\w+)*(?:Error|Exception)\\b)))?"_s);
    return prefix.match(line).capturedLength();
}

QString shownLine(QStringView raw)
{
    const QString line = unwrapped(plain(raw));
    return line.mid(prefixOf(line));
}

static Level levelNamed(const QString &word)
{
    static const QHash<QString, Level> levels{
        {u"d"_s, Level::Info},         {u"trace"_s, Level::Info},   {u"debug"_s, Level::Info},
        {u"i"_s, Level::Info},         {u"info"_s, Level::Info},    {u"notice"_s, Level::Info},
        {u"w"_s, Level::Warning},      {u"warn"_s, Level::Warning}, {u"warning"_s, Level::Warning},
        {u"e"_s, Level::Error},        {u"err"_s, Level::Error},    {u"error"_s, Level::Error},
        {u"severe"_s, Level::Error},   {u"c"_s, Level::Fatal},      {u"f"_s, Level::Fatal},
        {u"fatal"_s, Level::Fatal},    {u"crit"_s, Level::Fatal},   {u"critical"_s, Level::Fatal},
        {u"emerg"_s, Level::Fatal},    {u"alert"_s, Level::Fatal},  {u"panic"_s, Level::Fatal},
        {u"emergency"_s, Level::Fatal}};
    return levels.value(word.toLower(), Level::None);
}

static Level levelOfRecord(const QJsonObject &record)
{
    for (const QString &key :
         {u"level"_s, u"severity"_s, u"lvl"_s, u"levelname"_s, u"log.level"_s, u"log_level"_s}) {
        const QJsonValue value = record[key];
        // Node's pino and bunyan count: 30 is info, 60 fatal.
        if (value.isDouble())
            return value.toInt() >= 60   ? Level::Fatal
                   : value.toInt() >= 50 ? Level::Error
                   : value.toInt() >= 40 ? Level::Warning
                                         : Level::Info;
        if (value.isString())
            return levelNamed(value.toString());
    }
    return Level::None;
}

static QJsonObject recordIn(const QString &line)
{
    if (!line.startsWith(u'{') || !line.endsWith(u'}') || line.size() > longestRecord)
        return {};
    return QJsonDocument::fromJson(line.toUtf8()).object();
}

Level levelOf(const QString &line)
{
    if (line.startsWith(u'{')) {
        if (const QJsonObject record = recordIn(line); !record.isEmpty())
            return levelOfRecord(record);
    }
    static const QRegularExpression marked(
        // Jupyter and klog
        u"\\A(?:\\[([DIWEC]) \\d|([IWEF])\\d{4} \\d\\d:\\d\\d)|"
        // [emerg], [error], level=error
        "\\[([a-z]+)\\]|\\b(?:level|lvl|severity)=\"?([A-Za-z]+)|"
        // "error: x", "prog: fatal: x", istio's "error x" between tabs, which are blanks here
        "\\A(?:[\\w./-]+: )?(trace|debug|info|warn|warning|error|fatal|Warning)(?:: |  ?\\w)|"
        // INFO, [ERROR], - WARNING -
        "(?:\\A|[\\s\\[(<|:-])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRIT|CRITICAL|"
        "FATAL|EMERG)(?:[\\s\\])>|:-]|\\z)"_s);
    auto matches = marked.globalMatch(line.left(longestMark));
    while (matches.hasNext()) {
        const auto match = matches.next();
        const Level level = levelNamed(match.captured(match.lastCapturedIndex()));
        if (level != Level::None)
            return level;
    }
    return Level::None;
}

static QString textOf(const QJsonValue &value)
{
    if (value.isObject())
        return textOf(value.toObject()[u"message"_s]);
    return value.toString();
}

static QString firstOf(const QJsonObject &record, const QStringList &keys)
{
    for (const QString &key : keys) {
        if (const QString text = textOf(record[key]).trimmed(); !text.isEmpty())
            return text;
    }
    return {};
}

static QString joined(const QString &message, const QString &error)
{
    if (message.isEmpty() || error.isEmpty() || message.contains(error))
        return message.isEmpty() ? error : message;
    return message + u": "_s + error;
}

QString messageIn(const QString &line)
{
    if (const QJsonObject record = recordIn(line); !record.isEmpty()) {
        const QString message = joined(
            firstOf(record, {u"msg"_s, u"message"_s, u"event"_s, u"textPayload"_s, u"fields"_s}),
            firstOf(record, {u"error"_s, u"err"_s, u"exception"_s, u"reason"_s}));
        return message.isEmpty() ? line : message.simplified();
    }
    static const QRegularExpression pair(
        u"\\b(msg|err|error)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(\\S+))"_s);
    if (!line.contains(u"msg="_s))
        return line;
    QHash<QString, QString> values;
    auto matches = pair.globalMatch(line);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const QString value = match.captured(2) + match.captured(3);
        values.insert(match.captured(1), QString(value).replace(u"\\\""_s, u"\""_s));
    }
    const QString message =
        joined(values.value(u"msg"_s), values.value(u"error"_s, values.value(u"err"_s)));
    return message.isEmpty() ? line : message;
}

} // namespace assay::models::classification
