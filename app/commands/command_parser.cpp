// SPDX-License-Identifier: Apache-2.0
#include "command_parser.h"

#include <QCoreApplication>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {
struct ParserText
{
    Q_DECLARE_TR_FUNCTIONS(ParserText)
};
} // namespace

Parser::Parser(const QString &command, const QString &description)
{
    m_parser.setApplicationDescription(description);
    m_help = std::make_unique<QCommandLineOption>(m_parser.addHelpOption());
    m_command = command;
}

std::optional<PrintCommand> Parser::parse(const QStringList &arguments)
{
    QStringList whole{u"assay"_s + (m_command.isEmpty() ? QString() : u' ' + m_command)};
    whole += arguments;
    if (!m_parser.parse(whole))
        return wrong(m_parser.errorText());
    if (m_parser.isSet(*m_help)) {
        // Qt writes the running program's path, and "<executable_name>" where it does not know
        // it yet.
        QString text = m_parser.helpText();
        const qsizetype options = text.indexOf(u" [options]"_s);
        const qsizetype name = text.indexOf(u": "_s) + 2;
        text.replace(name, options - name, whole.constFirst());
        return PrintCommand{text, 0};
    }
    return std::nullopt;
}

PrintCommand Parser::wrong(const QString &what) const
{
    const QString hint =
        m_command.isEmpty() ? u"assay --help"_s : u"assay "_s + m_command + u" --help"_s;
    return {ParserText::tr("assay: %1\nTry \"%2\".\n").arg(what, hint), 2};
}

} // namespace assay::app
