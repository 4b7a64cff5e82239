// SPDX-License-Identifier: Apache-2.0
#include <models/base/yaml.h>

#include <QRandomGenerator>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! JSON as YAML for people, and back.
class YamlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writes_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("yaml");
        const auto row = [](const char *name, const char *json, const char *yaml) {
            QTest::newRow(name) << QByteArray(json) << QByteArray(yaml);
        };
        row("null", "null", "null\n");
        row("words", R"({"a": "x y", "b": "k=v", "c": "quay.io/org/nb:1", "d": "/x"})",
            "a: x y\nb: k=v\nc: quay.io/org/nb:1\nd: /x\n");
        row("what looks like another type", R"(["Yes", "null", "1", "1.5", "0x1f", "~", "", true])",
            "- \"Yes\"\n- \"null\"\n- \"1\"\n- \"1.5\"\n- \"0x1f\"\n- \"~\"\n- \"\"\n- true\n");
        row("what YAML reads otherwise", R"(["a: b", "a #b", "- a", "x:", "a  b", " a", "&a"])",
            "- \"a: b\"\n- \"a #b\"\n- \"- a\"\n- \"x:\"\n- \"a  b\"\n- \" a\"\n- \"&a\"\n");
        row("nothing in them", R"({"a": [], "b": {}})", "a: []\nb: {}\n");
        row("lists within", R"({"a": [[1, 2], {"b": ["c"], "d": 1}]})",
            "a:\n  - - 1\n    - 2\n  - b:\n      - c\n    d: 1\n");
        row("a text of lines", R"j({"a": "x = 1\nif x:\n  y()\n\nz()"})j",
            "a: |-\n  x = 1\n  if x:\n    y()\n\n  z()\n");
        row("a text that ends its last line", R"([["a\nb\n"]])", "- - |\n    a\n    b\n");
        row("one line that ends", R"(["a\n"])", "- \"a\\n\"\n");
        row("lines that no block keeps", R"([" a\nb", "a\nb\n\n", "a\n \nb", "a\n\tb", "\na\nb"])",
            "- \" a\\nb\"\n- \"a\\nb\\n\\n\"\n- \"a\\n \\nb\"\n- \"a\\n\\tb\"\n- \"\\na\\nb\"\n");
        row("characters that an editor changes",
            R"({"a": "x\u00a0\ny", "b": "\u2028\u007f\ufeff"})",
            "a: \"x\\u00a0\\ny\"\nb: \"\\u2028\\u007f\\ufeff\"\n");
    }

    void writes()
    {
        QFETCH(QByteArray, json);
        const Json value = Json::parse(json.toStdString());
        const QByteArray written = yaml::write(value);
        QTEST(written, "yaml");
        QVERIFY(again(written) == value);
    }

    void writesMembers()
    {
        const Json list{"numpy", "a b", "x\ny"};
        QCOMPARE(yaml::writeMember(u"p"_s, list, 2, yaml::Lists::Flow),
                 QByteArray("  p: [numpy, a b, \"x\\ny\"]\n"));
        QCOMPARE(yaml::writeMember(u"p"_s, list, 2),
                 QByteArray("  p:\n    - numpy\n    - a b\n    - |-\n      x\n      y\n"));
        QCOMPARE(yaml::writeMember(u"p"_s, Json{{1}}, 0, yaml::Lists::Flow),
                 QByteArray("p:\n  - - 1\n"));
        QCOMPARE(yaml::writeMember(u"a b"_s, Json::array(), 0, yaml::Lists::Flow),
                 QByteArray("a b: []\n"));
        QCOMPARE(yaml::writeMember(u"yes"_s, Json("a\nb\n"), 4),
                 QByteArray("    \"yes\": |\n      a\n      b\n"));
    }

    void anyTextIsReadBack()
    {
        QRandomGenerator random(20260711);
        const QString letters = u"ab \n\t:#-\"'[]{},&*!|>%@`\\0\u00a0\u2028\u00e9"_s;
        for (int i = 0; i < 4000; ++i) {
            QString text;
            for (int k = random.bounded(12); k > 0; --k)
                text += letters.at(random.bounded(int(letters.size())));
            const Json value{{"k", text}, {"l", {text, {text}}}};
            const QByteArray written = yaml::write(value);
            QVERIFY2(again(written) == value, written.constData());
            const QByteArray member = yaml::writeMember(text, {text, "x"}, 0, yaml::Lists::Flow);
            QVERIFY2(again(member) == Json({{text.toStdString(), {text, "x"}}}),
                     member.constData());
        }
    }

    void partsHaveTheLimitsOfTheWhole()
    {
        const QByteArray nested = QByteArray(62, '[') + QByteArray(62, ']');
        QVERIFY(yaml::read(nested).readable);
        QVERIFY(yaml::read(nested, 2).readable);
        const yaml::Document document = yaml::read(nested, 3);
        QVERIFY(!document.readable);
        QCOMPARE(document.errors.at(0).message, u"The values are nested too deeply."_s);
        QCOMPARE(document.errors.at(0).at.column, 62);
    }

    void readsEveryDocument()
    {
        const auto values =
            yaml::readValues("# one\n---\na: 1\nb: \"1\"\n---\n\n---\n- yes\n- &x true\n"
                             "- *x\n- 2026-01-01\n- ~\n- !!str 5\n- {1: 2}\n...\n",
                             1000);
        QVERIFY(!values.error);
        QVERIFY(values.documents ==
                (std::vector<Json>{{{"a", 1}, {"b", "1"}},
                                   {"yes", true, true, "2026-01-01", nullptr, "5", {{"1", 2}}}}));
        QCOMPARE(values.lines, (std::vector<int>{2, 7}));
        QVERIFY(yaml::readValues("", 10).documents.empty());
        // Of duplicate keys the last stands.
        QVERIFY(yaml::readValues("a: 1\na: 2\n", 100).documents.at(0) == (Json{{"a", 2}}));
    }

    void valuesAreBounded_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        QTest::addColumn<int>("line");
        QTest::newRow("size") << QByteArray(1001, 'a') << u"It is larger than 0 MiB."_s << 0;
        QTest::newRow("depth") << "a: 1\n---\n" + QByteArray(201, '[') + QByteArray(201, ']')
                               << u"The values are nested too deeply."_s << 3;
        QTest::newRow("a key of several")
            << QByteArray("? [a]\n: b\n") << u"A field's name must be a word."_s << 1;
        QTest::newRow("itself") << QByteArray("a: &a [*a]\n")
                                << u"This alias stands inside of what it names."_s << 1;
        QTest::newRow("not closed")
            << QByteArray("a: [1\n") << u"This is not YAML: end of sequence flow not found."_s << 2;
    }
    void valuesAreBounded()
    {
        QFETCH(QByteArray, text);
        const auto values = yaml::readValues(text, 1000);
        QVERIFY(values.documents.empty());
        QVERIFY(values.error);
        QTEST(values.error->message, "message");
        QTEST(values.error->at.line, "line");
    }

private:
    static Json again(const QByteArray &written)
    {
        const yaml::Document document = yaml::read(written);
        if (!document.errors.empty())
            qWarning("%s", qPrintable(document.errors.front().message));
        return yaml::toJson(document.root);
    }
};

QTEST_GUILESS_MAIN(YamlTest)
#include "tst_yaml.moc"
