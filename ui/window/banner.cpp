// SPDX-License-Identifier: Apache-2.0
#include "banner.h"

#include "look/icons.h"
#include "look/wording.h"
#include "look/wrapped_label.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr int maxBanners = 3;

class BannerFrame : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QColor color = themeColor(ColorRole::Failed);
        painter.fillRect(rect(), blended(themeColor(ColorRole::Card), color, 0.08));
        painter.fillRect(QRect(0, 0, fontMetrics().height() / 4, height()), color);
    }
};

} // namespace

BannerArea::BannerArea(QWidget *parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins({});
    m_column->setSpacing(2);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    hide();
}

void BannerArea::add(const QString &title, const QString &text, const QString &topic,
                     const QString &actionText, const std::function<void()> &action)
{
    const QString key = topic.isEmpty() ? title + u'\n' + text : topic;
    dismiss(key);
    QWidget *banner = makeBanner(displayText(title), displayText(text), actionText, action);
    banner->setProperty("topic", key);
    m_column->insertWidget(0, banner);
    banner->show();
    while (m_column->count() > maxBanners)
        remove(m_column->itemAt(m_column->count() - 1)->widget());
    show();
    QAccessibleEvent alert(banner, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void BannerArea::dismiss(const QString &topic)
{
    for (int i = m_column->count(); i-- > 0;)
        if (QWidget *banner = m_column->itemAt(i)->widget();
            banner->property("topic").toString() == topic)
            remove(banner);
}

void BannerArea::remove(QWidget *banner)
{
    m_column->removeWidget(banner);
    banner->hide();
    banner->deleteLater();
    setVisible(m_column->count() > 0);
}

QWidget *BannerArea::makeBanner(const QString &title, const QString &text,
                                const QString &actionText, const std::function<void()> &action)
{
    auto *banner = new BannerFrame(this);
    banner->setObjectName(u"banner"_s);
    banner->setAccessibleName(title);
    banner->setAccessibleDescription(text);
    const int em = fontMetrics().height();
    auto *row = new QHBoxLayout(banner);
    row->setContentsMargins(em * 3 / 4, em * 2 / 5, em / 2, em * 2 / 5);
    row->setSpacing(em / 2);
    auto *mark = new QLabel;
    mark->setPixmap(icon(Symbol::Problem).pixmap(QSize(em, em) * 5 / 4, devicePixelRatioF()));
    auto *words = new QVBoxLayout;
    words->setSpacing(em / 6);
    auto *heading = new WrappedLabel(title);
    heading->setObjectName(u"bannerTitle"_s);
    QFont bold = font();
    bold.setBold(true);
    heading->setFont(bold);
    words->addWidget(heading);
    if (!text.isEmpty()) {
        auto *body = new WrappedLabel(text);
        body->setObjectName(u"bannerText"_s);
        words->addWidget(body);
    }
    auto *copy = new QToolButton;
    copy->setObjectName(u"bannerCopy"_s);
    copy->setIcon(icon(Symbol::Copy));
    copy->setAccessibleName(tr("Copy the message"));
    auto *close = new QToolButton;
    close->setObjectName(u"bannerClose"_s);
    close->setIcon(icon(Symbol::Close));
    close->setAccessibleName(tr("Dismiss the message"));
    for (QToolButton *button : {copy, close}) {
        button->setAutoRaise(true);
        button->setToolTip(button->accessibleName());
    }
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    if (action) {
        auto *button = new QPushButton(actionText);
        button->setObjectName(u"bannerAction"_s);
        button->setAccessibleName(actionText);
        button->setAutoDefault(false);
        row->addWidget(button, 0, Qt::AlignTop);
        connect(button, &QPushButton::clicked, this, [this, banner, action] {
            remove(banner);
            action();
        });
    }
    row->addWidget(copy, 0, Qt::AlignTop);
    row->addWidget(close, 0, Qt::AlignTop);
    connect(copy, &QToolButton::clicked, banner, [title, text] {
        QGuiApplication::clipboard()->setText(text.isEmpty() ? title : title + u'\n' + text);
    });
    connect(close, &QToolButton::clicked, this, [this, banner] { remove(banner); });
    return banner;
}

} // namespace assay::ui
