// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QFormLayout;
class QLabel;
class QToolButton;

namespace assay::ui {

//! A part of a form under a heading that opens and closes it. Closed, its heading says what it
//! holds and how much of that is wrong.
class FoldSection : public QWidget
{
    Q_OBJECT
public:
    FoldSection(const QString &name, const QString &title, QWidget *parent = nullptr);

    QFormLayout *form() const { return m_form; }
    bool isOpen() const { return m_open; }
    void setOpen(bool open);
    //! What it holds, for the closed heading; empty: nothing.
    void setSummary(const QString &summary);
    void setProblems(int errors, int warnings);

private:
    void refresh();
    bool m_open = true;
    QString m_title;
    QString m_summary;
    int m_errors = 0;
    int m_warnings = 0;
    QToolButton *m_header;
    QLabel *m_mark;
    QLabel *m_words;
    QWidget *m_content;
    QFormLayout *m_form;
};

} // namespace assay::ui
