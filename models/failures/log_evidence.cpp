// SPDX-License-Identifier: Apache-2.0
#include "log_proof.h"
#include "mounted_files.h"
#include "observing.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>

namespace assay::models {

using namespace classification;
using namespace Qt::StringLiterals;

namespace {
struct LogText
{
    Q_DECLARE_TR_FUNCTIONS(LogText)
};
} // namespace

//! Longer ones are cut: an error's text can hold a whole document.
static constexpr qsizetype lineLength = 300;
//! So many lines are quoted.
static constexpr qsizetype quotedLines = 3;

static QString cut(const QString &line)
{
    return line.size() > lineLength ? line.left(lineLength) + u'…' : line;
}

static const Container *named(const std::vector<Container> &containers, const QString &name)
{
    const auto found = std::find_if(containers.begin(), containers.end(),
                                    [&name](const Container &c) { return c.name == name; });
    return found == containers.end() ? nullptr : &*found;
}

//! Whom the kubelet killed for its memory or its probes had no say in its last line, and who never
//! ran has none.
static bool hasLastWords(const Diagnosis &d)
{
    static const QStringList silent{u"OOMKilled"_s, u"Unhealthy"_s, u"StartError"_s,
                                    u"ContainerCannotRun"_s};
    const bool crashed = d.category == PodFailureCategory::CrashLoop || d.reason == u"Error" ||
                         d.exitStatus.has_value();
    return crashed && !silent.contains(d.reason);
}

//! Whether somebody else ended it: what its log complains of before is then not why, unless a rule
//! speaks of just that.
static bool endedFromOutside(const Diagnosis &d)
{
    static const QList<int> fromOutside{128 + 1, 128 + 2, 128 + 9, 128 + 15};
    return (d.exitStatus && fromOutside.contains(*d.exitStatus)) ||
           d.reason == u"ContainerStatusUnknown" || d.reason == u"Unknown";
}

//! The line that a rule takes, and what the rule makes of it.
static std::optional<std::pair<ProofLine, Finding>> readLines(const Diagnosis &d,
                                                              const PodHistory &history,
                                                              const Container *container,
                                                              const LogProof &proof)
{
    Observation o = observationOf(Place::Log, history, container, {}, d.reason);
    if (d.exitStatus)
        putExitStatus(o, *d.exitStatus);
    std::vector<ProofLine> lines = proof.lines;
    if (lines.empty())
        lines.push_back(proof.last);
    o.facts << proof.facts;
    if (proof.last.text.isEmpty())
        o.facts << u"silent"_s;
    if (!proof.settings.isEmpty())
        o.values[u"settings"_s] = proof.settings;
    for (const ProofLine &line : lines) {
        o.text = line.text;
        const auto finding = ruleBook().find(o);
        if (finding && (!endedFromOutside(d) || !finding->rule->exits.empty()))
            return std::pair(line, *finding);
    }
    return std::nullopt;
}

//! The words of the rule that takes a line. What is said to an image's author is for the image
//! under test only.
static void explainByLog(Diagnosis &d, const PodHistory &history, const Container *container,
                         const Finding &finding)
{
    const Rule &rule = *finding.rule;
    const bool sidecar = container && container->role == Role::Sidecar;
    const bool others = container && container->role != Role::Main;
    const bool toAuthor = rule.fault == Fault::Image || rule.fault == Fault::Unknown;
    d.rule = rule.id;
    d.cause = finding.cause;
    d.summary = finding.summary;
    if (sidecar)
        d.summary += u' ' + toldTo(LogText::tr("{the_image} is not the cause."), history.audience);
    // A sidecar's diagnosis already says what can be done about a sidecar.
    if (!sidecar || !toAuthor)
        d.advice = finding.advice;
    if (others && !sidecar && toAuthor) {
        d.advice = toldTo(LogText::tr("In the image of the init container \"%1\", not in "
                                      "{that_image}: %2"),
                          history.audience)
                       .arg(container->name, finding.advice);
    }
    if (!others || finding.fix.kind != Fix::Kind::Containerfile)
        d.fix = finding.fix;
    d.fault = faultOf(rule.fault, history, container);
    if (!rule.heals)
        d.outlook = Outlook::Permanent;
}

//! What the template mounts is nothing that the image could mend.
static void explainMounted(Diagnosis &d, const PodHistory &history, const Container &container,
                           const ProofLine &line, const LogProof &proof)
{
    auto mounted = mountedFileIn(line.text + u' ' + proof.settings, history, container);
    const bool named = mounted.has_value();
    if (!mounted && proof.facts.contains(u"in-json-settings"_s))
        mounted = mountedSettings(history, container);
    if (!mounted || (d.fault != Fault::Image && d.fault != Fault::Configuration))
        return;
    d.fault = Fault::Configuration;
    if (d.fix.kind == Fix::Kind::Containerfile)
        d.fix = {};
    const QString object = u"%1 \"%2\""_s.arg(mounted->kind, mounted->name);
    d.summary += u' ' + (named ? LogText::tr("The template mounts %1 from the %2.")
                               : LogText::tr("Into %1, where it looks for its settings, the "
                                             "template mounts the %2."))
                            .arg(mounted->path, object);
    d.advice = named
                   ? LogText::tr("Correct it in the %1, or the mount in the template.").arg(object)
                   : LogText::tr("Look first at the %1. %2").arg(object, d.advice);
}

static void quote(Diagnosis &d, const ProofLine &line, const LogProof &proof)
{
    const QString said = line.index == proof.last.index
                             ? LogText::tr("The last line of its log: %1")
                             : LogText::tr("Its log says: %1");
    d.summary += u' ' + said.arg(cut(line.text));
    QMap<qsizetype, QString> evidence{{line.index, line.text}};
    for (const ProofLine &other : proof.lines) {
        if (evidence.size() < quotedLines)
            evidence.insert(other.index, other.text);
    }
    for (const QString &text : std::as_const(evidence))
        d.evidence.push_back(
            {Evidence::Kind::LogLine, LogText::tr("log %1").arg(d.container), cut(text), {}});
}

//! A sidecar that runs and is not ready: what its log complains of is why, where a rule knows it.
//! A workbench's own server is asked instead.
static bool isUnreadySidecar(const Diagnosis &d, const Container *container)
{
    return container && container->role == Role::Sidecar && container->running().is_object() &&
           (d.reason == u"Unhealthy" || d.reason == u"ContainersNotReady");
}

static Diagnosis withWordsOfSidecar(Diagnosis d, const PodHistory &history,
                                    const Container *container, LogProof proof)
{
    const auto read = readLines(d, history, container, proof);
    if (!read && proof.lines.empty())
        return d;
    if (read) {
        const Rule &rule = *read->second.rule;
        d.rule = rule.id;
        d.cause = read->second.cause;
        d.fault = faultOf(rule.fault, history, container);
        if (rule.fault != Fault::Image && rule.fault != Fault::Unknown)
            d.advice = read->second.advice;
    }
    quote(d, read ? read->first : proof.lines.front(), proof);
    return d;
}

//! Nobody is sent to a log that is empty. Whether the advice became another.
static bool adviseWithoutLog(Diagnosis &d, const PodHistory &history, const Container *container)
{
    if (container && container->role == Role::Sidecar && speaksToImageAuthor(d)) {
        d.advice = adviceOnSidecar(true);
        return true;
    }
    const Rule *rule = ruleBook().rule(d.rule);
    if (!rule || rule->adviceSilent.isEmpty())
        return false;
    Observation o = observationOf(rule->places.front(), history, container, {}, d.reason);
    if (d.exitStatus)
        putExitStatus(o, *d.exitStatus);
    d.advice = adviceWhereSilent(*rule, o);
    return true;
}

//! A rule that takes what no other does leaves it to the log to say why a container ended: here it
//! does not.
static Diagnosis withSilence(Diagnosis d, const PodHistory &history, const Container *container)
{
    const bool ended = hasLastWords(d);
    if (!ended && !speaksOfRunningContainer(d, history))
        return d;
    const Rule *known = ruleBook().rule(d.rule);
    const auto read =
        ended && known && known->rank < 0 ? readLines(d, history, container, {}) : std::nullopt;
    if (read)
        explainByLog(d, history, container, read->second);
    const bool advised = adviseWithoutLog(d, history, container);
    if (!read && (ended || advised)) {
        d.summary +=
            u' ' +
            (ended
                 ? LogText::tr("It wrote nothing to its log.")
                 : LogText::tr("%1 has written nothing to its log yet.").arg(container->subject()));
    }
    return d;
}

bool speaksOfRunningContainer(const Diagnosis &diagnosis, const PodHistory &history)
{
    const auto containers = containersOf(history);
    const Container *container = named(containers, diagnosis.container);
    return container && container->running().is_object() && container->restarts() == 0 &&
           !hasLastWords(diagnosis);
}

Diagnosis withLogEvidence(Diagnosis diagnosis, const PodHistory &history,
                          const std::optional<QString> &log)
{
    if (!log)
        return diagnosis;
    const auto containers = containersOf(history);
    const Container *container = named(containers, diagnosis.container);
    LogProof proof = findProof(*log);
    if (proof.last.text.isEmpty())
        return withSilence(std::move(diagnosis), history, container);
    if (isUnreadySidecar(diagnosis, container))
        return withWordsOfSidecar(diagnosis, history, container, std::move(proof));
    if (!hasLastWords(diagnosis))
        return diagnosis;
    ProofLine quoted = proof.lines.empty() ? proof.last : proof.lines.front();
    const auto read = readLines(diagnosis, history, container, proof);
    if (read) {
        quoted = read->first;
        explainByLog(diagnosis, history, container, read->second);
    } else if (endedFromOutside(diagnosis)) {
        quoted = proof.last;
        proof.lines.clear();
    }
    if (container && !endedFromOutside(diagnosis))
        explainMounted(diagnosis, history, *container, quoted, proof);
    quote(diagnosis, quoted, proof);
    return diagnosis;
}

} // namespace assay::models
