// SPDX-License-Identifier: Apache-2.0
#include "base/json_decode.h"

#include "support/nested_json.h"

#include <QTest>

using namespace assay::k8s;
using namespace Qt::StringLiterals;

//! Answers of a server as JSON.
class JsonDecodeTest : public QObject
{
    Q_OBJECT

    //! A list that is parsed here, and one that is parsed in another thread.
    static void sizes()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("small") << 10;
        QTest::newRow("large") << 300'000;
    }
    static QByteArray listOf(int size) { return '[' + QByteArray("1,").repeated(size) + "1]"; }

private Q_SLOTS:
    void whatReadingThrowsIsAnError_data() { sizes(); }
    void whatReadingThrowsIsAnError()
    {
        QFETCH(int, size);
        QStringList told;
        const auto done = [&told](Decoded &decoded) {
            if (!decoded) {
                told << decoded.error();
                return;
            }
            told << u"read"_s;
            decoded->at("metadata");
        };
        decodeJsonAsync(listOf(size), this, done);
        QTRY_COMPARE(told.size(), 2);
        QCOMPARE(told.first(), u"read"_s);
        QVERIFY2(told.last().contains(u"cannot use at() with array"_s), qPrintable(told.last()));
    }

    void whatTakingAnItemThrowsIsAnError()
    {
        const Decoded decoded = decodeJson("{\"items\":[{\"a\":1}]}", [](nlohmann::json &item) {
            item.at("a").get<std::string>();
        });
        QVERIFY(!decoded);
        QVERIFY2(decoded.error().contains(u"type must be string"_s), qPrintable(decoded.error()));
    }

    void whatIsNoJsonIsSaidInWords()
    {
        QCOMPARE(decodeJson("").error(), u"it is empty"_s);
        QCOMPARE(decodeJson(" \n").error(), u"it is empty"_s);
        QCOMPARE(decodeJson("\x1f\x8b\x08").error(), u"it is compressed, without saying so"_s);
        QCOMPARE(decodeJson("<html>").error(), u"it is no JSON from byte 1 on"_s);
        QCOMPARE(decodeJson("{\"a\":\"\xff\"}").error(), u"it is no JSON from byte 7 on"_s);
        QCOMPARE(decodeJson("{\"a\":").error(), u"it is JSON that ends too early"_s);
        const QByteArray text(20'000'000, 'x');
        QCOMPARE(decodeJson('"' + text + '"').error(), u"it holds a text of more than 16 MiB"_s);
    }

    //! What is taken is every object of "items" at the top, and nothing else.
    void itemsAreTakenOutOfTheList_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("taken");
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("a list")
            << QByteArray("{'kind':'List','items':[{'a':1},{'a':[{'b':2},{}]}],'metadata':{'c':3}}")
            << QByteArray("[{'a':1},{'a':[{'b':2},{}]}]")
            << QByteArray("{'items':[],'kind':'List','metadata':{'c':3}}");
        QTest::newRow("others among them")
            << QByteArray("{'items':[1,{'a':1},[{'b':2}],null,{}]}") << QByteArray("[{'a':1},{}]")
            << QByteArray("{'items':[1,[{'b':2}],null]}");
        QTest::newRow("items of items")
            << QByteArray("{'items':[{'items':[{'a':1}]}]}") << QByteArray("[{'items':[{'a':1}]}]")
            << QByteArray("{'items':[]}");
        QTest::newRow("an object in their place")
            << QByteArray("{'items':{'a':{'b':1}}}") << QByteArray("[]")
            << QByteArray("{'items':{'a':{'b':1}}}");
        QTest::newRow("further down") << QByteArray("{'a':{'items':[{'b':1}]}}") << QByteArray("[]")
                                      << QByteArray("{'a':{'items':[{'b':1}]}}");
        QTest::newRow("a list of lists")
            << QByteArray("[[{'a':1}],{'items':[{}]}]") << QByteArray("[]")
            << QByteArray("[[{'a':1}],{'items':[{}]}]");
        QTest::newRow("twice") << QByteArray("{'items':[{'a':1}],'items':[{'a':2}]}")
                               << QByteArray("[{'a':1},{'a':2}]") << QByteArray("{'items':[]}");
        QTest::newRow("numbers and texts")
            << QByteArray("{'items':[],'a':[-1,18446744073709551615,0.5,'\\u00e4',true,false]}")
            << QByteArray("[]")
            << QByteArray("{'a':[-1,18446744073709551615,0.5,'\xc3\xa4',true,false],'items':[]}");
    }
    void itemsAreTakenOutOfTheList()
    {
        QFETCH(QByteArray, text);
        nlohmann::json taken = nlohmann::json::array();
        const Decoded decoded = decodeJson(text.replace('\'', '"'), [&taken](nlohmann::json &item) {
            taken.push_back(std::move(item));
        });
        QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error()));
        QTEST(QByteArray::fromStdString(taken.dump()).replace('"', '\''), "taken");
        QTEST(QByteArray::fromStdString(decoded->dump()).replace('"', '\''), "left");
    }

    void aListThatIsNoneIsSaidInTheSameWords()
    {
        const auto said = [](const QByteArray &text) {
            return decodeJson(text, [](nlohmann::json &) {}).error();
        };
        QCOMPARE(said("<html>"), u"it is no JSON from byte 1 on"_s);
        QCOMPARE(said("{\"items\":[{}"), u"it is JSON that ends too early"_s);
        QCOMPARE(said("{\"items\":[]} x"), u"it is no JSON from byte 14 on"_s);
        QVERIFY2(said("{\"items\":[1e999]}").contains(u"number overflow"_s),
                 qPrintable(said("{\"items\":[1e999]}")));
    }

    void whatIsNestedIsAnError()
    {
        const Decoded decoded = decodeJson(assay::tests::nestedLists());
        QVERIFY(!decoded);
        QCOMPARE(decoded.error(), u"it is nested more than 500 deep"_s);
    }
};

QTEST_GUILESS_MAIN(JsonDecodeTest)
#include "tst_json_decode.moc"
