// SPDX-License-Identifier: Apache-2.0
#include "kept_commands.h"

#include "look/icons.h"
#include "look/wording.h"
#include "look/wrapped_label.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGridLayout>
#include <QGuiApplication>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

KeptCommands::KeptCommands(const models::RunRecord &record, const QString &kubeconfig,
                           bool terminal, QWidget *parent)
    : QDialog(parent)
    , m_pages(new QTabWidget)
    , m_terminal(terminal)
{
    setObjectName(u"keptCommands"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    const auto &c = record.configuration();
    setWindowTitle(
        tr("Workbench %1 in %2").arg(displayText(c.notebookName), displayText(c.nameSpace)));
    m_pages->setObjectName(u"keptCommandsPages"_s);
    m_pages->setAccessibleName(tr("Program"));
    if (const QString engine = engineClient(record); !engine.isEmpty()) {
        addPage(engine, keptContainerCommands(record));
    } else {
        for (const QString &client : {u"kubectl"_s, u"oc"_s})
            addPage(client, keptCommands(record, client, kubeconfig));
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon(icon(Symbol::Close));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_pages, 1);
    column->addWidget(buttons);
    const int em = fontMetrics().height();
    resize(em * 44, em * 26);
}

void KeptCommands::addPage(const QString &client, const std::vector<ShellCommand> &commands)
{
    const int em = fontMetrics().height();
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    auto *grid = new QGridLayout(content);
    grid->setHorizontalSpacing(em / 2);
    grid->setVerticalSpacing(em / 5);
    grid->setColumnStretch(0, 1);
    int row = 0;
    for (const ShellCommand &command : commands) {
        auto *title = new WrappedLabel(displayText(command.title));
        auto *line = new WrappedLabel(displayText(command.line));
        line->setObjectName(u"keptCommandLine"_s);
        line->setAccessibleDescription(command.title);
        line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        auto *copy = new QPushButton(icon(Symbol::Copy), tr("Copy"));
        copy->setObjectName(u"keptCommandCopy"_s);
        copy->setAccessibleName(tr("Copy: %1").arg(command.title));
        copy->setAutoDefault(false);
        connect(copy, &QPushButton::clicked, this,
                [command] { QGuiApplication::clipboard()->setText(command.line); });
        grid->addWidget(title, row, 0);
        grid->addWidget(line, row + 1, 0);
        grid->addWidget(copy, row, 1, 2, 1, Qt::AlignVCenter);
        if (m_terminal) {
            auto *open = new QPushButton(tr("In a terminal"));
            open->setObjectName(u"keptCommandTerminal"_s);
            open->setAccessibleName(tr("In a terminal: %1").arg(command.title));
            open->setAutoDefault(false);
            connect(open, &QPushButton::clicked, this,
                    [this, command] { Q_EMIT terminalRequested(command.line); });
            grid->addWidget(open, row, 2, 2, 1, Qt::AlignVCenter);
        }
        grid->setRowMinimumHeight(row + 2, em / 2);
        row += 3;
    }
    grid->setRowStretch(row, 1);
    auto *area = new QScrollArea;
    area->setObjectName(u"keptCommandsOf_"_s + client);
    area->setAccessibleName(tr("Commands of %1").arg(client));
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    m_pages->addTab(area, client);
}

} // namespace assay::ui
