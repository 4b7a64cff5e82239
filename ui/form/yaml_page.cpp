// SPDX-License-Identifier: Apache-2.0
#include "yaml_page.h"

#include "look/badge.h"
#include "look/beside.h"
#include "look/text_find_bar.h"
#include "look/wording.h"
#include "suite_text_edit.h"
#include "yaml_highlighter.h"

#include <QBoxLayout>
#include <QStringDecoder>
#include <QTextBlock>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace assay::ui {

static constexpr int small = 8'000; //!< bytes that are read before anybody notices

YamlPage::YamlPage(models::SuiteDocument *suite, QWidget *parent)
    : QWidget(parent)
    , m_suite(suite)
    , m_edit(new SuiteTextEdit)
    , m_problem(plainLabel())
    , m_findBar(new TextFindBar(m_edit, u"yaml"_s, tr("Text to find in the YAML"),
                                tr("Find in the YAML")))
{
    setObjectName(u"yamlPage"_s);
    m_edit->setObjectName(u"suiteYaml"_s);
    m_edit->setAccessibleName(tr("YAML of the suite"));
    m_problem->setObjectName(u"yamlProblem"_s);
    setFocusProxy(m_edit);
    new YamlHighlighter(m_edit->document());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(fontMetrics().height() / 4);
    column->addWidget(m_edit, 1);
    column->addWidget(m_findBar);
    column->addWidget(m_problem);
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &YamlPage::read);
    connect(&m_reading, &QFutureWatcherBase::finished, this, [this] {
        // What was typed meanwhile is read when its time comes.
        if (m_unread && m_readEdits == m_edits)
            give(m_reading.result());
    });
    connect(m_edit->document(), &QTextDocument::contentsChange, this, &YamlPage::noteEdit);
    connect(m_edit, &QPlainTextEdit::cursorPositionChanged, this, &YamlPage::showProblem);
    connect(suite, &models::SuiteDocument::bytesChanged, this, &YamlPage::takeDocument);
    connect(suite, &models::SuiteDocument::aboutToChange, this, &YamlPage::commit);
    takeDocument();
}

YamlPage::Shown YamlPage::shownOf(const QByteArray &bytes)
{
    Shown shown;
    shown.mark = bytes.startsWith("\xEF\xBB\xBF");
    const QByteArrayList lines = bytes.mid(shown.mark ? 3 : 0).split('\n');
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const bool last = i + 1 == lines.size();
        const bool returns = !last && lines[i].endsWith('\r');
        shown.lines << QString(decoder(lines[i].chopped(returns ? 1 : 0)));
        shown.ends << (last ? QByteArray() : returns ? QByteArray("\r\n") : QByteArray("\n"));
    }
    shown.whole = !decoder.hasError();
    for (const QString &line : shown.lines) {
        // What the editor takes for the end of a line would become another character.
        shown.whole = shown.whole && !line.contains(u'\r') && !line.contains(QChar(0x2029)) &&
                      !line.contains(QChar(0x2028)) && !line.contains(QChar(0));
    }
    return shown;
}

QStringList YamlPage::editedLines() const
{
    QStringList lines;
    for (QTextBlock block = m_edit->document()->begin(); block.isValid(); block = block.next())
        lines << block.text();
    return lines;
}

//! Lines that are as they were end as they did; others as the first line of the file.
QByteArray YamlPage::editedBytes() const
{
    const QStringList lines = editedLines();
    const qsizetype shorter = std::min(lines.size(), m_shown.lines.size());
    qsizetype head = 0, tail = 0;
    while (head < shorter && lines[head] == m_shown.lines[head])
        ++head;
    while (tail < shorter - head &&
           lines[lines.size() - 1 - tail] == m_shown.lines[m_shown.lines.size() - 1 - tail])
        ++tail;
    const QByteArray usual =
        m_shown.ends.first().isEmpty() ? QByteArray("\n") : m_shown.ends.first();
    QByteArray bytes = m_shown.mark ? "\xEF\xBB\xBF" : "";
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QByteArray end = usual;
        if (i < head)
            end = m_shown.ends[i];
        else if (i >= lines.size() - tail)
            end = m_shown.ends[m_shown.ends.size() - (lines.size() - i)];
        if (i + 1 == lines.size())
            end.clear();
        else if (end.isEmpty())
            end = usual;
        bytes += lines[i].toUtf8() + end;
    }
    return bytes;
}

void YamlPage::takeDocument()
{
    if (m_giving)
        return refreshProblems();
    m_later.stop();
    m_unread = m_breaks = false;
    m_shown = shownOf(m_suite->bytes());
    const QString text = m_shown.lines.join(u'\n');
    const QString before = editedLines().join(u'\n');
    const qsizetype shorter = std::min(text.size(), before.size());
    qsizetype head = 0, tail = 0;
    while (head < shorter && text[head] == before[head])
        ++head;
    while (tail < shorter - head &&
           text[text.size() - 1 - tail] == before[before.size() - 1 - tail])
        ++tail;
    if (text != before) {
        // Only what is another, so that the cursor and the view stay where they are.
        m_taking = true;
        QTextCursor cursor(m_edit->document());
        cursor.setPosition(int(head));
        cursor.setPosition(int(before.size() - tail), QTextCursor::KeepAnchor);
        cursor.insertText(text.mid(head, text.size() - head - tail));
        m_taking = false;
    }
    m_edit->setReadOnly(!m_shown.whole);
    m_editEnd = -1;
    refreshProblems();
}

