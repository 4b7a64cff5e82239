// SPDX-License-Identifier: Apache-2.0
#include <models/base/json.h>

#include "support/nested_json.h"

#include <QTest>

using namespace assay::models;
using assay::tests::nestedLists;
using namespace Qt::StringLiterals;

//! Reading of JSON that others wrote.
class JsonTest : public QObject
{
    Q_OBJECT

    static QByteArray lists(int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); }

private Q_SLOTS:
    void whatIsBoundedIsRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("a number") << QByteArray(" 7 ");
        QTest::newRow("lists") << lists(500);
        QTest::newRow("side by side") << QByteArray("[[]") + QByteArray(",[]").repeated(1000) + ']';
        QTest::newRow("brackets in a text")
            << QByteArray("[\"\\\"") + QByteArray(1000, '[') + "\"]";
        QTest::newRow("a full object at the bottom")
            << QByteArray(499, '[') + R"({"a": 1, "b": "2"})" + QByteArray(499, ']');
    }

    void whatIsBoundedIsRead()
    {
        QFETCH(QByteArray, text);
        const auto value = parseBounded(text);
        QVERIFY2(value, value ? "" : qPrintable(value.error()));
        QVERIFY(*value == Json::parse(text.toStdString()));
    }

    void whatIsNotIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        const QString deep = u"it is nested more than 500 deep"_s, damaged = u"it is not JSON"_s;
        QTest::newRow("lists") << lists(501) << deep;
        QTest::newRow("many lists") << nestedLists() << deep;
        QTest::newRow("without an end") << QByteArray(100'000, '[') << deep;
        QTest::newRow("objects") << QByteArray("{\"a\":").repeated(501) + '1' + QByteArray(501, '}')
                                 << deep;
        QTest::newRow("late") << "[1, {\"a\": " + lists(499) + "}, 2]" << deep;
        QTest::newRow("nothing") << QByteArray() << damaged;
        QTest::newRow("in part") << QByteArray("{\"a\": [1,") << damaged;
        QTest::newRow("more than one") << QByteArray("[] []") << damaged;
        QTest::newRow("no UTF-8") << QByteArray("\"\xff\"") << damaged;
    }

    void whatIsNotIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto value = parseBounded(text);
        QVERIFY(!value);
        QTEST(value.error(), "why");
    }

    void membersOfAnotherTypeAreEmpty()
    {
        const Json object{{"list", {1, 2}}, {"object", {{"a", 1}}}, {"text", "[]"}};
        QCOMPARE(&listAt(object, {"list"}), &object["list"]);
        QCOMPARE(&objectAt(object, {"object"}), &object["object"]);
        for (const char *key : {"object", "text", "missing"})
            QVERIFY(listAt(object, {key}) == Json::array());
        for (const char *key : {"list", "text", "missing"})
            QVERIFY(objectAt(object, {key}) == Json::object());
        QVERIFY(listAt(Json("a"), {"list"}).empty());
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "tst_json.moc"
