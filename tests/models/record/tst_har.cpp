// SPDX-License-Identifier: Apache-2.0

// The trace as an HTTP Archive.

#include <models/record/har.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::models;

class HarTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhatWasAsked()
    {
        RequestMade request;
        request.startedAt = QDateTime(QDate(2026, 3, 1), QTime(12, 0, 0, 250), Qt::UTC);
        request.method = u"GET"_s;
        request.path = u"/api/v1/pods?labelSelector=a%3Db&limit=5"_s;
        request.httpStatus = 403;
        request.milliseconds = 30;
        request.millisecondsToHead = 20;
        request.bytes = 99;
        request.contentType = u"application/json"_s;
        request.error = u"not allowed"_s;
        const Json har = toHar({request}, u"https://host:6443/"_s, u"1.2"_s);
        QCOMPARE(har["log"]["version"].get<QString>(), u"1.2"_s);
        const Json &entry = har["log"]["entries"][0];
        QCOMPARE(entry["startedDateTime"].get<QString>(), u"2026-03-01T12:00:00.250Z"_s);
        QCOMPARE(entry["time"].get<int>(), 30);
        QCOMPARE(entry["request"]["url"].get<QString>(),
                 u"https://host:6443/api/v1/pods?labelSelector=a%3Db&limit=5"_s);
        QCOMPARE(QByteArray::fromStdString(entry["request"]["queryString"].dump()),
                 QByteArray("[{\"name\":\"labelSelector\",\"value\":\"a%3Db\"},"
                            "{\"name\":\"limit\",\"value\":\"5\"}]"));
        QCOMPARE(entry["response"]["status"].get<int>(), 403);
        QCOMPARE(entry["response"]["content"]["size"].get<int>(), 99);
        QCOMPARE(entry["timings"]["wait"].get<int>(), 20);
        QCOMPARE(entry["timings"]["receive"].get<int>(), 10);
        QCOMPARE(entry["comment"].get<QString>(), u"not allowed"_s);
        QVERIFY(entry["request"]["headers"].empty());
    }

    void entriesAreInTheOrderTheyBegan()
    {
        RequestMade late, early;
        late.startedAt = QDateTime(QDate(2026, 3, 1), QTime(12, 0, 1), Qt::UTC);
        late.path = u"/late"_s;
        early.startedAt = QDateTime(QDate(2026, 3, 1), QTime(12, 0, 0), Qt::UTC);
        early.path = u"/early"_s;
        const Json har = toHar({late, early}, u"https://h"_s, {});
        QCOMPARE(har["log"]["entries"][0]["request"]["url"].get<QString>(), u"https://h/early"_s);
        QCOMPARE(har["log"]["entries"][1]["request"]["url"].get<QString>(), u"https://h/late"_s);
    }
};

QTEST_GUILESS_MAIN(HarTest)
#include "tst_har.moc"
