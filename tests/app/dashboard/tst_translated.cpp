// SPDX-License-Identifier: Apache-2.0
#include "commands/headless_run.h"

#include "support/pseudo_translation.h"

#include <models/image/workbench_checks.h>
#include <models/record/image_history.h>
#include <models/report/ticket.h>
#include <models/suite/configuration_fields.h>
#include <models/tables/workspace.h>
#include <ui/window/main_window.h>

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QHeaderView>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocumentFragment>
#include <QUrl>

#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;

namespace {

const QByteArray suiteText =
    R"(version: 1
defaults:
  timeout_pod_ready: 60
tests:
  - id: t-whole
    namespace: test-q-whole
    notebook_name: n-whole
    custom_image: sandbox.local/workbench/minimal:2025.1
    packages_to_verify: [json, sqlite3]
    installed_packages: ["PyYAML>=5", "q-not-there"]
    workbench_checks: [writable_home, base_url]
    notebook_cells: ["x = 1", "1 / 0", "x"]
    log_policy:
      blocked: ["Jupyter", "[E "]
  - id: t-lacking
    namespace: test-q-lacking
    notebook_name: n-lacking
    custom_image: sandbox.local/workbench/datascience:2025.1
    packages_to_verify: [json, q_not_there, q_absent]
  - id: t-tagless
    namespace: test-q-tagless
    notebook_name: n-tagless
    custom_image: sandbox.local/workbench/minimal:2099.9
    packages_to_verify: [json]
  - id: t-broken
    namespace: test-q-broken
    notebook_name: n-broken
    custom_image: sandbox.local/workbench/broken:2025.1
    packages_to_verify: [json]
)";

//! What the process writes to a stream while it lives.
class Capture
{
public:
    Capture(FILE *stream, const QString &path) : m_stream(stream), m_file(path)
    {
        std::fflush(m_stream);
        m_before = ::dup(::fileno(m_stream));
        const bool opened = m_file.open(QIODevice::ReadWrite | QIODevice::Truncate);
        Q_ASSERT(opened);
        Q_UNUSED(opened)
        ::dup2(m_file.handle(), ::fileno(m_stream));
    }
    ~Capture() { end(); }
    QStringList end()
    {
        if (m_before < 0)
            return {};
        std::fflush(m_stream);
        ::dup2(m_before, ::fileno(m_stream));
        ::close(std::exchange(m_before, -1));
        m_file.seek(0);
        return QString::fromUtf8(m_file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    }

private:
    FILE *m_stream;
    QFile m_file;
    int m_before = -1;
};

//! Everything that a widget shows or says, with the place where it does.
class Texts
{
public:
    explicit Texts(const QWidget *root)
    {
        const auto widgets = root->findChildren<QWidget *>();
        add(root);
        for (const QWidget *widget : widgets)
            add(widget);
    }
    const std::vector<std::pair<QString, QString>> &all() const { return m_all; }

private:
    void say(const QObject *object, const QString &what, const QString &text)
    {
        if (!text.isEmpty())
            m_all.emplace_back(u"%1 %2 %3"_s.arg(QLatin1String(object->metaObject()->className()),
                                                 object->objectName(), what),
                               text);
    }
    void add(const QWidget *widget)
    {
        for (const char *property :
             {"text", "title", "windowTitle", "placeholderText", "toolTip", "statusTip", "prefix",
              "suffix", "specialValueText", "accessibleName", "accessibleDescription"}) {
            // What could be typed into a field of the suite is an example.
            const bool example =
                QLatin1String(property) == "placeholderText"_L1 &&
                (widget->objectName() == "cell"_L1 ||
                 models::configurationField(widget->objectName().section(u'.', 0, 0)));
            if (!example)
                say(widget, QLatin1String(property), widget->property(property).toString());
        }
        for (const QAction *action : widget->actions())
            for (const char *property : {"text", "toolTip", "statusTip"})
                say(action, QLatin1String(property), action->property(property).toString());
        if (const auto *combo = qobject_cast<const QComboBox *>(widget))
            for (int i = 0; i < combo->count(); ++i)
                say(combo, u"item"_s, combo->itemText(i));
        if (const auto *tabs = qobject_cast<const QTabBar *>(widget))
            for (int i = 0; i < tabs->count(); ++i) {
                say(tabs, u"tab"_s, tabs->tabText(i));
                say(tabs, u"tab's tip"_s, tabs->tabToolTip(i));
            }
        if (const auto *view = qobject_cast<const QAbstractItemView *>(widget);
            view && view->model() && !qobject_cast<const QHeaderView *>(widget))
            add(view, *view->model(), {});
    }
    void add(const QAbstractItemView *view, const QAbstractItemModel &model,
             const QModelIndex &parent)
    {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            say(view, u"heading"_s, model.headerData(column, Qt::Horizontal).toString());
            say(view, u"heading's tip"_s,
                model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString());
            for (int row = 0; row < model.rowCount(parent); ++row) {
                const QModelIndex index = model.index(row, column, parent);
                for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole,
                                       Qt::AccessibleDescriptionRole})
                    if (index.data(role).typeId() == QMetaType::QString)
                        say(view, u"cell of %1"_s.arg(column), index.data(role).toString());
                if (column == 0)
                    add(view, model, index);
            }
        }
    }
    std::vector<std::pair<QString, QString>> m_all;
};

} // namespace

