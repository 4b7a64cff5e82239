// SPDX-License-Identifier: Apache-2.0
#include "main_tool_bar.h"

#include "cluster_bar.h"
#include "keep_chooser.h"
#include "window_actions.h"

#include <QAction>
#include <QComboBox>
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
        }
    connect(m_keep, &QComboBox::activated, this, [this] { Q_EMIT keepChosen(this->keep()); });
}

QString MainToolBar::keep() const
{
    return m_keep->currentData().toString();
}

} // namespace assay::ui
