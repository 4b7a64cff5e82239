// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"
#include "window/image_drop.h"

#include <models/words/container_words.h>
#include <ui/window/local_images.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QProgressBar>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;
using ui::ClusterState;
using ui::LocalImages;
using Being = ui::EngineState::Being;

//! This computer's container engine in the window: its place among the clusters, its images, and
//! the ways to say that one is to be tried.
class TestImagesPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        m_images = m->window->images();
    }
    void cleanup() { m.reset(); }

    void standsAmongTheClusters();
    void saysInItsOwnWordsWhetherItIsUsable();
    void firstStartOffersIt();
    void withoutAnEngineTheFirstStartIsAsEver();
    void theListIsOpenedAndLeft();
    void theChosenImageIsTried();
    void theListIsSearched();
    void aNameThatIsNotThereIsPulled();
    void theChoiceOutlivesANewList();
    void whyThereIsNoListIsSaid();
    void aPullIsSeen();
    void aPullLeadsToThePage();
    void aPullIsSaidInWords_data();
    void aPullIsSaidInWords();
    void aDroppedNameIsTried();
    void aDroppedFileIsNoImage();
    void aPastedNameIsTried();
    void aTrialThatWaitsIsNotBlamed();
    void theWindowSpeaksOfContainersForAWhile();
    void knowsTheNameOfAnImage_data();
    void knowsTheNameOfAnImage();

private:
    //! Two images of an engine that was found: mine, and an older one.
    void findImages();
    bool isShown() const { return m->find<QWidget>("imagesPage")->isVisible(); }
    void chooseRow(int row);
    QStringList names() const;
    std::unique_ptr<WindowFixture> m;
    LocalImages *m_images = nullptr;
};

static const QString podman = u"Podman 4.3.1, rootless"_s;
static const QString mine = u"localhost/mine:latest"_s;
static const QString older = u"quay.io/org/older:1"_s;

void TestImagesPage::findImages()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_images->setEngine({Being::Found, podman, {}});
    m_images->setImages(
        {{older, u"sha256:"_s + QString(64, u'b'), 300'000'000, now.addDays(-3)},
         {mine, u"sha256:"_s + QString(64, u'a'), 1'200'000'000, now.addSecs(-300)}});
}

void TestImagesPage::chooseRow(int row)
{
    auto *table = m->find<QAbstractItemView>("images");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(row, 0)).center());
}

QStringList TestImagesPage::names() const
{
    const QAbstractItemModel *model = m->find<QAbstractItemView>("images")->model();
    QStringList all;
    for (int row = 0; row < model->rowCount(); ++row)
        all << model->index(row, 0).data().toString();
    return all;
}

void TestImagesPage::standsAmongTheClusters()
{
    m->window->setContexts({u"dev"_s}, u"dev"_s);
    m->show();
    auto *chooser = m->find<QComboBox>("clusterChooser");
    QVERIFY(chooser->findText(u"On this computer"_s) > 0);
    m_images->setEngine({Being::Found, podman, {}});
    const int index = chooser->findText(u"On this computer (Podman 4.3.1, rootless)"_s);
    QVERIFY(index > 0);
    QSignalSpy chosen(m_images, &LocalImages::placeChosen);
    chooser->setCurrentIndex(index);
    Q_EMIT chooser->activated(index);
    QCOMPARE(chosen.size(), 1);
    // A kubeconfig that is read anew takes nothing away.
    ClusterState cluster;
    cluster.local = true;
    cluster.context = podman;
    m->window->setCluster(cluster);
    m->window->setContexts({u"dev"_s, u"prod"_s}, u"dev"_s);
    QCOMPARE(chooser->currentText(), u"On this computer (Podman 4.3.1, rootless)"_s);
    m_images->setEngine({Being::Missing, {}, u"None."_s});
    QCOMPARE(chooser->currentText(), u"On this computer"_s);
}

