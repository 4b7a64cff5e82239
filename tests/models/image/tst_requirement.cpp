// SPDX-License-Identifier: Apache-2.0
#include <models/image/requirement.h>

#include "models/sample_run.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! Wanted distributions and versions by PEP 440, with Python's own library as the judge.
class RequirementTest : public QObject
{
    Q_OBJECT

    static QStringList oracleVersions()
    {
        return u"0 0.1 1 1.0 1.0.0 1.0.0.0 v1.0 01.0 1.0.1 1.1 1.10 1.2 1.2.0 1.2.3 2 2.0 2.0.0.1 "
               "1.0.dev0 1.0.dev 1.0dev1 1.0.DEV456 1.0a1 1.0a 1.0alpha1 1.0.Alpha-2 1.0-a.2 "
               "1.0_b1 1.0beta.2 1.0b1.dev3 1.0c1 1.0rc1 1.0-rc.1 1.0pre2 1.0.preview_3 "
               "1.0rc1.post2 1.0rc1.post2.dev4 1.0rc10 1.0.post0 1.0.post 1.0-1 1.0-0 1.0.post1 "
               "1.0.r2 1.0rev3 1.0POST4 1.0.post1.dev2 1.0.post1+abc 1.0+abc 1.0+ABC.5 1.0+5 "
               "1.0+10 1.0+abc.10 1.0+abc-7 1.0+abc_07 1.0+5.abc 1.0+cpu 1.1+cu121 1.0.dev1+x "
               "1.0a1+x.1 1!0.5 1!1.0 2!1 1!1.0rc1 2024.1.5 20240131235959123456789 "
               "1.99999999999999999999 1.100000000000000000000 1.2.0rc1 1.2.0.dev5 1.2.post3 "
               "1.1a1 1.1.dev1 0.9.9 0.9rc2"_s.split(u' ');
    }

    static QStringList oracleSpecifiers()
    {
        QStringList specifiers{u"==1"_s,
                               u"==1.0"_s,
                               u"== 1.0.0"_s,
                               u"==v1.0"_s,
                               u"==1.0+abc"_s,
                               u"==1.0+ABC-7"_s,
                               u"==1.0+5"_s,
                               u"==1.*"_s,
                               u"==1.0.*"_s,
                               u"==1.0.0.*"_s,
                               u"==1.2.*"_s,
                               u"!=1.*"_s,
                               u"!=1.0.*"_s,
                               u"!=1.0"_s,
                               u"!=1.0+abc"_s,
                               u"==0.9.*"_s,
                               u"==1.0.post1"_s,
                               u"==1.0-1"_s,
                               u"==1.0rc1"_s,
                               u"==1.0-C1"_s,
                               u"==1.0.dev"_s,
                               u"~=1.0"_s,
                               u"~=1.0.0"_s,
                               u"~=1.2"_s,
                               u"~=1.0rc1"_s,
                               u"~=1.0.post1"_s,
                               u"~=1.0.dev1"_s,
                               u"~=1.2.0a1"_s,
                               u"~=0.9.9"_s,
                               u"===1.0"_s,
                               u"===1.0rc1"_s,
                               u"===1.0RC1"_s,
                               u"===1.0-rc.1"_s,
                               u"===1.0+abc"_s,
                               u"===1.0.post1"_s,
                               u"===nothing"_s,
                               u">=1.0,<2"_s,
                               u">1.0,!=1.2,<=2"_s,
                               u">=1.0a1,<1.0"_s,
                               u" >= 1.0 , "_s,
                               u"~=1.0,!=1.0.post1"_s,
                               u">=0.dev0"_s,
                               u"==1.0.*,>1.0"_s,
                               u""_s};
        for (const QString &version :
             {u"1"_s, u"1.0"_s, u"1.0.dev1"_s, u"1.0a1"_s, u"1.0rc1"_s, u"1.0-rc.1"_s,
              u"1.0.post1"_s, u"1.0rc1.post2"_s, u"1.0.post1.dev2"_s, u"1.2"_s, u"1!1.0"_s,
              u"1.100000000000000000000"_s})
            for (const QString &sign : {u"<"_s, u"<="_s, u">"_s, u">="_s})
                specifiers << sign + version;
        return specifiers;
    }

