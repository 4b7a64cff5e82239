// SPDX-License-Identifier: Apache-2.0
#include "unknown_report.h"

#include "look/wording.h"

#include <models/base/safe_text.h>

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

struct TicketText
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::TicketText)
};

//! A fence longer than any row of backticks in the text.
QString fenced(const QString &text)
{
    qsizetype longest = 2, row = 0;
    for (const QChar c : text) {
        row = c == u'`' ? row + 1 : 0;
        longest = std::max(longest, row);
    }
    const QString fence(longest + 1, u'`');
    return fence + u'\n' + text + u'\n' + fence;
}

//! Text from outside within a line of Markdown.
QString plain(const QString &text)
{
    QString out;
    const QString shown = displayText(text).simplified();
    for (const QChar c : shown) {
        if (u"\\`*_[]<>#|~"_s.contains(c))
            out += u'\\';
        out += c;
    }
    return out;
}

} // namespace

QString unknownReport(const models::RunRecord &record, const QString &clusterVersion)
{
    const auto &diagnosed = record.diagnosis();
    if (!diagnosed || diagnosed->diagnosis.category != models::PodFailureCategory::Unknown ||
        !diagnosed->diagnosis.rule.isEmpty())
        return {};
    const auto &c = record.configuration();
    std::vector<std::pair<QString, QLatin1StringView>> names{{c.customImage, "IMAGE"_L1},
                                                             {c.notebookName, "NOTEBOOK"_L1},
                                                             {c.nameSpace, "NAMESPACE"_L1}};
    // One may hold another.
    std::sort(names.begin(), names.end(),
              [](const auto &one, const auto &two) { return one.first.size() > two.first.size(); });
    const auto nameless = [&names](QString text) {
        for (const auto &[name, placeholder] : names)
            if (!name.isEmpty())
                text.replace(name, placeholder);
        return models::redacted(text);
    };
    const models::Diagnosis &d = diagnosed->diagnosis;
    QStringList lines{u"### "_s + TicketText::tr("A failure that Assay does not know"), QString()};
    lines << TicketText::tr("- Assay: %1").arg(plain(record.start().assayVersion));
    if (!clusterVersion.isEmpty())
        lines << TicketText::tr("- Cluster: %1").arg(plain(clusterVersion));
    if (!d.reason.isEmpty())
        lines << TicketText::tr("- Reason: %1").arg(plain(nameless(d.reason)));
    if (d.exitStatus)
        lines << TicketText::tr("- Exit status: %1").arg(*d.exitStatus);
    for (const models::Evidence &proof : d.evidence)
        lines << QString() << plain(nameless(proof.source)) + u':' << QString()
              << fenced(displayText(nameless(proof.text)).trimmed());
    return lines.join(u'\n') + u'\n';
}

} // namespace assay::ui
