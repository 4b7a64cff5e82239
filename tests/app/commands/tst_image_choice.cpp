// SPDX-License-Identifier: Apache-2.0
#include "local/image_choice.h"

#include <QTest>

using namespace assay::app;
using assay::containers::ImageSummary;
using namespace Qt::StringLiterals;

class TestImageChoice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void takesANameAsTheEngineWould_data();
    void takesANameAsTheEngineWould();
    void refusesWithAWayOut_data();
    void refusesWithAWayOut();
    void ofARegistry_data();
    void ofARegistry();
};

static QString idOf(char digit)
{
    return u"sha256:"_s + QString(64, QLatin1Char(digit));
}

static std::vector<ImageSummary> images()
{
    std::vector<ImageSummary> all(4);
    all[0].id = idOf('a');
    all[0].tags = QStringList{u"localhost/my-image:latest"_s, u"localhost/my-image:2"_s};
    all[1].id = idOf('b');
    all[1].tags = QStringList{u"quay.io/org/workbench:1"_s};
    all[2].id = idOf('c');
    all[2].tags = QStringList{u"ghcr.io/other/workbench:1"_s, u"jupyter/minimal:7"_s};
    all[3].id = idOf('d');
    all[3].tags = QStringList{u"busybox:latest"_s};
    return all;
}

void TestImageChoice::takesANameAsTheEngineWould_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("reference");
    QTest::newRow("short") << u"my-image"_s << u"localhost/my-image:latest@"_s + idOf('a');
    QTest::newRow("short with a tag") << u"my-image:2"_s << u"localhost/my-image:2@"_s + idOf('a');
    QTest::newRow("in full") << u"quay.io/org/workbench:1"_s
                             << u"quay.io/org/workbench:1@"_s + idOf('b');
    QTest::newRow("the end of one")
        << u"org/workbench:1"_s << u"quay.io/org/workbench:1@"_s + idOf('b');
    QTest::newRow("docker's own") << u"busybox"_s
                                  << u"docker.io/library/busybox:latest@"_s + idOf('d');
    QTest::newRow("docker's of somebody")
        << u"jupyter/minimal:7"_s << u"docker.io/jupyter/minimal:7@"_s + idOf('c');
    QTest::newRow("by id") << u"bbbbbbbbbbbb"_s << u"quay.io/org/workbench:1@"_s + idOf('b');
    QTest::newRow("to be pulled") << u"quay.io/org/else:3"_s << u"quay.io/org/else:3"_s;
}

void TestImageChoice::takesANameAsTheEngineWould()
{
    QFETCH(QString, typed);
    const auto chosen = chooseImage(typed, images());
    QVERIFY2(chosen.has_value(), qPrintable(chosen ? QString() : chosen.error()));
    QTEST(chosen->reference, "reference");
}

void TestImageChoice::refusesWithAWayOut_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("ambiguous") << u"workbench:1"_s
                               << u"\"workbench:1\" may be ghcr.io/other/workbench:1 or "
                                  "quay.io/org/workbench:1: write the one that is meant in full."_s;
    QTest::newRow("none") << u"nothing"_s
                          << u"There is no image \"nothing\" on this computer. Build it, or name "
                             "one of a registry in full, such as "
                             "quay.io/organization/image:2025.1."_s;
    QTest::newRow("local, and none")
        << u"localhost/nothing:1"_s
        << u"There is no image \"localhost/nothing:1\" on this computer, and none of that name can "
           "be pulled: build it first."_s;
}

void TestImageChoice::refusesWithAWayOut()
{
    QFETCH(QString, typed);
    const auto chosen = chooseImage(typed, images());
    QVERIFY(!chosen.has_value());
    QTEST(chosen.error(), "sentence");
}

void TestImageChoice::ofARegistry_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("sentence");
    const QString digest = u"quay.io/org/workbench@"_s + idOf('a');
    QTest::newRow("in full") << u"quay.io/org/workbench:1"_s << u"quay.io/org/workbench:1"_s
                             << QString();
    QTest::newRow("no tag") << u"quay.io/org/workbench"_s << u"quay.io/org/workbench:latest"_s
                            << QString();
    QTest::newRow("a digest") << digest << digest << QString();
    QTest::newRow("a registry of this computer")
        << u"localhost:5000/test/a:1"_s << u"localhost:5000/test/a:1"_s << QString();
    QTest::newRow("built here")
        << u"localhost/my-image"_s << QString()
        << u"\"localhost/my-image\" is an image of this computer: push it to a registry that the "
           "cluster pulls from, or leave out --context to try it here."_s;
    QTest::newRow("short")
        << u"my-image"_s << QString()
        << u"A cluster pulls from a registry. The registry is missing: write it in front, as in "
           "quay.io/my-image:latest."_s;
}

void TestImageChoice::ofARegistry()
{
    QFETCH(QString, typed);
    QFETCH(QString, sentence);
    const auto chosen = chooseImageOfRegistry(typed);
    QCOMPARE(chosen ? QString() : chosen.error(), sentence);
    QTEST(chosen ? chosen->reference : QString(), "reference");
}

QTEST_GUILESS_MAIN(TestImageChoice)
#include "tst_image_choice.moc"
