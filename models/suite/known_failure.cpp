// SPDX-License-Identifier: Apache-2.0
#include <models/suite/known_failure.h>

#include "rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {
struct KnownFailureText
{
    Q_DECLARE_TR_FUNCTIONS(KnownFailureText)
};
} // namespace

std::optional<KnownFailure> KnownFailure::of(const Json &value)
{
    KnownFailure known{textAt(value, {"text"}).simplified(),
                       QDate::fromString(textAt(value, {"until"}), Qt::ISODate),
                       textAt(value, {"reason"}).simplified()};
    if (known.text.isEmpty() || !known.until.isValid() || known.reason.isEmpty())
        return {};
    return known;
}

QMap<QString, QString> labelsOf(const Json &value)
{
    QMap<QString, QString> labels;
    if (!value.is_object())
        return labels;
    for (const auto &[key, text] : value.items()) {
        if (text.is_string())
            labels.insert(QString::fromStdString(key), text.get<QString>());
    }
    return labels;
}

void checkLabels(const Json &labels, Problems &problems)
{
    if (labels.is_null())
        return;
    if (!labels.is_object()) {
        problems.error(u"labels"_s, KnownFailureText::tr("labels must be a mapping of names to "
                                                         "texts, such as {team: data}."));
        return;
    }
    for (const auto &[key, text] : labels.items()) {
        const QString name = QString::fromStdString(key);
        if (name.trimmed().isEmpty())
            problems.error(u"labels"_s, KnownFailureText::tr("A label has no name."));
        else if (!text.is_string())
            problems.error(
                u"labels."_s + name,
                KnownFailureText::tr("The label %1 must be text: write it in quotes.").arg(name));
    }
}

void checkKnownFailure(const Json &known, Problems &problems)
{
    if (known.is_null())
        return;
    if (!known.is_object()) {
        problems.error(u"known_failure"_s,
                       KnownFailureText::tr("known_failure must be a mapping with text, until and "
                                            "reason."));
        return;
    }
    for (const auto &[key, value] : known.items()) {
        const QString name = QString::fromStdString(key);
        if (name != "text"_L1 && name != "until"_L1 && name != "reason"_L1)
            problems.error(u"known_failure."_s + name,
                           KnownFailureText::tr("Unknown field \"%1\": known_failure has text, "
                                                "until and reason.")
                               .arg(name));
    }
    const auto isText = [&known](const char *key) {
        return !textAt(known, {key}).simplified().isEmpty();
    };
    if (!isText("text"))
        problems.error(u"known_failure.text"_s,
                       KnownFailureText::tr("known_failure.text must be text that the failure's "
                                            "cause holds: any failure would be excused."));
    if (!QDate::fromString(textAt(known, {"until"}), Qt::ISODate).isValid())
        problems.error(u"known_failure.until"_s,
                       KnownFailureText::tr("A known failure needs its last day: write one such "
                                            "as 2027-01-31."));
    if (!isText("reason"))
        problems.error(u"known_failure.reason"_s,
                       KnownFailureText::tr("A known failure needs a reason: name the ticket, or "
                                            "who works on it."));
}

} // namespace assay::models
