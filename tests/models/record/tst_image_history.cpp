// SPDX-License-Identifier: Apache-2.0
#include "models/sample_run.h"
#include "support/nested_json.h"

#include <models/record/image_history.h>

#include <QFile>
#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sample;

class ImageHistoryTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_path;

private Q_SLOTS:
    void init()
    {
        m_path =
            m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u"/h.json"_s);
    }

    void aTagThatMovedIsToldOnce()
    {
        const ImageHistory history(m_path);
        const QString a = u"q/i@sha256:aaaa"_s, b = u"q/i@sha256:bbbb"_s;
        QCOMPARE(history.resolved(u"q/i:1"_s, a, u"r1"_s, at(1)).formerId, QString());
        QCOMPARE(history.resolved(u"q/i:1"_s, a, u"r2"_s, at(2)).formerId, QString());
        const ImageResolved moved = history.resolved(u"q/i:1"_s, b, u"r3"_s, at(3));
        QCOMPARE(moved.formerId, a);
        QCOMPARE(moved.formerRun, u"r2"_s);
        QCOMPARE(moved.formerAt, at(2));
        QCOMPARE(movedTag(moved), u"The tag q/i:1 has moved: it was sha256:aaaa in the run of "
                                  "2025-10-30 10:15 UTC, and is sha256:bbbb now."_s);
        QCOMPARE(history.resolved(u"q/i:1"_s, b, u"r4"_s, at(4)).formerId, QString());
    }

    void theSameDigestByAnotherRuntimeHasNotMoved()
    {
        const ImageHistory history(m_path);
        history.resolved(u"q/i:1"_s, u"docker-pullable://q/i@sha256:aaaa"_s, u"r1"_s, at(1));
        QCOMPARE(history.resolved(u"q/i:1"_s, u"q/i@sha256:aaaa"_s, u"r2"_s, at(2)).formerId,
                 QString());
    }

    void aDigestCannotMove()
    {
        const ImageHistory history(m_path);
        history.resolved(u"q/i@sha256:aaaa"_s, u"q/i@sha256:aaaa"_s, u"r1"_s, at(1));
        QVERIFY(!QFile::exists(m_path));
    }

    void aBrokenFileIsAnEmptyOne_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("torn") << QByteArray("{\"q/i:1\": {\"image");
        QTest::newRow("a list") << QByteArray("[1]");
        QTest::newRow("other types") << QByteArray("{\"q/i:1\": 7}");
        QTest::newRow("nested") << "{\"q/i:1\": " + assay::tests::nestedLists() + '}';
        QTest::newRow("nothing") << QByteArray();
    }
    void aBrokenFileIsAnEmptyOne()
    {
        QFETCH(QByteArray, content);
        const QString path = m_folder.filePath(u"broken.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const ImageHistory history(path);
        QCOMPARE(history.resolved(u"q/i:1"_s, u"sha256:b"_s, u"r"_s, at(1)).formerId, QString());
        QCOMPARE(history.resolved(u"q/i:1"_s, u"sha256:c"_s, u"r"_s, at(1)).formerId,
                 u"sha256:b"_s);
    }

    void whoIsLockedOutStillReads()
    {
        const ImageHistory history(m_path);
        history.resolved(u"q/i:1"_s, u"sha256:a"_s, u"r1"_s, at(1));
        QLockFile lock(m_path + u".lock"_s);
        QVERIFY(lock.tryLock(0));
        QCOMPARE(history.resolved(u"q/i:1"_s, u"sha256:b"_s, u"r2"_s, at(2)).formerId,
                 u"sha256:a"_s);
        lock.unlock();
        QCOMPARE(history.resolved(u"q/i:1"_s, u"sha256:b"_s, u"r3"_s, at(3)).formerId,
                 u"sha256:a"_s);
    }
};

QTEST_APPLESS_MAIN(ImageHistoryTest)
#include "tst_image_history.moc"
