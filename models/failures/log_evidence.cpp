// SPDX-License-Identifier: Apache-2.0
#include "log_proof.h"
#include "observing.h"

#include <QCoreApplication>

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
static constexpr std::size_t quotedLines = 3;

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

//! Whom the kubelet killed for its memory or its probes had no say in its last line.
static bool hasLastWords(const Diagnosis &d)
{
    const bool crashed = d.category == PodFailureCategory::CrashLoop || d.reason == u"Error" ||
                         d.exitStatus.has_value();
    return crashed && d.reason != u"OOMKilled" && d.reason != u"Unhealthy";
}

//! The line that a rule takes, and what the rule makes of it.
static std::optional<std::pair<ProofLine, Finding>>
readLines(const Diagnosis &d, const PodHistory &history, const LogProof &proof)
{
    const auto containers = containersOf(history);
    const Container *container = named(containers, d.container);
    Observation o = observationOf(Place::Log, history, container, {}, d.reason);
    o.exitStatus = d.exitStatus;
    std::vector<ProofLine> lines = proof.lines;
    if (lines.empty())
        lines.push_back(proof.last);
    for (const ProofLine &line : lines) {
        o.text = line.text;
        if (auto finding = ruleBook().find(o))
            return std::pair(line, *finding);
    }
    return std::nullopt;
}

Diagnosis withLogEvidence(Diagnosis diagnosis, const PodHistory &history, const QString &log)
{
    if (!hasLastWords(diagnosis))
        return diagnosis;
    LogProof proof = findProof(log);
    if (proof.last.text.isEmpty())
        return diagnosis;
    ProofLine quoted = proof.lines.empty() ? proof.last : proof.lines.front();
    if (const auto read = readLines(diagnosis, history, proof)) {
        const auto &[line, finding] = *read;
        quoted = line;
        const Rule &rule = *finding.rule;
        diagnosis.rule = rule.id;
        diagnosis.cause = finding.cause;
        diagnosis.summary = finding.summary;
        diagnosis.advice = finding.advice;
        diagnosis.fix = finding.fix;
        const auto containers = containersOf(history);
        const Container *container = named(containers, diagnosis.container);
        diagnosis.fault = faultOf(rule.fault, history, container);
        if (!rule.heals)
            diagnosis.outlook = Outlook::Permanent;
    }
    const QString text = cut(quoted.text);
    diagnosis.summary +=
        u' ' + (quoted.index == proof.last.index ? LogText::tr("The last line of its log: %1")
                                                 : LogText::tr("Its log says: %1"))
                   .arg(text);
    std::vector<ProofLine> evidence{quoted};
    for (const ProofLine &line : proof.lines) {
        if (evidence.size() < quotedLines && line.index != quoted.index)
            evidence.push_back(line);
    }
    std::sort(evidence.begin(), evidence.end(),
              [](const ProofLine &a, const ProofLine &b) { return a.index < b.index; });
    for (const ProofLine &line : evidence)
        diagnosis.evidence.push_back({Evidence::Kind::LogLine,
                                      LogText::tr("log %1").arg(diagnosis.container),
                                      cut(line.text),
                                      {}});
    return diagnosis;
}

} // namespace assay::models
