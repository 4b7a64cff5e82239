// SPDX-License-Identifier: Apache-2.0
#include <models/words/ladder_text.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

struct LadderLines
{
    Q_DECLARE_TR_FUNCTIONS(LadderLines)
};

static constexpr int nameWidth = 34;

static QString rungMark(PreflightCheck::Result result)
{
    switch (result) {
    case PreflightCheck::Result::Passed:
        return u"✓"_s;
    case PreflightCheck::Result::Failed:
        return u"✗"_s;
    case PreflightCheck::Result::Warning:
        return u"!"_s;
    }
    return {};
}

QString ladderLine(const PreflightCheck &check)
{
    const QString indent = u'\n' + QString(nameWidth + 3, u' ');
    QString detail = check.detail;
    detail.replace(u'\n', indent);
    QString line = rungMark(check.result) + u' ' + check.name.leftJustified(nameWidth);
    if (!detail.isEmpty())
        line += u' ' + detail;
    if (!check.advice.isEmpty())
        line += indent + u"→ "_s + check.advice;
    while (line.endsWith(u' '))
        line.chop(1);
    return line + u'\n';
}

QString ladderConclusion(const std::vector<PreflightCheck> &checks)
{
    const auto count = [&checks](PreflightCheck::Result result) {
        return static_cast<int>(
            std::count_if(checks.begin(), checks.end(),
                          [result](const auto &check) { return check.result == result; }));
    };
    const int failed = count(PreflightCheck::Result::Failed);
    const int warnings = count(PreflightCheck::Result::Warning);
    if (failed == 1)
        return LadderLines::tr("One step stands in the way of a validation.");
    if (failed > 1)
        return LadderLines::tr("%1 steps stand in the way of a validation.").arg(failed);
    if (warnings == 1)
        return LadderLines::tr("A validation can run; one step deserves a look.");
    if (warnings > 1)
        return LadderLines::tr("A validation can run; %1 steps deserve a look.").arg(warnings);
    return LadderLines::tr("A validation can run.");
}

QString ladderText(const std::vector<PreflightCheck> &checks)
{
    QString text;
    for (const auto &check : checks)
        text += ladderLine(check);
    return text + u'\n' + ladderConclusion(checks) + u'\n';
}

Json ladderJson(const std::vector<PreflightCheck> &checks)
{
    Json all = Json::array();
    for (const auto &check : checks)
        all.push_back(toJson(Fact{0, {}, check}).at("body"));
    return all;
}

QString ladderEnd(const std::vector<PreflightCheck> &checks, bool json)
{
    return json ? QString::fromStdString(ladderJson(checks).dump(2)) + u'\n'
                : u'\n' + ladderConclusion(checks) + u'\n';
}

} // namespace assay::models
