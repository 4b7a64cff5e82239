// SPDX-License-Identifier: Apache-2.0
#include <models/failures/failure_classifier.h>

#include <QCoreApplication>

namespace assay::models {

namespace {
struct LogText
{
    Q_DECLARE_TR_FUNCTIONS(LogText)
};
} // namespace

//! Longer ones are cut: an error's text can hold a whole document.
static constexpr qsizetype lineLength = 300;

static QString lastLine(const QString &log)
{
    const QStringList lines = log.split(u'\n');
    for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
        QString text;
        for (const QChar c : *line) {
            if (c.category() != QChar::Other_Control)
                text += c;
        }
        text = text.trimmed();
        if (!text.isEmpty())
            return text.size() > lineLength ? text.left(lineLength) + u'…' : text;
    }
    return {};
}

Diagnosis withLogEvidence(Diagnosis diagnosis, const QString &log)
{
    // Whom the kubelet killed for its memory or its probes had no say in its last line. A sidecar
    // that crashed is of no category, and has its last words all the same.
    const bool crashed =
        diagnosis.category == PodFailureCategory::CrashLoop || diagnosis.reason == u"Error";
    if (!crashed || diagnosis.reason == u"OOMKilled" || diagnosis.reason == u"Unhealthy")
        return diagnosis;
    const QString line = lastLine(log);
    if (line.isEmpty())
        return diagnosis;
    diagnosis.summary += u' ' + LogText::tr("The last line of its log: %1").arg(line);
    diagnosis.evidence.push_back(
        {Evidence::Kind::LogLine, LogText::tr("log %1").arg(diagnosis.container), line, {}});
    // The runtime says so in the container's own log: its program was never run.
    if (line.contains(QLatin1StringView("exec format error"), Qt::CaseInsensitive))
        diagnosis.advice = LogText::tr("Build the image for the node's architecture.");
    return diagnosis;
}

} // namespace assay::models
