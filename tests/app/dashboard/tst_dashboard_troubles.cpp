// SPDX-License-Identifier: Apache-2.0
#include "commands/own_diagnoses.h"
#include "dashboard/dashboard.h"
#include "support/own_surroundings.h"

#include <sandbox/cluster.h>
#include <ui/look/dialogs.h>

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using Connection = ui::ClusterState::Connection;

//! Opens the file that a test named.
class ChosenFile : public ui::Dialogs
{
public:
    explicit ChosenFile(QString file) : m_file(std::move(file)) {}
    void openFile(QWidget *, const QString &, const QString &, const QString &,
                  const PathHandler &handler) override
    {
        handler(m_file);
    }

private:
    QString m_file;
};

//! Says no to each question, and how many there were.
class Refuses : public ui::Dialogs
{
public:
    explicit Refuses(int *questions) : m_questions(questions) {}
    void ask(QWidget *, const QString &, const QString &, const QStringList &choices,
             const std::function<void(int)> &handler, int) override
    {
        ++*m_questions;
        handler(int(choices.size()) - 1);
    }

private:
    int *m_questions;
};

//! What is wrong is said where it begins, once, with a way out, until it is not wrong any more.
class TestDashboardTroubles : public QObject
{
    Q_OBJECT
    static constexpr int patience = 60'000;
    QTemporaryDir m_folder;
    std::unique_ptr<sandbox::Cluster> m_cluster;
    std::unique_ptr<app::Dashboard> m_dashboard;

    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qWarning("cannot write %s", qPrintable(name));
        return file.fileName();
    }
    void start(const QString &kubeconfig, const QString &suite = {},
               const QStringList &wrongDiagnoses = {})
    {
        app::DashboardCommand command;
        command.cluster.kubeconfig = kubeconfig;
        command.path = suite;
        m_dashboard = std::make_unique<app::Dashboard>(command, wrongDiagnoses);
        m_dashboard->window()->setDialogs(
            std::make_unique<ChosenFile>(m_cluster->kubeconfigPath()));
        m_dashboard->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dashboard->window()));
    }
    template<class W>
    W *find(const char *name) const
    {
        return m_dashboard->window()->findChild<W *>(QLatin1String(name));
    }
    QStringList texts(const char *name) const
    {
        QStringList texts;
        for (const QLabel *label :
             m_dashboard->window()->findChildren<QLabel *>(QLatin1String(name)))
            if (label->isVisible())
                texts << label->text().remove(QChar(0x200B));
        return texts;
    }
    Connection connection() const { return m_dashboard->window()->cluster().connection; }

