// SPDX-License-Identifier: Apache-2.0
#include "line_mark.h"

#include <ui/look/theme.h>

#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace assay::ui {

static void colorMarks(QPlainTextEdit *text)
{
    QList<QTextEdit::ExtraSelection> marks = text->extraSelections();
    for (QTextEdit::ExtraSelection &mark : marks)
        mark.format.setBackground(
            blended(themeColor(ColorRole::Card), themeColor(ColorRole::Failed), 0.15));
    text->setExtraSelections(marks);
}

void markLine(QPlainTextEdit *text, const QTextCursor &at)
{
    QTextEdit::ExtraSelection mark;
    mark.cursor = at;
    mark.cursor.clearSelection();
    mark.format.setProperty(QTextFormat::FullWidthSelection, true);
    text->setExtraSelections({mark});
    colorMarks(text);
    // Once for each text.
    const QString name = u"lineMark"_s;
    if (text->findChild<QObject *>(name, Qt::FindDirectChildrenOnly))
        return;
    auto *follower = new QObject(text);
    follower->setObjectName(name);
    QObject::connect(&Theme::instance(), &Theme::changed, follower, [text] { colorMarks(text); });
}

} // namespace assay::ui