    //! What Python's packaging says of each version with each specifier: "1" or "0" a line.
    static QByteArray askOracle(const QString &python, const QStringList &versions,
                                const QStringList &specifiers)
    {
        QProcess process;
        QSignalSpy done(&process, &QProcess::finished);
        QSignalSpy failed(&process, &QProcess::errorOccurred);
        process.start(python, {u"-c"_s, u"import sys, json\n"
                                        "try:\n"
                                        "  from packaging.specifiers import SpecifierSet\n"
                                        "except ImportError:\n"
                                        "  sys.exit(77)\n"
                                        "v, s = json.load(sys.stdin)\n"
                                        "s = [SpecifierSet(x) for x in s]\n"
                                        "print(''.join('01'[x.contains(y, prereleases=True)]"
                                        " for y in v for x in s), end='')"_s});
        Json question{Json::array(), Json::array()};
        for (const QString &version : versions)
            question[0].push_back(version);
        for (const QString &specifier : specifiers)
            question[1].push_back(specifier);
        process.write(QByteArray::fromStdString(question.dump()));
        process.closeWriteChannel();
        if (!QTest::qWaitFor([&] { return done.count() + failed.count() > 0; }, 60000) ||
            done.isEmpty())
            return {};
        if (process.exitCode() == 77)
            return "missing";
        return process.readAllStandardOutput();
    }

private Q_SLOTS:
    void pythonSaysTheSame()
    {
        const QStringList versions = oracleVersions();
        const QStringList specifiers = oracleSpecifiers();
        QByteArray answers = askOracle(u"python3"_s, versions, specifiers);
        if (answers == "missing" || answers.isEmpty())
            answers = askOracle(u"/usr/bin/python3"_s, versions, specifiers);
        if (answers == "missing" || answers.isEmpty())
            QSKIP("no python3 here has the module packaging (Debian: python3-packaging)");
        QCOMPARE(answers.size(), versions.size() * specifiers.size());
        QStringList different;
        qsizetype at = 0;
        for (const QString &version : versions) {
            for (const QString &specifier : specifiers) {
                const auto ours = satisfies(version, specifier);
                const bool theirs = answers.at(at++) == '1';
                if (!ours || *ours != theirs)
                    different << u"%1 with %2: Python says %3, here %4"_s.arg(
                        version, specifier, theirs ? u"yes"_s : u"no"_s,
                        ours ? (*ours ? u"yes"_s : u"no"_s) : ours.error());
            }
        }
        QCOMPARE(different, QStringList());
        QVERIFY(answers.count('1') > 1000 && answers.count('0') > 1000);
    }

