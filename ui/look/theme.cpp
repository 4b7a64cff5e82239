// SPDX-License-Identifier: Apache-2.0
#include <ui/look/theme.h>

#include "outlined_style.h"

#include <QApplication>
#include <QPalette>
#include <QPointer>
#include <QStyle>

#include <cmath>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

struct Shades
{
    QRgb light;
    QRgb dark;
};

Shades shades(ColorRole role)
{
    switch (role) {
    case ColorRole::Window:
        return {0xFFF3F5F7, 0xFF15181C};
    case ColorRole::Card:
        return {0xFFFFFFFF, 0xFF1D2126};
    case ColorRole::Raised:
        return {0xFFECEFF2, 0xFF2A3037};
    case ColorRole::Text:
        return {0xFF1B1F24, 0xFFE6EAEE};
    case ColorRole::Muted:
        return {0xFF57606A, 0xFFA3ADB8};
    case ColorRole::Border:
        return {0xFFCBD2D9, 0xFF3D454E};
    case ColorRole::Accent:
        return {0xFF0B57D0, 0xFF7CB3FF};
    case ColorRole::Passed:
        return {0xFF176F30, 0xFF56D364};
    case ColorRole::Failed:
        return {0xFFBA1A1A, 0xFFFF9C94};
    case ColorRole::Inconclusive:
        return {0xFF7D5200, 0xFFE3B341};
    case ColorRole::Running:
        return {0xFF0B57D0, 0xFF7CB3FF};
    case ColorRole::Queued:
        return {0xFF6639BA, 0xFFC4A5FF};
    case ColorRole::Warning:
        return {0xFF7D5200, 0xFFE3B341};
    case ColorRole::OnStatus:
        return {0xFFFFFFFF, 0xFF0E1216};
    case ColorRole::Highlight:
        return {0xFF0B57D0, 0xFF1F4F8F};
    case ColorRole::HighlightedText:
        return {0xFFFFFFFF, 0xFFFFFFFF};
    case ColorRole::Match:
        return {0xFFFFE08A, 0xFFD9B44A};
    case ColorRole::CurrentMatch:
        return {0xFFFFB02E, 0xFFFF9F1C};
    case ColorRole::MatchText:
        return {0xFF1B1F24, 0xFF0E1216};
    }
    return {0xFF000000, 0xFFFFFFFF};
}

Shades strongShades(ColorRole role)
{
    switch (role) {
    case ColorRole::Window:
    case ColorRole::Card:
        return {0xFFFFFFFF, 0xFF000000};
    case ColorRole::Raised:
        return {0xFFF0F0F0, 0xFF1A1A1A};
    case ColorRole::Text:
    case ColorRole::Border:
        return {0xFF000000, 0xFFFFFFFF};
    case ColorRole::Muted:
        return {0xFF2B2B2B, 0xFFE0E0E0};
    case ColorRole::Accent:
    case ColorRole::Running:
        return {0xFF0033AA, 0xFF9CC9FF};
    case ColorRole::Passed:
        return {0xFF004D14, 0xFF7CF08A};
    case ColorRole::Failed:
        return {0xFF8B0000, 0xFFFFB3AD};
    case ColorRole::Inconclusive:
    case ColorRole::Warning:
        return {0xFF553600, 0xFFFFD866};
    case ColorRole::Queued:
        return {0xFF4B0F9E, 0xFFD9C4FF};
    case ColorRole::OnStatus:
        return {0xFFFFFFFF, 0xFF000000};
    case ColorRole::Highlight:
        return {0xFF0033AA, 0xFF003F9E};
    case ColorRole::HighlightedText:
        return {0xFFFFFFFF, 0xFFFFFFFF};
    case ColorRole::Match:
        return {0xFFFFE08A, 0xFFFFE08A};
    case ColorRole::CurrentMatch:
        return {0xFFFFB02E, 0xFFFFB02E};
    case ColorRole::MatchText:
        return {0xFF000000, 0xFF000000};
    }
    return {0xFF000000, 0xFFFFFFFF};
}

} // namespace

