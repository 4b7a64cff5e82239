// SPDX-License-Identifier: Apache-2.0
#include <ui/look/theme.h>

#include <QApplication>
#include <QPalette>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::ui;

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void contrastIsReadable_data();
    void contrastIsReadable();
    void contrastRatioIsThatOfWcag();
    void modeChangesThePalette();
    void highContrastIsBlackAndWhite();
};

void TestTheme::contrastIsReadable_data()
{
    QTest::addColumn<int>("fore");
    QTest::addColumn<int>("back");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("strong");
    const auto rows = [](const char *name, ColorRole fore, ColorRole back) {
        for (const bool dark : {false, true})
            for (const bool strong : {false, true})
                QTest::addRow("%s, %s%s", name, dark ? "dark" : "light",
                              strong ? ", high contrast" : "")
                    << int(fore) << int(back) << dark << strong;
    };
    const std::pair<const char *, ColorRole> words[] = {
        {"text", ColorRole::Text},       {"muted", ColorRole::Muted},
        {"accent", ColorRole::Accent},   {"passed", ColorRole::Passed},
        {"failed", ColorRole::Failed},   {"inconclusive", ColorRole::Inconclusive},
        {"running", ColorRole::Running}, {"queued", ColorRole::Queued},
        {"warning", ColorRole::Warning}};
    for (const auto &[name, role] : words) {
        rows(qPrintable(QLatin1String(name) + u" on window"_s), role, ColorRole::Window);
        rows(qPrintable(QLatin1String(name) + u" on card"_s), role, ColorRole::Card);
    }
    rows("text on raised", ColorRole::Text, ColorRole::Raised);
    rows("muted on raised", ColorRole::Muted, ColorRole::Raised);
    for (const ColorRole status :
         {ColorRole::Accent, ColorRole::Passed, ColorRole::Failed, ColorRole::Inconclusive,
          ColorRole::Running, ColorRole::Queued, ColorRole::Warning})
        rows(qPrintable(u"on status %1"_s.arg(int(status))), ColorRole::OnStatus, status);
    rows("selected", ColorRole::HighlightedText, ColorRole::Highlight);
    rows("match", ColorRole::MatchText, ColorRole::Match);
    rows("current match", ColorRole::MatchText, ColorRole::CurrentMatch);
    rows("badge of what did not run", ColorRole::Card, ColorRole::Muted);
}

void TestTheme::contrastIsReadable()
{
    QFETCH(int, fore);
    QFETCH(int, back);
    QFETCH(bool, dark);
    QFETCH(bool, strong);
    const double ratio = contrastRatio(Theme::color(ColorRole(fore), dark, strong),
                                       Theme::color(ColorRole(back), dark, strong));
    QVERIFY2(ratio >= (strong ? 7 : 4.5), qPrintable(QString::number(ratio)));
}

void TestTheme::contrastRatioIsThatOfWcag()
{
    QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
    // #767676 on white is the well-known grey at the limit of AA.
    QCOMPARE(QString::number(contrastRatio(QColor(0x76, 0x76, 0x76), Qt::white), 'f', 2),
             u"4.54"_s);
}

void TestTheme::modeChangesThePalette()
{
    Theme &theme = Theme::instance();
    theme.setMode(ThemeMode::Light);
    QSignalSpy changed(&theme, &Theme::changed);
    theme.setMode(ThemeMode::Dark);
    QCOMPARE(changed.size(), 1);
    QVERIFY(theme.isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Base), Theme::color(ColorRole::Card, true));
    theme.setMode(ThemeMode::Light);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(QApplication::palette().color(QPalette::Text), Theme::color(ColorRole::Text, false));
}

void TestTheme::highContrastIsBlackAndWhite()
{
    Theme &theme = Theme::instance();
    theme.setMode(ThemeMode::Light);
    QSignalSpy changed(&theme, &Theme::changed);
    theme.setHighContrast(true);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(QApplication::palette().color(QPalette::Base), QColor(Qt::white));
    QCOMPARE(QApplication::palette().color(QPalette::Text), QColor(Qt::black));
    theme.setMode(ThemeMode::Dark);
    QCOMPARE(QApplication::palette().color(QPalette::Base), QColor(Qt::black));
    QCOMPARE(themeColor(ColorRole::Text), QColor(Qt::white));
    theme.setHighContrast(false);
    QCOMPARE(changed.size(), 3);
    QCOMPARE(QApplication::palette().color(QPalette::Base), Theme::color(ColorRole::Card, true));
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
