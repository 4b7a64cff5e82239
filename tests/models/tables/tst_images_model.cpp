// SPDX-License-Identifier: Apache-2.0
#include <models/tables/images_model.h>

#include <QAbstractItemModelTester>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

class TestImagesModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysNameSizeAgeAndDigest();
    void sortsByWhatIsMeant();
    void saysHowOldAnImageIs_data();
    void saysHowOldAnImageIs();
};

static const QString digest = u"sha256:"_s + QString(64, u'a');

void TestImagesModel::saysNameSizeAgeAndDigest()
{
    ImagesModel model;
    const QAbstractItemModelTester tester(&model);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    model.setImages({{u"quay.io/org/old:1"_s, digest, 999, now.addDays(-3)},
                     {u"localhost/mine:latest"_s, digest, 1'234'567'890, now.addSecs(-7500)}});
    QCOMPARE(model.rowCount(), 2);
    QStringList row;
    for (int column = 0; column < ImagesModel::ColumnCount; ++column)
        row << model.index(0, column).data().toString();
    QCOMPARE(row, (QStringList{u"localhost/mine:latest"_s, u"1.2 GB"_s, u"2 hours ago"_s,
                               u"aaaaaaaaaaaa"_s}));
    QCOMPARE(model.index(1, ImagesModel::Name).data().toString(), u"quay.io/org/old:1"_s);
    QCOMPARE(model.index(1, ImagesModel::Size).data().toString(), u"999 bytes"_s);
    QCOMPARE(model.index(0, ImagesModel::Digest).data(Qt::ToolTipRole).toString(), digest);
    QCOMPARE(model.index(1, ImagesModel::Digest).data(ImagesModel::NameRole).toString(),
             u"quay.io/org/old:1"_s);
}

void TestImagesModel::sortsByWhatIsMeant()
{
    ImagesModel model;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    model.setImages({{u"a:1"_s, digest, 9'000, now.addDays(-1)},
                     {u"b:1"_s, digest, 10'000'000, now.addDays(-9)}});
    const auto key = [&model](int row, ImagesModel::Column column) {
        return model.index(row, column).data(ImagesModel::SortRole).toLongLong();
    };
    QVERIFY(key(0, ImagesModel::Size) < key(1, ImagesModel::Size));
    QVERIFY(key(0, ImagesModel::Age) < key(1, ImagesModel::Age));
}

void TestImagesModel::saysHowOldAnImageIs_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("now") << qint64(59) << u"just now"_s;
    QTest::newRow("ahead") << qint64(-500) << u"just now"_s;
    QTest::newRow("a minute") << qint64(119) << u"1 minute ago"_s;
    QTest::newRow("minutes") << qint64(3599) << u"59 minutes ago"_s;
    QTest::newRow("an hour") << qint64(3600) << u"1 hour ago"_s;
    QTest::newRow("hours") << qint64(2 * 86400 - 1) << u"47 hours ago"_s;
    QTest::newRow("days") << qint64(2 * 86400) << u"2 days ago"_s;
    QTest::newRow("long") << qint64(60 * 86400) << u"2026-03-02"_s;
}

void TestImagesModel::saysHowOldAnImageIs()
{
    QFETCH(qint64, seconds);
    const QDateTime now(QDate(2026, 5, 1), QTime(12, 0), Qt::UTC);
    QTEST(ageText(now.addSecs(-seconds), now), "text");
    QCOMPARE(ageText({}, now), QString());
}

QTEST_GUILESS_MAIN(TestImagesModel)
#include "tst_images_model.moc"
