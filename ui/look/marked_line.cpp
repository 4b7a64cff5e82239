// SPDX-License-Identifier: Apache-2.0
#include "marked_line.h"

#include <ui/look/theme.h>

#include <QPlainTextEdit>

namespace assay::ui {

void markLine(QPlainTextEdit &text, const QTextCursor &at)
{
    QTextEdit::ExtraSelection mark;
    mark.cursor = at;
    mark.cursor.clearSelection();
    mark.format.setBackground(
        blended(themeColor(ColorRole::Card), themeColor(ColorRole::Failed), 0.15));
    mark.format.setProperty(QTextFormat::FullWidthSelection, true);
    text.setExtraSelections({mark});
    text.setTextCursor(mark.cursor);
}

} // namespace assay::ui
