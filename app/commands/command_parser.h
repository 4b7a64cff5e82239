// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/commands/command_line.h>

#include <QCommandLineParser>

#include <memory>
#include <optional>

namespace assay::app {

//! QCommandLineParser, but what it has to say comes back as a value.
class Parser
{
public:
    Parser(const QString &command, const QString &description);

    void add(const QCommandLineOption &option) { m_parser.addOption(option); }
    void positional(const QString &name, const QString &description, const QString &syntax = {})
    {
        m_parser.addPositionalArgument(name, description, syntax);
    }

    //! None: go on.
    std::optional<PrintCommand> parse(const QStringList &arguments);
    //! `what` was wrong, and where help is.
    PrintCommand wrong(const QString &what) const;

    bool isSet(const QString &name) const { return m_parser.isSet(name); }
    QString value(const QString &name) const { return m_parser.value(name); }
    QStringList values(const QString &name) const { return m_parser.values(name); }
    QStringList rest() const { return m_parser.positionalArguments(); }

private:
    QCommandLineParser m_parser;
    std::unique_ptr<QCommandLineOption> m_help;
    QString m_command;
};

} // namespace assay::app
