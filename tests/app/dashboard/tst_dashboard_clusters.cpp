// SPDX-License-Identifier: Apache-2.0
#include "dashboard/dashboard.h"
#include "support/own_surroundings.h"

#include <k8s/identity/kubeconfig.h>
#include <sandbox/cluster.h>
#include <ui/look/dialogs.h>

#include <QAction>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

//! The same tests on several clusters, chosen and looked at in the window.
class TestDashboardClusters : public QObject
{
    Q_OBJECT
    static constexpr int patience = 60'000;
    QTemporaryDir m_folder;
    sandbox::Cluster m_alpha, m_beta;
    std::unique_ptr<app::Dashboard> m_dashboard;

    template<class W>
    W *find(const char *name) const
    {
        return m_dashboard->window()->findChild<W *>(QLatin1String(name));
    }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(name));
        return file.fileName();
    }
    //! Contexts alpha, which is current, and beta; dead, where nobody is.
    QString kubeconfig() const
    {
        QByteArray clusters, users;
        const auto add = [&](const char *name, const sandbox::Cluster &cluster) {
            const auto config = k8s::Kubeconfig::load(cluster.kubeconfigPath())->restConfig();
            clusters += QByteArray("- name: ") + name +
                        "\n  cluster: {server: \"https:/"
                        "/127.0.0.1:" +
                        QByteArray::number(cluster.port()) + "\", certificate-authority-data: " +
                        config->certificateAuthority.toBase64() + "}\n";
            users += QByteArray("- name: ") + name + "\n  user: {token: " + cluster.token() + "}\n";
        };
        add("alpha", m_alpha);
        add("beta", m_beta);
        return write(u"kubeconfig"_s,
                     "apiVersion: v1\nkind: Config\ncurrent-context: alpha\nclusters:\n" +
                         clusters +
                         "- name: dead\n  cluster: {server: \"https:/"
                         "/127.0.0.1:1\"}\nusers:\n" +
                         users +
                         "contexts:\n"
                         "- {name: alpha, context: {cluster: alpha, user: alpha}}\n"
                         "- {name: beta, context: {cluster: beta, user: beta}}\n"
                         "- {name: dead, context: {cluster: dead, user: beta}}\n");
    }
    void tick(const QString &context) const
    {
        auto *list = find<QListWidget>("gridContexts");
        for (int i = 0; i < list->count(); ++i)
            if (list->item(i)->text() == context)
                return list->item(i)->setCheckState(Qt::Checked);
        QFAIL(qPrintable(context + u" is not offered"_s));
    }
    QString cell(int row, int column) const
    {
        return find<QTableView>("grid")->model()->index(row, column).data().toString();
    }
    //! The word of its state, without its time.
    QString state(int row, int column) const { return cell(row, column).section(u' ', 0, 0); }

