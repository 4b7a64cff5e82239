// SPDX-License-Identifier: Apache-2.0
#include "command_pane.h"

#include "look/line_mark.h"
#include "look/wording.h"
#include "record_table.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSplitter>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace assay::ui {

CommandPane::CommandPane(models::ShownRun *shown, QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_transcript(new QPlainTextEdit)
{
    m_table = new RecordTable(new models::CommandsModel(shown), u"commands"_s, tr("Commands"));
    m_table->setColumnWidths({44, 14, 10});
    m_table->setWidest(models::CommandsModel::Command);
    m_table->elideInTheMiddle(models::CommandsModel::Command);
    m_table->setFollowing(true);
    m_transcript->setObjectName(u"transcript"_s);
    m_transcript->setAccessibleName(tr("Transcript of the command"));
    m_transcript->setReadOnly(true);
    m_transcript->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_transcript->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_transcript->setFrameShape(QFrame::NoFrame);
    m_transcript->setPlaceholderText(tr("Choose a command to see what it printed."));
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(u"commandSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_transcript);
    splitter->setSizes({3000, 7000});
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(splitter);
    connect(m_table->view()->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &index) { showCommand(index.row()); });
    connect(m_table->model(), &QAbstractItemModel::modelReset, m_transcript,
            &QPlainTextEdit::clear);
    m_table->setEmptyText([](const models::ShownRun &run) {
        if (run.testId().isEmpty())
            return tr("Choose a test to see the commands of its newest run.");
        if (!run.run())
            return tr("This test has not run yet. Each package is imported by a command that is "
                      "listed here with all it printed.");
        return run.isActive() ? tr("Commands run in the pod once it is ready.")
                              : tr("No command ran in the pod: it never became ready.");
    });
}

void CommandPane::showCommand(int row)
{
    if (row < 0 || row >= m_table->model()->rowCount())
        return m_transcript->clear();
    m_transcript->setExtraSelections({});
    const QModelIndex index = m_table->model()->index(row, 0);
    m_transcript->setPlainText(
        displayText(index.data(models::RecordTableModel::TextRole).toString()));
}

void CommandPane::markError()
{
    // The last line that names an exception, as Python writes it: "ImportError: …".
    const QRegularExpression raised(u"^[A-Za-z_][\\w.]*(Error|Exception|Exit|Interrupt)\\b"_s);
    QTextCursor at(m_transcript->document());
    at.movePosition(QTextCursor::End);
    const QTextCursor found =
        m_transcript->document()->find(raised, at, QTextDocument::FindBackward);
    if (found.isNull())
        return;
    markLine(m_transcript, found);
    at = found;
    at.clearSelection();
    m_transcript->setTextCursor(at);
    m_transcript->ensureCursorVisible();
}

bool CommandPane::showImportOf(const QString &package)
{
    const auto run = m_shown->run();
    if (!run)
        return false;
    const auto &commands = run->record.commands();
    const QStringList argv = models::PackageVerificationResult::argvFor(package);
    for (size_t i = commands.size(); i-- > 0;) {
        // The program may have been wrapped to bound its time; what it runs comes last.
        const QStringList &ran = commands[i].argv;
        if (ran.size() < argv.size() || ran.mid(ran.size() - argv.size()) != argv)
            continue;
        m_table->view()->selectRow(int(i));
        m_table->view()->scrollTo(m_table->model()->index(int(i), 0));
        showCommand(int(i));
        markError();
        return true;
    }
    return false;
}

} // namespace assay::ui