Theme::Theme(QObject *parent) : QObject(parent)
{
    // Read before our own palette replaces it: Qt 6.4 has no other word on the desktop's scheme.
    m_systemIsDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    // The same of what a style knows of the desktop's animations.
    m_reducesMotion = QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0;
    QApplication::setStyle(new OutlinedStyle);
    m_dark = m_systemIsDark;
    apply();
}

Theme &Theme::instance()
{
    static QPointer<Theme> theme;
    if (!theme)
        theme = new Theme(qApp);
    return *theme;
}

void Theme::setMode(ThemeMode mode)
{
    m_mode = mode;
    const bool dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && m_systemIsDark);
    if (dark == m_dark)
        return;
    m_dark = dark;
    apply();
}

void Theme::setHighContrast(bool on)
{
    if (on == m_highContrast)
        return;
    m_highContrast = on;
    apply();
}

void Theme::setReducesMotion(bool on)
{
    if (on == m_reducesMotion)
        return;
    m_reducesMotion = on;
    Q_EMIT changed();
}

void Theme::apply()
{
    QApplication::setPalette(palette(m_dark, m_highContrast));
    Q_EMIT changed();
}

QColor Theme::color(ColorRole role, bool dark, bool highContrast)
{
    const Shades s = highContrast ? strongShades(role) : shades(role);
    return QColor::fromRgb(dark ? s.dark : s.light);
}

QPalette Theme::palette(bool dark, bool highContrast)
{
    const auto c = [dark, highContrast](ColorRole role) { return color(role, dark, highContrast); };
    QPalette p;
    p.setColor(QPalette::Window, c(ColorRole::Window));
    p.setColor(QPalette::WindowText, c(ColorRole::Text));
    p.setColor(QPalette::Base, c(ColorRole::Card));
    p.setColor(QPalette::AlternateBase, c(ColorRole::Window));
    p.setColor(QPalette::Text, c(ColorRole::Text));
    p.setColor(QPalette::PlaceholderText, c(ColorRole::Muted));
    p.setColor(QPalette::Button, c(ColorRole::Raised));
    p.setColor(QPalette::ButtonText, c(ColorRole::Text));
    p.setColor(QPalette::BrightText, c(ColorRole::Failed));
    p.setColor(QPalette::ToolTipBase, c(ColorRole::Raised));
    p.setColor(QPalette::ToolTipText, c(ColorRole::Text));
    p.setColor(QPalette::Highlight, c(ColorRole::Highlight));
    p.setColor(QPalette::HighlightedText, c(ColorRole::HighlightedText));
    p.setColor(QPalette::Link, c(ColorRole::Accent));
    p.setColor(QPalette::LinkVisited, c(ColorRole::Queued));
    p.setColor(QPalette::Light, dark ? c(ColorRole::Border) : QColor(Qt::white));
    p.setColor(QPalette::Midlight, c(ColorRole::Raised));
    p.setColor(QPalette::Mid, c(ColorRole::Border));
    p.setColor(QPalette::Dark, dark ? QColor(0x0E, 0x12, 0x16) : QColor(0xA8, 0xB0, 0xB8));
    p.setColor(QPalette::Shadow, dark ? QColor(Qt::black) : QColor(0x8A, 0x92, 0x9A));
    const QColor faded =
        blended(c(ColorRole::Window), c(ColorRole::Text), highContrast ? 0.65 : 0.45);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText})
        p.setColor(QPalette::Disabled, role, faded);
    p.setColor(QPalette::Disabled, QPalette::Base, c(ColorRole::Window));
    p.setColor(QPalette::Disabled, QPalette::Highlight, c(ColorRole::Border));
    return p;
}

QColor themeColor(ColorRole role)
{
    return Theme::instance().color(role);
}

QColor blended(const QColor &under, const QColor &over, double share)
{
    const auto mix = [share](double a, double b) { return std::lerp(a, b, share); };
    return QColor::fromRgbF(float(mix(under.redF(), over.redF())),
                            float(mix(under.greenF(), over.greenF())),
                            float(mix(under.blueF(), over.blueF())));
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &color) {
        const auto linear = [](double v) {
            return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
               0.0722 * linear(color.blueF());
    };
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace assay::ui
