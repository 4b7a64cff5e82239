// SPDX-License-Identifier: Apache-2.0
#include "log_proof.h"
#include "log_line.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {

//! So far from the end of the log a line without a trace still counts as its last words.
constexpr qsizetype lastWords = 40;
//! Nothing further from the end is looked at: of all traces a panic's, with every goroutine, is the
//! longest.
constexpr qsizetype farthest = 20'000;
//! Between a stack and the line that it belongs to other lines may stand, as Node's "Require
//! stack:".
constexpr qsizetype stackReach = 12;
constexpr std::size_t mostErrors = 12;

//! The end of a log, as a person would read it.
struct Lines
{
    qsizetype first = 0; //!< the index of text[0] in the log
    QStringList text;

    explicit Lines(const QString &log)
    {
        const QStringView whole(log);
        qsizetype begin = whole.size();
        for (qsizetype i = 0; begin > 0 && i < farthest; ++i)
            begin = whole.left(begin).lastIndexOf(u'\n');
        begin = std::max<qsizetype>(begin, 0);
        if (begin > 0)
            ++begin;
        first = whole.left(begin).count(u'\n');
        for (const QStringView line : whole.mid(begin).split(u'\n'))
            text << shownLine(line);
    }
    qsizetype count() const { return text.size(); }
    //! Without the bars before an exception group's members.
    ProofLine at(qsizetype i) const
    {
        static const QRegularExpression bars(u"\\A(?:[ |]*\\| |[ +]+(?=Exception Group))"_s);
        return {first + i, messageIn(QString(text[i]).remove(bars).trimmed())};
    }
};

//! What a program wrote of where it was when it gave up.
struct Trail
{
    std::vector<ProofLine> lines;
    qsizetype head = 0; //!< its first and last line, counted as in Lines
    qsizetype end = 0;
    //! It was reported by a server that lived on.
    bool logged = false;
    QString settings;            //!< as in LogProof
    bool inJsonSettings = false; //!< it runs through the code that reads Jupyter's settings in JSON
    QString lastFile = {};       //!< in which the exception that ended it was raised
    bool whileBinding = false;   //!< it ends where a socket was given its address
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
    return line.contains(u"Traceback (most recent call last)"_s);
}

//! "ValueError: x", "pkg.errors.NotThere", "SystemExit: 1": how Python names what was raised.
//! `afterCode`: right after a line of code any class may stand.
bool isException(const QString &line, bool afterCode)
{
    static const QRegularExpression named(
        u"\\A[ |+]*(?:[A-Za-z_]\\w*\\.)*(?:[A-Z]\\w*(?:Error|Exception|Exit|Interrupt|Iteration|"
        "Warning|Group|Failure)|(?:[a-z_]\\w*\\.)+[A-Z]\\w*)(?:: .*|:)?\\z"_s);
    static const QRegularExpression any(u"\\A[ |+]*[A-Z]\\w*[a-z]\\w*(?:: .*|:)?\\z"_s);
    static const QRegularExpression group(u"\\A[ |+]*(?:Base)?ExceptionGroup: "_s);
    return named.match(line).hasMatch() || group.match(line).hasMatch() ||
           (afterCode && any.match(line).hasMatch() && levelOf(line) == Level::None);
}

//! Jupyter's log lines, and what stands indented below them, are of a server that goes on, unless
//! it is critical.
bool isOfLivingServer(const Lines &lines, qsizetype head)
{
    static const QRegularExpression mark(u"\\A\\[[DIWE] \\d"_s);
    const QString trimmed = lines.text[head].trimmed();
    // The frame around an exception group is indented too.
    const bool indented =
        lines.text[head].startsWith(u' ') && !trimmed.startsWith(u'|') && !trimmed.startsWith(u'+');
    if (mark.match(lines.text[head]).hasMatch())
        return true;
    for (qsizetype i = head - 1; i >= 0 && i >= head - 3; --i) {
        if (lines.text[i].startsWith(u"[C "_s))
            return false;
        if (mark.match(lines.text[i]).hasMatch())
            return true;
        if (!lines.text[i].trimmed().isEmpty() && !lines.text[i].startsWith(u' '))
            break;
    }
    return indented;
}

std::optional<qsizetype> exceptionAfter(const Lines &lines, qsizetype head)
{
    const qsizetype indent = lines.text[head].contains(u'|') || lines.text[head].startsWith(u' ')
                                 ? indentOf(lines.text[head])
                                 : 0;
    bool afterCode = false;
    for (qsizetype j = head + 1; j < lines.count(); ++j) {
        const QString &line = lines.text[j];
        if (isTracebackHead(line))
            break;
        // Other streams write between a traceback's lines, and deeper lines are its code.
        if (indentOf(line) > indent) {
            afterCode = true;
        } else if (!line.trimmed().isEmpty()) {
            if (isException(line, afterCode))
                return j;
            afterCode = false;
        }
    }
    return std::nullopt;
}