void TestImagesPage::saysInItsOwnWordsWhetherItIsUsable()
{
    m->addTests();
    m->show();
    const auto *words = m->find<QLabel>("connectionWords");
    ClusterState cluster;
    cluster.local = true;
    cluster.context = podman;
    cluster.connection = ClusterState::Connection::Connecting;
    m->window->setCluster(cluster);
    QCOMPARE(words->text(), u"Starting…"_s);
    cluster.connection = ClusterState::Connection::Connected;
    cluster.version = u"v1.29.0"_s; // of what stands in for a cluster
    m->window->setCluster(cluster);
    QCOMPARE(words->text(), u"Ready"_s);
    QSignalSpy run(m->window.get(), &ui::MainWindow::runRequested);
    m->click("runAllButton");
    QCOMPARE(run.size(), 1);
    cluster.connection = ClusterState::Connection::Failed;
    cluster.problem = u"Nothing listens."_s;
    m->window->setCluster(cluster);
    QCOMPARE(words->text(), u"Not usable"_s);
    QCOMPARE(m->texts("bannerTitle"),
             QStringList{u"This computer's container engine cannot be used"_s});
}

void TestImagesPage::firstStartOffersIt()
{
    m->show();
    QVERIFY(!isShown());
    m_images->setEngine({Being::Looking, {}, {}});
    QVERIFY(isShown());
    QCOMPARE(m->texts("imagesTitle"), QStringList{u"Try an image of this computer"_s});
    QCOMPARE(m->texts("imagesEmpty"),
             QStringList{u"Looking for a container engine on this computer…"_s});
    findImages();
    QCOMPARE(m->texts("imagesEngine"), QStringList{podman});
    QVERIFY(m->texts("imagesEmpty").isEmpty());
    QVERIFY(!m->find<QWidget>("imagesClose")->isVisible());
    m->addTests();
    QVERIFY(!isShown());
}

void TestImagesPage::withoutAnEngineTheFirstStartIsAsEver()
{
    m->show();
    m_images->setEngine({Being::Missing, {}, u"No engine was found."_s});
    QVERIFY(!isShown());
    QVERIFY(m->texts("welcome").value(0).contains(u"try an image of this computer"_s));
    QSignalSpy wanted(m_images, &LocalImages::listRequested);
    m->click("emptyImages");
    QVERIFY(isShown());
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(m->texts("imagesEmpty"), QStringList{u"No engine was found."_s});
    m->click("imagesAgain");
    QCOMPARE(wanted.size(), 2);
    QVERIFY(!m->find<QAbstractButton>("imagesTry")->isEnabled());
}

void TestImagesPage::theListIsOpenedAndLeft()
{
    m->addTests();
    m->show();
    findImages();
    QVERIFY(!isShown());
    QSignalSpy wanted(m_images, &LocalImages::listRequested);
    m->action("images")->trigger();
    QVERIFY(isShown());
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(m->texts("imagesTitle"), QStringList{u"Images on this computer"_s});
    m->click("imagesClose");
    QVERIFY(!isShown());
    // A click on the test that is chosen already leads back to it.
    m->window->selectTest(u"alpha"_s);
    m->action("images")->trigger();
    QVERIFY(isShown());
    auto *tests = m->find<QAbstractItemView>("tests");
    QTest::mouseClick(tests->viewport(), Qt::LeftButton, {},
                      tests->visualRect(tests->currentIndex()).center());
    QVERIFY(!isShown());
    m->action("images")->trigger();
    m->window->selectTest(u"beta"_s);
    QVERIFY(!isShown());
}

void TestImagesPage::theChosenImageIsTried()
{
    m->show();
    findImages();
    QCOMPARE(names(), (QStringList{mine, older}));
    auto *button = m->find<QAbstractButton>("imagesTry");
    QVERIFY(!button->isEnabled());
    QSignalSpy wanted(m_images, &LocalImages::tryRequested);
    chooseRow(1);
    QCOMPARE(button->text(), u"Try"_s);
    m->click("imagesTry");
    QCOMPARE(wanted.takeFirst()[0].toString(), older);
    QTest::keyClick(m->find<QWidget>("images"), Qt::Key_Up);
    QTest::keyClick(m->find<QWidget>("images"), Qt::Key_Return);
    QCOMPARE(wanted.takeFirst()[0].toString(), mine);
    auto *table = m->find<QAbstractItemView>("images");
    chooseRow(1);
    QVERIFY(wanted.isEmpty());
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {},
                       table->visualRect(table->model()->index(1, 0)).center());
    QCOMPARE(wanted.takeFirst()[0].toString(), older);
}

