// SPDX-License-Identifier: Apache-2.0
#include <models/base/edit_distance.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

class TestEditDistance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theNearestNameIsMeant_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<int>("least");
        QTest::addColumn<QString>("meant");
        QTest::newRow("a letter too few") << u"statu"_s << 0 << u"status"_s;
        QTest::newRow("two exchanged") << u"sattus"_s << 0 << u"status"_s;
        QTest::newRow("its case") << u"STATUS"_s << 0 << u"status"_s;
        QTest::newRow("the name's case") << u"outofmemory"_s << 0 << u"OutOfMemory"_s;
        QTest::newRow("the nearer of two") << u"imags"_s << 0 << u"image"_s;
        QTest::newRow("the first of two") << u"testx"_s << 0 << u"tests"_s;
        QTest::newRow("a short name is another") << u"run"_s << 0 << QString();
        QTest::newRow("unless that is wanted") << u"rum"_s << 1 << u"ram"_s;
        QTest::newRow("too far") << u"namespaces"_s << 0 << QString();
        QTest::newRow("nothing") << QString() << 0 << QString();
        QTest::newRow("far too long") << QString(100'000, u'a') << 2 << QString();
    }
    void theNearestNameIsMeant()
    {
        QFETCH(QString, written);
        QFETCH(int, least);
        const QStringList names{u"status"_s, u"image"_s,       u"images-of"_s, u"ram"_s,
                                u"tests"_s,  u"OutOfMemory"_s, u"testy"_s};
        QTEST(nearestName(written, names, least), "meant");
    }
};

QTEST_GUILESS_MAIN(TestEditDistance)
#include "tst_edit_distance.moc"