//! Notes through which files the traceback between these lines runs.
void noteFiles(Trail &trail, const Lines &lines, qsizetype head, qsizetype end)
{
    static const QRegularExpression frame(u"\\A[ |]*File \"([^\"]+)\", line "_s);
    static const QRegularExpression settings(
        u"/(?:jupyter|ipython)\\w*_config(?:\\.d/[^/]+)?\\.py\\z"_s);
    static const QRegularExpression binding(u"\\A[ |]*\\S*\\bsock(?:et)?\\.bind\\("_s);
    for (qsizetype i = head; i < end; ++i) {
        const auto match = frame.match(lines.text[i]);
        if (!match.hasMatch())
            continue;
        trail.lastFile = match.captured(1);
        trail.whileBinding = i + 1 < end && binding.match(lines.text[i + 1]).hasMatch();
        if (settings.match(trail.lastFile).hasMatch())
            trail.settings = trail.lastFile;
        trail.inJsonSettings =
            trail.inJsonSettings || trail.lastFile.endsWith(u"/config_manager.py"_s);
    }
}

//! Python's: one for those that belong together, as causes or as members of a group.
std::vector<Trail> tracebacksIn(const Lines &lines)
{
    static const QString cause = u"direct cause of the following exception"_s;
    static const QString context = u"During handling of the above exception"_s;
    std::vector<Trail> trails;
    bool joined = false;
    for (qsizetype i = 0; i < lines.count(); ++i) {
        const QString &line = lines.text[i];
        joined = joined || line.contains(cause) || line.contains(context);
        if (!isTracebackHead(line))
            continue;
        const bool nested = line.contains(u'|') && !trails.empty();
        if (trails.empty() || (!joined && !nested))
            trails.push_back({{}, i, i, isOfLivingServer(lines, i), {}});
        joined = false;
        if (const auto exception = exceptionAfter(lines, i)) {
            trails.back().lines.push_back(lines.at(*exception));
            noteFiles(trails.back(), lines, i, *exception);
            trails.back().end = *exception;
        }
    }
    for (Trail &trail : trails) {
        // A group's own line comes before its members; a chain's last exception is the one that
        // ended it.
        if (!trail.lines.empty() && !trail.lines.front().text.contains(u"ExceptionGroup"_s))
            std::reverse(trail.lines.begin(), trail.lines.end());
    }
    return trails;
}

bool isStackLine(const QString &line)
{
    return line.startsWith(u' ') && QStringView(line).trimmed().startsWith(u"at "_s);
}

//! Java's and Node's: an error, and below it lines that begin with "at". Java's last "Caused by" is
//! what went wrong first, and comes first.
std::vector<Trail> stacksIn(const Lines &lines)
{
    static const QRegularExpression error(u"Error\\b|Exception\\b|Throwable\\b|\\ACaused by: "_s);
    std::vector<Trail> trails;
    qsizetype last = -1;
    for (qsizetype i = 1; i < lines.count(); ++i) {
        if (!isStackLine(lines.text[i]) || isStackLine(lines.text[i - 1]))
            continue;
        qsizetype head = i - 1;
        const qsizetype reach = std::max(last, i - stackReach);
        while (head > reach &&
               (isStackLine(lines.text[head]) || !error.match(lines.text[head]).hasMatch()))
            --head;
        if (head <= reach)
            continue;
        const bool causes = lines.text[head].trimmed().startsWith(u"Caused by: "_s);
        if (!causes || trails.empty())
            trails.push_back({{}, head, i, levelOf(lines.text[head]) == Level::Warning, {}});
        trails.back().lines.insert(trails.back().lines.begin(), lines.at(head));
        trails.back().end = i;
        last = head;
    }
    return trails;
}

