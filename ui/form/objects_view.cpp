// SPDX-License-Identifier: Apache-2.0
#include "objects_view.h"

#include "look/wording.h"
#include "yaml_highlighter.h"

#include <ui/look/theme.h>

#include <QFontDatabase>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::ComparedLine;
using LineKind = ComparedLine::Kind;

namespace {

class Signs : public QWidget
{
public:
    explicit Signs(ObjectsView *view) : QWidget(view), m_view(view) {}
    QSize sizeHint() const override { return {m_view->signsWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintSigns(event); }

private:
    ObjectsView *m_view;
};

ColorRole roleOfLine(LineKind kind)
{
    return kind == LineKind::After ? ColorRole::Accent : ColorRole::Warning;
}

} // namespace

ObjectsView::ObjectsView(QWidget *parent) : QPlainTextEdit(parent), m_signs(new Signs(this))
{
    setReadOnly(true);
    // With a cursor, so that keys go through it.
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(NoWrap);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setViewportMargins(signsWidth(), 0, 0, 0);
    new YamlHighlighter(document());
    connect(this, &QPlainTextEdit::updateRequest, m_signs, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_signs->scroll(0, dy);
        else
            m_signs->update(0, rect.y(), m_signs->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &ObjectsView::mark);
    connect(&Theme::instance(), &Theme::changed, this, &ObjectsView::mark);
}

int ObjectsView::signsWidth() const
{
    return fontMetrics().horizontalAdvance(u'9') * 3;
}

LineKind ObjectsView::kindOf(int line) const
{
    return line >= 0 && std::size_t(line) < m_lines.size() ? m_lines[std::size_t(line)].kind
                                                           : LineKind::Both;
}

void ObjectsView::setLines(std::vector<ComparedLine> lines)
{
    if (lines == m_lines)
        return;
    m_lines = std::move(lines);
    QStringList shown;
    for (const ComparedLine &line : m_lines)
        shown << displayText(line.text);
    const int line = textCursor().blockNumber();
    const int top = verticalScrollBar()->value(), left = horizontalScrollBar()->value();
    setPlainText(shown.join(u'\n'));
    if (const QTextBlock block = document()->findBlockByNumber(line); block.isValid())
        setTextCursor(QTextCursor(block));
    verticalScrollBar()->setValue(top);
    horizontalScrollBar()->setValue(left);
    mark();
    m_signs->update();
}

QString ObjectsView::yaml() const
{
    QString text;
    for (const ComparedLine &line : m_lines) {
        if (line.kind != LineKind::Before)
            text += line.text + u'\n';
    }
    return text;
}

int ObjectsView::differences() const
{
    return int(std::count_if(m_lines.begin(), m_lines.end(),
                             [](const ComparedLine &line) { return line.kind != LineKind::Both; }));
}

void ObjectsView::goToDifference(bool next)
{
    const auto begins = [this](int line) {
        return kindOf(line) != LineKind::Both && (line == 0 || kindOf(line - 1) == LineKind::Both);
    };
    const int count = blockCount();
    const int from = textCursor().blockNumber();
    for (int step = 1; step <= count; ++step) {
        const int line = (from + (next ? step : count - step)) % count;
        if (!begins(line))
            continue;
        setTextCursor(QTextCursor(document()->findBlockByNumber(line)));
        return centerCursor();
    }
}

void ObjectsView::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    QTextEdit::ExtraSelection current;
    // Not of the palette, which comes to the widgets after the theme has changed.
    const QColor card = themeColor(ColorRole::Card);
    current.format.setBackground(blended(card, themeColor(ColorRole::Muted), 0.1));
    current.format.setProperty(QTextFormat::FullWidthSelection, true);
    current.cursor = textCursor();
    current.cursor.clearSelection();
    marks << current;
    // More marks than can be looked at only cost time; the signs beside them have no end.
    constexpr qsizetype most = 2'000;
    for (QTextBlock block = document()->begin(); block.isValid() && marks.size() < most;
         block = block.next()) {
        const LineKind kind = kindOf(block.blockNumber());
        if (kind == LineKind::Both)
            continue;
        QTextEdit::ExtraSelection one;
        one.format.setBackground(blended(card, themeColor(roleOfLine(kind)), 0.15));
        one.format.setProperty(QTextFormat::FullWidthSelection, true);
        one.cursor = QTextCursor(block);
        marks << one;
        if (kind == LineKind::Before) {
            // It is not there: nobody should take it for a line of the object.
            one.format = {};
            one.format.setFontStrikeOut(true);
            const QString text = block.text();
            const auto first =
                std::find_if(text.begin(), text.end(), [](QChar c) { return !c.isSpace(); });
            one.cursor.setPosition(block.position() + int(first - text.begin()));
            one.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
            marks << one;
        }
    }
    setExtraSelections(marks);
}

void ObjectsView::paintSigns(QPaintEvent *event)
{
    QPainter painter(m_signs);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.fillRect(event->rect(), themeColor(ColorRole::Window));
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF at = blockBoundingGeometry(block).translated(contentOffset());
        if (at.top() > event->rect().bottom())
            break;
        const LineKind kind = kindOf(block.blockNumber());
        if (kind == LineKind::Both)
            continue;
        painter.setPen(themeColor(roleOfLine(kind)));
        painter.drawText(QRectF(0, at.top(), m_signs->width(), fontMetrics().height()),
                         Qt::AlignCenter, kind == LineKind::After ? u"+"_s : u"\u2212"_s);
    }
}

void ObjectsView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect inner = contentsRect();
    m_signs->setGeometry(inner.left(), inner.top(), signsWidth(), inner.height());
}

QMimeData *ObjectsView::createMimeDataFromSelection() const
{
    const QTextCursor cursor = textCursor();
    const int from = cursor.selectionStart(), to = cursor.selectionEnd();
    QString text;
    for (QTextBlock block = document()->findBlock(from); block.isValid() && block.position() <= to;
         block = block.next()) {
        if (kindOf(block.blockNumber()) == LineKind::Before)
            continue;
        const int begin = std::max(from - block.position(), 0);
        const int end = std::min(to - block.position(), block.length() - 1);
        const QString whole = block.text();
        text += QStringView(whole).mid(begin, end - begin);
        if (to >= block.position() + block.length())
            text += u'\n';
    }
    auto *copied = new QMimeData;
    copied->setText(text);
    return copied;
}

} // namespace assay::ui
