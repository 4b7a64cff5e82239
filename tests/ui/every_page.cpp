// SPDX-License-Identifier: Apache-2.0
#include "every_page.h"

#include <models/tables/grid_model.h>
#include <models/workbench/workbench_look.h>
#include <ui/dialogs/grid_dialog.h>
#include <ui/dialogs/ladder_dialog.h>
#include <ui/dialogs/leftovers_dialog.h>
#include <ui/dialogs/workbenches_dialog.h>
#include <ui/window/local_images.h>
#include <ui/window/workbench_gestures.h>

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace assay::tests {

const QString longName =
    u"a_workbench_image_with_a_name_of_one_hundred_characters_as_registries_and_teams_make_them_in_2025_0a"_s;

namespace {

const QString rightToLeft = u"בדיקה_של_תמונת_סביבת_העבודה_הארוכה_ביותר_של_הצוות"_s;
const QDateTime start(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);

QString folderOf(WindowFixture &m)
{
    return m.folder.filePath(u"run"_s);
}

//! A run of the long-named test that goes on, with everything that events can hold.
void goOn(WindowFixture &m)
{
    auto make = tests::beginSample(m.workspace, longName, {}, QDateTime::currentDateTimeUtc());
    make.after(0.1).become(models::NotebookStatus::PodPending, longName);
    models::KubernetesEvent event;
    event.uid = u"e9"_s;
    event.type = u"Warning"_s;
    event.reason = u"FailedScheduling"_s;
    event.message = u"0/12 nodes are available: %1. %2"_s.arg(rightToLeft, longName);
    event.objectKind = u"Pod"_s;
    event.objectName = longName;
    event.firstAt = event.lastAt = make.now();
    make.add(models::EventSeen{event});
    m.workspace.appendFacts(longName, make.take());
    m.workspace.setQueued({rightToLeft});
}

using Open = std::function<QWidget *(WindowFixture &)>;

Open evidence(const char *pane, int attempt = 0)
{
    return [pane, attempt](WindowFixture &m) -> QWidget * {
        if (attempt == 0)
            tests::failChecksSample(m.workspace, longName, {}, start);
        else
            tests::crashSample(m.workspace, longName, folderOf(m), start);
        m.window->selectTest(longName);
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
            m.window->selectTest(longName);
            return m.window.get();
        };
    };
    return {
        {"not run", shows([](WindowFixture &) {})},
        {"running", shows(goOn)},
        {"passed", shows([](WindowFixture &m) {
             tests::passChecksSample(m.workspace, longName, {}, start);
         })},
        {"package missing", shows([](WindowFixture &m) {
             tests::missPackageSample(m.workspace, longName, {}, start);
             tests::passSample(m.workspace, rightToLeft, {}, start);
         })},
        {"not pulled",
         shows([](WindowFixture &m) { tests::pullErrorSample(m.workspace, longName, {}, start); })},
        {"crashed", evidence("logsPane", 1)},
        {"right to left",
         [](WindowFixture &m) -> QWidget * {
             tests::missPackageSample(m.workspace, rightToLeft, {}, start);
             m.window->selectTest(rightToLeft);
             return m.window.get();
         }},
        {"stored run",
         [](WindowFixture &m) -> QWidget * {
             tests::missPackageSample(m.workspace, longName, {}, start);
             m.window->showStoredRun({{}, m.workspace.run(longName)->record, {}});
             return m.window.get();
         }},
        {"a piece of the time",
         [](WindowFixture &m) -> QWidget * {
             QWidget *window = evidence("eventsPane")(m);
             auto *track = m.find<QWidget>("timeTrack");
             QTest::keyClick(track, Qt::Key_Right);
             QTest::keyClick(track, Qt::Key_Return);
             return window;
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
             m.window->selectTest(longName);
             m.showConfiguration();
             return m.window.get();
         }},
        {"configuration with problems",
         [](WindowFixture &m) -> QWidget * {
             auto test = *m.workspace.suite()->test(longName);
             test.customImage = u"no image"_s;
             test.packagesToVerify << u"no-name"_s;
             test.nameSpace = QString(80, u'N');
             test.installedPackages << u"numpy >> 1"_s;
             m.workspace.suite()->setTest(longName, test);
             m.window->selectTest(longName);
             m.showConfiguration();
             return m.window.get();
         }},
        {"yaml",
         [](WindowFixture &m) -> QWidget * {
             m.window->selectTest(longName);
             m.action("showYaml")->trigger();
             m.action("find")->trigger();
             return m.window.get();
         }},
        {"objects",
         [](WindowFixture &m) -> QWidget * {
             m.window->setRehearsal([](const models::CustomImageTestConfiguration &test) {
                 using Kind = models::ComparedLine::Kind;
                 return ui::ObjectsText{
                     {{Kind::Both, u"---"_s},
                      {Kind::Before, u"cpu: 1"_s},
                      {Kind::After, u"image: "_s + test.customImage}},
                     {u"Namespace "_s + test.nameSpace, u"Notebook "_s + test.notebookName}};
             });
             auto test = *m.workspace.suite()->test(longName);
             test.packagesToVerify << u"no-name"_s;
             m.workspace.suite()->setTest(longName, test);
             m.window->selectTest(longName);
             m.action("showObjects")->trigger();
             m.action("find")->trigger();
             auto *view = m.find<QPlainTextEdit>("objectsYaml");
             return QTest::qWaitFor([view] { return !view->toPlainText().isEmpty(); })
                        ? m.window.get()
                        : nullptr;
         }},
        {"messages",
         [](WindowFixture &m) -> QWidget * {
             m.window->showProblem(u"Nothing could be run on %1"_s.arg(longName),
                                   u"%1: %2"_s.arg(rightToLeft, longName), u"run"_s,
                                   u"Choose another cluster…"_s, [] {});
             m.window->showProblem(longName, longName);
             m.action("removeTestsAction")->trigger();
             return m.window.get();
         }},
        {"cluster lost",
         [](WindowFixture &m) -> QWidget * {
             ui::ClusterState cluster = m.window->cluster();
             cluster.connection = ui::ClusterState::Connection::Lost;
             cluster.problem = longName;
             cluster.heardAt = QDateTime::currentDateTimeUtc().addSecs(-70);
             m.window->setCluster(cluster);
             return m.window.get();
         }},
        {"highlight rules",
         [](WindowFixture &m) -> QWidget * {
             tests::crashSample(m.workspace, longName, folderOf(m), start);
             m.window->selectTest(longName);
             m.raisePane("logsPane");
             m.action("logHighlights")->trigger();
             QWidget *dialog = dialogOf("highlightDialog");
             if (!dialog)
                 return nullptr;
             auto *add = dialog->findChild<QPushButton *>(u"highlightAdd"_s);
             for (const QString &text : {longName, u"("_s, rightToLeft}) {
                 add->click();
                 const auto fields = dialog->findChildren<QLineEdit *>(u"highlightText"_s);
                 fields.back()->setText(text);
             }
             dialog->findChildren<QAbstractButton *>(u"highlightExpression"_s).at(1)->click();
             return dialog;
         }},
        {"no marked line",
         [](WindowFixture &m) -> QWidget * {
             tests::crashSample(m.workspace, longName, folderOf(m), start);
             m.window->selectTest(longName);
             m.raisePane("logsPane");
             m.find<QComboBox>("findOnly")->setCurrentIndex(4);
             return m.window.get();
         }},
        {"choice of clusters",
         [](WindowFixture &m) -> QWidget * {
             auto *model = new models::GridModel(m.window.get());
             auto *dialog = new ui::GridDialog(model, m.window.get());
             dialog->choose({longName, rightToLeft}, {longName}, {longName, rightToLeft}, longName);
             return dialog;
         }},
        {"tests by cluster",
         [](WindowFixture &m) -> QWidget * {
             auto *model = new models::GridModel(m.window.get());
             auto *dialog = new ui::GridDialog(model, m.window.get());
             dialog->choose({longName}, {}, {longName}, longName);
             model->begin({longName, rightToLeft}, {longName, u"kind"_s});
             dialog->begin();
             tests::missPackageSample(m.workspace, longName, {}, start);
             model->beginRun(longName, longName, u"/runs/1"_s);
             model->appendFacts(longName, longName, m.workspace.run(longName)->record.facts());
             model->refuse(rightToLeft, longName, rightToLeft);
             return dialog;
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
             m.window->ask(u"Remove %1 from the suite?"_s.arg(longName), rightToLeft,
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
             ladder->begin(longName);
             ladder->add({u"Connection"_s, Result::Passed, longName, {}});
             ladder->add({u"Permission to create Notebooks"_s, Result::Failed, rightToLeft,
                          u"Ask for a RoleBinding in %1"_s.arg(longName)});
             ladder->end();
             ladder->show();
             return ladder;
         }},
    };
}

models::LeftRun leftRun(WindowFixture &m, bool kept)
{
    models::LeftRun left;
    left.folder = folderOf(m);
    left.runId = longName;
    left.configuration = *m.workspace.suite()->test(longName);
    left.begunAt = start;
    left.leftAt = start.addSecs(90);
    left.kept = kept;
    left.objects = {
        {u"v1"_s, u"Namespace"_s, {}, left.configuration.nameSpace, u"1"_s},
        {u"v1"_s, u"Notebook"_s, left.configuration.nameSpace, QString(50, u'w'), u"2"_s}};
    return left;
}

models::WorkbenchLook longLook()
{
    models::WorkbenchLook look;
    look.found.kind = u"Notebook"_s;
    look.found.nameSpace = QString(60, u'n');
    look.found.name = longName;
    look.found.since = start;
    look.found.standing = models::Standing::Failed;
    look.found.diagnosis.cause = u"Out of memory: %1"_s.arg(longName);
    look.found.diagnosis.summary = u"%1: %2"_s.arg(longName, rightToLeft);
    look.found.diagnosis.advice = rightToLeft;
    look.found.diagnosis.fault = models::Fault::Configuration;
    models::KubernetesEvent event;
    event.uid = u"1"_s;
    event.type = u"Warning"_s;
    event.reason = u"BackOff"_s;
    event.message = longName;
    event.lastAt = start;
    look.events = {event};
    look.logs = {{look.found.nameSpace, longName, longName, false, u"starting\nKilled\n"_s}};
    look.yaml = u"kind: Notebook\n"_s;
    return look;
}

QWidget *openImages(WindowFixture &m, const ui::EngineState &engine)
{
    m.window->images()->setEngine(engine);
    m.window->images()->setImages({{u"registry.example.com/%1:1"_s.arg(longName),
                                    u"sha256:"_s + QString(64, u'a'), 1'200'000'000, start}});
    m.action("images")->trigger();
    return m.window.get();
}

std::vector<Page> placePages()
{
    using Being = ui::EngineState::Being;
    return {
        {"images of this computer",
         [](WindowFixture &m) {
             return openImages(m, {Being::Found, u"Podman 4.3.1, rootless"_s, {}});
         }},
        {"no engine on this computer",
         [](WindowFixture &m) {
             return openImages(m, {Being::Missing, {}, u"%1: %2"_s.arg(longName, rightToLeft)});
         }},
        {"an image is pulled",
         [](WindowFixture &m) {
             QWidget *window = openImages(m, {Being::Found, longName, {}});
             m.window->images()->setPull(ui::PullState{longName, 1'000'000, 9'000'000, 1, 5, 12});
             return window;
         }},
        {"kept workbench",
         [](WindowFixture &m) -> QWidget * {
             tests::missPackageSample(m.workspace, longName, folderOf(m), start);
             m.window->selectTest(longName);
             m.window->gestures()->setLeft({leftRun(m, true)});
             return m.window.get();
         }},
        {"what runs left",
         [](WindowFixture &m) -> QWidget * {
             auto *dialog = new ui::LeftoversDialog(m.window.get());
             dialog->beginLooking(longName);
             dialog->showFound({leftRun(m, true), leftRun(m, false)}, rightToLeft);
             dialog->show();
             return dialog;
         }},
        {"workbenches of a cluster",
         [](WindowFixture &m) -> QWidget * {
             auto *dialog = new ui::WorkbenchesDialog(m.window.get());
             dialog->beginFiles(longName);
             dialog->showFound({{}, {}, {longLook().found}, {longName, rightToLeft}, {}});
             dialog->showLook(longLook());
             dialog->show();
             return dialog;
         }},
        {"import",
         [](WindowFixture &m) -> QWidget * {
             QFile file(m.folder.filePath(u"requirements.txt"_s));
             if (!file.open(QIODevice::WriteOnly) ||
                 file.write("numpy>=1.26\n" + longName.toUtf8() + "==1\n") < 0)
                 return nullptr;
             file.close();
             m.window->selectTest(longName);
             m.dialogs->nextPath = file.fileName();
             m.action("importFile")->trigger();
             const auto *take = m.find<QPushButton>("importTake");
             return QTest::qWaitFor([take] { return take->isVisible(); }) ? dialogOf("importDialog")
                                                                          : nullptr;
         }},
        {"a new test",
         [](WindowFixture &m) -> QWidget * {
             m.action("addTestAction")->trigger();
             return m.window.get();
         }},
    };
}

} // namespace

void addLongTests(WindowFixture &m)
{
    models::SuiteDocument *suite = m.workspace.suite();
    for (const QString &id : {longName, rightToLeft, u"plain"_s}) {
        auto test = tests::sampleTest(
            id, u"registry.example.com/a-team/%1/workbench:2025.1"_s.arg(longName),
            {u"numpy"_s, longName, u"sdg_hub"_s});
        test.nameSpace = u"test-"_s + QString(58, u'n');
        test.notebookName = QString(50, u'w');
        suite->addTest(test);
        tests::askForEverything(*suite, id);
    }
    m.window->setContexts({longName, u"prod"_s}, longName);
    ui::ClusterState cluster;
    cluster.connection = ui::ClusterState::Connection::Connected;
    cluster.context = longName;
    cluster.server = u"https://api.%1.example.com:6443"_s.arg(longName);
    cluster.version = u"v1.31.4+rke2r1-with-a-vendor-suffix"_s;
    m.window->setCluster(cluster);
}

std::vector<Page> allPages()
{
    std::vector<Page> pages;
    for (const std::vector<Page> &some : {runPages(), otherPages(), placePages()})
        pages.insert(pages.end(), some.begin(), some.end());
    return pages;
}

} // namespace assay::tests
