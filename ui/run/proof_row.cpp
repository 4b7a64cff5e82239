// SPDX-License-Identifier: Apache-2.0
#include "proof_row.h"

#include "look/wrapped_label.h"

#include <ui/look/theme.h>

#include <QFontDatabase>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

// All of it stands where the link leads; what says most has most room.
constexpr qsizetype mostProofLines = 8;
constexpr qsizetype mostOfFirst = 420; //!< characters
constexpr qsizetype mostOfOthers = 130;

QString shortened(const QString &text, qsizetype most)
{
    QString out = text.section(u'\n', 0, mostProofLines - 1);
    if (out.size() > most)
        out = out.left(most).trimmed();
    return out.size() < text.size() ? out + u'…' : out;
}

//! A link as wide as it says something, and no wider than there is room.
class LinkButton : public QToolButton
{
public:
    explicit LinkButton(const QString &text) : m_whole(text) { setText(text); }

    QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(m_whole) + 2, QToolButton::sizeHint().height()};
    }
    QSize minimumSizeHint() const override
    {
        return {std::min(sizeHint().width(), fontMetrics().averageCharWidth() * 12),
                sizeHint().height()};
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QToolButton::resizeEvent(event);
        setText(fontMetrics().elidedText(m_whole, Qt::ElideMiddle, width()));
    }

private:
    QString m_whole;
};

} // namespace

ProofRow::ProofRow(const Explanation::Proof &proof, bool first, QWidget *parent)
    : QWidget(parent)
    , m_first(first)
{
    const int em = fontMetrics().height();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(em * 3 / 4, em / 4, em / 3, em / 4);
    column->setSpacing(em / 8);
    if (proof.target.isNone()) {
        auto *source = new WrappedLabel(proof.source);
        column->addWidget(source);
    } else {
        auto *link = new LinkButton(tr("%1 ›").arg(withShortDigests(proof.source)));
        link->setObjectName(u"whatHappenedLink"_s);
        link->setAccessibleName(tr("Open %1").arg(proof.source));
        link->setToolTip(tr("Open where this stands: %1").arg(proof.source).toHtmlEscaped());
        link->setAutoRaise(true);
        link->setCursor(Qt::PointingHandCursor);
        link->setFocusPolicy(Qt::StrongFocus);
        QPalette colors = link->palette();
        for (const QPalette::ColorRole role :
             {QPalette::ButtonText, QPalette::WindowText, QPalette::Text})
            colors.setColor(role, themeColor(ColorRole::Accent));
        link->setPalette(colors);
        // Flush with the words below, which a button's own frame is not.
        link->setStyleSheet(
            u"QToolButton { border: none; padding: 0; }"
            "QToolButton:hover, QToolButton:focus { text-decoration: underline; }"_s);
        link->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        connect(link, &QToolButton::clicked, this, &ProofRow::activated);
        column->addWidget(link, 0, Qt::AlignLeft);
    }
    auto *text = new WrappedLabel(shortened(proof.text, first ? mostOfFirst : mostOfOthers));
    text->setObjectName(u"whatHappenedEvidence"_s);
    text->setAccessibleDescription(proof.source);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    column->addWidget(text);
    if (!proof.advice.isEmpty()) {
        auto *advice = new WrappedLabel(tr("What to do: %1").arg(proof.advice));
        advice->setObjectName(u"whatHappenedAdvice"_s);
        column->addWidget(advice);
    }
}

void ProofRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor color = themeColor(m_first ? ColorRole::Failed : ColorRole::Border);
    if (m_first)
        painter.fillRect(rect(), blended(themeColor(ColorRole::Card), color, 0.08));
    painter.fillRect(QRect(0, 0, std::max(2, fontMetrics().height() / 6), height()), color);
}

} // namespace assay::ui
