// SPDX-License-Identifier: Apache-2.0
#include <models/record/fact.h>
#include <models/report/diagnosis_report.h>

#include "markdown_text.h"
#include "report_text.h"

namespace assay::models {

using namespace Qt::StringLiterals;
using namespace reporting;

namespace {

struct DiagnosisText
{
    Q_DECLARE_TR_FUNCTIONS(DiagnosisReport)
};

bool isTrouble(const WorkbenchDiagnosis &found)
{
    return found.standing == Standing::Failed || found.standing == Standing::Inconclusive;
}

//! What keeps a pod from becoming ready is no error of one that is.
ErrorType errorTypeOf(const WorkbenchDiagnosis &found)
{
    if (!found.isRunning)
        return errorTypeFor(found.diagnosis.category);
    return found.diagnosis.fault == Fault::Image ? ErrorType::ImageCheckError
                                                 : ErrorType::ClusterError;
}

QString wordOf(Standing standing)
{
    switch (standing) {
    case Standing::Failed:
        return DiagnosisText::tr("failed");
    case Standing::Inconclusive:
        return DiagnosisText::tr("inconclusive");
    case Standing::Waiting:
        return DiagnosisText::tr("waiting");
    case Standing::Ready:
        return DiagnosisText::tr("ready");
    }
    return {};
}

QString mendedBy(Fault fault)
{
    switch (fault) {
    case Fault::Image:
        return DiagnosisText::tr("who builds the image");
    case Fault::Configuration:
        return DiagnosisText::tr("who wrote the workbench's settings");
    case Fault::Cluster:
        return DiagnosisText::tr("the cluster's administrator");
    case Fault::Node:
        return DiagnosisText::tr("the cluster's administrator, on the node");
    case Fault::Registry:
        return DiagnosisText::tr("who runs the registry, or the way to it");
    case Fault::Unknown:
        break;
    }
    return DiagnosisText::tr("not known: nothing that was seen tells");
}

QString titleOf(const WorkbenchDiagnosis &found)
{
    const QString place =
        found.nameSpace.isEmpty() ? found.name : found.nameSpace + u'/' + found.name;
    return cleanLine(found.kind + u' ' + place);
}

QString stateOf(const WorkbenchDiagnosis &found)
{
    return found.isStopped ? DiagnosisText::tr("stopped") : wordOf(found.standing);
}

QString fixTitle(Fix::Kind kind)
{
    switch (kind) {
    case Fix::Kind::Containerfile:
        return DiagnosisText::tr("In the Containerfile");
    case Fix::Kind::Suite:
        return DiagnosisText::tr("In the workbench's settings");
    case Fix::Kind::Kubectl:
        break;
    }
    return DiagnosisText::tr("With kubectl");
}

QString evidenceLine(const Evidence &evidence)
{
    QString line = cleanLine(evidence.source) + ": "_L1 + cleanLine(evidence.text);
    if (evidence.at.isValid())
        line = timeText(evidence.at) + "  "_L1 + line;
    return line;
}

QString indented(const QString &text)
{
    QString out;
    for (const QString &line : clean(text).split(u'\n'))
        out += line.isEmpty() ? u"\n"_s : "    "_L1 + line + u'\n';
    return out;
}

QString textOfOne(const WorkbenchDiagnosis &found)
{
    const Diagnosis &d = found.diagnosis;
    QString out = titleOf(found) + ": "_L1 + stateOf(found) + u'\n';
    out += "  "_L1 + cleanLine(d.summary) + u'\n';
    if (isTrouble(found))
        out += "  "_L1 + DiagnosisText::tr("Who can mend it: %1.").arg(mendedBy(d.fault)) + u'\n';
    if (!d.advice.isEmpty())
        out += "  "_L1 + DiagnosisText::tr("What to do: %1").arg(cleanLine(d.advice)) + u'\n';
    if (!d.fix.text.isEmpty())
        out += "  "_L1 + fixTitle(d.fix.kind) + ":\n"_L1 + indented(d.fix.text);
    for (const Evidence &evidence : d.evidence)
        out += "  - "_L1 + evidenceLine(evidence) + u'\n';
    return out;
}

QString headOf(const DiagnosisInput &input)
{
    QStringList parts;
    for (const auto &[standing, count] :
         {std::pair{Standing::Failed, 0}, {Standing::Inconclusive, 0}, {Standing::Waiting, 0}}) {
        int n = count;
        for (const WorkbenchDiagnosis &one : input.found)
            n += one.standing == standing && !one.isStopped ? 1 : 0;
        if (n > 0)
            parts << DiagnosisText::tr("%1 %2").arg(n).arg(wordOf(standing));
    }
    int stopped = 0;
    for (const WorkbenchDiagnosis &one : input.found)
        stopped += one.isStopped ? 1 : 0;
    if (stopped > 0)
        parts << DiagnosisText::tr("%1 stopped").arg(stopped);
    if (input.ready > 0)
        parts << DiagnosisText::tr("%1 ready").arg(input.ready);
    const QString none = input.lacksNotebooks ? DiagnosisText::tr("No workbench was seen")
                                              : DiagnosisText::tr("There is no workbench");
    QString head = parts.isEmpty() ? none : parts.join(u", "_s);
    if (!input.where.isEmpty())
        head += DiagnosisText::tr(" in %1").arg(cleanLine(input.where));
    if (input.at.isValid())
        head += DiagnosisText::tr(", as of %1").arg(timeText(input.at));
    if (input.lacksNotebooks)
        head += DiagnosisText::tr(": Notebooks could not be listed");
    return head;
}

QString renderText(const DiagnosisInput &input)
{
    QString out;
    if (input.isOne) {
        for (const WorkbenchDiagnosis &one : input.found)
            out += textOfOne(one);
    } else {
        out += headOf(input) + u'\n';
        for (const DiagnosisGroup &group : groupedByCause(input.found)) {
            out += u"\n%1 (%2)\n"_s.arg(cleanLine(group.cause)).arg(group.members.size());
            for (const WorkbenchDiagnosis *one : group.members) {
                const QString text = textOfOne(*one);
                for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
                    out += "  "_L1 + line + u'\n';
            }
        }
    }
    for (const QString &sentence : input.unseen)
        out += DiagnosisText::tr("Not seen: %1").arg(cleanLine(sentence)) + u'\n';
    return out;
}

QString markdownOfOne(const WorkbenchDiagnosis &found, const QString &heading)
{
    const Diagnosis &d = found.diagnosis;
    QString out =
        heading + u' ' + inlineText(titleOf(found)) + ": "_L1 + stateOf(found) + "\n\n"_L1;
    out += inlineText(d.summary, d.summary.size() + 1) + "\n\n"_L1;
    if (isTrouble(found))
        out += DiagnosisText::tr("**Who can mend it:** %1.").arg(mendedBy(d.fault)) + "\n\n"_L1;
    if (!d.advice.isEmpty()) {
        out +=
            DiagnosisText::tr("**What to do:** %1").arg(inlineText(d.advice, d.advice.size() + 1)) +
            "\n\n"_L1;
    }
    if (!d.fix.text.isEmpty())
        out += fixTitle(d.fix.kind) + ":\n\n"_L1 + codeBlock(clean(d.fix.text)) + u'\n';
    if (d.evidence.empty())
        return out;
    QString lines;
    for (const Evidence &evidence : d.evidence)
        lines += evidenceLine(evidence) + u'\n';
    return out + DiagnosisText::tr("What the cluster said:") + "\n\n"_L1 + codeBlock(lines) + u'\n';
}

QString renderMarkdownOf(const DiagnosisInput &input)
{
    QString out;
    if (input.isOne) {
        for (const WorkbenchDiagnosis &one : input.found)
            out += markdownOfOne(one, u"#"_s);
    } else {
        out += "# "_L1 + inlineText(headOf(input)) + "\n\n"_L1;
        for (const DiagnosisGroup &group : groupedByCause(input.found)) {
            out += u"## %1 (%2)\n\n"_s.arg(inlineText(group.cause)).arg(group.members.size());
            for (const WorkbenchDiagnosis *one : group.members)
                out += markdownOfOne(*one, u"###"_s);
        }
    }
    for (const QString &sentence : input.unseen)
        out += DiagnosisText::tr("Not seen: %1").arg(inlineText(sentence)) + "\n\n"_L1;
    while (out.endsWith("\n\n"_L1))
        out.chop(1);
    return out;
}

Json textOrNull(const QString &text)
{
    return text.isEmpty() ? Json(nullptr) : Json(text);
}

} // namespace

std::optional<DiagnosisFormat> diagnosisFormatFromString(const QString &name)
{
    if (name == "text"_L1)
        return DiagnosisFormat::Text;
    if (name == "json"_L1)
        return DiagnosisFormat::JsonText;
    if (name == "md"_L1)
        return DiagnosisFormat::Markdown;
    return {};
}

Json diagnosisJson(const WorkbenchDiagnosis &found)
{
    const Diagnosis &d = found.diagnosis;
    Json json{
        {"schema", "assay/diagnosis/v1"},
        {"workbench", {{"kind", found.kind}, {"namespace", found.nameSpace}, {"name", found.name}}},
        {"error_category", nullptr},
        {"error_type", nullptr},
        {"outcome", toString(found.standing)},
        {"fault", nullptr},
        {"rule", textOrNull(d.rule)},
        {"summary", d.summary},
        {"advice", d.advice},
        {"fix", nullptr},
        {"evidence", d.evidence}};
    if (isTrouble(found)) {
        json["error_category"] = toString(d.category);
        json["error_type"] = toString(errorTypeOf(found));
        json["fault"] = toString(d.fault);
    }
    if (!d.fix.text.isEmpty())
        json["fix"] = {{"kind", toString(d.fix.kind)}, {"text", d.fix.text}};
    return json;
}

QByteArray renderDiagnosis(const DiagnosisInput &input, DiagnosisFormat format)
{
    if (format == DiagnosisFormat::Text)
        return renderText(input).toUtf8();
    if (format == DiagnosisFormat::Markdown)
        return renderMarkdownOf(input).toUtf8();
    Json json = Json::array();
    if (input.isOne && !input.found.empty()) {
        json = diagnosisJson(input.found.front());
    } else {
        for (const DiagnosisGroup &group : groupedByCause(input.found)) {
            for (const WorkbenchDiagnosis *one : group.members)
                json.push_back(diagnosisJson(*one));
        }
    }
    // Controls of a terminal are written as escapes.
    return QByteArray::fromStdString(json.dump(2, ' ', true, Json::error_handler_t::replace)) +
           '\n';
}

} // namespace assay::models
