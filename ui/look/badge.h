// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/tests_model.h>
#include <ui/look/theme.h>

#include <QLabel>

namespace assay::ui {

//! A word on a filled, rounded surface of a status colour.
class Badge : public QLabel
{
    Q_OBJECT
public:
    explicit Badge(QWidget *parent = nullptr);
    void setBadge(const QString &text, ColorRole role);
    //! The same with the state's own shape, as the list has it.
    void setState(const QString &text, models::TestState state);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ColorRole m_role = ColorRole::Muted;
    std::optional<models::TestState> m_state;
};

//! A label for text from outside: plain, wrapping, selectable with the mouse.
QLabel *plainLabel(const QString &text = {}, QWidget *parent = nullptr);
//! Gives a label (or any widget) text in a colour of the theme, also when the theme changes.
void setTextRole(QWidget *widget, ColorRole role);

} // namespace assay::ui
