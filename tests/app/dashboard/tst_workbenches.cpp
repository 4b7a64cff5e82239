// SPDX-License-Identifier: Apache-2.0
#include "dashboard/dashboard.h"
#include "support/own_surroundings.h"

#include <k8s/client.h>
#include <nlohmann/json.hpp>
#include <sandbox/cluster.h>

#include <QAction>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace assay;
using namespace Qt::StringLiterals;

//! Workbenches that others made are looked at in the window: of a cluster, and of files.
class TestWorkbenches : public QObject
{
    Q_OBJECT
    static constexpr int patience = 60'000;
    QTemporaryDir m_folder;
    sandbox::Cluster m_cluster;
    std::unique_ptr<k8s::Client> m_client;
    std::unique_ptr<app::Dashboard> m_dashboard;

    template<class W>
    W *find(const char *name) const
    {
        return m_dashboard->window()->findChild<W *>(QLatin1String(name));
    }
    QString text(const char *label) const
    {
        const auto *found = find<QLabel>(label);
        return found && found->isVisible() ? found->text().remove(QChar(0x200B)) : QString();
    }
    //! Of the workbench, not of the test in the window behind it.
    QString headline() const
    {
        const auto *found =
            find<QWidget>("workbenchesDialog")->findChild<QLabel *>(u"whatHappenedHeadline"_s);
        return found->isVisible() ? found->text().remove(QChar(0x200B)) : QString();
    }
    static QString bundle(const QString &name)
    {
        return QStringLiteral(ASSAY_SOURCE "/tests/models/workbench/bundles/") + name;
    }
    void drop(const QStringList &paths) const
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString &path : paths)
            urls << QUrl::fromLocalFile(path);
        data.setUrls(urls);
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        enter.ignore();
        QCoreApplication::sendEvent(m_dashboard->window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(m_dashboard->window(), &event);
    }
    QTreeWidget *tree() const { return find<QTreeWidget>("workbenchTree"); }
    QStringList rows() const
    {
        QStringList rows;
        for (int i = 0; i < tree()->topLevelItemCount(); ++i)
            for (int k = 0; k < tree()->topLevelItem(i)->childCount(); ++k)
                rows << tree()->topLevelItem(i)->child(k)->text(0);
        return rows;
    }
    void choose(const QString &row) const
    {
        for (int i = 0; i < tree()->topLevelItemCount(); ++i)
            for (int k = 0; k < tree()->topLevelItem(i)->childCount(); ++k)
                if (tree()->topLevelItem(i)->child(k)->text(0) == row)
                    return tree()->setCurrentItem(tree()->topLevelItem(i)->child(k));
        QFAIL(qPrintable(row + u" is not there"_s));
    }
    void answer(const k8s::JobPtr<k8s::ApiJob> &job) const
    {
        QTRY_VERIFY_WITH_TIMEOUT(job->isFinished(), patience);
        QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    }
    //! As a person makes one, not Assay.
    void makeNotebook(const QString &nameSpace, const QString &name, const QString &image) const
    {
        answer(m_client->create(k8s::Resource::namespaces(), {},
                                {{"apiVersion", "v1"},
                                 {"kind", "Namespace"},
                                 {"metadata", {{"name", nameSpace.toStdString()}}}}));
        answer(m_client->create(
            k8s::Resource::notebooks(), nameSpace,
            {{"apiVersion", "kubeflow.org/v1"},
             {"kind", "Notebook"},
             {"metadata", {{"name", name.toStdString()}, {"namespace", nameSpace.toStdString()}}},
             {"spec",
              {{"template",
                {{"spec",
                  {{"containers",
                    {{{"name", name.toStdString()}, {"image", image.toStdString()}}}}}}}}}}}));
    }

