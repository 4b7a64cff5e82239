// SPDX-License-Identifier: Apache-2.0
#include <app/run/validation.h>

#include "cluster/logging.h"

namespace assay::app {

using namespace Qt::StringLiterals;

QString toString(Keep keep)
{
    switch (keep) {
    case Keep::Never:
        return u"never"_s;
    case Keep::OnFailure:
        return u"on-failure"_s;
    case Keep::Always:
        return u"always"_s;
    }
    return {};
}

std::optional<Keep> keepFromString(const QString &name)
{
    for (const Keep keep : {Keep::Never, Keep::OnFailure, Keep::Always}) {
        if (toString(keep) == name)
            return keep;
    }
    return {};
}

void Validation::take(const models::Fact &fact)
{
    record.append(fact);
    qCDebug(validationLog).noquote().nospace()
        << record.runId() << ": " << fact.sequence << ' ' << fact.kind();
    if (onFact)
        onFact(fact);
}

bool Validation::append(models::FactBody body)
{
    const QStringList broken = record.rulesBrokenBy(body);
    const models::Fact fact = journal->append(std::move(body));
    const bool written = journal->holdsNewestFact();
    take(fact);
    // What was seen stays as it was seen.
    for (const QString &rule : broken)
        take(journal->append(models::Note{rule}));
    if (!journal->writeError().isEmpty() && !std::exchange(m_saidNotRecorded, true))
        take(journal->append(models::NotRecorded{journal->writeError()}));
    return written;
}

} // namespace assay::app
