// SPDX-License-Identifier: Apache-2.0
#include <ui/look/theme.h>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPalette>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStyleOption>
#include <QTest>
#include <QVBoxLayout>

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
    void whatIsEditedHasALineAroundIt_data();
    void whatIsEditedHasALineAroundIt();
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

void TestTheme::whatIsEditedHasALineAroundIt_data()
{
    QTest::addColumn<bool>("strong");
    QTest::addColumn<double>("least");
    QTest::newRow("dark") << false << 3.0;
    QTest::newRow("dark, high contrast") << true << 15.0;
}

void TestTheme::whatIsEditedHasALineAroundIt()
{
    QFETCH(const bool, strong);
    QFETCH(const double, least);
    Theme &theme = Theme::instance();
    theme.setMode(ThemeMode::Dark);
    theme.setHighContrast(strong);
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    const QList<QWidget *> edited{new QLineEdit, new QSpinBox, new QPlainTextEdit, new QComboBox};
    for (QWidget *widget : edited)
        column->addWidget(widget);
    auto *box = new QCheckBox(u"x"_s);
    column->addWidget(box);
    window.resize(300, 400);
    const QImage image = window.grab().toImage();
    const QColor under = themeColor(ColorRole::Window);
    for (const QWidget *widget : edited) {
        const QColor line = image.pixelColor(widget->x(), widget->geometry().center().y());
        QVERIFY2(contrastRatio(line, under) >= least, widget->metaObject()->className());
    }
    QStyleOptionButton option;
    option.initFrom(box);
    const QRect tick = box->style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, box);
    const QColor line = image.pixelColor(box->x() + tick.left(), box->y() + tick.center().y());
    QVERIFY(contrastRatio(line, under) >= least);
    theme.setHighContrast(false);
    theme.setMode(ThemeMode::System);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
