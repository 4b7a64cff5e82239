// SPDX-License-Identifier: Apache-2.0
#include "notes_pane.h"

#include "look/wording.h"

using namespace Qt::StringLiterals;

namespace assay::ui {

NotesPane::NotesPane(models::ShownRun *shown, QWidget *parent) : QListWidget(parent), m_shown(shown)
{
    setObjectName(u"notes"_s);
    setAccessibleName(tr("Notes of the run"));
    setWordWrap(true);
    connect(shown, &models::ShownRun::changed, this, &NotesPane::refresh);
    connect(shown, &models::ShownRun::grew, this, &NotesPane::refresh);
    refresh();
}

void NotesPane::refresh()
{
    QStringList notes;
    if (const auto &run = m_shown->run()) {
        for (const QString &note : run->record.notRecorded() + run->record.notes())
            notes << displayText(note);
    }
    if (notes.size() < count())
        clear();
    // A run that goes on only adds.
    for (qsizetype row = count(); row < notes.size(); ++row)
        addItem(notes[row]);
    for (int row = 0; row < count(); ++row)
        item(row)->setText(notes[row]);
}

} // namespace assay::ui