private Q_SLOTS:
    void initTestCase()
    {
        tests::useSurroundingsOf(m_folder);
        write(u"suite.yaml"_s,
              "version: 1\ntests:\n"
              "  - id: works\n    namespace: test-works\n    notebook_name: works\n"
              "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
              "    packages_to_verify: [json]\n");
    }
    void init()
    {
        m_cluster = std::make_unique<sandbox::Cluster>();
        QVERIFY(!m_cluster->start({}));
    }
    void cleanup()
    {
        m_dashboard.reset();
        m_cluster.reset();
    }

    void aBrokenKubeconfigIsSaidAtTheStart()
    {
        start(write(u"broken.kc"_s, "contexts: [\n"));
        QTRY_COMPARE(texts("bannerTitle"), QStringList{u"The kubeconfig cannot be used"_s});
        QVERIFY(texts("bannerText").value(0).contains(u"broken.kc"_s));
        // The way out ends the message.
        QTest::mouseClick(find<QAbstractButton>("bannerAction"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Connected, patience);
        QCOMPARE(texts("bannerTitle"), QStringList());
    }

    void aWrongFileOfDiagnosesIsSaidInTheWindow()
    {
        // Where the test's own XDG_CONFIG_HOME is.
        QStandardPaths::setTestModeEnabled(false);
        QVERIFY(QDir(m_folder.path()).mkpath(u"settings/assay/diagnoses"_s));
        const QString own = write(u"settings/assay/diagnoses/own.yaml"_s,
                                  "- rule: Mine\n  place: nowhere\n  cause: x\n");
        const QStringList problems = app::useOwnDiagnoses();
        QFile::remove(own);
        QStandardPaths::setTestModeEnabled(true);
        QVERIFY2(problems.size() > 1, qPrintable(problems.join(u'\n')));
        start(m_cluster->kubeconfigPath(), {}, problems);
        QTRY_COMPARE(texts("bannerTitle"), QStringList{u"A file of your own diagnoses is wrong"_s});
        const QString text = texts("bannerText").value(0);
        QVERIFY2(text.startsWith(u"%1 problems, because of which the file is left out; runs go on "
                                 "with the built-in diagnoses:\n%2:1:9: "_s.arg(problems.size())
                                     .arg(own)),
                 qPrintable(text));
        QVERIFY2(text.contains(u"assay explain --check"_s), qPrintable(text));
        // It is no reason not to run.
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Connected, patience);
        QCOMPARE(texts("bannerTitle"), QStringList{u"A file of your own diagnoses is wrong"_s});
    }

    void aRefusedProgramIsAskedForAgain()
    {
        app::DashboardCommand command;
        command.cluster.kubeconfig =
            write(u"plugin.kc"_s,
                  "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
                  "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
                  "contexts: [{name: c, context: {cluster: c, user: u}}]\n"
                  "users:\n- name: u\n  user:\n    exec:\n"
                  "      {apiVersion: client.authentication.k8s.io/v1, command: /bin/true,\n"
                  "       interactiveMode: Never}\n");
        int questions = 0;
        m_dashboard = std::make_unique<app::Dashboard>(command, QStringList());
        m_dashboard->window()->setDialogs(std::make_unique<Refuses>(&questions));
        m_dashboard->show();
        QTRY_COMPARE(questions, 1);
        QTRY_VERIFY(texts("bannerText").value(0).contains(u"You refused it."_s));
        QCOMPARE(find<QAbstractButton>("bannerAction")->text(), u"Retry"_s);
        QTest::mouseClick(find<QAbstractButton>("bannerAction"), Qt::LeftButton);
        QTRY_COMPARE(questions, 2);
    }

    void aRunWithoutAClusterIsSaidOnce()
    {
        start({}, m_folder.filePath(u"suite.yaml"_s));
        QTRY_VERIFY(m_dashboard->workspace()->suite()->test(u"works"_s));
        QCOMPARE(texts("bannerTitle"), QStringList()); // having no kubeconfig is no trouble yet
        find<QAction>("runAll")->trigger();
        find<QAction>("runAll")->trigger();
        QCOMPARE(texts("bannerTitle"), QStringList{u"There is no cluster to run on"_s});
        Q_EMIT m_dashboard->window()->kubeconfigChosen(m_cluster->kubeconfigPath());
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Connected, patience);
        QCOMPARE(texts("bannerTitle"), QStringList());
    }

    void aClusterThatDiesIsNotConnected()
    {
        // The cluster takes its own file with it.
        QFile file(m_cluster->kubeconfigPath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        start(write(u"copy.kc"_s, file.readAll()));
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Connected, patience);
        const QString context = m_dashboard->window()->cluster().context;
        m_cluster.reset();
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Lost, patience);
        QCOMPARE(texts("bannerTitle"), QStringList{u"%1 does not answer"_s.arg(context)});
        QCOMPARE(find<QAbstractButton>("bannerAction")->text(), u"Retry"_s);
    }

    void checkingTheClusterDoesNotBlameWhatARunMade()
    {
        start(m_cluster->kubeconfigPath(), m_folder.filePath(u"suite.yaml"_s));
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Connected, patience);
        find<QAction>("runAll")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster->count(u"notebooks"_s), 1, patience);
        QVERIFY(m_dashboard->workspace()->isActive(u"works"_s));
        find<QAction>("checkCluster")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(texts("ladderConclusion").value(0) != u"Checking…"_s, patience);
        QCOMPARE(texts("ladderConclusion"), QStringList{u"A validation can run."_s});
        QTRY_VERIFY_WITH_TIMEOUT(!m_dashboard->workspace()->activeCount(), patience);
    }

    void toldToEndItDeletesWhatItsRunsCreated()
    {
        start(m_cluster->kubeconfigPath(), m_folder.filePath(u"suite.yaml"_s));
        QTRY_VERIFY_WITH_TIMEOUT(connection() == Connection::Connected, patience);
        const int namespaces = m_cluster->count(u"namespaces"_s);
        find<QAction>("runAll")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster->count(u"notebooks"_s), 1, patience);
        m_dashboard->window()->closeUnasked();
        QVERIFY(m_dashboard->window()->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!m_dashboard->window()->isVisible(), patience);
        QCOMPARE(m_cluster->count(u"notebooks"_s), 0);
        QCOMPARE(m_cluster->count(u"namespaces"_s), namespaces);
        QVERIFY(m_dashboard->workspace()->run(u"works"_s)->record.isFinished());
    }
};

QTEST_MAIN(TestDashboardTroubles)
#include "tst_dashboard_troubles.moc"
