// SPDX-License-Identifier: Apache-2.0
// Walks every page of the window and every dialog, with names as long as they come and with text
// that runs from right to left, in every size and theme. A process has one scale: QT_SCALE_FACTOR
// says which, and there is a test for each.
#include "ui/window_fixture.h"
#include "ui/window_inspection.h"

#include <ui/dialogs/ladder_dialog.h>
#include <ui/look/theme.h>

#include <QAbstractButton>
#include <QFrame>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

namespace {

const QString hundred =
    u"a_workbench_image_with_a_name_of_one_hundred_characters_as_registries_and_teams_make_them_in_2025_0a"_s;
const QString rightToLeft = u"בדיקה_של_תמונת_סביבת_העבודה_הארוכה_ביותר_של_הצוות"_s;
const QDateTime start(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);

void addLongTests(WindowFixture &m)
{
    models::SuiteDocument *suite = m.workspace.suite();
    for (const QString &id : {hundred, rightToLeft, u"plain"_s}) {
        auto test =
            tests::sampleTest(id, u"registry.example.com/a-team/%1/workbench:2025.1"_s.arg(hundred),
                              {u"numpy"_s, hundred, u"sdg_hub"_s});
        test.nameSpace = u"test-"_s + QString(58, u'n');
        test.notebookName = QString(50, u'w');
        suite->addTest(test);
        tests::askForEverything(*suite, id);
    }
    m.window->setContexts({hundred, u"prod"_s}, hundred);
    ui::ClusterState cluster;
    cluster.connection = ui::ClusterState::Connection::Connected;
    cluster.context = hundred;
    cluster.server = u"https://api.%1.example.com:6443"_s.arg(hundred);
    cluster.version = u"v1.31.4+rke2r1-with-a-vendor-suffix"_s;
    m.window->setCluster(cluster);
}

QString folderOf(WindowFixture &m)
{
    return m.folder.filePath(u"run"_s);
}

//! A run of the long-named test that goes on, with everything that events can hold.
void goOn(WindowFixture &m)
{
    auto make = tests::beginSample(m.workspace, hundred, {}, QDateTime::currentDateTimeUtc());
    make.after(0.1).become(models::NotebookStatus::PodPending, hundred);
    models::KubernetesEvent event;
    event.uid = u"e9"_s;
    event.type = u"Warning"_s;
    event.reason = u"FailedScheduling"_s;
    event.message = u"0/12 nodes are available: %1. %2"_s.arg(rightToLeft, hundred);
    event.objectKind = u"Pod"_s;
    event.objectName = hundred;
    event.firstAt = event.lastAt = make.now();
    make.add(models::EventSeen{event});
    m.workspace.appendFacts(hundred, make.take());
    m.workspace.setQueued({rightToLeft});
}

using Open = std::function<QWidget *(WindowFixture &)>;
struct Page
{
    const char *name;
    Open open; //!< gives what is to be looked at
};

Open evidence(const char *pane, int attempt = 0)
{
    return [pane, attempt](WindowFixture &m) -> QWidget * {
        if (attempt == 0)
            tests::failChecksSample(m.workspace, hundred, {}, start);
        else
            tests::crashSample(m.workspace, hundred, folderOf(m), start);
        m.window->selectTest(hundred);
        m.raisePane(pane);
        return m.window.get();
    };
}

QWidget *dialogOf(const char *name)
{
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (widget->objectName() == QLatin1String(name) && widget->isVisible())
            return widget;
    return nullptr;
}

std::vector<Page> runPages()
{
    const auto shows = [](const auto &sample) {
        return [sample](WindowFixture &m) -> QWidget * {
            sample(m);
            m.window->selectTest(hundred);
            return m.window.get();
        };
    };
    return {
        {"not run", shows([](WindowFixture &) {})},
        {"running", shows(goOn)},
        {"passed",
         shows([](WindowFixture &m) { tests::passChecksSample(m.workspace, hundred, {}, start); })},
        {"package missing", shows([](WindowFixture &m) {
             tests::missPackageSample(m.workspace, hundred, {}, start);
             tests::passSample(m.workspace, rightToLeft, {}, start);
         })},
        {"not pulled",
         shows([](WindowFixture &m) { tests::pullErrorSample(m.workspace, hundred, {}, start); })},
        {"crashed", evidence("logsPane", 1)},
        {"right to left",
         [](WindowFixture &m) -> QWidget * {
             tests::missPackageSample(m.workspace, rightToLeft, {}, start);
             m.window->selectTest(rightToLeft);
             return m.window.get();
         }},
        {"stored run",
         [](WindowFixture &m) -> QWidget * {
             tests::missPackageSample(m.workspace, hundred, {}, start);
             m.window->showStoredRun({{}, m.workspace.run(hundred)->record, {}});
             return m.window.get();
         }},
        {"packages", evidence("packagesPane")},
        {"checks", evidence("checksPane")},
        {"cells", evidence("cellsPane")},
        {"events", evidence("eventsPane")},
        {"commands", evidence("commandsPane")},
        {"timeline", evidence("timelinePane")},
        {"pod", evidence("podPane")},
        {"requests", evidence("requestsPane")},
    };
}

std::vector<Page> otherPages()
{
    return {
        {"welcome",
         [](WindowFixture &m) -> QWidget * {
             m.workspace.suite()->removeTests(m.workspace.suite()->ids());
             return m.window.get();
         }},
        {"configuration",
         [](WindowFixture &m) -> QWidget * {
             m.window->selectTest(hundred);
             m.showConfiguration();
             return m.window.get();
         }},
        {"configuration with problems",
         [](WindowFixture &m) -> QWidget * {
             auto test = *m.workspace.suite()->test(hundred);
             test.customImage = u"no image"_s;
             test.packagesToVerify << u"no-name"_s;
             test.nameSpace = QString(80, u'N');
             test.installedPackages << u"numpy >> 1"_s;
             m.workspace.suite()->setTest(hundred, test);
             m.window->selectTest(hundred);
             m.showConfiguration();
             return m.window.get();
         }},
        {"yaml",
         [](WindowFixture &m) -> QWidget * {
             m.window->selectTest(hundred);
             m.action("showYaml")->trigger();
             m.action("find")->trigger();
             return m.window.get();
         }},
        {"messages",
         [](WindowFixture &m) -> QWidget * {
             m.window->showProblem(u"Nothing could be run on %1"_s.arg(hundred),
                                   u"%1: %2"_s.arg(rightToLeft, hundred), u"run"_s,
                                   u"Choose another cluster…"_s, [] {});
             m.window->showProblem(hundred, hundred);
             m.action("removeTestsAction")->trigger();
             return m.window.get();
         }},
        {"cluster lost",
         [](WindowFixture &m) -> QWidget * {
             ui::ClusterState cluster = m.window->cluster();
             cluster.connection = ui::ClusterState::Connection::Lost;
             cluster.problem = hundred;
             cluster.heardAt = QDateTime::currentDateTimeUtc().addSecs(-70);
             m.window->setCluster(cluster);
             return m.window.get();
         }},
        {"palette",
         [](WindowFixture &m) -> QWidget * {
             m.action("palette")->trigger();
             return m.window.get();
         }},
        {"keys",
         [](WindowFixture &m) -> QWidget * {
             m.action("shortcuts")->trigger();
             return dialogOf("keysDialog");
         }},
        {"question",
         [](WindowFixture &m) -> QWidget * {
             m.window->setDialogs(std::make_unique<ui::Dialogs>());
             m.window->ask(u"Remove %1 from the suite?"_s.arg(hundred), rightToLeft,
                           {u"Remove it"_s, u"Keep it, and look at it once more"_s, u"Cancel"_s},
                           [](int) {});
             return dialogOf("question");
         }},
        {"about",
         [](WindowFixture &m) -> QWidget * {
             m.window->setDialogs(std::make_unique<ui::Dialogs>());
             m.action("about")->trigger();
             return dialogOf("question");
         }},
        {"check of the cluster",
         [](WindowFixture &m) -> QWidget * {
             using Result = models::PreflightCheck::Result;
             auto *ladder = new ui::LadderDialog(m.window.get());
             ladder->begin(hundred);
             ladder->add({u"Connection"_s, Result::Passed, hundred, {}});
             ladder->add({u"Permission to create Notebooks"_s, Result::Failed, rightToLeft,
                          u"Ask for a RoleBinding in %1"_s.arg(hundred)});
             ladder->end();
             ladder->show();
             return ladder;
         }},
    };
}

std::vector<Page> allPages()
{
    std::vector<Page> pages = runPages();
    const std::vector<Page> others = otherPages();
    pages.insert(pages.end(), others.begin(), others.end());
    return pages;
}

//! Lines as wide as someone made them, and more tabs than fit.
const QStringList mayScroll{u"log"_s, u"suiteYaml"_s, u"podYaml"_s, u"evidenceTabs"_s};

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
    addLongTests(*m);
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
    tests::missPackageSample(m->workspace, hundred, {}, start);
    m->window->selectTest(hundred);
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
    const std::vector<Page> pages = allPages();
    for (size_t i = 0; i < pages.size(); ++i)
        QTest::addRow("%s", pages[i].name) << int(i);
}

void TestEveryPage::pageIsWholeAndReadable()
{
    QFETCH(int, page);
    QWidget *shown = allPages()[size_t(page)].open(*m);
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
