// SPDX-License-Identifier: Apache-2.0
// What a person puts into logs to find it again: marks on lines, and rules for what stands out.
#include "log/highlight_rules.h"
#include "log/log_memory.h"
#include "ui/window_fixture.h"

#include <ui/log/log_document.h>
#include <ui/log/log_view.h>
#include <ui/look/theme.h>

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;
using ui::HighlightRule;

class TestLogMarks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void everyColourCanBeRead();
    void aLineIsLookedThroughOnce();
    void marksAreSetByKeyAndMouse();
    void marksAreGoneTo();
    void onlyMarkedLines();
    void marksAndRulesSurviveARestart();
    void whatIsSelectedStandsOut();
    void rulesAreEditedAsTheyAreTyped();
    void thereAreNoMoreRulesThanAreToldApart();
    void settingsThatMakeNoSenseAreLeftOut();
    void whyNoLineIsShown();

private:
    void showLog();
    void start(); //!< a window with a log of 300 lines
    ui::LogView *view() const { return m->find<ui::LogView>("logView"); }
    QDialog *dialog() const { return m->find<QDialog>("highlightDialog"); }
    void openDialog() const;
    int linesOfColor(int color) const; //!< visible lines that have its ground
    std::unique_ptr<WindowFixture> m;
    QTemporaryDir m_logs;
};

void TestLogMarks::init()
{
    ui::Theme::instance().setMode(ui::ThemeMode::Light);
    start();
}

void TestLogMarks::start()
{
    m = std::make_unique<WindowFixture>();
    m->addTests();
    m->show();
    QVERIFY(QTest::qWaitForWindowActive(m->window.get()));
    QVERIFY(QDir(m_logs.path()).mkpath(u"logs"_s));
    QFile file(m_logs.filePath(u"logs/nb.log"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 1; i <= 300; ++i)
        file.write(i % 10 == 0 ? "GET /api 200 12ms\n" : "usual line\n");
    file.close();
    showLog();
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_Home);
}

//! A run whose log is the file.
void TestLogMarks::showLog()
{
    auto make = tests::beginSample(m->workspace, u"alpha"_s, m_logs.path(),
                                   QDateTime(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC));
    models::LogSegment segment;
    segment.container = u"nb"_s;
    segment.file = u"logs/nb.log"_s;
    make.add(segment);
    m->workspace.appendFacts(u"alpha"_s, make.take());
    m->window->selectTest(u"alpha"_s);
    m->raisePane("logsPane");
    QTRY_COMPARE(view()->document()->lineCount(), 300);
}

void TestLogMarks::openDialog() const
{
    m->find<QAction>("logHighlights")->trigger();
    QTRY_VERIFY(dialog() && dialog()->isVisible());
    QVERIFY(QTest::qWaitForWindowActive(dialog()));
}

int TestLogMarks::linesOfColor(int color) const
{
    const QImage image = view()->viewport()->grab().toImage();
    const QRgb ground = ui::highlightColors(color).ground.rgb();
    const int height = view()->fontMetrics().height() + 1;
    int lines = 0;
    for (int top = 0; top + height <= image.height(); top += height) {
        bool found = false;
        for (int x = 0; x < image.width() && !found; ++x)
            found = image.pixel(x, top + 1) == ground;
        lines += found;
    }
    return lines;
}

void TestLogMarks::everyColourCanBeRead()
{
    for (const bool dark : {false, true}) {
        for (const bool strong : {false, true}) {
            QSet<QRgb> grounds;
            for (int color = 0; color < ui::highlightColorCount; ++color) {
                const auto [ground, ink] = ui::highlightColors(color, dark, strong);
                const double ratio = ui::contrastRatio(ground, ink);
                QVERIFY2(ratio >= (strong ? 7 : 4.5),
                         qPrintable(u"%1: %2"_s.arg(ui::highlightColorName(color)).arg(ratio)));
                grounds.insert(ground.rgb());
                // Unlike what was found, and unlike the ground of the log.
                QVERIFY(ground != ui::Theme::color(ui::ColorRole::Match, dark, strong));
                QVERIFY(ground != ui::Theme::color(ui::ColorRole::Card, dark, strong));
            }
            QCOMPARE(grounds.size(), ui::highlightColorCount);
        }
    }
}