    void satisfying_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("specifier");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char *version, const char *specifier, bool fits) {
            QTest::addRow("%s %s", version, specifier)
                << QString::fromLatin1(version) << QString::fromLatin1(specifier) << fits;
        };
        row("1.24.2", ">=1.26", false);
        row("1.26.4", ">=1.26,<2", true);
        row("2.0.0", ">=1.26,<2", false);
        row("2.0.0rc1", ">=1.26,<2", false);
        row("2.0.0rc1", ">=1.26", true);
        row("2.0.0rc1", "<2.0.0rc2", true);
        row("1.9", "<1.10", true);
        row("1.0-rc.1", "==1.0rc1", true);
        row("V1.0.ALPHA", "==1.0a0", true);
        row("1.0", "==1.0.0", true);
        row("2.4.1+cu121", "==2.4.*", true);
        row("2.4.1+cu121", "==2.4.1", true);
        row("2.4.1", "==2.4.1+cu121", false);
        row("2.4.1+CU121", "==2.4.1+cu121", true);
        row("2.4.1+cu121", "<=2.4.1", true);
        row("2.4.1+cu121", ">2.4.1", false);
        row("2.40", "!=2.4.*", true);
        row("2.4", "==2.4.0.*", true);
        row("2.4a1", "==2.4.0.*", true);
        row("1.7.post2", ">1.7", false);
        row("1.7.post2", ">1.7.post1", true);
        row("1.7.0.post2", ">1.7", false);
        row("1.7.1", ">1.7", true);
        row("2.2.5", "~=2.2", true);
        row("3.0", "~=2.2", false);
        row("2.3.0", "~=2.2.post3", true);
        row("1.4.5a4", "~=1.4.5a4", true);
        row("1.5", "~=1.4.5a4", false);
        row("1!1.0", ">=2.0", true);
        row("1!1.0", "==1.*", false);
        row("1!2", "==1!2.0.*", true);
        row("1!2.3", "~=1!2.1", true);
        row("1.0.dev1", "<1.0", false);
        row("1.0.dev1", "<1.0a1", true);
        row("1.0rc1", "~=1.0.c1", true);
        row("1.0", "===1.0", true);
        row("1.0", "===1.0.0", false);
        row("unknown-1", "===Unknown-1", true);
        row("unknown-1", "===unknown-2", false);
        row("20240131235959123456789", ">20240131235959123456788", true);
        row("1.0", "", true);
    }

    void satisfying()
    {
        QFETCH(QString, version);
        QFETCH(QString, specifier);
        const auto fits = satisfies(version, specifier);
        QVERIFY2(fits, fits ? "" : qPrintable(fits.error()));
        QTEST(*fits, "fits");
    }

    void versionsThatAreNone_data()
    {
        QTest::addColumn<QString>("version");
        for (const char *version :
             {"", "abc", "1..0", "1.0-", "1.0.x", "1.0+", "1.0+a..b", "1.0 1", "1.0rc1rc2", "1!",
              "!1", "-1", "1.0\n2", "1.0+ä", "\u0661", "2024-01-05", "1.0.dev1.post2"})
            QTest::newRow(version) << QString::fromUtf8(version);
    }

    void versionsThatAreNone()
    {
        QFETCH(QString, version);
        const auto fits = satisfies(version, u">=0"_s);
        QVERIFY(!fits);
        QCOMPARE(fits.error(), u"\"%1\" is no version that Python knows (PEP 440), so that it "
                               "cannot be compared."_s.arg(version));
    }

    void parsing_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("specifier");
        QTest::newRow("a name") << u" scikit-learn "_s << u"scikit-learn"_s << QString();
        QTest::newRow("a range") << u"numpy >= 1.26, <2"_s << u"numpy"_s << u">=1.26,<2"_s;
        QTest::newRow("in brackets")
            << u"zope.interface (~=5.0)"_s << u"zope.interface"_s << u"~=5.0"_s;
        QTest::newRow("a wildcard") << u"torch==2.4.*"_s << u"torch"_s << u"==2.4.*"_s;
        QTest::newRow("identity") << u"a===x"_s << u"a"_s << u"===x"_s;
        QTest::newRow("one letter") << u"q!=1"_s << u"q"_s << u"!=1"_s;
        QTest::newRow("a comma too many") << u"a>=1,"_s << u"a"_s << u">=1"_s;
    }

    void parsing()
    {
        QFETCH(QString, text);
        const auto parsed = Requirement::parse(text);
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error()));
        QTEST(parsed->name, "name");
        QTEST(parsed->specifier, "specifier");
    }

    void refusing_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");
        const auto row = [](const QString &text, const QString &problem) {
            QTest::newRow(qPrintable(text)) << text << problem;
        };
        row(u" "_s, u"This requirement is empty: write what is installed, such as numpy or "
                    "numpy>=1.26."_s);
        row(u">=1"_s, u"\">=1\" begins with no name of a distribution: write one such as "
                      "numpy>=1.26."_s);
        row(u"-e ."_s, u"\"-e .\" begins with no name of a distribution: write one such as "
                       "numpy>=1.26."_s);
        row(u"numpy-"_s, u"\"numpy-\" begins with no name of a distribution: write one such as "
                         "numpy>=1.26."_s);
        row(u"uvicorn[standard]>=1"_s, u"Nothing is installed here, so that extras mean nothing: "
                                       "write uvicorn>=1."_s);
        row(u"a; python_version<'3'"_s,
            u"The image has one Python, so that markers mean nothing: write a."_s);
        row(u"a>=1 ; os_name=='nt'"_s,
            u"The image has one Python, so that markers mean nothing: write a>=1."_s);
        row(u"a @ https://x/y.whl"_s, u"Nothing is installed here, so that no address is needed: "
                                      "write a, or a with a version."_s);
        row(u"numpy 1.26"_s, u"\"1.26\" has no operator: write ==1.26 for just that version, or "
                             ">=1.26 for that one and later ones."_s);
        row(u"numpy=1.26"_s, u"\"=1.26\" has no operator: write ==1.26 for just that version, or "
                             ">=1.26 for that one and later ones."_s);
        row(u"numpy=>1.26"_s, u"\"=>1.26\" has its operator the wrong way round: write >=1.26."_s);
        row(u"numpy^1.26"_s,
            u"\"^1.26\" is not how Python writes conditions: write ~=1.26 for releases that are "
            "compatible with it, or a range such as >=1.2,<2."_s);
        row(u"numpy and pandas"_s,
            u"\"and pandas\" is no condition for a version: write one such as >=1.26."_s);
        row(u"a>="_s, u"\">=\" names no version: write one after it, as in >=1.26."_s);
        row(u"a>=1 <2"_s, u"\">=1 <2\" is more than one condition: put commas between them, as in "
                          ">=1.26,<2."_s);
        row(u"a>=latest"_s, u"\"latest\" is no version that Python knows: write numbers with dots, "
                            "such as 1.26, or 2.0rc1."_s);
        row(u"a>=1.*"_s, u"\">=1.*\": a wildcard stands only after == and !=. Write >=1."_s);
        row(u"a~=1.2.*"_s, u"\"~=1.2.*\": a wildcard stands only after == and !=. Write ~=1.2."_s);
        row(u"a==1.0a1.*"_s, u"\"==1.0a1.*\": a wildcard stands only after the numbers of a "
                             "release, as in ==2.4.*."_s);
        row(u"a~=1"_s, u"\"~=1\": ~= needs a version of at least two parts. Write ~=1.0, or "
                       "==1.*."_s);
        row(u"a>1.0+x"_s, u"\">1.0+x\": a local version (+…) stands only after == and !=. Write "
                          ">1.0."_s);
        row(u"a=== 1 2"_s, u"\"=== 1 2\" must name one version, without spaces."_s);
        row(u"a==1\nb"_s,
            u"\"1\nb\" is no version that Python knows: write numbers with dots, such "
            "as 1.26, or 2.0rc1."_s);
    }

    void refusing()
    {
        QFETCH(QString, text);
        const auto parsed = Requirement::parse(text);
        QVERIFY(!parsed);
        QTEST(parsed.error(), "problem");
    }

    void checking_data()
    {
        QTest::addColumn<QString>("requirement");
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("advice");
        const auto row = [](const QString &requirement, const QString &outcome,
                            const QString &detail, const QString &advice = {}) {
            QTest::newRow(qPrintable(requirement)) << requirement << outcome << detail << advice;
        };
        const QString passed = u"passed"_s;
        const QString failed = u"failed"_s;
        const QString unknown = u"inconclusive"_s;
        const auto install = [](const QString &name, const QString &what) {
            return u"Install %1 in the image (pip install \"%2\" in its Containerfile), and check "
                   "that it goes to the environment that \"python\" belongs to."_s.arg(name, what);
        };
        row(u"numpy"_s, passed, u"numpy 1.24.2 is installed."_s);
        row(u"numpy>=1.24,<2"_s, passed, u"numpy 1.24.2 is installed."_s);
        row(u"Scikit_Learn ~= 1.2"_s, passed, u"scikit-learn 1.2.1 is installed."_s);
        row(u"numpy >= 1.26"_s, failed, u"numpy 1.24.2 is installed; the suite wants >=1.26."_s,
            u"Install one that fits in the image (pip install \"numpy>=1.26\" in its "
            "Containerfile), or write in installed_packages what it is to have."_s);
        row(u"odd"_s, passed, u"odd is installed."_s);
        row(u"odd>=1"_s, unknown, u"odd is installed, but does not say its version."_s,
            u"Install it again in the image from a package that says its version, or write odd "
            "alone."_s);
        row(u"strange>=1"_s, unknown,
            u"strange unknown is installed. \"unknown\" is no version that Python knows (PEP 440), "
            "so that it cannot be compared."_s,
            u"Install it again in the image from a package that says its version, or write "
            "strange alone."_s);
        row(u"sklearn>=1"_s, failed, u"sklearn is not installed."_s,
            u"sklearn is the name to import. What is installed is called scikit-learn, and this "
            "image has scikit-learn 1.2.1: write scikit-learn in installed_packages."_s);
        row(u"opencv-python"_s, failed, u"opencv-python is not installed."_s,
            u"This image has opencv-python-headless 4.8 instead, which gives cv2, too: write "
            "opencv-python-headless in installed_packages if that will do. Otherwise: "_s +
                install(u"opencv-python"_s, u"opencv-python"_s));
        row(u"numpi>=1.26"_s, failed, u"numpi is not installed."_s,
            u"Did you mean numpy? This image has it (numpy 1.24.2). Otherwise: "_s +
                install(u"numpi"_s, u"numpi>=1.26"_s));
        row(u"torch>2"_s, failed, u"torch is not installed."_s, install(u"torch"_s, u"torch>2"_s));
        row(u"zzz"_s, failed, u"zzz is not installed."_s, install(u"zzz"_s, u"zzz"_s));
        row(u"google.cloud"_s, failed, u"google.cloud is not installed."_s,
            install(u"google.cloud"_s, u"google.cloud"_s));
        row(u"numpy=1"_s, unknown,
            u"\"=1\" has no operator: write ==1 for just that version, or >=1 for that one and "
            "later ones."_s,
            u"Correct it in installed_packages."_s);
    }

    void checking()
    {
        QFETCH(QString, requirement);
        Inventory inventory = sample::inventory();
        inventory.distributionsNotListed = 0;
        inventory.distributions.push_back({u"odd"_s, {}, {}});
        inventory.distributions.push_back({u"strange"_s, u"unknown"_s, {}});
        inventory.distributions.push_back({u"torchx"_s, u"1"_s, {u"torchx"_s}});
        inventory.distributions.push_back({u"opencv-python-headless"_s, u"4.8"_s, {u"cv2"_s}});
        const CheckResult result = checkRequirement(requirement, &inventory, {});
        QCOMPARE(toString(result.group), u"InstalledPackages"_s);
        QCOMPARE(result.name, requirement);
        QTEST(result.detail, "detail");
        QTEST(result.advice, "advice");
        QTEST(toString(result.outcome), "outcome");
    }

    void whatWasNotListedIsNotKnown()
    {
        const Inventory inventory = sample::inventory();
        const CheckResult result = checkRequirement(u"pandas"_s, &inventory, {});
        QCOMPARE(toString(result.outcome), u"inconclusive"_s);
        QCOMPARE(result.detail, u"pandas is not among the 5 distributions that were listed, but 2 "
                                "more were not listed."_s);
        QCOMPARE(result.advice, u"Name its module in packages_to_verify: importing it tells "
                                "whether it is there."_s);
        QCOMPARE(toString(checkRequirement(u"numpy<1"_s, &inventory, {}).outcome), u"failed"_s);
    }

    void withoutAnInventory()
    {
        CheckResult result = checkRequirement(u"numpy>=1"_s, nullptr, u"No python."_s);
        QCOMPARE(toString(result.outcome), u"inconclusive"_s);
        QCOMPARE(result.detail, u"No python."_s);
        QCOMPARE(result.advice, u"Whether numpy is installed can be told once the image's "
                                "\"python\" can list what it has."_s);
        result = checkRequirement(u"numpy>=1"_s, nullptr, {});
        QCOMPARE(result.detail, u"What the image holds could not be listed."_s);
    }
};

QTEST_GUILESS_MAIN(RequirementTest)
#include "tst_requirement.moc"
