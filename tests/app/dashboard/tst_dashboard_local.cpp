// SPDX-License-Identifier: Apache-2.0
#include "dashboard/dashboard.h"
#include "support/engine_fixture.h"

#include <local/local_facts.h>
#include <models/tables/tests_model.h>
#include <models/words/container_words.h>

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace assay;
using namespace Qt::StringLiterals;
using tests::EngineFixture;

//! The dashboard on the real container engines of this machine, driven by keys: an image is found
//! in the list, tried, and what became of it is read.
class TestDashboardLocal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { EngineFixture::addEngines(); }
    void initTestCase();
    void init();
    void cleanup();

    void anImageIsTriedFromTheList();
    void anImageOfNoRegistryIsRefused();
    void theEngineIsChecked();
    void whatIsKeptIsShownAndDeleted();

private:
    template<class W>
    W *find(const char *name) const
    {
        return m_dashboard->window()->findChild<W *>(QLatin1StringView(name));
    }
    QString stateOfOnlyTest() const;
    void tryImage(const QString &typed) const;
    QString shownIn(const char *widget) const;
    QTemporaryDir m_folder;
    EngineFixture m_engine;
    std::unique_ptr<app::Dashboard> m_dashboard;
};

void TestDashboardLocal::initTestCase()
{
    if (const QString why = EngineFixture::reasonToSkip(); !why.isEmpty())
        QSKIP(qPrintable(why));
    QStandardPaths::setTestModeEnabled(true);
    qputenv("XDG_STATE_HOME", m_folder.filePath(u"state"_s).toLocal8Bit());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.filePath(u"config"_s));
    qputenv("KUBECONFIG", m_folder.filePath(u"none"_s).toLocal8Bit());
}

void TestDashboardLocal::init()
{
    QFETCH_GLOBAL(QString, engine);
    m_engine.open(engine);
    app::DashboardCommand command;
    command.cluster.local = true;
    command.cluster.engine = m_engine.client().address().url();
    m_dashboard = std::make_unique<app::Dashboard>(command);
    m_dashboard->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_dashboard->window()));
    QTRY_VERIFY_WITH_TIMEOUT(find<QAbstractItemView>("images")->model()->rowCount() > 0, 30'000);
}

void TestDashboardLocal::cleanup()
{
    m_dashboard.reset();
    models::speakOfContainers(false);
    const QStringList mine{u"assay.owner="_s + local::ownerOfThisProcess()};
    const auto left = tests::answerOf(m_engine.client().containers(mine));
    QVERIFY(left);
    QCOMPARE(left->size(), std::size_t(0));
    const auto volumes = tests::answerOf(m_engine.client().volumes(mine));
    QVERIFY(volumes);
    QCOMPARE(volumes->size(), std::size_t(0));
    QCOMPARE(m_engine.close(), QStringList());
}

QString TestDashboardLocal::stateOfOnlyTest() const
{
    const QAbstractItemModel *tests = find<QListView>("tests")->model();
    if (tests->rowCount() != 1)
        return u"%1 tests"_s.arg(tests->rowCount());
    return models::toString(
        models::TestState(tests->index(0, 0).data(models::TestsModel::StateRole).toInt()));
}

void TestDashboardLocal::tryImage(const QString &typed) const
{
    auto *search = find<QLineEdit>("imagesSearch");
    search->setText(typed);
    QTest::keyClick(search, Qt::Key_Return);
}

QString TestDashboardLocal::shownIn(const char *widget) const
{
    QStringList texts;
    for (const auto *label : find<QWidget>(widget)->findChildren<QLabel *>())
        texts << label->text().remove(QChar(0x200B)); // where a long word may break
    return texts.join(u'\n');
}

