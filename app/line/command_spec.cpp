// SPDX-License-Identifier: Apache-2.0
#include "command_table.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

static QString translated(const char *text)
{
    return QCoreApplication::translate("CommandTable", text);
}

QStringList OptionSpec::nameList() const
{
    return QString::fromLatin1(names).split(u',');
}

QString OptionSpec::helpText() const
{
    return translated(help);
}

QStringList OptionSpec::wordList() const
{
    return QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts);
}

QString VerbSpec::helpText() const
{
    return translated(help);
}

QString VerbSpec::summaryText() const
{
    return translated(summary);
}

QString VerbSpec::positionalHelpText() const
{
    return translated(positionalHelp);
}

QStringList VerbSpec::wordList() const
{
    return QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts);
}

bool VerbSpec::has(const QString &option) const
{
    return std::any_of(options.begin(), options.end(),
                       [&](const auto &spec) { return spec.nameList().contains(option); });
}

QStringList VerbSpec::wordsOf(const QString &option) const
{
    const auto found = std::find_if(options.begin(), options.end(), [&](const auto &spec) {
        return spec.nameList().contains(option);
    });
    return found == options.end() ? QStringList() : found->wordList();
}

} // namespace assay::app
