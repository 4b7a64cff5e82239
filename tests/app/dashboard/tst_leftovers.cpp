// SPDX-License-Identifier: Apache-2.0
#include "dashboard/dashboard.h"
#include "support/own_surroundings.h"

#include <models/tables/tests_model.h>
#include <sandbox/cluster.h>
#include <ui/look/dialogs.h>

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace assay;
using namespace Qt::StringLiterals;

//! Answers each question with what the test wants.
class Answers : public ui::Dialogs
{
public:
    struct Question
    {
        QString title, text;
        QStringList choices;
    };
    Answers(std::vector<Question> *asked, int *answer) : m_asked(asked), m_answer(answer) {}
    void ask(QWidget *, const QString &title, const QString &text, const QStringList &choices,
             const std::function<void(int)> &handler, int) override
    {
        m_asked->push_back({title, text, choices});
        handler(*m_answer);
    }

private:
    std::vector<Question> *m_asked;
    int *m_answer;
};

//! What runs leave on a cluster is seen, used and deleted in the window.
class TestLeftovers : public QObject
{
    Q_OBJECT
    static constexpr int patience = 60'000;
    QTemporaryDir m_folder;
    sandbox::Cluster m_cluster;
    std::unique_ptr<app::Dashboard> m_dashboard;
    std::vector<Answers::Question> m_asked;
    int m_answer = 0;

