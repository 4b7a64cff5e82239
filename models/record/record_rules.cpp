// SPDX-License-Identifier: Apache-2.0
#include <models/record/run_record.h>

#include <QCoreApplication>

namespace assay::models {

namespace {

struct RulesText
{
    Q_DECLARE_TR_FUNCTIONS(RulesText)
};

QStringList brokenBy(const PackageVerificationResult &result, int timeoutSeconds)
{
    QStringList sentences;
    for (const QString &rule : result.violations(timeoutSeconds))
        sentences << RulesText::tr("The result of %1 breaks a rule of the data model: %2")
                         .arg(result.packageName, rule);
    return sentences;
}

QStringList brokenBy(const Transition &transition, NotebookStatus current)
{
    const QString change = RulesText::tr("The change of state from %1 to %2")
                               .arg(toString(transition.from), toString(transition.to));
    QStringList sentences;
    if (!isLegalTransition(transition.from, transition.to))
        sentences << RulesText::tr("%1 breaks a rule of the data model: there is no such change.")
                         .arg(change);
    if (transition.from != current)
        sentences << RulesText::tr("%1 breaks a rule of the data model: the state before was %2.")
                         .arg(change, toString(current));
    return sentences;
}

} // namespace

QStringList RunRecord::rulesBrokenBy(const FactBody &next) const
{
    if (const auto *package = std::get_if<PackageVerified>(&next))
        return brokenBy(package->result, configuration().timeoutCommand);
    if (const auto *change = std::get_if<StateChanged>(&next))
        return brokenBy(change->transition, notebook().status);
    return {};
}

} // namespace assay::models
