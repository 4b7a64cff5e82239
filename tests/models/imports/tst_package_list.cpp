// SPDX-License-Identifier: Apache-2.0
#include <models/imports/image_stream.h>
#include <models/imports/package_list.h>

#include <QDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! What people already have of packages.
class PackageListTest : public QObject
{
    Q_OBJECT

    static QString shown(const PackageList &list)
    {
        QStringList words{list.format};
        for (const ListedPackage &package : list.packages)
            words << package.requirement() + u'>' + package.module;
        for (const ImportNote &note : list.notes)
            words << u"! "_s + note.toLine();
        return words.join(u'\n');
    }

private Q_SLOTS:
    void formats_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *title, const QString &name, const QByteArray &text,
                            const QString &expected) {
            QTest::newRow(title) << name << text << expected;
        };
        row("requirements", u"requirements.txt"_s,
            "# what we need\n"
            "--index-url https://pypi.example/simple\n"
            "numpy>=1.26,<3   # fast\n"
            "scikit-learn[extra] == 1.5.0 ; python_version >= '3.9'\n"
            "PyYAML\\\n  >=6\n"
            "torch==2.4.0 --hash=sha256:aa \\\n    --hash=sha256:bb\n"
            "requests @ https://files.example/requests-2.31.0-py3-none-any.whl\n"
            "-e git+https://example.org/x.git@v1#egg=my_tool\n"
            "-e .\n"
            "numpy\n",
            u"requirements.txt\n"
            "numpy>=1.26,<3>numpy\n"
            "scikit-learn==1.5.0>sklearn\n"
            "PyYAML>=6>yaml\n"
            "torch==2.4.0>torch\n"
            "requests>requests\n"
            "my_tool>my_tool\n"
            "! requirements.txt:4: scikit-learn is wanted only where python_version >= '3.9': "
            "whether "
            "that holds in the image is not asked.\n"
            "! requirements.txt:11: \"-e .\" has no name of a package, and was left out."_s);
        row("a condition on many lines", u"requirements.txt"_s,
            "a==1 ; sys_platform == 'linux'\nb==2 ; sys_platform == 'linux'\n"
            "c==3 ; sys_platform == 'win32'\nd==4 ; sys_platform == 'linux'\n",
            u"requirements.txt\na==1>a\nb==2>b\nc==3>c\nd==4>d\n"
            "! requirements.txt:1: a and 2 other packages are wanted only where sys_platform == "
            "'linux': whether that holds in the image is not asked.\n"
            "! requirements.txt:3: c is wanted only where sys_platform == 'win32': whether that "
            "holds in the image is not asked."_s);
        row("pip freeze", u"freeze.txt"_s,
            "numpy==1.26.4\r\nopencv-python-headless==4.10.0.84\r\n"
            "local @ file:///tmp/local-1.0-py3-none-any.whl\r\n",
            u"requirements.txt\nnumpy==1.26.4>numpy\nopencv-python-headless==4.10.0.84>cv2\n"
            "local>local"_s);
        row("pip list", u"list.txt"_s,
            "WARNING: pip is old\nPackage    Version   Editable project location\n"
            "---------- --------- -----------------\nJinja2     3.1.4\nbeautifulsoup4 4.12\n\n"
            "[notice] A new release\n",
            u"pip list\nJinja2==3.1.4>jinja2\nbeautifulsoup4==4.12>bs4\n"
            "! list.txt:7: \"[notice] A new release\" is no package and version, and was left out."_s);
        row("pip list as JSON", u"list.json"_s,
            "[{\"name\": \"numpy\", \"version\": \"2.0\"}, {\"name\": \"pillow\"}, {}]",
            u"JSON\nnumpy==2.0>numpy\npillow>PIL\n! list.json: Entry 3 of the list has no name, "
            u"and was "
            "left out."_s);
        row("conda list", u"conda.txt"_s,
            "# packages in environment at /opt/conda:\n#\n# Name  Version  Build  Channel\n"
            "_libgcc_mutex 0.1 conda_forge conda-forge\nnumpy 1.26.4 py311h64a7726_0 conda-forge\n"
            "openssl 3.3.1 h4bc722e_2 conda-forge\nttkbootstrap 1.10 pypi_0 pypi\n",
            u"conda list\nnumpy==1.26.4>numpy\nttkbootstrap==1.10>ttkbootstrap\n"
            "! conda.txt: 2 of conda's packages are none of Python's, and were left out: "
            "_libgcc_mutex, openssl."_s);
        row("pyproject", u"pyproject.toml"_s,
            "[build-system]\nrequires = ['setuptools']\n[project]\nname = \"x\"\ndependencies = [\n"
            "  \"pandas>=2\",  # frames\n  'python-dateutil',\n]\n[project.optional-dependencies]\n"
            "dev = [\"pytest\"]\n",
            u"pyproject.toml\npandas>=2>pandas\npython-dateutil>dateutil\n"
            "! pyproject.toml:9: Optional dependencies were left out."_s);
        row("groups of pyproject", u"pyproject.toml"_s,
            "[project]\ndependencies = []\n[dependency-groups]\ndev = [\"pytest\"]\n",
            u"pyproject.toml\n! pyproject.toml:3: Dependency groups were left out.\n"
            "! pyproject.toml: No package is named in it."_s);
        row("what nobody imports", u"freeze.txt"_s,
            "nvidia-cublas-cu12==12.6.4.1\ntypes-PyYAML==6\npandas-stubs==2\n"
            "argon2-cffi==25.1.0\nopentelemetry-sdk==1.2\n",
            u"requirements.txt\nnvidia-cublas-cu12==12.6.4.1>\ntypes-PyYAML==6>\n"
            "pandas-stubs==2>\nargon2-cffi==25.1.0>argon2\n"
            "opentelemetry-sdk==1.2>opentelemetry.sdk"_s);
        row("poetry", u"pyproject.toml"_s,
            "[tool.poetry.dependencies]\npython = \"^3.11\"\nnumpy = \"^1.26\"\n\"scikit-image\" = "
            "{version = "
            "\"*\"}\n",
            u"pyproject.toml\nnumpy>numpy\nscikit-image>skimage"_s);
        row("words", u"a mail"_s, "numpy, pandas scikit-learn,\n  matplotlib",
            u"words\nnumpy>numpy\npandas>pandas\nscikit-learn>sklearn\nmatplotlib>matplotlib"_s);
        row("a list of Python", u"a mail"_s, "[\"numpy\", 'pandas']",
            u"words\nnumpy>numpy\npandas>pandas"_s);
        row("an annotation", u"dependencies"_s,
            "[{\"name\": \"PyTorch\", \"version\": \"2.6\"}, {\"name\": \"MySQL "
            "Connector/Python\", "
            "\"version\": \"9.0\"}, {\"name\": \"Sklearn-onnx\", \"version\": \"1.17\"}]",
            u"JSON\ntorch==2.6>torch\nmysql-connector-python==9.0>mysql.connector\n"
            "skl2onnx==1.17>skl2onnx"_s);
        row("nothing", u"empty.txt"_s, "\n# no\n",
            u"requirements.txt\n! empty.txt: No package is named in it."_s);
        row("garbage", u"g.txt"_s, "\x01\x02 <html>\n",
            u"requirements.txt\n! g.txt:1: \"\x01\x02 <html>\" is no requirement that can be read, "
            u"and "
            "was left out.\n! g.txt: No package is named in it."_s);
    }

    void formats()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, text);
        QTEST(shown(readPackageList({name, text})), "expected");
    }

    void otherFiles()
    {
        const QHash<QString, QByteArray> files{
            {u"d/base.txt"_s, "pandas\n-r ../d/base.txt\n-r base.txt\n"},
            {u"d/pins.txt"_s, "numpy==2.1\nscipy==1.0\n"}};
        QStringList asked;
        const auto list = readPackageList(
            {u"d/all.txt"_s, "numpy\n-r base.txt\n-c pins.txt\n--requirement=none.txt\n"},
            [&](const QString &path) -> std::optional<QByteArray> {
                asked << path;
                const auto found = files.find(path);
                return found == files.end() ? std::nullopt : std::optional(*found);
            });
        QCOMPARE(shown(list), u"requirements.txt\nnumpy==2.1>numpy\npandas>pandas\n"
                              "! d/base.txt:2: ../d/base.txt was read before, and is not read "
                              "again.\n"
                              "! d/base.txt:3: base.txt was read before, and is not read again.\n"
                              "! d/all.txt:4: none.txt cannot be read."_s);
        QCOMPARE(asked, (QStringList{u"d/base.txt"_s, u"d/pins.txt"_s, u"d/none.txt"_s}));
    }

    void filesThatNameEachOtherEnd()
    {
        // As a link to the folder itself lets it: each file is another one, and there is no end.
        int read = 0;
        const auto endless = [&read](const QString &) -> std::optional<QByteArray> {
            ++read;
            return "numpy\n-r a/x.txt\n-r b/x.txt\n-r c/x.txt\n";
        };
        const PackageList list = readPackageList({u"d/x.txt"_s, "-r a/x.txt\n"}, endless);
        QCOMPARE(list.packages.size(), 1);
        QCOMPARE(read, 99); // and the list itself
        QVERIFY(std::any_of(list.notes.begin(), list.notes.end(), [](const ImportNote &note) {
            return note.text.endsWith(u" was not read: the list names more than 100 files."_s);
        }));

        // One file, however it is spelled.
        read = 0;
        const auto itself = [&read](const QString &path) -> std::optional<QByteArray> {
            if (path != u"d/x.txt")
                return std::nullopt;
            ++read;
            return "-r ./x.txt\n-r ././x.txt\n-r ../d/x.txt\n";
        };
        readPackageList({u"d/all.txt"_s, "-r x.txt\n-r ./x.txt\n"}, itself);
        QCOMPARE(read, 1);
    }

    void endsWhenItIsTold()
    {
        std::stop_source stop;
        const auto other = [&stop](const QString &) {
            stop.request_stop();
            return std::optional<QByteArray>("pandas\n");
        };
        const auto told = readPackageList({u"d/all.txt"_s, "numpy\n-r more.txt\nscipy\n"}, other,
                                          stop.get_token());
        QCOMPARE(shown(told), u"requirements.txt\nnumpy>numpy"_s);
        for (const QByteArray text : {"numpy scipy\n", "Package Version\n------- -------\na 1\n",
                                      "# Name Version Build\na 1 py311_0\n"})
            QVERIFY(readPackageList({u"list.txt"_s, text}, {}, stop.get_token()).packages.empty());
    }

    void imageStreams()
    {
        const ImportSource stream{u"is.yaml"_s, R"yaml(
apiVersion: image.openshift.io/v1
kind: ImageStream
metadata: {name: jupyter-datascience-notebook}
spec:
  tags:
    - name: "2025.2"
      annotations:
        opendatahub.io/notebook-python-dependencies: |
          [{"name": "Numpy", "version": "2.1"}, {"name": "Scikit-learn", "version": "v1.5"},
           {"name": "Kafka-Python-ng", "version": "latest"}]
      from: {kind: DockerImage, name: $(odh-ds-n)}
    - name: "2024.1"
      annotations: {opendatahub.io/notebook-python-dependencies: '[{"name": "Numpy"}]'}
      from: {kind: DockerImage, name: odh-ds-n-1_PLACEHOLDER}
    - name: "2026.1"
      annotations: {opendatahub.io/notebook-python-dependencies: '[{"name": "Numpy"}]'}
      from: {kind: DockerImage, name: dummy}
    - name: "1.2"
      from: {kind: DockerImage, name: "quay.io/x:1"}
    - name: "1.1"
      annotations: {opendatahub.io/notebook-python-dependencies: "no list"}
---
kind: BuildConfig
metadata: {name: rstudio}
)yaml"};
        const auto imported = importImageStreams(
            {stream}, {{u"params.env"_s, "# images\nodh-ds-n=quay.io/odh/ds@sha256:aa\n"}});
        QCOMPARE(imported.suite.tests.size(), 2);
        const auto &first = imported.suite.tests[0];
        QCOMPARE(first.id, u"jupyter-datascience-notebook-2025-2"_s);
        QCOMPARE(first.nameSpace, u"test-jupyter-datascience-notebook-2025-2"_s);
        QCOMPARE(first.customImage, u"quay.io/odh/ds@sha256:aa"_s);
        QCOMPARE(first.packagesToVerify, (QStringList{u"numpy"_s, u"sklearn"_s, u"kafka"_s}));
        QCOMPARE(first.installedPackages,
                 (QStringList{u"numpy==2.1.*"_s, u"scikit-learn==1.5.*"_s, u"kafka-python-ng"_s}));
        QCOMPARE(imported.suite.tests[1].installedPackages, QStringList{u"numpy"_s});
        QStringList notes;
        for (const ImportNote &note : imported.notes)
            notes << note.text;
        QCOMPARE(
            notes.join(u'\n'),
            u"jupyter-datascience-notebook:2024.1 is the image odh-ds-n-1, which no params.env "
            "tells: fill in custom_image. \"assay import imagestream --params FILE\" reads it in "
            "the "
            "file that has it.\n"
            "jupyter-datascience-notebook:2026.1 has \"dummy\" as its image, which names none, and "
            "was left out.\n"
            "jupyter-datascience-notebook:1.2 declares no packages, and was left out.\n"
            "jupyter-datascience-notebook:1.1: what it declares of its packages cannot be read, "
            "and was left out.\n"
            "jupyter-datascience-notebook:1.1 declares no packages, and was left out.\n"
            "The object BuildConfig rstudio is no ImageStream, and was left out."_s);
        QVERIFY(!imported.isComplete());
        // What was imported is a suite.
        const Suite read = Suite::parse(imported.suite.toYaml());
        QVERIFY(read.tests == imported.suite.tests);
    }

    //! Images that were built on a cluster, and other names of them: its status tells.
    void imageStreamsOfACluster()
    {
        const auto imported = importImageStreams({{u"is.yaml"_s, R"yaml(
kind: ImageStreamList
items:
- kind: ImageStream
  metadata: {name: byon, namespace: apps}
  spec:
    tags:
    - name: "1"
      annotations: {opendatahub.io/notebook-python-dependencies: '[{"name": "Numpy"}]'}
    - name: latest
      annotations: {opendatahub.io/notebook-python-dependencies: '[{"name": "Numpy"}]'}
      from: {kind: ImageStreamTag, name: "1"}
    - name: other
      annotations: {opendatahub.io/notebook-python-dependencies: '[{"name": "Numpy"}]'}
      from: {kind: ImageStreamTag, namespace: mine, name: "nb:1"}
    - name: none
      annotations: {opendatahub.io/notebook-python-dependencies: '[{"name": "Numpy"}]'}
  status:
    tags:
    - tag: latest
      items:
      - {dockerImageReference: "registry.svc:5000/apps/byon@sha256:bb", generation: 2}
      - {dockerImageReference: "registry.svc:5000/apps/byon@sha256:aa", generation: 1}
    - {tag: "1", items: [{dockerImageReference: "quay.io/o/byon@sha256:aa"}]}
    - {tag: other, items: null}
)yaml"}},
                                                 {});
        QStringList images, notes;
        for (const auto &test : imported.suite.tests)
            images << test.id + u' ' + test.customImage;
        for (const ImportNote &note : imported.notes)
            notes << note.text;
        QCOMPARE(images, (QStringList{u"byon-1 quay.io/o/byon@sha256:aa"_s,
                                      u"byon-latest registry.svc:5000/apps/byon@sha256:bb"_s,
                                      u"byon-none "_s}));
        QCOMPARE(notes, (QStringList{
                            u"byon:other is another name of nb:1, and was left out: only a cluster "
                            "knows which image that is. Import it from there, with --context NAME "
                            "-n NAMESPACE."_s,
                            u"byon:none names no image: fill in custom_image."_s}));
    }

    //! Made with it, and shipped.
    void shippedSuites()
    {
        const QDir folder(QStringLiteral(ASSAY_SOURCE "/resources/suites"));
        const QStringList files = folder.entryList({u"*.yaml"_s}, QDir::Files);
        QCOMPARE(files, (QStringList{u"opendatahub.yaml"_s, u"rhoai.yaml"_s}));
        for (const QString &file : files) {
            const auto suite = Suite::load(folder.filePath(file));
            QVERIFY(suite);
            for (const auto &problem : suite->problems)
                QFAIL(qPrintable(problem.toLine(file)));
            QVERIFY(suite->tests.size() >= 20);
        }
    }

    void garbageOfStreams()
    {
        for (const char *text :
             {"", "kind: ImageStream", "a: [", "[1, 2]", "kind: List\nitems: [1]",
              "kind: ImageStream\nspec: {tags: [1, {annotations: 3}]}"})
            QVERIFY(
                importImageStreams({{u"g"_s, text}}, {{u"p"_s, "=\n=x\nx\n"}}).suite.tests.empty());
    }
};

QTEST_GUILESS_MAIN(PackageListTest)
#include "tst_package_list.moc"