    template<class W>
    W *find(const char *name) const
    {
        return m_dashboard->window()->findChild<W *>(QLatin1String(name));
    }
    void click(const char *name) const
    {
        auto *button = find<QAbstractButton>(name);
        QVERIFY2(button && button->isVisible() && button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QString text(const char *label) const
    {
        const auto *found = find<QLabel>(label);
        return found && found->isVisible() ? found->text().remove(QChar(0x200B)) : QString();
    }
    void start()
    {
        app::DashboardCommand command;
        command.cluster.kubeconfig = m_cluster.kubeconfigPath();
        command.path = m_folder.filePath(u"suite.yaml"_s);
        m_dashboard = std::make_unique<app::Dashboard>(command);
        m_dashboard->window()->setDialogs(std::make_unique<Answers>(&m_asked, &m_answer));
        m_dashboard->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dashboard->window()));
        QTRY_VERIFY_WITH_TIMEOUT(m_dashboard->window()->cluster().connection ==
                                     ui::ClusterState::Connection::Connected,
                                 patience);
    }
    //! Runs the only test and waits for its end; what it made stays.
    void runAndKeep()
    {
        auto *chooser = find<QComboBox>("keepChooser");
        chooser->setCurrentIndex(chooser->findData(u"always"_s));
        Q_EMIT chooser->activated(chooser->currentIndex());
        QTest::keyClick(m_dashboard->window(), Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(isFinished(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("keptStrip")->isVisible(), patience);
    }
    bool isFinished() const
    {
        const auto run = m_dashboard->workspace()->run(u"works"_s);
        return run && run->record.isFinished() && !m_dashboard->workspace()->activeCount();
    }
    QString outcome() const
    {
        const auto run = m_dashboard->workspace()->run(u"works"_s);
        return run && run->record.verdict() ? models::toString(run->record.verdict()->outcome)
                                            : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        tests::useSurroundingsOf(m_folder);
        QFile suite(m_folder.filePath(u"suite.yaml"_s));
        QVERIFY(suite.open(QIODevice::WriteOnly));
        suite.write("version: 1\ntests:\n"
                    "  - id: works\n    namespace: test-works\n    notebook_name: works\n"
                    "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
                    "    packages_to_verify: [json]\n");
        suite.close();
        QVERIFY(!m_cluster.start({}));
    }

    void init()
    {
        static int number = 0;
        qputenv("XDG_STATE_HOME", m_folder.filePath(u"state%1"_s.arg(++number)).toLocal8Bit());
        m_asked.clear();
        start();
    }

    void cleanup()
    {
        m_dashboard.reset();
        // A test that failed leaves nothing to the next.
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.count(u"notebooks"_s), 0, 10'000);
    }

    void whatWasKeptIsDeletedFromItsRun()
    {
        runAndKeep();
        QVERIFY(text("keptStripText")
                    .startsWith(u"Workbench works in test-works was kept and is still there"_s));
        QVERIFY(find<QAbstractButton>("keptCommandsButton")->isVisible());
        QCOMPARE(text("bannerTitle"), QString()); // it was wanted, and is told over the run
        click("keptDelete");
        QTRY_VERIFY_WITH_TIMEOUT(!find<QWidget>("keptStrip")->isVisible(), patience);
        QCOMPARE(m_cluster.count(u"notebooks"_s), 0);
        QVERIFY(m_dashboard->workspace()->run(u"works"_s)->record.leftovers().empty());
        QCOMPARE(outcome(), u"passed"_s);
    }

    void anotherSessionListsItWithItsRunAndDeletesIt()
    {
        runAndKeep();
        const QString folder = m_dashboard->workspace()->run(u"works"_s)->folder;
        m_dashboard.reset();
        start();
        QTRY_VERIFY_WITH_TIMEOUT(
            text("bannerTitle").startsWith(u"Earlier runs left something on "_s), patience);
        QVERIFY(text("bannerText").contains(u"Notebook test-works/works"_s));
        click("bannerAction");
        auto *tree = find<QTreeWidget>("leftoversTree");
        QTRY_COMPARE_WITH_TIMEOUT(tree->topLevelItemCount(), 1, patience);
        QCOMPARE(tree->topLevelItem(0)->text(0), u"works"_s);
        click("leftoversOpen");
        QTRY_VERIFY(find<QWidget>("storedStrip")->isVisible());
        QVERIFY(find<QWidget>("keptStrip")->isVisible());
        click("leftoversDelete");
        QTRY_COMPARE_WITH_TIMEOUT(text("leftoversConclusion"),
                                  u"Earlier runs left nothing there."_s, patience);
        QCOMPARE(m_cluster.count(u"notebooks"_s), 0);
        QVERIFY(!find<QWidget>("keptStrip")->isVisible());
        const auto stored = models::StoredRun::load(folder);
        QVERIFY(stored);
        QVERIFY(stored->record.leftovers().empty());
    }

    void aRunWhoseNameIsTakenOffersToCleanUpFirst()
    {
        runAndKeep();
        auto *chooser = find<QComboBox>("keepChooser");
        chooser->setCurrentIndex(chooser->findData(u"never"_s));
        Q_EMIT chooser->activated(chooser->currentIndex());
        const QString first = m_dashboard->workspace()->run(u"works"_s)->folder;

        m_answer = 2;
        QTest::keyClick(m_dashboard->window(), Qt::Key_F5);
        QCOMPARE(m_asked.size(), std::size_t(1));
        QCOMPARE(m_asked[0].title, u"Delete what earlier runs left there first?"_s);
        QVERIFY(m_asked[0].text.startsWith(u"works in test-works was kept by your run of "_s));
        QCOMPARE(m_asked[0].choices,
                 (QStringList{u"Clean up and run"_s, u"Run all the same"_s, u"Do not run"_s}));
        QVERIFY(!m_dashboard->workspace()->isQueued(u"works"_s));
        QCOMPARE(m_dashboard->workspace()->run(u"works"_s)->folder, first);

        m_answer = 0;
        QTest::keyClick(m_dashboard->window(), Qt::Key_F5);
        QVERIFY(m_dashboard->workspace()->isQueued(u"works"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_dashboard->workspace()->run(u"works"_s)->folder != first,
                                 patience);
        QTRY_VERIFY_WITH_TIMEOUT(isFinished(), patience);
        QCOMPARE(outcome(), u"passed"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster.count(u"notebooks"_s), 0, patience);
    }

    void runningAllTheSameLeavesItThere()
    {
        runAndKeep();
        m_answer = 1;
        QTest::keyClick(m_dashboard->window(), Qt::Key_F5);
        QCOMPARE(m_asked.size(), std::size_t(1));
        QTRY_VERIFY_WITH_TIMEOUT(outcome() == "inconclusive"_L1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(isFinished(), patience);
        QCOMPARE(m_cluster.count(u"notebooks"_s), 1);
        find<QAction>("leftovers")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(text("leftoversConclusion"), u"1 run left something there."_s,
                                  patience);
        click("leftoversDelete");
        QTRY_COMPARE_WITH_TIMEOUT(text("leftoversConclusion"),
                                  u"Earlier runs left nothing there."_s, patience);
    }
};

QTEST_MAIN(TestLeftovers)
#include "tst_leftovers.moc"
