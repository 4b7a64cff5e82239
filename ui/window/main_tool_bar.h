// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QToolBar>

class QComboBox;
class QToolButton;

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

protected:
    bool event(QEvent *event) override;

private:
    //! Where there is no room for all words, the buttons that are pressed less often have a mark
    //! alone.
    void fit();
    ClusterBar *m_clusterBar;
    QComboBox *m_keep;
    QList<QToolButton *> m_lesser;
    int m_saved = 0; //!< pixels, since they have no words; 0: they have them
    bool m_fitting = false;
};

} // namespace assay::ui
