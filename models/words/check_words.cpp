// SPDX-License-Identifier: Apache-2.0
#include <models/words/check_words.h>

#include <models/image/workbench_checks.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

class CheckWords
{
    Q_DECLARE_TR_FUNCTIONS(CheckWords)
};

} // namespace

QString titleOf(const CheckResult &check)
{
    const bool hasTitle = check.group == CheckGroup::Workbench || check.group == CheckGroup::Gpu;
    const QString title = hasTitle ? titleOfWorkbenchCheck(check.name) : QString();
    return title.isEmpty() ? check.name : title;
}

QString titleInSentence(const CheckResult &check)
{
    const QString title = titleOf(check).simplified();
    return title == check.name ? title : CheckWords::tr("“%1”").arg(title);
}

} // namespace assay::models
