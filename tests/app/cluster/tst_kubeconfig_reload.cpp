// SPDX-License-Identifier: Apache-2.0
#include "dashboard/dashboard.h"
#include "support/own_surroundings.h"

#include <ui/dialogs/ladder_dialog.h>

#include <QComboBox>
#include <QLabel>
#include <QSaveFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

//! The dashboard follows the kubeconfig while it is open.
class TestKubeconfigReload : public QObject
{
    Q_OBJECT
    static constexpr int patience = 10'000;
    QTemporaryDir m_folder;
    std::unique_ptr<app::Dashboard> m_dashboard;

    //! Contexts "name=port of the server", the first one current.
    bool write(const QStringList &contexts) const
    {
        QString text = u"current-context: %1\n"_s.arg(contexts.first().section(u'=', 0, 0));
        QString clusters = u"clusters:\n"_s;
        QString names = u"contexts:\n"_s;
        for (const QString &context : contexts) {
            const QString name = context.section(u'=', 0, 0);
            clusters += u"- {name: %1, cluster: {server: 'https://127.0.0.1:%2'}}\n"_s.arg(
                name, context.section(u'=', 1));
            names += u"- {name: %1, context: {cluster: %1, user: u}}\n"_s.arg(name);
        }
        QSaveFile file(m_folder.filePath(u"config"_s));
        const QByteArray bytes =
            (text + clusters + names + u"users: [{name: u, user: {token: t}}]\n"_s).toUtf8();
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() &&
               file.commit();
    }
    QStringList shown() const
    {
        const auto *chooser = m_dashboard->window()->findChild<QComboBox *>(u"clusterChooser"_s);
        QStringList list;
        for (int i = 1; i < chooser->count() && !chooser->itemText(i).isEmpty(); ++i)
            list << chooser->itemText(i);
        return list;
    }
    QString server() const { return m_dashboard->window()->cluster().server; }

private Q_SLOTS:
    void initTestCase()
    {
        tests::useSurroundingsOf(m_folder);
        QVERIFY(write({u"alpha=1"_s}));
        app::DashboardCommand command;
        command.cluster.kubeconfig = m_folder.filePath(u"config"_s);
        m_dashboard = std::make_unique<app::Dashboard>(command);
        m_dashboard->show();
    }
    void showsWhatIsThere()
    {
        QTRY_COMPARE_WITH_TIMEOUT(server(), u"https://127.0.0.1:1"_s, patience);
        QCOMPARE(shown(), QStringList{u"alpha"_s});
    }
    void showsAContextThatAppears()
    {
        QVERIFY(write({u"beta=2"_s, u"alpha=1"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(shown(), (QStringList{u"beta"_s, u"alpha"_s}), patience);
        // What is in use stays, whatever became the current context meanwhile.
        QCOMPARE(m_dashboard->window()->cluster().context, u"alpha"_s);
        const auto *chooser = m_dashboard->window()->findChild<QComboBox *>(u"clusterChooser"_s);
        QCOMPARE(chooser->currentText(), u"alpha"_s);
    }
    void usesWhatTheContextSaysNow()
    {
        QVERIFY(write({u"beta=2"_s, u"alpha=3"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(server(), u"https://127.0.0.1:3"_s, patience);
    }
    void saysThatItsContextIsGone()
    {
        QVERIFY(write({u"beta=2"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(shown(), QStringList{u"beta"_s}, patience);
        QVERIFY2(m_dashboard->window()->cluster().problem.contains(
                     u"has no context “alpha”. The file has: beta."),
                 qPrintable(m_dashboard->window()->cluster().problem));
    }
    void tellsWhatDoesNotCount()
    {
        QSaveFile file(m_folder.filePath(u"config"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("current-context: old\ncontexts: [{name: alpha, context: {cluster: c}}]\n"
                   "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:4'}}]\n"
                   "current-context: alpha\n");
        QVERIFY(file.commit());
        QTRY_COMPARE_WITH_TIMEOUT(server(), u"https://127.0.0.1:4"_s, patience);
        Q_EMIT m_dashboard->window()->checkRequested();
        const auto *ladder = m_dashboard->window()->findChild<ui::LadderDialog *>();
        QVERIFY(ladder);
        const auto labels = ladder->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(
                u"“current-context” is written here and before on line 1. "
                "As for kubectl, only what is here counts; ignored: old.");
        }));
    }
    void cleanupTestCase() { m_dashboard.reset(); }
};

QTEST_MAIN(TestKubeconfigReload)
#include "tst_kubeconfig_reload.moc"