void TestLogMarks::aLineIsLookedThroughOnce()
{
    using Ranges = std::vector<ui::Highlights::Range>;
    ui::Highlights highlights({{{u"[0-9]+ms"_s, true, false, false}, 2},
                               {{u"naïve"_s, false, false, false}, 0},
                               {{u"(broken"_s, true, false, false}, 1}});
    const QString line = u"a naïve 12ms, 7MS"_s;
    const Ranges expected{{8, 4, 2}, {14, 3, 2}, {2, 5, 0}};
    QCOMPARE(highlights.in(4, line), expected);
    QCOMPARE(highlights.in(4, line), expected);
    QCOMPARE(highlights.lookedThrough(), 1);
    // The last line of a log that grows becomes longer.
    QCOMPARE(highlights.in(4, line + u"!"_s), expected);
    QCOMPARE(highlights.lookedThrough(), 2);
    QCOMPARE(highlights.in(5, u"usual"_s), Ranges());
    QCOMPARE(highlights.lookedThrough(), 3);
}

void TestLogMarks::marksAreSetByKeyAndMouse()
{
    // Nothing was clicked yet: the first line in sight.
    QTest::keyClick(view(), Qt::Key_M);
    QCOMPARE(view()->marks(), (std::vector<qint64>{0}));
    const int height = view()->fontMetrics().height() + 1;
    // On its number.
    QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, {4, 5 * height + height / 2});
    QCOMPARE(view()->marks(), (std::vector<qint64>{0, 5}));
    // In its text, then by key.
    QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, {120, 3 * height + height / 2});
    QCOMPARE(view()->marks(), (std::vector<qint64>{0, 5}));
    QTest::keyClick(view(), Qt::Key_M);
    QCOMPARE(view()->marks(), (std::vector<qint64>{0, 3, 5}));
    QTest::keyClick(view(), Qt::Key_M);
    QCOMPARE(view()->marks(), (std::vector<qint64>{0, 5}));
    // A mark is seen: its number is written on another ground.
    const QImage image = view()->viewport()->grab().toImage();
    QCOMPARE(image.pixel(2, 5 * height + height / 2), ui::themeColor(ui::ColorRole::Accent).rgb());
    QCOMPARE(image.pixel(2, 6 * height + height / 2), ui::themeColor(ui::ColorRole::Window).rgb());
}

void TestLogMarks::marksAreGoneTo()
{
    view()->setMarks({20, 150, 280, 5000});
    QTest::keyClick(view(), Qt::Key_U);
    QCOMPARE(view()->cursor().line, 20);
    QTest::keyClick(view(), Qt::Key_U);
    QCOMPARE(view()->cursor().line, 150);
    QVERIFY(view()->firstVisibleLine() <= 150);
    QVERIFY(view()->firstVisibleLine() > 100);
    QTest::keyClick(view(), Qt::Key_U);
    QCOMPARE(view()->cursor().line, 280);
    // Around the end; a line that the log has no more is passed over.
    QTest::keyClick(view(), Qt::Key_U);
    QCOMPARE(view()->cursor().line, 20);
    QTest::keyClick(view(), Qt::Key_U, Qt::ShiftModifier);
    QCOMPARE(view()->cursor().line, 280);
}

void TestLogMarks::onlyMarkedLines()
{
    view()->setMarks({9, 100});
    auto *only = m->find<QComboBox>("findOnly");
    only->setFocus();
    QTest::keyClicks(only, u"Marked"_s);
    QCOMPARE(only->currentText(), u"Marked lines"_s);
    QTRY_COMPARE(view()->visibleLines(), (QStringList{u"GET /api 200 12ms"_s, u"usual line"_s}));
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_M);
    QTRY_COMPARE(view()->visibleLines(), (QStringList{u"usual line"_s}));
}