//! Keeps m_lines as the editor has them; false: they are what they were.
bool YamlPage::followLines(int position, int added)
{
    const QTextDocument *document = m_edit->document();
    const QTextBlock first = document->findBlock(position);
    QTextBlock last = document->findBlock(position + added);
    if (!last.isValid())
        last = document->lastBlock();
    QStringList now;
    for (QTextBlock block = first; block.isValid(); block = block.next()) {
        now << block.text();
        if (block == last)
            break;
    }
    const qsizetype from = first.blockNumber();
    const qsizetype before = now.size() + m_lines.size() - document->blockCount();
    if (from < 0 || before < 0 || from + before > m_lines.size()) {
        m_lines = editedLines();
        return true;
    }
    if (m_lines.mid(from, before) == now)
        return false;
    m_lines = m_lines.mid(0, from) + now + m_lines.mid(from + before);
    return true;
}

void YamlPage::noteEdit(int position, int removed, int added)
{
    // Colours that change are told of as well.
    if (!followLines(position, added) || m_taking)
        return;
    const bool typed = removed == 0 && added == 1 && position == m_editEnd &&
                       m_edit->document()->characterAt(position) != QChar::ParagraphSeparator;
    const bool erased = added == 0 && removed == 1 && position + 1 == m_editEnd;
    if (!typed && !erased) {
        m_breaks = m_unread;
        m_series += m_unread ? 0 : 1;
    }
    m_editEnd = position + added;
    m_unread = true;
    ++m_edits;
    using namespace std::chrono_literals;
    m_later.start(m_edit->document()->characterCount() < small ? 0ms : 250ms);
}

//! A large suite takes longer than a key may: where more than one test has to be read, that is done
//! beside the window.
void YamlPage::read()
{
    const QByteArray bytes = editedBytes();
    if (bytes.size() < small)
        return commit();
    if (const auto text = m_suite->text().withBytesOfOneTest(bytes))
        return give(*text);
    m_readEdits = m_edits;
    m_reading.setFuture(madeBeside([bytes, folder = m_suite->text().folder()] {
        models::SuiteText text(bytes, folder);
        text.findPlaces();
        return text;
    }));
}

void YamlPage::commit()
{
    if (m_unread)
        give(m_suite->text().withBytes(editedBytes()));
}

void YamlPage::give(const models::SuiteText &text)
{
    m_later.stop();
    m_unread = false;
    m_giving = true;
    m_shown = shownOf(text.bytes());
    m_suite->setText(text, tr("typing in the YAML"), u"yaml %1"_s.arg(m_series));
    m_giving = false;
    m_series += m_breaks ? 1 : 0;
    m_breaks = false;
}

void YamlPage::refreshProblems()
{
    m_edit->setProblems(m_suite->problems());
    showProblem();
}

void YamlPage::showProblem()
{
    const auto &problems = m_suite->problems();
    const int line = m_edit->textCursor().blockNumber() + 1;
    QString text;
    bool error = false;
    if (!m_shown.whole) {
        text = tr("The file holds characters that cannot be edited here, and is shown only.");
        error = true;
    }
    for (const auto &problem : problems) {
        if (text.isEmpty() && problem.line == line) {
            text = tr("Line %1: %2").arg(line).arg(problem.problem.message);
            error = problem.isError();
        }
    }
    if (text.isEmpty() && !problems.empty()) {
        // What makes a test invalid comes before what is only doubtful.
        auto first = std::find_if(problems.begin(), problems.end(),
                                  [](const auto &problem) { return problem.isError(); });
        error = first != problems.end();
        if (!error)
            first = problems.begin();
        text = problems.size() == 1 ? tr("Line %1: %2").arg(first->line).arg(first->problem.message)
                                    : (error ? tr("%1 problems, the first error on line %2: %3")
                                             : tr("%1 problems, the first on line %2: %3"))
                                          .arg(problems.size())
                                          .arg(first->line)
                                          .arg(first->problem.message);
    }
    m_problem->setText(displayText(text));
    m_problem->setVisible(!text.isEmpty());
    setTextRole(m_problem, error ? ColorRole::Failed : ColorRole::Warning);
    m_edit->setAccessibleDescription(m_problem->text());
}

int YamlPage::positionOf(qsizetype byte) const
{
    QByteArray before = m_suite->bytes().left(byte);
    if (m_shown.mark)
        before.remove(0, 3);
    return int(QString::fromUtf8(before.replace("\r\n", "\n")).size());
}

qsizetype YamlPage::byteOf(int position) const
{
    const QTextBlock block = m_edit->document()->findBlock(position);
    qsizetype byte = m_shown.mark ? 3 : 0;
    for (int i = 0; i < block.blockNumber() && i < m_shown.lines.size(); ++i)
        byte += m_shown.lines[i].toUtf8().size() + m_shown.ends[i].size();
    return byte + block.text().left(position - block.position()).toUtf8().size();
}

void YamlPage::goTo(const QString &testId, const QString &field)
{
    const auto [begin, end] = m_suite->rangeOf(testId, field);
    if (begin == end || m_suite->isBroken())
        return;
    QTextCursor cursor(m_edit->document());
    cursor.setPosition(std::min(positionOf(begin), m_edit->document()->characterCount() - 1));
    m_edit->setTextCursor(cursor);
    m_edit->centerCursor();
}

std::pair<QString, QString> YamlPage::testAndField() const
{
    QString field;
    const QString test = m_suite->isBroken()
                             ? QString()
                             : m_suite->testAt(byteOf(m_edit->textCursor().position()), &field);
    return {test, field};
}

void YamlPage::focusFind()
{
    m_findBar->focusField();
}

void YamlPage::find(bool forward)
{
    m_findBar->find(forward);
}

} // namespace assay::ui