//! Go's and Rust's.
std::vector<Trail> panicsIn(const Lines &lines)
{
    std::vector<Trail> trails;
    for (qsizetype i = 0; i < lines.count(); ++i) {
        const QString &line = lines.text[i];
        const qsizetype next = i + 1;
        if (line.startsWith(u"panic: "_s) || line.startsWith(u"fatal error: "_s)) {
            const qsizetype reach = std::min(lines.count(), i + stackReach);
            for (qsizetype j = next; j < reach; ++j) {
                if (lines.text[j].startsWith(u"goroutine "_s) && lines.text[j].endsWith(u':')) {
                    trails.push_back({{lines.at(i)}, i, j, false, {}});
                    break;
                }
            }
        } else if (line.startsWith(u"thread '"_s) && line.contains(u"' panicked at "_s)) {
            // Since 1.73 what it said stands on a line of its own.
            const bool apart = line.endsWith(u':') && next < lines.count();
            Trail trail{{}, i, apart ? next : i, false, {}};
            if (apart)
                trail.lines.push_back(lines.at(next));
            trail.lines.push_back(lines.at(i));
            trails.push_back(trail);
        }
    }
    return trails;
}

//! The one that ends last; those that a server lived on with only where there is no other.
std::optional<Trail> lastTrail(const Lines &lines)
{
    std::optional<Trail> best;
    for (const auto &trails : {tracebacksIn(lines), stacksIn(lines), panicsIn(lines)}) {
        for (const Trail &trail : trails) {
            if (trail.lines.empty())
                continue;
            if (!best || (best->logged && !trail.logged) ||
                (best->logged == trail.logged && trail.end > best->end))
                best = trail;
        }
    }
    return best;
}

//! What wrappers and supervisors say after the fact, and what servers say when they end.
bool isEpilogue(const QString &line)
{
    static const QRegularExpression epilogue(
        u"conda\\.cli\\.main_run|See above for error|\\bnpm (?:ERR!|error)|\\Amake(?:\\[\\d+\\])?: "
        u"\\*\\*\\*|"
        "\\bERR_CHILD_PROCESS|command terminated|exited with (?:code|status)|exit(?:ed)? "
        "(?:code|status)|"
        "exited: |\\bgave up: |\\[cont-(?:init|finish)\\.d\\]|\\As6-\\S+: (?:info|notice)|"
        "Shutting down|Stopping |\\A(?:\\S+ "
        ")?[Ee]xiting\\b|\\A(?:Terminated|Killed)\\z|\\Aexit(?:ed)? |"
        "\\AExecution halted|non-zero exit status|ELIFECYCLE|A complete log of this run|"
        "Program will exit|\\Acommand .* failed\\z|bad exit code|\\ANode\\.js v\\d|"
        "main process exited|terminated with exit"_s);
    return epilogue.match(line).hasMatch();
}

//! Lines that sound grave and end nothing.
bool isHarmless(const QString &line)
{
    static const QRegularExpression harmless(
        u"cannot find name for (?:user|group)|sudo: unable to resolve|no job control in this shell|"
        "cannot set terminal process group|mesg: ttyname|cuInit|dlerror|NUMA node|find TensorRT|"
        "cu(?:DNN|FFT|BLAS) factory|Could not load dynamic library|Supervisor is running as root|"
        "\\A\\[C [^\\]]*\\]\\s*\\z|To access the (?:server|notebook)|not a git repository|"
        "\\b\\w*Warning: |\\bwarning: |Unable to (?:fetch|check) .*(?:news|update)|"
        "\\A(?:0 )?errors?: 0\\b"_s);
    return harmless.match(line).hasMatch();
}

//! A trace's own lines, the shell's record of what it runs ("set -x"), and code.
bool isCode(const Lines &lines, qsizetype i)
{
    static const QRegularExpression code(
        u"\\A(?:\\s+at |\\s*File \"|\\s*\\.\\.\\. \\d+ more|goroutine \\d|created by "
        u"|\\s+/\\S+:\\d+|"
        "\\++ (?!Exception Group)|[\\w./*()-]+\\(.*\\)\\z|\\s*[~^]+\\s*\\z)"_s);
    return code.match(lines.text[i]).hasMatch() ||
           // Python quotes the line of code below its place.
           (i > 0 && lines.text[i].startsWith(u' ') &&
            QStringView(lines.text[i - 1]).trimmed().startsWith(u"File \""_s)) ||
           (lines.text[i].startsWith(u"    raise "_s));
}

bool speaksOfError(const QString &line)
{
    static const QRegularExpression error(
        u"\\b(?:error|fatal|panic|critical|exception|failed|failure|cannot|can't|could not|"
        "couldn't|unable to|denied|refused|not found|no such|not permitted|not supported|not "
        "allowed|"
        "segmentation fault|illegal instruction|core dumped|bad interpreter|unbound variable|"
        "invalid|unrecognized|unknown|missing|required|out of memory|already in use|read-only file "
        "system|"
        "no space left|quota exceeded|undefined symbol|No module named|stack smashing|double free|"
        "terminate called|aborted|bus error|must be|does not exist|is not "
        "(?:set|recommended|writable)|"
        "forbidden|not aligned|locked)\\b|what\\(\\): |Error\\b|\\A\\[[EC] "_s,
        QRegularExpression::CaseInsensitiveOption);
    return error.match(line).hasMatch();
}