void TestLogMarks::marksAndRulesSurviveARestart()
{
    const QString config = m->folder.filePath(u"config"_s);
    QTest::keyClick(view(), Qt::Key_M);
    openDialog();
    m->find<QAbstractButton>("highlightAdd")->click();
    QTest::keyClicks(dialog()->findChild<QLineEdit *>(u"highlightText"_s), u"200"_s);
    const auto kept = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(kept->path()).mkpath(u"assay"_s));
    QVERIFY(QFile::copy(config + u"/assay/log.ini"_s, kept->filePath(u"assay/log.ini"_s)));

    // Another start: its fixture has another folder, which gets what the first one wrote.
    m.reset();
    m = std::make_unique<WindowFixture>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, kept->path());
    QCOMPARE(ui::log_memory::rules(),
             (std::vector<HighlightRule>{{{u"200"_s, false, false, false}, 0}}));
    QCOMPARE(ui::log_memory::marks(m_logs.filePath(u"logs/nb.log"_s)), (std::vector<qint64>{0}));
    QCOMPARE(ui::log_memory::marks(m_logs.filePath(u"logs/other.log"_s)), std::vector<qint64>());

    // The window is made again over them.
    m->window = std::make_unique<ui::MainWindow>(&m->workspace);
    m->addTests();
    m->show();
    showLog();
    QCOMPARE(view()->marks(), (std::vector<qint64>{0}));
    QTRY_VERIFY(linesOfColor(0) > 0);
}

void TestLogMarks::whatIsSelectedStandsOut()
{
    const int height = view()->fontMetrics().height() + 1;
    QCOMPARE(linesOfColor(0), 0);
    // A double click takes a word; h makes it stand out in every line.
    const int x = view()->fontMetrics().horizontalAdvance(u"00000000"_s);
    const QPoint word(x, 9 * height + height / 2);
    QTest::mouseDClick(view()->viewport(), Qt::LeftButton, {}, word);
    QCOMPARE(view()->selectedText(), u"GET"_s);
    QTest::keyClick(view(), Qt::Key_H);
    QCOMPARE(ui::log_memory::rules(),
             (std::vector<HighlightRule>{{{u"GET"_s, false, true, false}, 0}}));
    // What is selected is seen as such, too.
    const int lines = int(view()->visibleLines().count(u"GET /api 200 12ms"_s));
    QTRY_COMPARE(linesOfColor(0), lines - 1);
    QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, word + QPoint(200, height));
    QTRY_COMPARE(linesOfColor(0), lines);
    QTest::mouseDClick(view()->viewport(), Qt::LeftButton, {}, word);
    QTest::keyClick(view(), Qt::Key_H);
    QCOMPARE(ui::log_memory::rules(), std::vector<HighlightRule>());
    QTRY_COMPARE(linesOfColor(0), 0);
}

void TestLogMarks::rulesAreEditedAsTheyAreTyped()
{
    openDialog();
    const auto shown = [this](const char *name) {
        QStringList texts;
        for (const auto *label : dialog()->findChildren<QLabel *>(QLatin1String(name)))
            if (label->isVisible())
                texts << label->text();
        return texts.join(u'|');
    };
    QVERIFY(shown("highlightNone").startsWith(u"Nothing stands out yet."_s));
    auto *add = dialog()->findChild<QAbstractButton *>(u"highlightAdd"_s);
    QTest::mouseClick(add, Qt::LeftButton);
    auto *text = dialog()->findChild<QLineEdit *>(u"highlightText"_s);
    QTRY_COMPARE(QApplication::focusWidget(), text);
    QTest::keyClicks(text, u"(12ms"_s);
    QTRY_VERIFY(linesOfColor(0) == 0);
    auto *expression = dialog()->findChild<QAbstractButton *>(u"highlightExpression"_s);
    QTest::keyClick(text, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), expression);
    QTest::keyClick(expression, Qt::Key_Space);
    QCOMPARE(shown("highlightProblem"), u"Rule 1: This is no expression: missing ): (12ms"_s);
    text->setFocus();
    QTest::keyClicks(text, u"|9ms)"_s);
    QCOMPARE(shown("highlightProblem"), QString());
    QTRY_VERIFY(linesOfColor(0) > 0);
    auto *color = dialog()->findChild<QComboBox *>(u"highlightColor"_s);
    color->setFocus();
    QTest::keyClick(color, Qt::Key_Down);
    QTRY_VERIFY(linesOfColor(1) > 0);
    QCOMPARE(linesOfColor(0), 0);
    QTest::mouseClick(dialog()->findChild<QToolButton *>(u"highlightRemove"_s), Qt::LeftButton);
    QTRY_COMPARE(linesOfColor(1), 0);
    QCOMPARE(QApplication::focusWidget(), add);
    QCOMPARE(ui::log_memory::rules(), std::vector<HighlightRule>());
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
}