private Q_SLOTS:
    void initTestCase()
    {
        tests::useSurroundingsOf(m_folder);
        sandbox::Cluster::Options options;
        options.speed = 10;
        QVERIFY(!m_alpha.start(options));
        QVERIFY(!m_beta.start(options));
    }

    void init()
    {
        app::DashboardCommand command;
        command.cluster.kubeconfig = kubeconfig();
        command.path = write(u"suite.yaml"_s,
                             "version: 1\ntests:\n"
                             "  - id: works\n    namespace: test-works\n    notebook_name: works\n"
                             "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
                             "    packages_to_verify: [json]\n"
                             "  - id: lacks\n    namespace: test-lacks\n    notebook_name: lacks\n"
                             "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
                             "    packages_to_verify: [no_such_module_anywhere]\n");
        m_dashboard = std::make_unique<app::Dashboard>(command);
        m_dashboard->show();
        QTRY_VERIFY_WITH_TIMEOUT(m_dashboard->window()->cluster().connection ==
                                     ui::ClusterState::Connection::Connected,
                                 patience);
        QTRY_COMPARE(m_dashboard->workspace()->suite()->ids().size(), 2);
    }
    void cleanup() { m_dashboard.reset(); }

    void testsRunOnEachClusterThatWasTicked()
    {
        find<QAction>("runOnSeveral")->trigger();
        QCOMPARE(find<QListWidget>("gridContexts")->item(0)->text(), u"alpha (in use)"_s);
        tick(u"beta"_s);
        tick(u"dead"_s);
        QTest::mouseClick(find<QPushButton>("gridRun"), Qt::LeftButton);
        QVERIFY(find<QTableView>("grid")->isVisible());
        QVERIFY(!find<QAction>("runAll")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!find<QPushButton>("gridStop")->isEnabled(), patience);
        QCOMPARE((QStringList{state(0, 1), state(0, 2), state(0, 3)}),
                 (QStringList{u"Passed"_s, u"Passed"_s, u"Inconclusive"_s}));
        QCOMPARE((QStringList{state(1, 1), state(1, 2), state(1, 3)}),
                 (QStringList{u"Failed"_s, u"Failed"_s, u"Inconclusive"_s}));
        QVERIFY(find<QAction>("runAll")->isEnabled());
        // The list shows the cluster in use, and nothing of the others was mixed into its records.
        for (const char *id : {"works", "lacks"}) {
            const auto run = m_dashboard->workspace()->run(QLatin1String(id));
            QVERIFY(run);
            QCOMPARE(run->record.start().context, u"alpha"_s);
            QVERIFY(run->record.isFinished());
            const auto &facts = run->record.facts();
            QCOMPARE(std::count_if(facts.begin(), facts.end(),
                                   [](const models::Fact &fact) {
                                       return std::holds_alternative<models::RunStarted>(fact.body);
                                   }),
                     1);
        }
        QCOMPARE(m_alpha.count(u"notebooks"_s), 0);
        QCOMPARE(m_beta.count(u"notebooks"_s), 0);

        // A cell opens the run that it is of.
        auto *grid = find<QTableView>("grid");
        grid->setCurrentIndex(grid->model()->index(1, 2));
        QTest::mouseClick(find<QPushButton>("gridOpen"), Qt::LeftButton);
        const auto *strip = find<QWidget>("storedStrip");
        QTRY_VERIFY_WITH_TIMEOUT(strip->isVisible(), patience);
        QVERIFY(!grid->isVisible());
        QCOMPARE(find<QLabel>("testName")->text(), u"lacks"_s);

        // A later run of the list changes nothing of a grid that is whole.
        const QString before = cell(0, 2);
        const QString own = cell(0, 1);
        find<QAction>("runAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_dashboard->workspace()->activeCount() > 0, patience);
        QTRY_VERIFY_WITH_TIMEOUT(find<QAction>("runAll")->isEnabled(), patience);
        QCOMPARE(cell(0, 1), own);
        QCOMPARE(cell(0, 2), before);
    }

    void asManyRunAtOnceAsWasChosen()
    {
        const auto sideBySide = [this] {
            find<QAction>("runAll")->trigger();
            return QTest::qWaitFor([this] { return find<QAction>("runAll")->isEnabled(); },
                                   patience);
        };
        const auto overlap = [this] {
            const auto &works = m_dashboard->workspace()->run(u"works"_s)->record;
            const auto &lacks = m_dashboard->workspace()->run(u"lacks"_s)->record;
            return works.startedAt() < lacks.lastAt() && lacks.startedAt() < works.lastAt();
        };
        find<QAction>("jobs1")->trigger();
        QVERIFY(sideBySide());
        QVERIFY(!overlap());
        find<QAction>("jobs0")->trigger();
        QVERIFY(sideBySide());
        QVERIFY(overlap());
    }

    void aFolderOfSeveralRunsOpensAsAGrid()
    {
        find<QAction>("runAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_dashboard->workspace()->activeCount() > 0, patience);
        QTRY_VERIFY_WITH_TIMEOUT(find<QAction>("runAll")->isEnabled(), patience);
        QDir folder(m_folder.filePath(u"nightly"_s));
        QVERIFY(folder.mkpath(u"runs"_s));
        for (const char *id : {"works", "lacks"}) {
            const QString run = m_dashboard->workspace()->run(QLatin1String(id))->folder;
            QVERIFY(QFile::link(run, folder.filePath(u"runs/"_s + QFileInfo(run).fileName())));
        }
        Q_EMIT m_dashboard->window()->openRunRequested(folder.path());
        auto *grid = find<QTableView>("grid");
        QTRY_VERIFY_WITH_TIMEOUT(grid->isVisible(), patience);
        const bool worksFirst = cell(0, 0) == u"works"_s;
        QCOMPARE(state(worksFirst ? 0 : 1, 1), u"Passed"_s);
        QCOMPARE(state(worksFirst ? 1 : 0, 1), u"Failed"_s);
        QCOMPARE(grid->model()->headerData(1, Qt::Horizontal).toString(), u"alpha"_s);
        grid->setCurrentIndex(grid->model()->index(worksFirst ? 1 : 0, 1));
        QTest::keyClick(grid, Qt::Key_Return);
        const auto *strip = find<QWidget>("storedStrip");
        QTRY_VERIFY_WITH_TIMEOUT(strip->isVisible(), patience);
        QCOMPARE(find<QLabel>("testName")->text(), u"lacks"_s);

        // Nothing in it, or something else: it is said.
        QVERIFY(folder.mkpath(u"empty/runs"_s));
        Q_EMIT m_dashboard->window()->openRunRequested(folder.filePath(u"empty"_s));
        QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("bannerTitle"), patience);
        QCOMPARE(find<QLabel>("bannerTitle")->text(), u"These runs cannot be opened"_s);
    }

    void aServerThatAsksForPatienceIsSaid()
    {
        sandbox::Fault fault;
        fault.method = u"POST"_s;
        fault.pathPattern = u"/notebooks"_s;
        fault.code = 429;
        fault.retryAfterSeconds = 1;
        m_alpha.inject(fault);
        const auto works = *m_dashboard->workspace()->suite()->test(u"works"_s);
        for (int i = 0; i < 4; ++i) {
            auto test = works;
            test.id = test.notebookName = u"more-%1"_s.arg(i);
            test.nameSpace = u"test-"_s + test.id;
            m_dashboard->workspace()->suite()->addTest(test);
        }
        QSignalSpy said(m_dashboard->window()->statusBar(), &QStatusBar::messageChanged);
        find<QAction>("runAll")->trigger();
        const auto heard = [&said] {
            return std::any_of(said.begin(), said.end(), [](const QVariantList &message) {
                return message[0].toString() ==
                       u"alpha asks for patience: at most 3 tests run on it at a time from now "
                       "on."_s;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(heard(), patience);
        m_alpha.clearFaults();
        QTRY_VERIFY_WITH_TIMEOUT(find<QAction>("runAll")->isEnabled(), patience);
    }

    void theWindowIsBusyWhileOnlyOthersRun()
    {
        find<QAction>("runOnSeveral")->trigger();
        find<QListWidget>("gridContexts")->item(0)->setCheckState(Qt::Unchecked);
        tick(u"beta"_s);
        QTest::mouseClick(find<QPushButton>("gridRun"), Qt::LeftButton);
        QVERIFY(!find<QAction>("runAll")->isEnabled());
        QVERIFY(find<QAction>("stop")->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(state(0, 1), u"Running"_s, patience);
        QVERIFY(!m_dashboard->workspace()->run(u"works"_s));
        QTest::mouseClick(find<QPushButton>("gridStop"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QAction>("runAll")->isEnabled(), patience);
        QCOMPARE(state(0, 1), u"Cancelled"_s);
        QCOMPARE(m_beta.count(u"notebooks"_s), 0);
        QVERIFY(!m_dashboard->workspace()->run(u"works"_s));
    }
};

QTEST_MAIN(TestDashboardClusters)
#include "tst_dashboard_clusters.moc"
