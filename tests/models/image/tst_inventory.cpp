// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/pod_facts.h>
#include <models/image/package_verification_result.h>

#include "models/sample_run.h"
#include "support/nested_json.h"

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! Reading what the script printed, and what is made of it.
class InventoryTest : public QObject
{
    Q_OBJECT

    static QByteArray line(const Json &document)
    {
        return "\nASSAY-INVENTORY " + QByteArray::fromStdString(document.dump()) + '\n';
    }

    static PackageVerificationResult missing(const QString &package, const QString &module,
                                             const Inventory *inventory)
    {
        return interpretImport(package, true, 1, {},
                               u"Traceback (most recent call last):\nModuleNotFoundError: No "
                               "module named '%1'\n"_s.arg(module),
                               0.1, inventory);
    }

private Q_SLOTS:
    void theDocumentIsFoundInNoise()
    {
        const QByteArray printed = line(sample::inventory());
        const auto plain = inventoryFrom(printed);
        QVERIFY(plain);
        QVERIFY(*plain == sample::inventory());
        const auto noisy = inventoryFrom("Welcome\xff to this image!" + printed + "good-bye\n\n");
        QVERIFY(noisy);
        QVERIFY(*noisy == sample::inventory());
        Json other = sample::inventory();
        other["python"]["version"] = "1.0";
        const auto twice = inventoryFrom(line(other) + printed);
        QVERIFY(twice);
        QCOMPARE(twice->version, u"3.11.2"_s);
    }

    void whatIsNoDocumentIsAProblem_data()
    {
        QTest::addColumn<QByteArray>("printed");
        QTest::addColumn<QString>("problem");
        const QString none = u"Python did not print the list of what the image holds."_s;
        const QString part = u"The list of what the image holds arrived only in part."_s;
        const QString unreadable = u"The list of what the image holds could not be read."_s;
        const QByteArray whole = line(sample::inventory());
        QTest::newRow("nothing") << QByteArray() << none;
        QTest::newRow("noise") << QByteArray("hello\nASSAY-INVENTORY") << none;
        QTest::newRow("in part") << whole.left(whole.size() / 2) << part;
        QTest::newRow("without its end") << whole.chopped(1) << part;
        const QString notJson =
            u"The list of what the image holds could not be read: it is not JSON."_s;
        QTest::newRow("no JSON") << QByteArray("\nASSAY-INVENTORY {\"python\"\n") << notJson;
        QTest::newRow("nested") << "\nASSAY-INVENTORY {\"python\":{\"version\":\"3.11\"},"
                                   "\"distributions\":" +
                                       assay::tests::nestedLists() + "}\n"
                                << u"The list of what the image holds could not be read: it is "
                                   "nested more than 500 deep."_s;
        QTest::newRow("a list") << QByteArray("\nASSAY-INVENTORY [1]\n") << unreadable;
        QTest::newRow("another object")
            << QByteArray("\nASSAY-INVENTORY {\"a\":1}\n") << unreadable;
        QTest::newRow("no UTF-8") << QByteArray("\nASSAY-INVENTORY {\"python\":\"\xff\"}\n")
                                  << notJson;
    }

