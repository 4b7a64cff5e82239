// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace assay::ui {

//! Finding in a text that is short enough to be looked through at once. Hidden until it is wanted.
class TextFindBar : public QWidget
{
    Q_OBJECT
public:
    //! `prefix` begins the names of its parts; `fieldName` and `placeholder` say what is looked
    //! through.
    TextFindBar(QPlainTextEdit *text, const QString &prefix, const QString &fieldName,
                const QString &placeholder, QWidget *parent = nullptr);
    //! For what is chosen in the text, where that is on one line.
    void focusField();
    void find(bool forward);

private:
    QPlainTextEdit *m_text;
    QLineEdit *m_field;
    QLabel *m_result;
};

} // namespace assay::ui
