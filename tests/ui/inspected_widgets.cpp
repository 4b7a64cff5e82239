// SPDX-License-Identifier: Apache-2.0
#include "inspected_widgets.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSizeGrip>
#include <QSplitter>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace assay::tests {

bool isInner(const QWidget *widget)
{
    const QWidget *parent = widget->parentWidget();
    return widget->objectName().startsWith("qt_"_L1) ||
           widget->objectName().startsWith("ScrollLeft"_L1) ||
           widget->objectName().startsWith("ScrollRight"_L1) ||
           qobject_cast<const QComboBox *>(parent) || qobject_cast<const QLineEdit *>(parent) ||
           qobject_cast<const QAbstractSpinBox *>(parent) ||
           qobject_cast<const QTabBar *>(parent) || qobject_cast<const QScrollBar *>(widget) ||
           qobject_cast<const QSizeGrip *>(widget) ||
           qobject_cast<const QSplitterHandle *>(widget) ||
           widget->inherits("QDockWidgetTitleButton") || widget->inherits("QToolBarSeparator") ||
           widget->inherits("QRubberBand") || widget->inherits("QFocusFrame");
}

QString wordsOf(const QWidget *widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return button->text();
    if (const auto *combo = qobject_cast<const QComboBox *>(widget))
        return combo->currentText();
    return {};
}

QString nameOf(const QWidget *widget)
{
    QString name = QLatin1String(widget->metaObject()->className());
    name.remove(u"assay::ui::"_s);
    if (!widget->objectName().isEmpty())
        name += u' ' + widget->objectName();
    else if (widget->parentWidget())
        name += " in "_L1 + widget->parentWidget()->objectName();
    if (const QString words = wordsOf(widget); !words.isEmpty())
        name += u" “%1”"_s.arg(words.left(40).replace(u'\n', u' '));
    return name;
}

std::vector<QWidget *> shownIn(const QWidget &window)
{
    std::vector<QWidget *> shown;
    for (QWidget *widget : window.findChildren<QWidget *>())
        if (widget->window() == &window && widget->isVisible() && !isInner(widget))
            shown.push_back(widget);
    return shown;
}

QRect seenPart(const QWidget &window, const QWidget *widget)
{
    QRect seen = widget->rect();
    QPoint offset;
    for (const QWidget *at = widget; at != &window; at = at->parentWidget()) {
        offset += at->pos();
        seen &= at->parentWidget()->rect().translated(-offset);
    }
    return seen;
}

} // namespace assay::tests
