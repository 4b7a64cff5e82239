// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QObject>

class QPalette;

namespace assay::ui {

//! What a colour means. Widgets ask for a meaning and never name a colour themselves.
enum class ColorRole {
    Window, //!< behind everything
    Card,   //!< views, cards, fields
    Raised, //!< a surface on top of a card: buttons, headers
    Text,
    Muted, //!< secondary text; readable on Window, Card and Raised
    Border,
    Accent,
    Passed,
    Failed,
    Inconclusive,
    Running,
    Queued,
    Warning,
    OnStatus, //!< text on a surface filled with Accent … Warning
    Highlight,
    HighlightedText,
    Match,        //!< behind something that was found
    CurrentMatch, //!< behind the find result that the cursor is at
    MatchText     //!< text on both
};

enum class ThemeMode { System, Light, Dark };

//! The look of the application: Fusion with a light or a dark table of colours, each also in high
//! contrast.
class Theme : public QObject
{
    Q_OBJECT
public:
    //! The application's theme; made at the first call, which wants a QApplication.
    static Theme &instance();

    ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode);
    bool isDark() const { return m_dark; }
    //! Black and white, and colours that keep 7:1 from both.
    bool isHighContrast() const { return m_highContrast; }
    void setHighContrast(bool on);
    //! Nothing moves by itself: the desktop, or whoever sits at it, wants it so.
    bool reducesMotion() const { return m_reducesMotion; }
    void setReducesMotion(bool on);

    QColor color(ColorRole role) const { return color(role, m_dark, m_highContrast); }
    static QColor color(ColorRole role, bool dark, bool highContrast = false);
    static QPalette palette(bool dark, bool highContrast = false);

Q_SIGNALS:
    void changed();

private:
    explicit Theme(QObject *parent);
    void apply();
    ThemeMode m_mode = ThemeMode::System;
    bool m_systemIsDark = false;
    bool m_dark = false;
    bool m_highContrast = false;
    bool m_reducesMotion = false;
};

//! The colour of the theme in use.
QColor themeColor(ColorRole role);
//! `over` laid on `under` with the given share, 0 to 1.
QColor blended(const QColor &under, const QColor &over, double share);
//! WCAG 2 contrast ratio, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace assay::ui