    void whatIsNoDocumentIsAProblem()
    {
        QFETCH(QByteArray, printed);
        QFETCH(QString, problem);
        const auto parsed = inventoryFrom(printed);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error(), problem);
    }

    void wrongTypesAreLeftOut()
    {
        const auto parsed = inventoryFrom(
            line({{"python", {{"version", "3.9.1"}, {"executable", 5}}},
                  {"user", {{"uid", "root"}, {"groups", {1, "x", 2.5}}}},
                  {"distributions", {1, nullptr, {{"name", "a"}, {"imports", "b"}}, {{"v", 1}}}},
                  {"distributions_not_listed", 4},
                  {"modules", {{{"name", "a"}, {"providers", {1, "p"}}}}}}));
        QVERIFY(parsed);
        QCOMPARE(parsed->executable, QString());
        QCOMPARE(parsed->uid, -1);
        QCOMPARE(parsed->groups, std::vector<qint64>{1});
        QCOMPARE(parsed->distributions.size(), std::size_t(1));
        QCOMPARE(parsed->distributions[0].imports, QStringList());
        QCOMPARE(parsed->distributionsNotListed, 7);
        QCOMPARE(parsed->modules[0].providers, QStringList{u"p"_s});
        QCOMPARE(parsed->summary(), u"Python 3.9.1 at "_s);
    }

    void whatIsTooLongIsCutAndCounted()
    {
        Json document = sample::inventory();
        document["distributions"] = Json::array();
        for (int i = 0; i < 5003; ++i)
            document["distributions"].push_back({{"name", "d" + std::to_string(i)}});
        document["distributions_not_listed"] = 0;
        document["python"]["prefix"] = std::string(5000, 'x');
        document["path"] = Json(std::vector<std::string>(500, "p"));
        const auto parsed = inventoryFrom(line(document));
        QVERIFY(parsed);
        QCOMPARE(parsed->distributions.size(), std::size_t(5000));
        QCOMPARE(parsed->distributionsNotListed, 3);
        QCOMPARE(parsed->prefix.size(), 1000);
        QCOMPARE(parsed->path.size(), 200);
    }

    void summary()
    {
        QCOMPARE(sample::inventory().summary(),
                 u"Python 3.11.2 at /opt/app-root/bin/python, user id 1001, group 0"_s);
    }

    void advice_data()
    {
        QTest::addColumn<QString>("package");
        QTest::addColumn<QString>("module");
        QTest::addColumn<QString>("advice");
        const auto row = [](const char *name, const char *package, const char *module,
                            const char *advice) {
            QTest::newRow(name) << QString::fromLatin1(package) << QString::fromLatin1(module)
                                << QString::fromLatin1(advice);
        };
        row("distribution name", "scikit_learn", "scikit_learn",
            "This image has sklearn: write sklearn in packages_to_verify. scikit-learn 1.2.1 "
            "provides it; the name to install differs from the name to import.");
        row("another case", "Pillow", "Pillow",
            "This image has PIL: write PIL in packages_to_verify. Pillow 9.4.0 provides it; the "
            "name to install differs from the name to import.");
        row("files are missing", "opaque", "opaque",
            "The image lists opaque 0.1 as installed, but \"python\" does not find opaque: install "
            "it again in the environment that \"python\" belongs to.");
        row("import name, files are missing", "sklearn", "sklearn",
            "The image lists scikit-learn 1.2.1 as installed, but \"python\" does not find "
            "sklearn: install it again in the environment that \"python\" belongs to.");
        row("well-known, under another distribution", "pytorch", "pytorch",
            "pytorch is imported as torch: write torch in packages_to_verify. No distribution in "
            "this image provides torch, either: Install torch in the image (pip install torch in "
            "its Containerfile), and check that it goes to the environment that \"python\" belongs "
            "to.");
        row("misspelled", "numpi", "numpi",
            "Did you mean numpy? This image has it (numpy 1.24.2), and nothing by the name "
            "numpi.");
        row("another case of an import", "SKLearn", "SKLearn",
            "Did you mean sklearn? This image has it (scikit-learn 1.2.1), and nothing by the name "
            "SKLearn.");
        row("a well-known name is not a misspelling", "sklearnex", "sklearnex",
            "No distribution in this image provides sklearnex. Install scikit-learn-intelex in the "
            "image (pip install scikit-learn-intelex in its Containerfile), and check that it goes "
            "to the environment that \"python\" belongs to.");
        row("short names are not close", "nip", "nip",
            "No distribution in this image provides nip. Install nip in the image (pip install nip "
            "in its Containerfile), and check that it goes to the environment that \"python\" "
            "belongs to.");
        row("part of a module", "numpy.lost", "numpy.lost",
            "This image has numpy (numpy 1.24.2), but without numpy.lost: check the name, or "
            "install the version that has it.");
        row("well-known, its namespace is missing", "snowflake.connector", "snowflake",
            "Install snowflake-connector-python in the image (pip install "
            "snowflake-connector-python in its Containerfile), and check that it goes to the "
            "environment that \"python\" belongs to.");
        row("well-known part of a namespace", "google.cloud.bigquery", "google.cloud.bigquery",
            "Install google-cloud-bigquery in the image (pip install google-cloud-bigquery in its "
            "Containerfile), and check that it goes to the environment that \"python\" belongs "
            "to.");
    }

    void advice()
    {
        QFETCH(QString, package);
        QFETCH(QString, module);
        QFETCH(QString, advice);
        Inventory inventory = sample::inventory();
        inventory.distributionsNotListed = 0;
        const auto result = missing(package, module, &inventory);
        QCOMPARE(toString(result.failure), u"NotInstalled"_s);
        QCOMPARE(result.advice, advice);
    }

    void aFolderThatMayNotBeReadMayHoldIt()
    {
        Inventory inventory = sample::inventory();
        inventory.unreadable = {u"/opt/mine"_s};
        const auto again = inventoryFrom(line(inventory));
        QVERIFY(again);
        QVERIFY(*again == inventory);
        QCOMPARE(missing(u"mine"_s, u"mine"_s, &inventory).advice,
                 u"Python looks for mine in /opt/mine, too, which its user (1001) may not read. If "
                 "it is there, let the group 0 read it, to which OpenShift's users belong (chgrp "
                 "-R 0 /opt/mine && chmod -R g=rX /opt/mine in the Containerfile). If not: Install "
                 "mine in the image (pip install mine in its Containerfile), and check that it "
                 "goes to the environment that \"python\" belongs to."_s);
        // What is known to be there goes by another name.
        QVERIFY(missing(u"scikit_learn"_s, u"scikit_learn"_s, &inventory)
                    .advice.startsWith(u"This image has sklearn"_s));
    }

    void anIncompleteListProvesNothing()
    {
        const Inventory inventory = sample::inventory();
        QCOMPARE(missing(u"pandas"_s, u"pandas"_s, &inventory).advice,
                 missing(u"pandas"_s, u"pandas"_s, nullptr).advice);
    }

    void versionsAndPlaces()
    {
        Inventory inventory = sample::inventory();
        inventory.modules = {
            {u"numpy"_s, u"/usr/lib/numpy/__init__.py"_s, {}, {u"numpy"_s}},
            {u"PIL"_s, u"/data/PIL/__init__.py"_s, {u"/usr/lib/PIL/__init__.py"_s}, {}},
            {u"sklearn"_s, u"/data/sklearn.py"_s, {u"/data/lib/sklearn/__init__.py"_s}, {}},
            {u"sys"_s, u"built-in"_s, {}, {}},
            {u"nothere"_s, {}, {}, {}}};
        const auto of = [&](const QString &package, bool works = true) {
            PackageVerificationResult result;
            result.packageName = package;
            result.importSuccessful = works;
            addInventory(result, inventory, {u"/data"_s});
            return result;
        };
        const auto numpy = of(u"numpy"_s);
        QCOMPARE(numpy.version, u"1.24.2"_s);
        QCOMPARE(numpy.distribution, u"numpy"_s);
        QVERIFY(*numpy.location == (ModuleLocation{u"/usr/lib/numpy/__init__.py"_s, false, true}));
        QCOMPARE(numpy.locationRemark(), QString());
        const auto hiding = of(u"PIL"_s);
        QCOMPARE(hiding.version, u"9.4.0"_s);
        QCOMPARE(hiding.locationRemark(), u"Loaded from the volume at /data/PIL/__init__.py, which "
                                          "hides what the image has."_s);
        QCOMPARE(of(u"sklearn"_s).locationRemark(),
                 u"Found on the volume at /data/sklearn.py, not in the image."_s);
        QCOMPARE(of(u"sys"_s).version, QString());
        QVERIFY(of(u"sys"_s).location->inImage);
        QVERIFY(!of(u"nothere"_s, false).location);
        QCOMPARE(of(u"google.cloud.storage"_s).version, u"2.1"_s);
        QCOMPARE(of(u"google.cloud.bigquery"_s, false).version, u""_s);

        // Two that share a namespace: neither is the package's own.
        inventory.distributions.push_back({u"protobuf"_s, u"4"_s, {u"google"_s}});
        QCOMPARE(of(u"google.cloud.storage"_s).version, QString());
        // Unless it is known whose file it is.
        inventory.modules.push_back({u"google.protobuf"_s, u"/x.py"_s, {}, {u"protobuf"_s}});
        QCOMPARE(of(u"google.protobuf"_s).version, u"4"_s);
    }

    void onlyClaimsAreVolumes()
    {
        const Json pod{
            {"spec",
             {{"containers",
               {{{"name", "nb"},
                 {"volumeMounts",
                  {{{"name", "shm"}, {"mountPath", "/dev/shm"}},
                   {{"name", "data"}, {"mountPath", "/opt/app-root/src"}}}}},
                {{"name", "proxy"}, {"volumeMounts", {{{"name", "data"}, {"mountPath", "/x"}}}}}}},
              {"volumes",
               {{{"name", "shm"}, {"emptyDir", {{"medium", "Memory"}}}},
                {{"name", "data"}, {"persistentVolumeClaim", {{"claimName", "nb"}}}}}}}}};
        QCOMPARE(claimMountsOf(pod, u"nb"_s), QStringList{u"/opt/app-root/src"_s});
        QCOMPARE(claimMountsOf(pod, u"none"_s), QStringList());
        QCOMPARE(claimMountsOf(nullptr, u"nb"_s), QStringList());
    }
};

QTEST_GUILESS_MAIN(InventoryTest)
#include "tst_inventory.moc"