void TestImagesPage::theListIsSearched()
{
    m->show();
    findImages();
    QSignalSpy wanted(m_images, &LocalImages::tryRequested);
    auto *search = m->find<QLineEdit>("imagesSearch");
    QTest::keyClicks(search, u"OLDER"_s);
    QCOMPARE(names(), QStringList{older});
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(wanted.takeFirst()[0].toString(), older);
    QTest::keyClick(search, Qt::Key_Escape);
    QCOMPARE(names(), (QStringList{mine, older}));
    QTest::keyClicks(search, u"sha256:aaa"_s);
    QCOMPARE(names(), QStringList{mine});
    search->clear();
    QTest::keyClicks(search, u"o"_s);
    QCOMPARE(names(), (QStringList{mine, older}));
    QTest::keyClick(search, Qt::Key_Down);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(wanted.size(), 1);
}

void TestImagesPage::aNameThatIsNotThereIsPulled()
{
    m->show();
    findImages();
    auto *search = m->find<QLineEdit>("imagesSearch");
    auto *button = m->find<QAbstractButton>("imagesTry");
    QTest::keyClicks(search, u"quay.io/org/new:2"_s);
    QCOMPARE(button->text(), u"Pull and try"_s);
    QCOMPARE(m->texts("imagesEmpty"),
             QStringList{u"No image here matches. Try pulls quay.io/org/new:2 first."_s});
    QSignalSpy wanted(m_images, &LocalImages::tryRequested);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(wanted.takeFirst()[0].toString(), u"quay.io/org/new:2"_s);
    search->setText(u"no name at all"_s);
    QVERIFY(!button->isEnabled());
    QCOMPARE(m->texts("imagesEmpty"), QStringList{u"No image here matches."_s});
}

void TestImagesPage::theChoiceOutlivesANewList()
{
    m->show();
    findImages();
    chooseRow(1);
    findImages();
    QSignalSpy wanted(m_images, &LocalImages::tryRequested);
    m->click("imagesTry");
    QCOMPARE(wanted.takeFirst()[0].toString(), older);
}

void TestImagesPage::whyThereIsNoListIsSaid()
{
    m->show();
    m_images->setEngine({Being::Found, podman, u"Permission denied."_s});
    QCOMPARE(m->texts("imagesEmpty"), QStringList{u"Permission denied."_s});
    m_images->setEngine({Being::Found, podman, {}});
    QVERIFY(m->texts("imagesEmpty").value(0).startsWith(u"The engine has no image with a name"_s));
}

void TestImagesPage::aPullIsSeen()
{
    m->show();
    findImages();
    chooseRow(0);
    QVERIFY(!m->find<QWidget>("pullStrip")->isVisible());
    m_images->setPull(ui::PullState{u"quay.io/org/new:2"_s, 0, 0, 0, 0, 0});
    QCOMPARE(m->texts("pullText"), QStringList{u"Pulling quay.io/org/new:2…"_s});
    auto *bar = m->find<QProgressBar>("pullBar");
    QCOMPARE(bar->maximum(), 0); // only moves
    QVERIFY(!m->find<QAbstractButton>("imagesTry")->isEnabled());
    m_images->setPull(
        ui::PullState{u"quay.io/org/new:2"_s, 3'000'000'000, 12'000'000'000, 2, 5, 30});
    QCOMPARE(m->texts("pullText"),
             QStringList{u"Pulling quay.io/org/new:2: 3.0 GB of 12.0 GB, 2 of 5 layers, "
                         "about 1 min 30 s left"_s});
    QCOMPARE(bar->maximum(), 1000);
    QCOMPARE(bar->value(), 250);
    QSignalSpy cancelled(m_images, &LocalImages::pullCancelled);
    m->click("pullCancel");
    QCOMPARE(cancelled.size(), 1);
    m_images->setPull({});
    QVERIFY(!m->find<QWidget>("pullStrip")->isVisible());
    QVERIFY(m->find<QAbstractButton>("imagesTry")->isEnabled());
}

