// SPDX-License-Identifier: Apache-2.0
// Walks every page of the window and every dialog, with names as long as they come and with text
// that runs from right to left, in every size and theme. A process has one scale: QT_SCALE_FACTOR
// says which, and there is a test for each.
#include "ui/every_page.h"
#include "ui/window_inspection.h"

#include <ui/look/theme.h>

#include <QAbstractButton>
#include <QFrame>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::longName;
using tests::WindowFixture;

namespace {

//! Lines as wide as someone made them, and more tabs than fit.
const QStringList mayScroll{u"log"_s, u"suiteYaml"_s, u"objectsYaml"_s, u"podYaml"_s,
                            u"evidenceTabs"_s};

} // namespace

class TestEveryPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void aTextThatIsCutOffIsFound();
    void highContrastIsKept();
    void tabGoesAroundTheWindow();
    void pageIsWholeAndReadable_data();
    void pageIsWholeAndReadable();

private:
    std::unique_ptr<WindowFixture> m;
};

void TestEveryPage::init()
{
    m = std::make_unique<WindowFixture>();
    tests::addLongTests(*m);
    m->show();
}

void TestEveryPage::cleanup()
{
    m.reset();
    ui::Theme::instance().setHighContrast(false);
    ui::Theme::instance().setMode(ui::ThemeMode::Light);
}

//! Each fault that the walk looks for, made on purpose.
void TestEveryPage::aTextThatIsCutOffIsFound()
{
    QWidget window;
    window.resize(400, 300);
    const auto put = [&window](QWidget *widget, const QRect &rect) {
        widget->setParent(&window);
        widget->setObjectName(u"it"_s);
        widget->setGeometry(rect);
        return widget;
    };
    auto *label = new QLabel(u"far too much text for it"_s);
    put(label, {0, 0, 40, 20});
    auto *pale = new QLabel(u"pale"_s);
    put(pale, {100, 0, 100, 20});
    QPalette palette = window.palette();
    const QColor ground = palette.color(QPalette::Window);
    palette.setColor(QPalette::WindowText, ui::blended(ground, Qt::gray, 0.7));
    pale->setPalette(palette);
    auto *edit = new QLineEdit;
    put(edit, {20, 10, 60, 30});
    edit->setFocusPolicy(Qt::ClickFocus);
    put(new QLabel(u"outside"_s), {380, 100, 100, 20});
    auto *text = new QPlainTextEdit(QString(200, u'x'));
    put(text, {0, 200, 200, 90});
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setAccessibleName(u"text"_s);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));

    const QString layout = tests::faultsOfLayout(window, {}).join(u'\n');
    for (const QString &wanted :
         {u"QLabel it “far too much text for it”: needs"_s, u"QLineEdit it: lies over QLabel"_s,
          u"QLabel it “outside”: lies at 380,100"_s, u"QPlainTextEdit it: has a horizontal"_s})
        QVERIFY2(layout.contains(wanted), qPrintable(layout));
    QVERIFY(!tests::faultsOfLayout(window, {u"it"_s}).join(u' ').contains(u"horizontal"_s));
    QCOMPARE(tests::faultsOfReach(window), (QStringList{u"QLineEdit it: no key leads to it"_s,
                                                        u"QLineEdit it: has no name for a screen "
                                                        "reader"_s}));
    const QStringList contrast = tests::faultsOfContrast(window);
    QCOMPARE(contrast.size(), 1);
    QVERIFY2(contrast[0].startsWith(u"QLabel it “pale”: “pale” is painted in 1."_s),
             qPrintable(contrast[0]));
}

void TestEveryPage::highContrastIsKept()
{
    m->action("highContrast")->trigger();
    QVERIFY(ui::Theme::instance().isHighContrast());
    ui::Theme::instance().setHighContrast(false);
    const ui::MainWindow next(&m->workspace);
    QVERIFY(next.findChild<QAction *>(u"highContrast"_s)->isChecked());
    QVERIFY(ui::Theme::instance().isHighContrast());
}

