// SPDX-License-Identifier: Apache-2.0
#include "wrapped_label.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {
constexpr QChar seam(0x200B);
constexpr int longestWord = 22; //!< characters that any column holds
constexpr int piece = 12;       //!< where a word offers no better place
} // namespace

QString withShortDigests(const QString &text)
{
    static const QRegularExpression digest(
        u"sha(256|512):([0-9a-f]{8})[0-9a-f]{20,}([0-9a-f]{4})"_s);
    return QString(text).replace(digest, u"sha\\1:\\2…\\3"_s);
}

QString breakable(const QString &text)
{
    QString out;
    qsizetype at = 0;
    while (at < text.size()) {
        qsizetype end = at;
        while (end < text.size() && !text[end].isSpace())
            ++end;
        const QStringView word = QStringView(text).mid(at, end - at);
        if (word.size() <= longestWord) {
            out += word;
        } else {
            int since = 0;
            for (qsizetype i = 0; i < word.size(); ++i) {
                out += word[i];
                ++since;
                const bool joint = u"/.:-_=,@?&+"_s.contains(word[i]);
                const bool within = i + 1 < word.size() && !word[i + 1].isLowSurrogate();
                if (within && ((joint && since > 3) || since >= piece)) {
                    out += seam;
                    since = 0;
                }
            }
        }
        if (end < text.size())
            out += text[end];
        at = end + 1;
    }
    return out;
}

QString unbroken(const QString &text)
{
    return QString(text).remove(seam);
}

WrappedLabel::WrappedLabel(const QString &text, QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setWrappedText(text);
}

void WrappedLabel::setWrappedText(const QString &text)
{
    m_whole = text;
    const QString shortened = withShortDigests(text);
    setText(breakable(shortened));
    setAccessibleName(text);
    setToolTip(shortened == text ? QString() : text.toHtmlEscaped());
}

void WrappedLabel::copy() const
{
    if (!hasSelectedText())
        return;
    const QString selected = unbroken(selectedText()).replace(QChar(0x2029), u'\n');
    const bool all = selected == withShortDigests(m_whole);
    QGuiApplication::clipboard()->setText(all ? m_whole : selected);
}

void WrappedLabel::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && hasSelectedText())
        return copy();
    QLabel::keyPressEvent(event);
}

void WrappedLabel::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, &WrappedLabel::copy)->setEnabled(hasSelectedText());
    menu->addAction(tr("Copy all of it"), this,
                    [this] { QGuiApplication::clipboard()->setText(m_whole); });
    menu->popup(event->globalPos());
}

} // namespace assay::ui
