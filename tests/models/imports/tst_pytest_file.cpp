// SPDX-License-Identifier: Apache-2.0
#include <models/imports/pytest_file.h>

#include <QElapsedTimer>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

QString said(const Imported &imported)
{
    QStringList lines;
    for (const ImportNote &note : imported.notes)
        lines << note.toLine();
    return lines.join(u'\n');
}

QString shown(const CustomImageTestConfiguration &c)
{
    return u"%1 %2/%3 %4 [%5]"_s.arg(c.id, c.nameSpace, c.notebookName, c.customImage,
                                     c.packagesToVerify.join(u' '));
}

Imported import(const QByteArray &source, const std::vector<ImportSource> &constants = {})
{
    return importPytest({u"t.py"_s, source}, constants);
}

QString all(const Imported &imported)
{
    QStringList tests;
    for (const auto &test : imported.suite.tests)
        tests << shown(test);
    return tests.join(u'\n');
}

} // namespace

//! The pytest.param of the data model and of opendatahub-tests, both ways.
class PytestFileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theDataModelsForm()
    {
        const auto imported = import(R"py(
import pytest

@pytest.mark.parametrize("ns, pvc, nb", [
    pytest.param(
        {"name": "test-sdg-hub", "add-dashboard-label": True},  # Namespace
        {"name": "test-sdg-hub"},                               # PVC
        {
            "namespace": "test-sdg-hub",
            "name": "sdg-hub",
            "custom_image": "quay.io/opendatahub/sdg-hub:2025.1",
            "packages_to_verify": ["sdg_hub", 'instructlab'],
            "timeout_pod_ready": 300,
            "auth_annotations": {"notebooks.opendatahub.io/auth-sidecar-cpu-request": "100m"},
        },
        id="sdg_hub_image"
    )
], indirect=True)
def test(ns, pvc, nb): ...
)py");
        QCOMPARE(all(imported), u"sdg_hub_image test-sdg-hub/sdg-hub "
                                "quay.io/opendatahub/sdg-hub:2025.1 [sdg_hub instructlab]"_s);
        QCOMPARE(imported.suite.tests[0].timeoutPodReady, 300);
        QCOMPARE(imported.suite.tests[0].authAnnotations.first(), u"100m"_s);
        QCOMPARE(said(imported), QString());
        QVERIFY(imported.isComplete());
    }

    void withoutPackages()
    {
        const auto imported =
            import("pytest.param({'name': 'n'}, {'name': 'p'}, {'namespace': 'test-a', 'name': "
                   "'a', 'custom_image': 'q.io/a:1'}, id='a')");
        QCOMPARE(all(imported), u"a test-a/a q.io/a:1 []"_s);
        QCOMPARE(said(imported), u"t.py:1: a: fill in packages_to_verify."_s);
        QVERIFY(!imported.isComplete());
    }

    void theFormOfFive()
    {
        const QByteArray source = R"py(
from tests.workbenches.image_constants import WorkbenchesImages as Images

class TestCustomImageValidation:
    NAME: str = "test-" + "datascience"

    @pytest.mark.parametrize(
        "unprivileged_model_namespace,users_persistent_volume_claim,default_notebook,notebook_image,packages_to_verify",
        [
            pytest.param(
                {"name": NAME, "add-dashboard-label": True},
                {"name": NAME},
                {"namespace": NAME, "name": NAME},
                {"custom_image": image_constants.WorkbenchesImages.MINIMAL},  # a placeholder
                ["numpy", "pandas"] + EXTRA,
                id="datascience_image",
                marks=pytest.mark.skip(reason="(no image)"),
            ),
        ],
        indirect=["unprivileged_model_namespace"],
    )
    def test(self): pass

EXTRA = ("matplotlib",)
)py";
        const ImportSource constants{u"image_constants.py"_s,
                                     "REGISTRY = 'quay.io/opendatahub'\n"
                                     "class WorkbenchesImages:\n"
                                     "    MINIMAL = (\n"
                                     "        f'{REGISTRY}/'\n"
                                     "        'minimal@sha256:'\n"
                                     "        'abc'  # pragma: allowlist secret\n"
                                     "    )\n"};
        const auto imported = import(source, {constants});
        QCOMPARE(all(imported),
                 u"datascience_image test-datascience/test-datascience "
                 "quay.io/opendatahub/minimal@sha256:abc [numpy pandas matplotlib]"_s);
        QCOMPARE(said(imported),
                 u"t.py:17: datascience_image has marks, which a suite does not hold."_s);
        QVERIFY(imported.isComplete());
    }

    void namesThatNobodyTells()
    {
        const auto imported = import(
            "A = pytest.param({'name': 'n'}, {'name': 'p'}, {'namespace': 'test-a', 'name': 'a'}, "
            "{'custom_image': Images.A}, ['x'], id='a')\n"
            "B = pytest.param({'name': 'n'}, {'name': 'p'}, {'namespace': 'test-b', 'name': 'b'}, "
            "{'custom_image': get('a')}, PACKAGES, id='b')\n");
        QCOMPARE(all(imported), u"a test-a/a  [x]\nb test-b/b  []"_s);
        QCOMPARE(said(imported),
                 u"t.py:1: custom_image is Images.A, which no constant here tells: fill it in. "
                 "\"assay import pytest --constants FILE\" reads it in the file that defines it.\n"
                 "t.py:1: a: fill in custom_image.\n"
                 "t.py:2: custom_image is no text that stands there literally (get): fill it in.\n"
                 "t.py:2: b: fill in packages_to_verify.\n"
                 "t.py:2: b: fill in custom_image."_s);
        QVERIFY(!imported.isComplete());
    }

    void otherParametersAreNamed()
    {
        const auto imported =
            import("X = [pytest.param({'name': 'n'}, id='spawning'), pytest.param(1)]\n"
                   "pytest.param({'namespace': 'test-a', 'name': 'a', "
                   "'custom_image': 'i', 'gpu': 1, 'packages_to_verify': ['x']}, "
                   "id='a b')\n"
                   "pytest.param({'namespace': 'test-a', 'name': 'a-b', "
                   "'custom_image': 'i', 'packages_to_verify': ['x']})\n");
        QCOMPARE(all(imported), u"a-b test-a/a i [x]\na-b-2 test-a/a-b i [x]"_s);
        QCOMPARE(said(imported),
                 u"t.py:1: The parameters \"spawning\" name no custom_image, and were left out.\n"
                 "t.py:1: These parameters name no custom_image, and were left out.\n"
                 "t.py:2: \"gpu\" is nothing that a suite holds, and was left out.\n"
                 "t.py:2: The id \"a b\" is written a-b: an id holds letters, digits, \"_\", \"-\" "
                 "and \".\".\n"
                 "t.py:3: The id \"a-b\" stands there twice: this one is written a-b-2."_s);
    }

    void listsOfTuples()
    {
        const auto imported = import("CASES = [({'name': 'test-a'}, {'name': 'a'}, {'name': 'a', "
                                     "'custom_image': 'i'}, ['x'])]\n"
                                     "@pytest.mark.parametrize('a,b,c,d', CASES, ids=['first'])\n"
                                     "def test(): pass\n");
        QCOMPARE(all(imported), u"first test-a/a i [x]"_s);
    }

    void nothingIsExecuted_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no Python") << QByteArray("\0\xff{{{[[(", 8);
        QTest::newRow("an open string") << QByteArray("pytest.param({'custom_image': 'x");
        QTest::newRow("an open bracket") << QByteArray("pytest.param({'custom_image': ");
        QTest::newRow("no end of three quotes")
            << QByteArray("'''pytest.param({'custom_image': 'x'})");
        QTest::newRow("closing only") << QByteArray("))]]}}");
        QTest::newRow("a name of itself")
            << QByteArray("A = A\npytest.param(A, {'custom_image': A})");
        QTest::newRow("odd ends") << QByteArray(
            "pytest.param(\npytest.\nx = \nclass\nclass :\n a.b.c(");
    }

    void nothingIsExecuted()
    {
        QFETCH(QByteArray, source);
        const auto imported = import(source);
        QVERIFY(!imported.isComplete());
        QVERIFY(!said(imported).isEmpty());
    }

    void largeOrDeepSource_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::newRow("brackets") << QByteArray(500'000, '[');
        QTest::newRow("dicts") << QByteArray("{1:").repeated(200'000);
        QTest::newRow("calls") << QByteArray("param(").repeated(100'000);
        QTest::newRow("parametrize") << QByteArray("parametrize(").repeated(60'000);
        QTest::newRow("sums") << QByteArray("pytest.param({'custom_image': 'a'" +
                                            QByteArray("+'a'").repeated(100'000) + "})");
        QByteArray doubling = "A0 = 'x'\n";
        for (int i = 1; i < 60; ++i)
            doubling += "A" + QByteArray::number(i) + " = A" + QByteArray::number(i - 1) + " + A" +
                        QByteArray::number(i - 1) + "\n";
        QTest::newRow("names that double") << doubling + "pytest.param({'custom_image': A59})\n";
        QTest::newRow("many params")
            << QByteArray("pytest.param({'custom_image': 'a', 'name': 'b'}),\n").repeated(20'000);
    }

    void largeOrDeepSource()
    {
        QFETCH(QByteArray, source);
        QElapsedTimer timer;
        timer.start();
        import(source);
        // Quadratic steps would take minutes.
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    }

    void roundTrip()
    {
        Suite suite;
        for (const char *id : {"a", "b.c_d"}) {
            CustomImageTestConfiguration c;
            c.id = QString::fromLatin1(id);
            c.nameSpace = u"test-"_s + c.id;
            c.notebookName = u"nb"_s;
            c.customImage = u"quay.io/\"odd\\name\"@sha256:%1"_s.arg(QString(64, u'a'));
            c.packagesToVerify = QStringList{u"numpy"_s, u"sklearn.svm"_s};
            suite.tests.push_back(c);
        }
        const PytestExport written = exportPytest(suite);
        QVERIFY(written.notes.empty());
        const auto back = import(written.source);
        QCOMPARE(said(back), QString());
        QVERIFY(back.suite.tests == suite.tests);
        QVERIFY(
            written.source.startsWith("# Parameters of test_custom_image_package_verification"));
    }

    void whatAParamCannotHold()
    {
        Suite suite;
        CustomImageTestConfiguration c;
        c.id = u"a"_s;
        c.nameSpace = u"test-a"_s;
        c.notebookName = u"a"_s;
        c.customImage = u"quay.io/a:1"_s;
        c.packagesToVerify = QStringList{u"numpy"_s};
        c.timeoutPodReady = 120;
        c.gpuRequired = true;
        suite.tests.push_back(c);
        const PytestExport written = exportPytest(suite);
        QCOMPARE(written.notes.size(), 2);
        QCOMPARE(
            written.notes[0].toLine(),
            u"a: What a pytest.param cannot hold was left out: timeout_pod_ready, gpu_required."_s);
        QCOMPARE(
            written.notes[1].toLine(),
            u"a: The image has no digest: opendatahub-tests refuses an image that is not pinned "
            "with @sha256:…."_s);
        QCOMPARE(pytestParam(c),
                 QByteArray("pytest.param(\n"
                            "    {\"name\": \"test-a\", \"add-dashboard-label\": True},\n"
                            "    {\"name\": \"a\"},\n"
                            "    {\"namespace\": \"test-a\", \"name\": \"a\"},\n"
                            "    {\"custom_image\": \"quay.io/a:1\"},\n"
                            "    [\"numpy\"],\n"
                            "    id=\"a\",\n"
                            ")"));
    }
};

QTEST_GUILESS_MAIN(PytestFileTest)
#include "tst_pytest_file.moc"
