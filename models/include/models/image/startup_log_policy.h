// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/check_result.h>

#include <QDate>

#include <memory>
#include <optional>
#include <vector>

namespace assay::models {

struct FieldProblem;

//! What the log of a workbench must not hold until it is ready, as data of a suite:
//!
//!     log_policy:
//!       blocked: ["Traceback", "[E ", "/\\bFATAL\\b/"]
//!       allowed: ["0 errors"]
//!       waivers:
//!         - {text: "jupyter_lsp", until: 2027-01-31, reason: "fixed in 2.3"}
//!
//! A pattern is text that a line contains, upper and lower case told apart; between slashes it is a
//! regular expression. A line that is blocked and allowed is allowed. A waiver excuses blocked
//! lines up to and with its day (UTC); after it they fail, and it is said that it expired.
struct StartupLogPolicy
{
    struct Waiver
    {
        QString text; //!< a pattern
        QDate until;  //!< the last day on which it holds
        QString reason;
        bool operator==(const Waiver &) const = default;
    };
    QStringList blocked;
    QStringList allowed;
    std::vector<Waiver> waivers;
    bool isEmpty() const { return blocked.isEmpty() && allowed.isEmpty() && waivers.empty(); }
    bool operator==(const StartupLogPolicy &) const = default;

    //! What opendatahub-io/notebooks' own tests block, to start from.
    static QStringList usualBlocked();

    //! Policies with a name, which a suite may write instead of the lists ("log_policy:
    //! opendatahub"), or beside them ({preset: opendatahub, allowed: […]}); why each line is
    //! allowed stands in resources/log_policies.
    static QStringList presets();
    static std::optional<StartupLogPolicy> preset(const QString &name); //!< nothing: unknown
};

//! Problems of a policy, with paths such as "log_policy.waivers[0].until".
std::vector<FieldProblem> problemsOf(const StartupLogPolicy &policy);

//! Applies a policy to a log, a line at a time, so that no log is too large. Bytes that are no
//! UTF-8 are replaced, terminal colours are taken out; the last line needs no end. What could not
//! be found out (an expression that gives up on a line, a line beyond 1 MiB) is inconclusive.
class StartupLogCheck
{
public:
    StartupLogCheck(const StartupLogPolicy &policy, const QDate &today);
    ~StartupLogCheck();
    void feed(const QByteArray &bytes);
    //! One result for each blocked pattern, in the policy's order: passed where no line had it or
    //! each that had it was waived (which is said), failed otherwise, with the first lines as
    //! evidence ("12: [E ServerApp] …").
    std::vector<CheckResult> results();

private:
    class Private;
    std::unique_ptr<Private> d;
};

void to_json(Json &j, const StartupLogPolicy &p);
void from_json(const Json &j, StartupLogPolicy &p);

} // namespace assay::models