void TestLogMarks::thereAreNoMoreRulesThanAreToldApart()
{
    openDialog();
    auto *add = dialog()->findChild<QAbstractButton *>(u"highlightAdd"_s);
    for (size_t i = 0; i < ui::mostHighlightRules; ++i) {
        QVERIFY(add->isEnabled());
        add->click();
        auto *text = dialog()->findChildren<QLineEdit *>(u"highlightText"_s).back();
        QTRY_COMPARE(QApplication::focusWidget(), text);
        QTest::keyClicks(text, u"rule%1"_s.arg(i));
    }
    QVERIFY(!add->isEnabled());
    QCOMPARE(add->toolTip(), u"There are 12 rules, which is the most. Remove one first."_s);
    const std::vector<HighlightRule> rules = ui::log_memory::rules();
    QCOMPARE(rules.size(), ui::mostHighlightRules);
    // Each colour in turn.
    for (size_t i = 0; i < rules.size(); ++i)
        QCOMPARE(rules[i].color, int(i) % ui::highlightColorCount);
}

void TestLogMarks::settingsThatMakeNoSenseAreLeftOut()
{
    QFile file(m->folder.filePath(u"config/assay/log.ini"_s));
    QVERIFY(QDir().mkpath(m->folder.filePath(u"config/assay"_s)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[rules]\nsize=2000000000\n1\\text=\n1\\color=0\n2\\text=kept\n2\\color=5\n"
               "3\\text=beyond\n3\\color=6\n4\\text=before\n4\\color=-1\n"
               "[marked]\nsize=1\n1\\file=/x.log\n1\\lines=7, nonsense, -3, 2, 7\n");
    file.close();
    QCOMPARE(ui::log_memory::rules(),
             (std::vector<HighlightRule>{{{u"kept"_s, false, false, false}, 5}}));
    QCOMPARE(ui::log_memory::marks(u"/x.log"_s), (std::vector<qint64>{2, 7}));
    for (int i = 0; i < 101; ++i)
        ui::log_memory::setMarks(u"/%1.log"_s.arg(i), {i});
    QCOMPARE(ui::log_memory::marks(u"/0.log"_s), std::vector<qint64>());
    QCOMPARE(ui::log_memory::marks(u"/100.log"_s), (std::vector<qint64>{100}));
}

void TestLogMarks::whyNoLineIsShown()
{
    auto *levels = m->find<QComboBox>("logLevel");
    levels->setCurrentIndex(2);
    QTRY_COMPARE(view()->whyNothingIsShown(), u"No line of this log speaks of an error."_s);
    QCOMPARE(view()->visibleLines(), QStringList());
    levels->setCurrentIndex(0);
    m->find<QComboBox>("findOnly")->setCurrentIndex(4);
    QTRY_COMPARE(view()->whyNothingIsShown(),
                 u"No line is marked. Choose “All lines”, then press m on a line or click its "
                 "number."_s);
}

QTEST_MAIN(TestLogMarks)
#include "tst_log_marks.moc"
