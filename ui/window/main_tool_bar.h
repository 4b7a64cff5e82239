// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QToolBar>

class QComboBox;

namespace assay::ui {

class ClusterBar;
class WindowActions;

//! The cluster in use, what can be run on it, and what becomes of what a run creates.
class MainToolBar : public QToolBar
{
    Q_OBJECT
public:
    MainToolBar(const WindowActions &actions, const QString &keep, QWidget *parent);

    ClusterBar *clusterBar() const { return m_clusterBar; }
    QString keep() const; //!< "never", "on-failure" or "always"

Q_SIGNALS:
    void keepChosen(const QString &keep);

private:
    ClusterBar *m_clusterBar;
    QComboBox *m_keep;
};

} // namespace assay::ui
