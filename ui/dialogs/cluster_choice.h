// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;

namespace assay::ui {

//! Which tests, and on which of the clusters, found by some letters of their names.
class ClusterChoice : public QWidget
{
    Q_OBJECT
public:
    explicit ClusterChoice(QWidget *parent = nullptr);

    //! What was ticked before stays so; `current` is ticked, and called `title` where it has one.
    void offer(const QStringList &all, const QStringList &selected, const QStringList &contexts,
               const QString &current, const QString &title);
    QStringList tests() const;
    QStringList contexts() const; //!< those that are ticked, in the order offered

Q_SIGNALS:
    void changed();

private:
    void filter(const QString &text);
    void explain();

    QComboBox *m_tests;
    QLineEdit *m_filter;
    QListWidget *m_contexts;
    QLabel *m_none; //!< why there is nothing to tick
    QStringList m_all;
    QStringList m_selected;
};

} // namespace assay::ui