void TestImagesPage::aPullLeadsToThePage()
{
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
    m_images->setPull(ui::PullState{u"q.io/a/b:1"_s, 0, 0, 0, 0, 0});
    QVERIFY(isShown());
    // Whoever leaves it is left alone.
    m->click("imagesClose");
    m_images->setPull(ui::PullState{u"q.io/a/b:1"_s, 1, 2, 0, 0, 1});
    QVERIFY(!isShown());
    m_images->setPull({});
    m_images->setPull(ui::PullState{u"q.io/a/b:2"_s, 0, 0, 0, 0, 0});
    QVERIFY(isShown());
    // What is run is looked at, also where it was chosen before.
    ClusterState cluster;
    cluster.local = true;
    cluster.context = podman;
    m->window->setCluster(cluster);
    m->window->runTests({u"alpha"_s});
    QVERIFY(!isShown());
}

void TestImagesPage::aPullIsSaidInWords_data()
{
    QTest::addColumn<ui::PullState>("pull");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, ui::PullState pull, const QString &text) {
        QTest::newRow(name) << pull << text;
    };
    row("nothing told", {{}, 0, 0, 0, 0, 9}, {});
    row("bytes alone", {{}, 5'000'000, 0, 0, 0, 9}, u"5.0 MB"_s);
    row("layers alone", {{}, 0, 0, 1, 4, 9}, u"1 of 4 layers"_s);
    row("too early to guess", {{}, 500, 1000, 0, 0, 1}, u"500 bytes of 1.0 kB"_s);
    row("too little to guess", {{}, 10, 1000, 0, 0, 60}, u"10 bytes of 1.0 kB"_s);
    row("nearly there", {{}, 900, 1000, 0, 0, 9}, u"900 bytes of 1.0 kB, a few seconds left"_s);
    row("there", {{}, 1000, 1000, 0, 0, 9}, u"1.0 kB of 1.0 kB"_s);
}

void TestImagesPage::aPullIsSaidInWords()
{
    QFETCH(ui::PullState, pull);
    QTEST(ui::pullText(pull), "text");
}

//! Whether it was taken.
static bool drop(QWidget *window, const QMimeData &data)
{
    const QPoint at = window->rect().center();
    QDragEnterEvent enter(at, Qt::MoveAction | Qt::CopyAction, &data, Qt::LeftButton, {});
    enter.ignore();
    QCoreApplication::sendEvent(window, &enter);
    QDropEvent dropped(at, Qt::MoveAction | Qt::CopyAction, &data, Qt::LeftButton, {});
    dropped.ignore();
    QCoreApplication::sendEvent(window, &dropped);
    return enter.isAccepted() && dropped.isAccepted() && dropped.dropAction() == Qt::CopyAction;
}

void TestImagesPage::aDroppedNameIsTried()
{
    m->addTests();
    m->show();
    QSignalSpy wanted(m_images, &LocalImages::tryRequested);
    QMimeData data;
    data.setText(u"podman pull quay.io/org/new:2\n"_s);
    QVERIFY(drop(m->window.get(), data));
    QCOMPARE(wanted.takeFirst()[0].toString(), u"quay.io/org/new:2"_s);
    QMimeData prose;
    prose.setText(u"not an image"_s);
    QVERIFY(!drop(m->window.get(), prose));
    QVERIFY(wanted.isEmpty());
}

