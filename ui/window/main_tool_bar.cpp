// SPDX-License-Identifier: Apache-2.0
#include "main_tool_bar.h"

#include "cluster_bar.h"
#include "keep_chooser.h"
#include "window_actions.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

MainToolBar::MainToolBar(const WindowActions &actions, const QString &keep, QWidget *parent)
    : QToolBar(tr("Main toolbar"), parent)
    , m_clusterBar(new ClusterBar)
    , m_keep(makeKeepChooser(keep))
{
    setObjectName(u"mainToolBar"_s);
    setAccessibleName(tr("Main toolbar"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setMovable(false);
    const int em = fontMetrics().height();
    setIconSize({em, em});
    addWidget(m_clusterBar);
    addSeparator();
    addActions({actions.runAll, actions.runSelected, actions.runFailed, actions.stop});
    auto *space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    addWidget(space);
    addWidget(m_keep);
    addAction(actions.exportReports);
    const QList<QAction *> all = this->actions();
    for (QAction *action : all)
        if (auto *button = qobject_cast<QToolButton *>(widgetForAction(action))) {
            button->setObjectName(action->objectName() + "Button"_L1);
            button->setAccessibleName(QString(action->text()).remove(u'&'));
            if (action == actions.runSelected || action == actions.runFailed ||
                action == actions.exportReports)
                m_lesser << button;
        }
    connect(m_keep, &QComboBox::activated, this, [this] { Q_EMIT keepChosen(this->keep()); });
}

bool MainToolBar::event(QEvent *event)
{
    const bool done = QToolBar::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
        fit();
    return done;
}

void MainToolBar::fit()
{
    if (m_fitting || !isVisible())
        return;
    m_fitting = true;
    const int wide = layout()->sizeHint().width() + m_saved;
    const bool hasWords = m_saved == 0;
    if (const bool wants = wide <= width(); wants != hasWords) {
        for (QToolButton *button : std::as_const(m_lesser))
            button->setToolButtonStyle(wants ? Qt::ToolButtonTextBesideIcon
                                             : Qt::ToolButtonIconOnly);
        layout()->invalidate();
        m_saved = wants ? 0 : std::max(1, wide - layout()->sizeHint().width());
    }
    m_fitting = false;
}

QString MainToolBar::keep() const
{
    return m_keep->currentData().toString();
}

} // namespace assay::ui
