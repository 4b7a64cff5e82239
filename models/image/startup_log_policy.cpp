// SPDX-License-Identifier: Apache-2.0
#include <models/base/field_problem.h>
#include <models/image/startup_log_policy.h>

#include "base/json_reading.h"
#include "log_pattern.h"

#include <QCoreApplication>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct LogPolicyText
{
    Q_DECLARE_TR_FUNCTIONS(StartupLogPolicy)
};
} // namespace

//! tests/containers/workbenches/workbench_image_test.py there.
QStringList StartupLogPolicy::usualBlocked()
{
    return {u"Error"_s,   u"error"_s,    u"Warning"_s,  u"warning"_s,  u"Failed"_s,
            u"failed"_s,  u"[W "_s,      u"[E "_s,      u"[warn] "_s,  u"[error] "_s,
            u"[crit] "_s, u"[alert] "_s, u"[emerg] "_s, u"Traceback"_s};
}

//! What is wrong with a pattern; empty: nothing.
static QString problemOfPattern(const QString &text)
{
    const LogPattern pattern(text);
    if (text.isEmpty())
        return LogPolicyText::tr("This pattern is empty: write text that a line contains, or a "
                                 "regular expression between slashes.");
    if (const QString problem = pattern.expressionProblem(); !problem.isEmpty())
        return LogPolicyText::tr("%1 is not a regular expression: %2. Correct it, or write it "
                                 "without the slashes if it is text.")
            .arg(text, problem);
    if (pattern.matchesEveryLine())
        return LogPolicyText::tr("%1 matches every line: write what the line must hold.").arg(text);
    return {};
}

static void checkPatterns(const QStringList &patterns, const QString &path,
                          std::vector<FieldProblem> &problems)
{
    for (qsizetype i = 0; i < patterns.size(); ++i) {
        const QString entry = u"%1[%2]"_s.arg(path).arg(i);
        const QString &text = patterns.at(i);
        if (const QString problem = problemOfPattern(text); !problem.isEmpty())
            problems.push_back({entry, problem});
        else if (patterns.indexOf(text) < i)
            problems.push_back(
                {entry,
                 LogPolicyText::tr("\"%1\" is listed twice: remove one of them.").arg(text)});
    }
}

std::vector<FieldProblem> problemsOf(const StartupLogPolicy &policy)
{
    std::vector<FieldProblem> problems;
    if (policy.blocked.isEmpty() && !policy.isEmpty())
        problems.push_back({u"log_policy.blocked"_s,
                            LogPolicyText::tr("log_policy.blocked is empty, so that nothing is "
                                              "looked for: name what no line may hold, such as "
                                              "\"Traceback\".")});
    checkPatterns(policy.blocked, u"log_policy.blocked"_s, problems);
    checkPatterns(policy.allowed, u"log_policy.allowed"_s, problems);
    for (std::size_t i = 0; i < policy.waivers.size(); ++i) {
        const StartupLogPolicy::Waiver &waiver = policy.waivers[i];
        const QString path = u"log_policy.waivers[%1]"_s.arg(i);
        if (const QString problem = problemOfPattern(waiver.text); !problem.isEmpty())
            problems.push_back({path + u".text"_s, problem});
        if (!waiver.until.isValid())
            problems.push_back({path + u".until"_s,
                                LogPolicyText::tr("A waiver needs its last day: write one such as "
                                                  "2027-01-31.")});
        if (waiver.reason.trimmed().isEmpty())
            problems.push_back({path + u".reason"_s,
                                LogPolicyText::tr("The waiver gives no reason: say who reads it "
                                                  "later why the line may stay."),
                                FieldProblem::Severity::Warning});
    }
    return problems;
}

void to_json(Json &j, const StartupLogPolicy &p)
{
    j = Json{{"blocked", Json::array()}, {"allowed", Json::array()}, {"waivers", Json::array()}};
    for (const QString &text : p.blocked)
        j["blocked"].push_back(text);
    for (const QString &text : p.allowed)
        j["allowed"].push_back(text);
    for (const StartupLogPolicy::Waiver &waiver : p.waivers)
        j["waivers"].push_back({{"text", waiver.text},
                                {"until", waiver.until.toString(Qt::ISODate)},
                                {"reason", waiver.reason}});
}

void from_json(const Json &j, StartupLogPolicy &p)
{
    p = {};
    reading::read(j, "blocked", p.blocked);
    reading::read(j, "allowed", p.allowed);
    for (const Json &entry : listAt(j, {"waivers"})) {
        if (entry.is_object())
            p.waivers.push_back({textAt(entry, {"text"}),
                                 QDate::fromString(textAt(entry, {"until"}), Qt::ISODate),
                                 textAt(entry, {"reason"})});
    }
}

} // namespace assay::models
