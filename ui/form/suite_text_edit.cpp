// SPDX-License-Identifier: Apache-2.0
#include "suite_text_edit.h"

#include "look/wording.h"

#include <models/image/workbench_checks.h>
#include <models/suite/configuration_fields.h>
#include <ui/look/theme.h>

#include <QAbstractItemView>
#include <QCompleter>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStringListModel>
#include <QTextBlock>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

class Numbers : public QWidget
{
public:
    explicit Numbers(SuiteTextEdit *edit) : QWidget(edit), m_edit(edit) {}
    QSize sizeHint() const override { return {m_edit->numbersWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_edit->paintNumbers(event); }

private:
    SuiteTextEdit *m_edit;
};

} // namespace

SuiteTextEdit::SuiteTextEdit(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_numbers(new Numbers(this))
    , m_completer(new QCompleter(this))
    , m_words(new QStringListModel(this))
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(NoWrap);
    setUndoRedoEnabled(false);
    m_completer->setModel(m_words);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->popup()->setAccessibleName(tr("Words that can stand here"));
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this,
            &SuiteTextEdit::complete);
    connect(this, &QPlainTextEdit::blockCountChanged, this,
            [this] { setViewportMargins(numbersWidth(), 0, 0, 0); });
    connect(this, &QPlainTextEdit::updateRequest, m_numbers, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_numbers->scroll(0, dy);
        else
            m_numbers->update(0, rect.y(), m_numbers->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &SuiteTextEdit::markProblems);
    connect(&Theme::instance(), &Theme::changed, this, &SuiteTextEdit::markProblems);
    setViewportMargins(numbersWidth(), 0, 0, 0);
}

int SuiteTextEdit::numbersWidth() const
{
    const auto digits = std::max<qsizetype>(QString::number(blockCount()).size(), 2);
    return fontMetrics().horizontalAdvance(u'9') * (int(digits) + 2);
}

void SuiteTextEdit::paintNumbers(QPaintEvent *event)
{
    QPainter painter(m_numbers);
    painter.setFont(font());
    painter.fillRect(event->rect(), palette().color(QPalette::AlternateBase));
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF at = blockBoundingGeometry(block).translated(contentOffset());
        if (at.top() > event->rect().bottom())
            break;
        const int line = block.blockNumber() + 1;
        const bool wrong = std::any_of(m_problems.begin(), m_problems.end(), [line](const auto &p) {
            return p.line == line && p.isError();
        });
        painter.setPen(themeColor(wrong ? ColorRole::Failed : ColorRole::Muted));
        painter.drawText(QRectF(0, at.top(), m_numbers->width() - fontMetrics().averageCharWidth(),
                                fontMetrics().height()),
                         Qt::AlignRight, QString::number(line));
    }
}

void SuiteTextEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect inner = contentsRect();
    m_numbers->setGeometry(inner.left(), inner.top(), numbersWidth(), inner.height());
}

void SuiteTextEdit::setProblems(const std::vector<models::SuiteProblem> &problems)
{
    m_problems = problems;
    markProblems();
    m_numbers->update();
}

QStringList SuiteTextEdit::problemsOn(int line) const
{
    QStringList found;
    for (const models::SuiteProblem &problem : m_problems) {
        if (problem.line == line)
            found << displayText(problem.problem.message);
    }
    return found;
}

//! Where the value ends that begins in that column: one of several on a line ends before the next.
static int endOfMark(const QString &line, int column)
{
    static const QRegularExpression end(uR"(\s+#.*$|\s*$)"_s);
    static const QRegularExpression plainInFlow(uR"(\G[^\s\[\]{},"'#&*!|>%@`][^\[\]{},#]*)"_s);
    const QString before = line.left(column);
    const auto open = before.count(u'[') + before.count(u'{');
    const auto closed = before.count(u']') + before.count(u'}');
    const auto plain = plainInFlow.match(line, column);
    if (open > closed && plain.hasMatch())
        return column + int(plain.captured().trimmed().size());
    const auto last = line.indexOf(end, column);
    return int(last > column ? last : line.size());
}

void SuiteTextEdit::markProblems()
{
    QList<QTextEdit::ExtraSelection> marks;
    QTextEdit::ExtraSelection current;
    // Not of the palette, which comes to the widgets after the theme has changed.
    current.format.setBackground(
        blended(themeColor(ColorRole::Card), themeColor(ColorRole::Muted), 0.1));
    current.format.setProperty(QTextFormat::FullWidthSelection, true);
    current.cursor = textCursor();
    current.cursor.clearSelection();
    marks << current;
    // More marks than can be looked at only cost time.
    constexpr qsizetype most = 500;
    for (const models::SuiteProblem &problem : m_problems) {
        const QTextBlock block = document()->findBlockByNumber(problem.line - 1);
        if (!block.isValid() || marks.size() > most)
            continue;
        QTextEdit::ExtraSelection mark;
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(
            themeColor(problem.isError() ? ColorRole::Failed : ColorRole::Warning));
        mark.cursor = QTextCursor(block);
        const int column = std::clamp(problem.column - 1, 0, block.length() - 1);
        mark.cursor.setPosition(block.position() + column);
        mark.cursor.setPosition(block.position() + endOfMark(block.text(), column),
                                QTextCursor::KeepAnchor);
        if (!mark.cursor.hasSelection())
            mark.cursor.select(QTextCursor::LineUnderCursor);
        marks << mark;
    }
    setExtraSelections(marks);
}

bool SuiteTextEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QPoint at = viewport()->mapFrom(this, help->pos());
        const QString text = problemsOn(cursorForPosition(at).blockNumber() + 1).join(u'\n');
        QToolTip::showText(help->globalPos(), text.toHtmlEscaped().replace(u'\n', u"<br>"_s), this);
        return true;
    }
    return QPlainTextEdit::event(event);
}

