// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explanation.h"

#include <ui/look/theme.h>

#include <QScrollArea>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace assay::ui {

//! Tells how a run stands, why, what proves it, and what to do.
class WhatHappenedCard : public QScrollArea
{
    Q_OBJECT
public:
    explicit WhatHappenedCard(QWidget *parent = nullptr);

    void showExplanation(const Explanation &explanation);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuild();
    //! Texts wrap at the card's width, also where one of them has a word that is wider.
    void fitTexts();
    void addFix();
    QLabel *addText(const QString &text, ColorRole role, bool bold = false);
    Explanation m_explanation;
    QWidget *m_top = nullptr;
    QVBoxLayout *m_texts = nullptr;
    QLabel *m_headline = nullptr;
    QLabel *m_icon = nullptr;
    QToolButton *m_copy = nullptr;
};

} // namespace assay::ui