private Q_SLOTS:
    void initTestCase()
    {
        tests::useSurroundingsOf(m_folder);
        QVERIFY(!m_cluster.start({}));
        const auto kubeconfig = k8s::Kubeconfig::load(m_cluster.kubeconfigPath());
        QVERIFY(kubeconfig);
        m_client = std::make_unique<k8s::Client>(*kubeconfig->restConfig());
        makeNotebook(u"team-a"_s, u"well"_s, u"sandbox.local/workbench/minimal:2025.1"_s);
        makeNotebook(u"team-b"_s, u"lost"_s, u"sandbox.local/workbench/minimal:0"_s);
    }

    void init()
    {
        app::DashboardCommand command;
        command.cluster.kubeconfig = m_cluster.kubeconfigPath();
        m_dashboard = std::make_unique<app::Dashboard>(command);
        m_dashboard->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dashboard->window()));
        QTRY_VERIFY_WITH_TIMEOUT(m_dashboard->window()->cluster().connection ==
                                     ui::ClusterState::Connection::Connected,
                                 patience);
    }
    void cleanup() { m_dashboard.reset(); }

    void thoseOfAClusterAreListedAndFollowed()
    {
        find<QAction>("workbenches")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(rows().size(), 2, patience);
        QVERIFY(rows().contains(u"team-a/well"_s));
        choose(u"team-b/lost"_s);
        QTRY_VERIFY_WITH_TIMEOUT(find<QTreeWidget>("workbenchEvents")->topLevelItemCount() > 0,
                                 patience);
        QTRY_VERIFY_WITH_TIMEOUT(headline().contains(u"minimal:0"_s), patience);
        QVERIFY(find<QPlainTextEdit>("workbenchObjects")
                    ->toPlainText()
                    .contains(u"kind: Notebook\n"_s));
        choose(u"team-a/well"_s);
        QTRY_VERIFY_WITH_TIMEOUT(headline().startsWith(u"Its pod is ready"_s), patience);
        // It is read only: nothing of it is on the cluster that was not there before.
        QCOMPARE(m_cluster.count(u"notebooks"_s), 2);
    }

    void oneThatGoesIsMissed()
    {
        makeNotebook(u"team-c"_s, u"brief"_s, u"sandbox.local/workbench/minimal:2025.1"_s);
        find<QAction>("workbenches")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(rows().contains(u"team-c/brief"_s), patience);
        choose(u"team-c/brief"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!find<QPlainTextEdit>("workbenchObjects")->toPlainText().isEmpty(),
                                 patience);
        answer(m_client->remove(k8s::Resource::notebooks(), u"team-c"_s, u"brief"_s));
        QTRY_COMPARE_WITH_TIMEOUT(text("workbenchMissed"),
                                  u"Notebook team-c/brief is not there any more."_s, patience);
    }

    void filesThatAreDroppedAreDiagnosed()
    {
        drop({bundle(u"unknown-tag.yaml"_s), bundle(u"crash.yaml"_s)});
        QTRY_COMPARE(text("workbenchesTitle"), u"Workbenches in unknown-tag.yaml, crash.yaml"_s);
        QCOMPARE(rows().size(), 2);
        choose(rows().front());
        QVERIFY(!headline().isEmpty());
        QVERIFY(!find<QPlainTextEdit>("workbenchObjects")->toPlainText().isEmpty());
        // The cluster in use is another page.
        find<QAction>("workbenches")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(rows().contains(u"team-a/well"_s), patience);
    }

    void whatIsDroppedIsTakenForWhatItIs()
    {
        const QString suite = m_folder.filePath(u"suite.yaml"_s);
        QFile file(suite);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("version: 1\ntests:\n"
                   "  - id: one\n    namespace: test-one\n    notebook_name: one\n"
                   "    custom_image: quay.io/x/y:1\n    packages_to_verify: [json]\n");
        file.close();
        drop({suite});
        QTRY_VERIFY(m_dashboard->workspace()->suite()->test(u"one"_s));
        QVERIFY(!find<QWidget>("workbenchesDialog")->isVisible());

        const QString other = m_folder.filePath(u"other.yaml"_s);
        QFile text2(other);
        QVERIFY(text2.open(QIODevice::WriteOnly));
        text2.write("words: [1, 2]\n");
        text2.close();
        drop({other});
        QTRY_COMPARE(text("bannerTitle"), u"other.yaml cannot be diagnosed"_s);
        QVERIFY(!find<QWidget>("workbenchesDialog")->isVisible());
        drop({bundle(u"crash.yaml"_s)});
        QTRY_VERIFY(find<QWidget>("workbenchesDialog")->isVisible());
        QCOMPARE(text("bannerTitle"), QString());
        QVERIFY(!text("workbenchName").isEmpty());
    }
};

QTEST_MAIN(TestWorkbenches)
#include "tst_workbenches.moc"
