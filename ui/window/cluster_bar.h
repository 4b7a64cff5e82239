// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/look/theme.h>
#include <ui/window/main_window.h>

#include <QTimer>

class QComboBox;
class QLabel;

namespace assay::ui {

class Badge;

//! The cluster in use: which, how the connection stands in a word and a colour, and whether it is
//! the sandbox.
class ClusterBar : public QWidget
{
    Q_OBJECT
public:
    explicit ClusterBar(QWidget *parent = nullptr);

    void setContexts(const QStringList &contexts, const QString &current);
    void setCluster(const ClusterState &cluster);
    void setLocalEngine(const QString &name);
    bool hasChoice() const; //!< a context or the sandbox is chosen
    void openChooser();

Q_SIGNALS:
    void contextChosen(const QString &context);
    void localChosen();
    void sandboxChosen();
    void kubeconfigRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class Kind { Nothing, Context, Local, Sandbox, OpenFile };
    void choose(int index);
    void selectInUse();
    QString localText() const;
    void select(Kind kind, const QString &context);
    void showConnection();
    QString connectedWords(ColorRole *role) const;
    QString silence() const; //!< how long
    QComboBox *m_chooser;
    QLabel *m_dot;
    QLabel *m_words;
    Badge *m_sandbox;
    ClusterState m_cluster;
    QString m_engine; //!< of this computer
    QTimer m_age;     //!< while it may be silent
    int m_chosen = 0;
};

} // namespace assay::ui
