// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

namespace assay::ui {

//! One line of plain text that gives up its middle where there is no room; then the whole of it is
//! the tooltip. It never makes a window wider.
class ElidedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;
    //! So many characters stay however narrow it gets; 8 unless told.
    void setShortest(int characters);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int m_shortest = 8;
};

} // namespace assay::ui
