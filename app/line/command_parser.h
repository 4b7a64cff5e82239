// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_table.h"

#include <app/line/command_line.h>

#include <QCommandLineParser>

#include <memory>
#include <optional>

namespace assay::app {

//! Reads what was typed behind a verb by the verb's table. What it has to say comes back as a
//! value.
class Parser
{
public:
    explicit Parser(const VerbSpec &verb);

    //! None: go on.
    std::optional<PrintCommand> parse(const QStringList &arguments);
    //! `what` was wrong, and where help is.
    PrintCommand wrong(const QString &what) const;

    bool isSet(const QString &name) const { return m_parser.isSet(name); }
    QString value(const QString &name) const { return m_parser.value(name); }
    QStringList values(const QString &name) const { return m_parser.values(name); }
    QStringList rest() const { return m_parser.positionalArguments(); }

    //! What --engine cannot mean.
    std::optional<PrintCommand> checkEngine() const;
    //! What --namespace names that can be the name of no namespace.
    std::optional<PrintCommand> checkNamespaces() const;
    //! The option's value is one of its words; else what is wrong.
    std::optional<PrintCommand> checkWord(const QString &option) const;
    //! The same for one of several that were written.
    std::optional<PrintCommand> checkWord(const QString &option, const QString &written) const;
    //! Of an option that takes a whole number: nothing where it is none between the two.
    std::optional<int> number(const QString &option, int least, int most) const;

    //! Of an option that takes how old something is, with its unit, as in 2h; in seconds.
    std::optional<double> age(const QString &option) const;

    //! WHERE: every cluster that was named, in the order of the options' table; one that is empty
    //! where none was, which is the kubeconfig's current context.
    tl::expected<std::vector<ClusterOptions>, PrintCommand> places() const;
    //! The same for a verb that looks at one.
    tl::expected<ClusterOptions, PrintCommand> place() const;

private:
    PrintCommand misspelt(const QString &option) const;
    std::optional<PrintCommand> checkEmpty() const;
    bool isSpelling(const QString &value) const;    //!< "--output", "-o", "--output=x"
    std::optional<PrintCommand> checkWhere() const; //!< -o json, and the like

    const VerbSpec &m_verb;
    QCommandLineParser m_parser;
};

//! WHERE as it is typed, for a line that is to be pasted: " --kubeconfig X --context Y". Empty
//! where nothing has to be said.
QString whereTyped(const ClusterOptions &options);

} // namespace assay::app