static int indentOf(const QString &text)
{
    int indent = 0;
    while (indent < text.size() && (text[indent] == u' ' || text[indent] == u'-'))
        ++indent;
    return indent;
}

//! The key that the lines around a line belong to; empty: none.
static QString keyAround(const QTextBlock &of)
{
    static const QRegularExpression key(uR"(^[\s-]*([\w]+)\s*:)"_s);
    const int indent = indentOf(of.text());
    for (QTextBlock block = of.previous(); block.isValid(); block = block.previous()) {
        const auto match = key.match(block.text());
        const int other = indentOf(block.text());
        const bool dash = of.text().trimmed().startsWith(u'-');
        if (match.hasMatch() && (other < indent || (dash && other < indent)))
            return match.captured(1);
    }
    return {};
}

std::pair<QStringList, int> SuiteTextEdit::completions() const
{
    const QTextCursor cursor = textCursor();
    const QString before = cursor.block().text().left(cursor.positionInBlock());
    static const QRegularExpression word(uR"(\w*$)"_s);
    const auto typed = int(word.match(before).capturedLength());
    const QString line = before.chopped(typed);
    const QString around = keyAround(cursor.block());
    static const QRegularExpression keyOfLine(uR"(^[\s-]*([\w]+)\s*:)"_s);
    const QString own = keyOfLine.match(line).captured(1);
    if (own == "workbench_checks"_L1 || (own.isEmpty() && around == "workbench_checks"_L1))
        return {models::knownWorkbenchChecks(), typed};
    if (own == "gpu_required"_L1)
        return {{u"true"_s, u"false"_s}, typed};
    if (!own.isEmpty() || !QString(line).remove(u'-').trimmed().isEmpty())
        return {{}, typed};
    if (around == "log_policy"_L1)
        return {{u"blocked"_s, u"allowed"_s, u"waivers"_s}, typed};
    if (around.isEmpty())
        return {{u"version"_s, u"defaults"_s, u"tests"_s}, typed};
    QStringList names;
    if (around != "tests"_L1 && around != "defaults"_L1 && around != "id"_L1)
        return {{}, typed};
    for (const models::ConfigurationField &field : models::configurationFields()) {
        if (around != "defaults"_L1 || field.canBeDefault)
            names << field.nameText();
    }
    return {names, typed};
}

void SuiteTextEdit::offerCompletions(bool asked)
{
    const auto [words, typed] = completions();
    const QString text = textCursor().block().text();
    const QString prefix = text.mid(textCursor().positionInBlock() - typed, typed);
    if (words.isEmpty() || (!asked && typed < 2) || words.contains(prefix))
        return m_completer->popup()->hide();
    m_words->setStringList(words);
    m_completer->setCompletionPrefix(prefix);
    if (m_completer->completionCount() == 0)
        return m_completer->popup()->hide();
    QRect at = cursorRect();
    at.translate(numbersWidth(), 0);
    at.setWidth(m_completer->popup()->sizeHintForColumn(0) +
                m_completer->popup()->verticalScrollBar()->sizeHint().width());
    m_completer->complete(at);
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void SuiteTextEdit::complete(const QString &word)
{
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor,
                        int(m_completer->completionPrefix().size()));
    const bool isKey = models::configurationField(word) || word == "version"_L1 ||
                       word == "tests"_L1 || word == "defaults"_L1;
    const bool ends = cursor.block().text().size() == textCursor().positionInBlock();
    cursor.insertText(isKey && ends ? word + ": "_L1 : word);
    setTextCursor(cursor);
}

//! The next line begins where this one does.
void SuiteTextEdit::breakLine()
{
    const QString text = textCursor().block().text().left(textCursor().positionInBlock());
    qsizetype margin = 0;
    while (margin < text.size() && text[margin] == u' ')
        ++margin;
    const bool opens = text.trimmed().endsWith(u':');
    const bool dash = text.trimmed().startsWith("- "_L1) && text.contains(u':');
    textCursor().insertText(u'\n' + QString((dash ? 2 : 0) + (opens ? 2 : 0) + margin, u' '));
    ensureCursorVisible();
}

void SuiteTextEdit::keyPressEvent(QKeyEvent *event)
{
    const bool popup = m_completer->popup()->isVisible();
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (popup)
            return event->ignore(); // the list takes it
        if (!isReadOnly())
            breakLine();
        return;
    case Qt::Key_Escape:
    case Qt::Key_Backtab:
        if (popup)
            return event->ignore();
        break;
    case Qt::Key_Tab:
        if (popup)
            return event->ignore();
        if (!isReadOnly())
            insertPlainText(u"  "_s);
        return;
    case Qt::Key_Space:
        if (event->modifiers() & Qt::ControlModifier)
            return offerCompletions(true);
        break;
    default:
        break;
    }
    QPlainTextEdit::keyPressEvent(event);
    if (!event->text().isEmpty() && (event->text().front().isLetter() || popup))
        offerCompletions(popup && event->key() == Qt::Key_Backspace);
}

} // namespace assay::ui