struct Errors
{
    std::vector<ProofLine> grave;
    std::vector<ProofLine> epilogue; //!< of wrappers: they count where nothing else speaks
};

//! The lines after `after` that speak of an error: those that call themselves fatal first, then the
//! last first.
Errors errorsIn(const Lines &lines, qsizetype after)
{
    // supervisord calls an information that it gave up.
    static const QRegularExpression supervisor(
        u"\\bgave up: \\S+ entered FATAL|\\bspawnerr: |unable to start service |"
        "\\bexited: \\S+ \\(.*not expected"_s);
    std::vector<ProofLine> fatal, errors, epilogue;
    qsizetype seen = 0;
    for (qsizetype i = lines.count() - 1; i > after && seen < lastWords; --i) {
        const QString line = lines.text[i].trimmed();
        if (line.isEmpty() || isCode(lines, i))
            continue;
        ++seen;
        if (supervisor.match(line).hasMatch()) {
            epilogue.push_back(lines.at(i));
            continue;
        }
        const Level level = levelOf(line);
        const bool grave = level == Level::Fatal || level == Level::Error;
        if (isHarmless(line) || (!grave && (level != Level::None || !speaksOfError(line))))
            continue;
        std::vector<ProofLine> &list = isEpilogue(line)        ? epilogue
                                       : level == Level::Fatal ? fatal
                                                               : errors;
        if (list.size() < mostErrors)
            list.push_back(lines.at(i));
    }
    fatal.insert(fatal.end(), errors.begin(), errors.end());
    return {fatal, epilogue};
}

//! Whether a server began, or began again, after that line.
bool wentOnAfter(const Lines &lines, qsizetype line)
{
    static const QRegularExpression life(
        u"\\b(?:[Ss]erving|[Ll]istening|[Ss]tarting|[Ss]tarted|is running at|entered RUNNING|"
        "spawned)\\b"_s);
    for (qsizetype i = line + 1; i < lines.count(); ++i) {
        if (life.match(lines.text[i]).hasMatch() && !speaksOfError(lines.text[i]))
            return true;
    }
    return false;
}

//! An end that only hands on what others said.
bool handsOn(const Trail &trail)
{
    static const QRegularExpression general(
        u"\\A(?:SystemExit|KeyboardInterrupt|(?:subprocess\\.)?CalledProcessError)\\b"_s);
    return general.match(trail.lines.front().text).hasMatch();
}

void append(std::vector<ProofLine> &to, const std::vector<ProofLine> &lines)
{
    for (const ProofLine &line : lines) {
        if (std::none_of(to.begin(), to.end(),
                         [&line](const ProofLine &l) { return l.index == line.index; }))
            to.push_back(line);
    }
}

//! In the catalogue's words.
QStringList factsOf(const Trail &trail)
{
    static const QString packages = u"/.local/lib/python"_s;
    QStringList facts;
    const auto say = [&facts](bool isSo, const QString &fact) {
        if (isSo)
            facts << fact;
    };
    say(!trail.settings.isEmpty(), u"in-settings"_s);
    say(trail.inJsonSettings, u"in-json-settings"_s);
    say(trail.whileBinding, u"while-binding"_s);
    say(trail.lastFile.endsWith(u"/multiprocessing/synchronize.py"_s), u"in-semaphore"_s);
    // They hide the image's.
    say(trail.lastFile.contains(packages) || trail.lines.front().text.contains(packages),
        u"packages-in-home"_s);
    return facts;
}

} // namespace

LogProof findProof(const QString &log)
{
    const Lines lines(log);
    LogProof proof;
    for (qsizetype i = lines.count() - 1; i >= 0 && proof.last.text.isEmpty(); --i)
        proof.last = lines.at(i);
    const auto trail = lastTrail(lines);
    // What was written before the trace that ended it is told by the trace.
    const bool final =
        trail && !trail->logged && !handsOn(*trail) && !wentOnAfter(lines, trail->end);
    const auto errors = errorsIn(lines, final ? trail->end : -1);
    if (final) {
        proof.lines = trail->lines;
        proof.settings = trail->settings;
        proof.facts = factsOf(*trail);
    }
    append(proof.lines, errors.grave);
    if (trail)
        append(proof.lines, trail->lines);
    if (proof.lines.empty())
        proof.lines = errors.epilogue;
    return proof;
}

} // namespace assay::models::classification