void TestImagesPage::aDroppedFileIsNoImage()
{
    m->show();
    QSignalSpy wanted(m_images, &LocalImages::tryRequested);
    QMimeData file;
    file.setText(u"suite"_s);
    file.setUrls({QUrl(u"file:///nowhere/suite"_s)});
    // It is opened as whatever it is.
    drop(m->window.get(), file);
    QVERIFY(wanted.isEmpty());
}

void TestImagesPage::aPastedNameIsTried()
{
    m->addTests();
    m->show();
    QSignalSpy wanted(m_images, &LocalImages::tryRequested);
    QSignalSpy remark(m_images, &LocalImages::remark);
    QGuiApplication::clipboard()->setText(u" my-image "_s);
    m->action("pasteImage")->trigger();
    QCOMPARE(wanted.takeFirst()[0].toString(), u"my-image"_s);
    QVERIFY(remark.isEmpty());
    QGuiApplication::clipboard()->setText(u"two words"_s);
    m->action("pasteImage")->trigger();
    QVERIFY(wanted.isEmpty());
    QCOMPARE(remark.size(), 1);
}

void TestImagesPage::aTrialThatWaitsIsNotBlamed()
{
    m->addTests();
    m->show();
    models::SuiteDocument *suite = m->workspace.suite();
    auto tried = *suite->test(u"alpha"_s);
    tried.packagesToVerify.clear();
    suite->setTest(u"alpha"_s, tried);
    m->window->selectTest(u"alpha"_s);
    const auto said = [this] { return m->texts("whatHappenedHeadline").value(0); };
    QTRY_VERIFY(said().startsWith(u"The configuration has problems"_s));
    m->workspace.setQueued({u"alpha"_s});
    QTRY_COMPARE(said(), u"Waiting for its turn."_s);
}

void TestImagesPage::theWindowSpeaksOfContainersForAWhile()
{
    m->addTests();
    m->show();
    m->window->selectTest(u"alpha"_s);
    const auto *tabs = m->find<QTabBar>("evidenceTabs");
    const auto shows = [tabs](const QString &title) {
        for (int i = 0; i < tabs->count(); ++i)
            if (tabs->tabText(i) == title)
                return true;
        return false;
    };
    QVERIFY(shows(u"Pod"_s));
    models::speakOfContainers(true);
    QTRY_VERIFY(shows(u"Container"_s) && !shows(u"Pod"_s));
    models::speakOfContainers(false);
    QTRY_VERIFY(shows(u"Pod"_s) && !shows(u"Container"_s));
}

void TestImagesPage::knowsTheNameOfAnImage_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("image");
    const auto row = [](const QString &text, const QString &image) {
        QTest::newRow(qPrintable(text)) << text << image;
    };
    const QString digest = u"@sha256:"_s + QString(64, u'0');
    row(u"my-image"_s, u"my-image"_s);
    row(u" my-image:1.0\n"_s, u"my-image:1.0"_s);
    row(u"localhost:5000/a/b_c:V1"_s, u"localhost:5000/a/b_c:V1"_s);
    row(u"quay.io/org/image"_s + digest, u"quay.io/org/image"_s + digest);
    row(u"0123456789ab"_s, u"0123456789ab"_s);
    row(u"docker://quay.io/org/image:1"_s, u"quay.io/org/image:1"_s);
    row(u"$ sudo docker pull quay.io/org/image:1"_s, u"quay.io/org/image:1"_s);
    row(u"podman image pull ubi9"_s, u"ubi9"_s);
    row({}, {});
    row(u"two words"_s, {});
    row(u"one\ntwo"_s, {});
    row(u"quay.io/Org/Image"_s, {});
    row(u"https://quay.io/org/image"_s, {});
    row(u"/tmp/image.tar"_s, {});
    row(u"image@sha256:12"_s, {});
    row(QString(600, u'a'), {});
}

void TestImagesPage::knowsTheNameOfAnImage()
{
    QFETCH(QString, text);
    QTEST(ui::imageNamedIn(text).value_or(QString()), "image");
}

QTEST_MAIN(TestImagesPage)
#include "tst_images_page.moc"
