// SPDX-License-Identifier: Apache-2.0
#include "log_proof.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {

//! So far from the end of the log a line without a traceback still counts as its last words.
constexpr qsizetype lastWords = 40;

//! What the terminal would show: colours and other controls gone, of a line that was written over
//! and over the last state.
QString plain(const QString &line)
{
    static const QRegularExpression colours(u"\\x1b\\[[0-9;?]*[A-Za-z]|\\x1b\\][^\\x07]*\\x07"_s);
    QString text = QString(line).remove(colours);
    while (text.endsWith(u'\r'))
        text.chop(1);
    text = text.mid(text.lastIndexOf(u'\r') + 1);
    QString out;
    for (const QChar c : text) {
        if (c == u'\t')
            out += u' ';
        else if (c.category() != QChar::Other_Control)
            out += c;
    }
    return out;
}

//! A wrapper's or supervisor's prefix before the program's own words.
QString withoutPrefix(const QString &line)
{
    static const QRegularExpression prefix(
        u"\\A(?:\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,+Z-]+ (?:(?:stdout|stderr) [FP] )?)?"
        "(?:\\[[\\w.-]+\\] (?= *(?:Traceback|File \"|\\w+(?:\\.\\w+)*(?:Error|Exception)\\b)))?"_s);
    return line.mid(prefix.match(line).capturedLength());
}

struct Lines
{
    QStringList text; //!< plain and without prefixes

    explicit Lines(const QString &log)
    {
        for (const QString &line : log.split(u'\n'))
            text << withoutPrefix(plain(line));
    }
    ProofLine at(qsizetype i) const { return {i, text[i].trimmed()}; }
};

qsizetype indentOf(const QString &line)
{
    qsizetype i = 0;
    // The members of an exception group stand behind bars.
    while (i < line.size() && (line[i] == u' ' || line[i] == u'|' || line[i] == u'+'))
        ++i;
    return i;
}

bool isTracebackHead(const QString &line)
{
    return line.contains(u"Traceback (most recent call last):"_s) ||
           line.contains(u"Exception Group Traceback"_s);
}

//! "ValueError: x", "pkg.errors.NotThere", "SystemExit: 1": how Python names what was raised.
bool isException(const QString &line)
{
    static const QRegularExpression exception(u"\\A[ |+]*[A-Za-z_][\\w.]*(?:: .*|:)?\\z"_s);
    static const QRegularExpression named(
        u"\\A[ |+]*(?:[a-z_][\\w]*\\.)*[A-Z]\\w*(?:: .*|:)?\\z"_s);
    return exception.match(line).hasMatch() && named.match(line).hasMatch();
}

//! The exceptions of the tracebacks that end last and belong together.
std::vector<ProofLine> exceptionsIn(const Lines &lines)
{
    static const QRegularExpression chain(
        u"(?:direct cause of the following|During handling of the above) exception"_s);
    std::vector<std::vector<ProofLine>> groups;
    bool joined = false;
    for (qsizetype i = 0; i < lines.text.size(); ++i) {
        if (chain.match(lines.text[i]).hasMatch())
            joined = true;
        if (!isTracebackHead(lines.text[i]))
            continue;
        const qsizetype indent = indentOf(lines.text[i]);
        const bool nested = lines.text[i].contains(u'|') && !groups.empty();
        if (groups.empty() || (!joined && !nested))
            groups.emplace_back();
        joined = false;
        for (qsizetype j = i + 1; j < lines.text.size(); ++j) {
            const QString &line = lines.text[j];
            if (isTracebackHead(line))
                break;
            // Other streams write between a traceback's lines, and deeper lines are its code.
            if (line.trimmed().isEmpty() || indentOf(line) > indent || !isException(line))
                continue;
            groups.back().push_back(lines.at(j));
            break;
        }
    }
    if (groups.empty() || groups.back().empty())
        return {};
    std::vector<ProofLine> found = std::move(groups.back());
    // A group's own line comes before its members; a chain's last exception is the one that ended
    // it.
    if (!found.front().text.contains(u"ExceptionGroup"_s))
        std::reverse(found.begin(), found.end());
    return found;
}

bool isEpilogue(const QString &line)
{
    static const QRegularExpression epilogue(
        u"conda\\.cli\\.main_run|See above for error|\\bnpm ERR!|^make: \\*\\*\\*|"
        "\\bERR_CHILD_PROCESS|command terminated|exited with (?:code|status)|"
        "^\\[cont-finish\\.d\\]|^s6-|supervis|Shutting down|Stopping |[Ee]xiting\\b|"
        "^\\[[ID] |\\bINFO\\b|\\bDEBUG\\b|\\bTRACE\\b|^Terminated$|^Killed$|^exit(?:ed)? "_s);
    return epilogue.match(line).hasMatch();
}

bool isWarning(const QString &line)
{
    static const QRegularExpression warning(u"^\\[W |\\b[Ww]arn(?:ing)?\\b|\\bWARN(?:ING)?\\b|"
                                            "DeprecationWarning|UserWarning"_s);
    return warning.match(line).hasMatch();
}

bool speaksOfError(const QString &line)
{
    static const QRegularExpression error(
        u"\\b(?:error|fatal|panic|critical|exception|failed|failure|cannot|can't|could not|"
        "couldn't|unable to|denied|refused|not found|no such file|not permitted|not supported|"
        "segmentation fault|illegal instruction|core dumped|bad interpreter|unbound variable|"
        "invalid|unrecognized|out of memory|address already in use|read-only file system|"
        "no space left|quota exceeded|undefined symbol|No module named)\\b|Error\\b|^\\[[EC] "_s,
        QRegularExpression::CaseInsensitiveOption);
    return error.match(line).hasMatch();
}

std::vector<ProofLine> errorsIn(const Lines &lines)
{
    std::vector<ProofLine> found;
    qsizetype seen = 0;
    for (qsizetype i = lines.text.size() - 1; i >= 0 && seen < lastWords; --i) {
        const QString line = lines.text[i].trimmed();
        if (line.isEmpty())
            continue;
        ++seen;
        if (speaksOfError(line) && !isWarning(line) && !isEpilogue(line))
            found.push_back(lines.at(i));
    }
    return found;
}

} // namespace

LogProof findProof(const QString &log)
{
    const Lines lines(log);
    LogProof proof;
    for (qsizetype i = lines.text.size() - 1; i >= 0 && proof.last.text.isEmpty(); --i)
        proof.last = lines.at(i);
    proof.lines = exceptionsIn(lines);
    const std::vector<ProofLine> errors = errorsIn(lines);
    // What was written after the traceback is told after it, and instead of it where the traceback
    // was only one of many that a server lived on with.
    proof.lines.insert(proof.lines.end(), errors.begin(), errors.end());
    return proof;
}

} // namespace assay::models::classification