void TestEveryPage::tabGoesAroundTheWindow()
{
    tests::missPackageSample(m->workspace, longName, {}, QDateTime::currentDateTimeUtc());
    m->window->selectTest(longName);
    m->raisePane("logsPane");
    m->window->activateWindow();
    QTRY_VERIFY(m->window->isActiveWindow());
    auto *first = m->find<QWidget>("testsFilter");
    first->setFocus();
    QStringList reached;
    do {
        QVERIFY(QApplication::focusWidget());
        reached << QApplication::focusWidget()->objectName();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    } while (QApplication::focusWidget() != first && reached.size() < 200);
    QCOMPARE(QApplication::focusWidget(), first);
    for (const char *name :
         {"testsFilter", "testsStateFilter", "tests", "addTest", "clusterChooser", "pageSwitch",
          "stateMachine", "timeTrack", "whatHappenedEdit", "whatHappenedLink", "evidenceTabs"})
        QVERIFY2(reached.contains(QLatin1String(name)),
                 qPrintable(QLatin1String(name) + u" is not among "_s + reached.join(u' ')));
    QTest::keyClick(first, Qt::Key_Backtab);
    QCOMPARE(QApplication::focusWidget()->objectName(), reached.last());
}

void TestEveryPage::pageIsWholeAndReadable_data()
{
    QTest::addColumn<int>("page");
    const std::vector<tests::Page> pages = tests::allPages();
    for (size_t i = 0; i < pages.size(); ++i)
        QTest::addRow("%s", pages[i].name) << int(i);
}

void TestEveryPage::pageIsWholeAndReadable()
{
    QFETCH(int, page);
    QWidget *shown = tests::allPages()[size_t(page)].open(*m);
    QVERIFY(shown);
    QVERIFY(QTest::qWaitForWindowExposed(shown));
    QMap<QString, QStringList> faults; // and where
    const auto tell = [&faults](const QString &where, const QStringList &found) {
        for (const QString &fault : found)
            faults[fault] << where;
    };
    // A layout that asks for another one has it before it is looked at.
    const auto settle = [] {
        for (int i = 0; i < 5; ++i)
            QCoreApplication::processEvents();
    };
    const bool isDialog = shown != m->window.get();
    for (const QSize size : {QSize(1024, 640), QSize(1280, 800), QSize(2560, 1600)}) {
        const QString where = u"%1x%2"_s.arg(size.width()).arg(size.height());
        m->window->resize(size);
        settle();
        if (!isDialog && m->window->size() != size)
            tell(where,
                 {u"the window takes %1x%2"_s.arg(m->window->width()).arg(m->window->height())});
        tell(where, tests::faultsOfLayout(*shown, mayScroll));
        tell(where, tests::faultsOfReach(*shown, {u"paletteList"_s}));
        if (isDialog)
            break;
    }
    m->window->resize(1280, 800);
    settle();
    for (const bool strong : {false, true})
        for (const ui::ThemeMode mode : {ui::ThemeMode::Light, ui::ThemeMode::Dark}) {
            ui::Theme::instance().setHighContrast(strong);
            ui::Theme::instance().setMode(mode);
            settle();
            const QString where = (mode == ui::ThemeMode::Dark ? u"dark"_s : u"light"_s) +
                                  (strong ? u", high contrast"_s : QString());
            tell(where, tests::faultsOfContrast(*shown));
            tell(where, tests::faultsOfLayout(*shown, mayScroll));
        }
    for (auto at = faults.cbegin(); at != faults.cend(); ++at)
        qWarning().noquote() << at.key() << u"("_s + at.value().join(u", "_s) + u")"_s;
    QVERIFY2(faults.isEmpty(), "the faults stand above");
}

QTEST_MAIN(TestEveryPage)
#include "tst_every_page.moc"