//! No text reaches a person untranslated: not on a terminal, in a report or in the window.
class TranslatedTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    test::PseudoTranslation m_translation;
    test::SpokenText m_spoken;
    std::vector<models::StoredRun> m_runs;
    QStringList m_untranslated;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    QString written(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName()
                                                                                  : QString();
    }

    void examine(const QString &where, const QString &text)
    {
        const QString found = m_spoken.untranslated(text);
        // Sizes are the locale's.
        static const QRegularExpression size(u"^[0-9.]+ (bytes|kB|MB)$"_s);
        if (!found.isEmpty() && !size.match(found).hasMatch())
            m_untranslated << where + u": "_s + found + u"   in: "_s + text.left(200);
    }

    void leavesAreFromOutside(const Json &json)
    {
        if (json.is_object())
            for (const Json &value : json)
                leavesAreFromOutside(value);
        else if (json.is_array())
            for (const Json &value : json)
                leavesAreFromOutside(value);
        else if (json.is_string())
            m_spoken.isFromOutside(json.get<QString>());
    }

    //! What a fact holds of the cluster and of the image; what the program made of it is not.
    void learn(const models::FactBody &body)
    {
        using namespace models;
        if (const auto *fact = std::get_if<RunStarted>(&body)) {
            leavesAreFromOutside(fact->configuration);
            for (const QString &text : {fact->runId, fact->context, fact->server, fact->suitePath,
                                        fact->configuration.customImage.section(u':', -1)})
                m_spoken.isFromOutside(text);
        } else if (const auto *image = std::get_if<ImageResolved>(&body)) {
            m_spoken.isFromOutside(image->imageId);
            m_spoken.isFromOutside(digestOf(image->imageId));
        } else if (const auto *cluster = std::get_if<ClusterSeen>(&body)) {
            leavesAreFromOutside(toJson(*cluster));
        } else if (const auto *node = std::get_if<NodeSeen>(&body)) {
            leavesAreFromOutside(toJson(*node));
        } else if (const auto *pod = std::get_if<PodSnapshot>(&body)) {
            leavesAreFromOutside(pod->pod);
        } else if (const auto *seen = std::get_if<EventSeen>(&body)) {
            for (const QString &text : {seen->event.reason, seen->event.type, seen->event.message,
                                        seen->event.objectKind, seen->event.objectName})
                m_spoken.isFromOutside(text);
        } else if (const auto *command = std::get_if<CommandExecuted>(&body)) {
            leavesAreFromOutside(toJson(Fact{0, {}, *command}));
        } else if (const auto *verified = std::get_if<PackageVerified>(&body)) {
            for (const QString &text :
                 {verified->result.packageName, verified->result.commandExecuted,
                  verified->result.standardOutput, verified->result.standardError,
                  verified->result.version, verified->result.distribution})
                m_spoken.isFromOutside(text);
        } else if (const auto *taken = std::get_if<InventoryTaken>(&body)) {
            leavesAreFromOutside(toJson(Fact{0, {}, *taken}));
        } else if (const auto *cell = std::get_if<CellExecuted>(&body)) {
            for (const QString &text :
                 {cell->result.source, cell->result.output, cell->result.traceback})
                m_spoken.isFromOutside(text);
        } else if (const auto *check = std::get_if<CheckMade>(&body)) {
            m_spoken.isFromOutside(check->result.name);
            for (const QString &line : check->result.evidence)
                m_spoken.isFromOutside(line);
            // The program that runs in the container says what it found; it knows one language.
            if (check->result.group == CheckGroup::Workbench)
                for (const QString &text : {check->result.detail, check->result.advice})
                    m_spoken.isFromOutside(text);
        } else if (const auto *diagnosed = std::get_if<PodDiagnosed>(&body)) {
            for (const Evidence &evidence : diagnosed->diagnosis.evidence)
                for (const QString &text : {evidence.source, evidence.text})
                    m_spoken.isFromOutside(text);
            // Lines to be copied are of no language.
            m_spoken.isFromOutside(diagnosed->diagnosis.fix.text);
        } else if (const auto *request = std::get_if<RequestMade>(&body)) {
            m_spoken.isFromOutside(request->method);
            m_spoken.isFromOutside(request->error);
            for (const QString &shown :
                 {request->path, QUrl::fromPercentEncoding(request->path.toUtf8())})
                m_spoken.isFromOutside(shown);
        }
    }

    void learn(const models::StoredRun &run)
    {
        m_spoken.isFromOutside(run.folder);
        models::ReportedTest reported;
        reported.record = &run.record;
        // What is typed is of no language.
        m_spoken.isFromOutside(models::anonymous(models::repeatCommand(reported)));
        for (const models::Fact &fact : run.record.facts())
            learn(fact.body);
        for (const models::LogFile &log : run.record.logs()) {
            QFile file(run.folder + u'/' + log.file);
            if (file.open(QIODevice::ReadOnly))
                m_spoken.isFromOutside(QString::fromUtf8(file.readAll()));
        }
    }

    void examineWindow(const QString &when, const ui::MainWindow &window)
    {
        const Texts texts(&window);
        static const QRegularExpression digest(u"sha256:[0-9a-f…]+"_s);
        for (const auto &[where, shown] : texts.all()) {
            // Proof is quoted, and shortened; long words may break; digests are of no language.
            if (where.contains(u"whatHappenedEvidence"_s))
                continue;
            QString text = shown;
            text.remove(QChar(0x200B)).remove(digest);
            examine(when + u' ' + where, text);
        }
    }

    void everythingWasTranslated()
    {
        m_untranslated.removeDuplicates();
        m_untranslated.sort();
        for (const QString &found : std::as_const(m_untranslated))
            qWarning("%s", qPrintable(found));
        QCOMPARE(m_untranslated.size(), 0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QCoreApplication::installTranslator(&m_translation));
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, path(u"config"_s));
        // Names, not texts: of files, of kinds of errors and what else stands so in a record or in
        // a suite, of what Kubernetes calls so.
        for (const char *name :
             {"suite.yaml", "Assay", "UTC", "ContainerCrashError", "ExecOnPodError",
              "ImageCheckError", "ImagePullError", "allowed", "blocked", "waivers", "waiting",
              "terminated", "Namespace", "Notebook", "PersistentVolumeClaim"})
            m_spoken.isFromOutside(QLatin1String(name));
        m_spoken.isFromOutside(m_folder.path());
        for (const models::ConfigurationField &field : models::configurationFields())
            m_spoken.isFromOutside(field.nameText());
        for (const QString &check : models::knownWorkbenchChecks())
            m_spoken.isFromOutside(check);
        // What Qt says of a line in a drop-down that is none.
        m_spoken.isFromOutside(u"separator"_s);
    }

    void init() { m_untranslated.clear(); }

    void aRunOnATerminal()
    {
        app::RunCommand command;
        command.choice.suites = {written(u"suite.yaml"_s, suiteText)};
        command.places = {{.sandbox = true}};
        command.output = path(u"out"_s);
        Capture err(stderr, path(u"err"_s)), out(stdout, path(u"out.txt"_s));
        QStringList lines;
        {
            app::HeadlessRun run(command);
            QSignalSpy finished(&run, &app::HeadlessRun::finished);
            run.start();
            QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 120'000);
            lines = err.end() + out.end();
            QVERIFY2(finished[0][0].toInt() == 1, qPrintable(lines.join(u'\n')));
        }
        const QStringList folders = models::StoredRun::list(path(u"out/runs"_s));
        QCOMPARE(folders.size(), 4);
        for (const QString &folder : folders) {
            auto run = models::StoredRun::load(folder);
            QVERIFY(run);
            learn(*run);
            m_runs.push_back(std::move(*run));
        }
        QVERIFY(lines.size() > 30);
        for (const QString &line : lines)
            examine(u"terminal"_s, line);
        everythingWasTranslated();
    }

    void reports()
    {
        QFile html(path(u"out/report.html"_s));
        QVERIFY(html.open(QIODevice::ReadOnly));
        QString page = QString::fromUtf8(html.readAll());
        page.remove(QRegularExpression(u"<style>.*</style>"_s,
                                       QRegularExpression::DotMatchesEverythingOption));
        QStringList nodes;
        for (const auto &said :
             QRegularExpression(u"(?:aria-label|title)=\"([^\"]*)\""_s).globalMatch(page))
            nodes << said.captured(1);
        nodes += page.split(QRegularExpression(u"<[^>]*>"_s), Qt::SkipEmptyParts);
        QVERIFY(nodes.size() > 300);
        for (const QString &node : nodes)
            examine(u"report.html"_s, QTextDocumentFragment::fromHtml(node).toPlainText());

        QFile markdown(path(u"out/report.md"_s));
        QVERIFY(markdown.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(markdown.readAll());
        for (QString line : text.split(u'\n')) {
            line.replace(QRegularExpression(u"\\\\(.)"_s), u"\\1"_s);
            line.replace(u"<br>"_s, u" "_s).remove(u"<details><summary>"_s);
            line.remove(u"</summary>"_s).remove(u"</details>"_s);
            line.replace(u"&lt;"_s, u"<"_s).replace(u"&gt;"_s, u">"_s).replace(u"&amp;"_s, u"&"_s);
            if (line != "```text"_L1)
                examine(u"report.md"_s, line);
        }
        everythingWasTranslated();
    }

    void pages()
    {
        QCOMPARE(m_runs.size(), std::size_t(4));
        models::Workspace workspace;
        ui::MainWindow window(&workspace);
        window.show();
        examineWindow(u"empty"_s, window);
        QVERIFY(window.openSuite(path(u"suite.yaml"_s)));
        const auto lookAtAll = [&](const QString &when) {
            auto *pages = window.findChild<QTabBar *>(u"pageSwitch"_s);
            for (const QString &id : workspace.suite()->ids()) {
                window.selectTest(id);
                for (int page = 0; page < pages->count(); ++page) {
                    pages->setCurrentIndex(page);
                    examineWindow(when, window);
                }
            }
            for (QDockWidget *dock : window.findChildren<QDockWidget *>()) {
                dock->show();
                dock->raise();
                QTRY_VERIFY(dock->widget() && dock->widget()->isVisible());
                examineWindow(when, window);
            }
        };
        lookAtAll(u"not run"_s);
        for (const models::StoredRun &run : m_runs) {
            const QString id = run.record.configuration().id;
            const std::vector<models::Fact> &facts = run.record.facts();
            workspace.beginRun(id, run.folder);
            // In its midst, too.
            const auto half = facts.begin() + facts.size() / 2;
            workspace.appendFacts(id, {facts.begin(), half});
            window.selectTest(id);
            examineWindow(u"running"_s, window);
            workspace.appendFacts(id, {half, facts.end()});
        }
        lookAtAll(u"run"_s);
        window.showStoredRun(m_runs.front());
        examineWindow(u"stored"_s, window);
        everythingWasTranslated();
    }
};

QTEST_MAIN(TranslatedTest)
#include "tst_translated.moc"