void TestDashboardLocal::anImageIsTriedFromTheList()
{
    QVERIFY(find<QWidget>("imagesPage")->isVisible());
    QTRY_VERIFY(
        find<QComboBox>("clusterChooser")->currentText().startsWith(u"On this computer ("_s));
    tryImage(u"test/crash:1.0"_s);
    const QString failed = models::toString(models::TestState::Failed);
    QTRY_COMPARE_WITH_TIMEOUT(stateOfOnlyTest(), failed, 120'000);
    QTRY_VERIFY2_WITH_TIMEOUT(
        shownIn("whatHappened").contains(u"The workbench crashed: it ended with exit status 1."_s),
        qPrintable(shownIn("whatHappened")), 10'000);
    static const QRegularExpression clusterWords(
        u"\\b([Pp]ods?|Notebooks?|[Cc]laims?|[Cc]ontrollers?|[Ss]andbox)\\b"_s);
    const auto match = clusterWords.match(shownIn("whatHappened"));
    QVERIFY2(!match.hasMatch(), qPrintable(shownIn("whatHappened")));
    QTRY_COMPARE_WITH_TIMEOUT(m_dashboard->workspace()->activeCount(), 0, 60'000);
    // The same image again is the same test.
    find<QAction>("images")->trigger();
    tryImage(u"test/crash:1.0"_s);
    QTRY_VERIFY_WITH_TIMEOUT(stateOfOnlyTest() != failed, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(stateOfOnlyTest(), failed, 120'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_dashboard->workspace()->activeCount(), 0, 60'000);
}

void TestDashboardLocal::anImageOfNoRegistryIsRefused()
{
    tryImage(u"localhost/no-such-image:1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        m_dashboard->window()->findChild<QLabel *>(u"bannerTitle"_s) != nullptr, 30'000);
    QCOMPARE(find<QLabel>("bannerTitle")->text(), u"This image cannot be tried"_s);
    QCOMPARE(stateOfOnlyTest(), u"0 tests"_s);
}

void TestDashboardLocal::theEngineIsChecked()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_dashboard->window()->cluster().connection,
                              ui::ClusterState::Connection::Connected, 30'000);
    find<QAction>("checkCluster")->trigger();
    const auto said = [](const char *name) {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            if (const auto *label = top->findChild<QLabel *>(QLatin1StringView(name)))
                return label->text();
        }
        return QString();
    };
    // A rootless engine may ignore limits, which deserves a look.
    QTRY_VERIFY2_WITH_TIMEOUT(said("ladderConclusion").startsWith(u"A validation can run"_s),
                              qPrintable(said("ladderConclusion")), 30'000);
    QCOMPARE(said("ladderTitle"),
             u"What a validation needs of “%1”"_s.arg(m_dashboard->window()->cluster().context));
}

void TestDashboardLocal::whatIsKeptIsShownAndDeleted()
{
    auto *keep = find<QComboBox>("keepChooser");
    keep->setCurrentIndex(keep->findData(u"always"_s));
    Q_EMIT keep->activated(keep->currentIndex());
    tryImage(u"test/crash:1.0"_s);
    const QString failed = models::toString(models::TestState::Failed);
    QTRY_COMPARE_WITH_TIMEOUT(stateOfOnlyTest(), failed, 120'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_dashboard->workspace()->activeCount(), 0, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("keptStrip")->isVisible(), 30'000);
    find<QAction>("leftovers")->trigger();
    const auto inDialog = [](const char *name) -> QPushButton * {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            if (auto *button = top->findChild<QPushButton *>(QLatin1StringView(name)))
                return button;
        }
        return nullptr;
    };
    QVERIFY(inDialog("leftoversDelete"));
    QTRY_VERIFY_WITH_TIMEOUT(inDialog("leftoversDelete")->isEnabled(), 30'000);
    QTest::mouseClick(inDialog("leftoversDelete"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!find<QWidget>("keptStrip")->isVisible(), 60'000);
    // What an Assay that has ended left is not to be seen here: that is said.
    const auto *said =
        inDialog("leftoversDelete")->window()->findChild<QLabel *>(u"leftoversConclusion"_s);
    QVERIFY(said);
    QTRY_VERIFY2_WITH_TIMEOUT(said->text().contains(u"\"assay clean --engine %1\" lists."_s.arg(
                                  m_engine.client().address().url())),
                              qPrintable(said->text()), 30'000);
}

QTEST_MAIN(TestDashboardLocal)
#include "tst_dashboard_local.moc"
