// SPDX-License-Identifier: Apache-2.0
#include <models/base/enum_names.h>
#include <models/cluster/kubernetes_event.h>
#include <models/cluster/notebook_resource.h>
#include <models/failures/pod_diagnostic_info.h>
#include <models/suite/custom_image_test_configuration.h>
#include <models/suite/image_reference.h>

#include <QTest>

#include <functional>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

CustomImageTestConfiguration valid()
{
    CustomImageTestConfiguration c;
    c.id = u"sdg_hub_image"_s;
    c.nameSpace = u"test-sdg-hub"_s;
    c.notebookName = u"sdg-hub-notebook"_s;
    c.customImage = u"quay.io/opendatahub/sdg-hub-notebook:2025.1"_s;
    c.packagesToVerify = {u"sdg_hub"_s, u"google.cloud"_s};
    return c;
}

//! "error PATH: MESSAGE", one a line.
QString listOf(const std::vector<FieldProblem> &problems)
{
    QStringList lines;
    for (const FieldProblem &p : problems) {
        lines << (p.severity == FieldProblem::Severity::Error ? u"error "_s : u"warning "_s) +
                     p.path + u": "_s + p.message;
    }
    return lines.join(u'\n');
}

using Change = std::function<void(CustomImageTestConfiguration &)>;

} // namespace

Q_DECLARE_METATYPE(Change)

class ConfigurationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void reportsEverythingAtOnce();
    void images_data();
    void images();
    void badImages_data();
    void badImages();
    void imageWarnings();
    void namesOfWorkbenches_data();
    void namesOfWorkbenches();
    void json();
    void forgivingJson();
    void jsonPaths();
    void notebooks();
    void events();
    void containerStatuses();
    void diagnosticInfo();
};

void ConfigurationTest::rules_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *name, const Change &change, const char *problems = "") {
        QTest::newRow(name) << change << QString::fromUtf8(problems);
    };
    using C = CustomImageTestConfiguration;
    row("valid", [](C &) {});
    row(
        "no id", [](C &c) { c.id.clear(); },
        "error id: id is missing: give the test a name of its own.");
    row(
        "path as id", [](C &c) { c.id = u"../x"_s; },
        "error id: id \"../x\" must start with a letter or a digit and hold only letters, digits, "
        "\"_\", \"-\" and \".\".");
    row(
        "namespace without prefix", [](C &c) { c.nameSpace = u"sdg"_s; },
        "error namespace: namespace \"sdg\" must start with \"test-\".");
    row(
        "nothing after the prefix", [](C &c) { c.nameSpace = u"test-"_s; },
        "error namespace: namespace \"test-\" must start with \"test-\".\n"
        "error namespace: namespace \"test-\" must hold only lower-case letters, digits and "
        "hyphens, and end with a letter or a digit.");
    row(
        "capital in namespace", [](C &c) { c.nameSpace = u"test-A"_s; },
        "error namespace: namespace \"test-A\" must hold only lower-case letters, digits and "
        "hyphens, and end with a letter or a digit.");
    row("63 characters", [](C &c) { c.nameSpace = u"test-"_s + QString(58, u'a'); });
    row(
        "64 characters", [](C &c) { c.nameSpace = u"test-"_s + QString(59, u'a'); },
        "error namespace: namespace has 64 characters: at most 63 are allowed.");
    row(
        "newline in namespace", [](C &c) { c.nameSpace = u"test-a\n"_s; },
        "error namespace: namespace \"test-a\n\" must hold only lower-case letters, digits and "
        "hyphens, and end with a letter or a digit.");
    row(
        "no notebook name", [](C &c) { c.notebookName.clear(); },
        "error notebook_name: notebook_name is missing: write one such as my-notebook.");
    row(
        "underscore", [](C &c) { c.notebookName = u"a_b"_s; },
        "error notebook_name: notebook_name \"a_b\" must hold only lower-case letters, digits and "
        "hyphens, and end with a letter or a digit.");
    row(
        "digit first", [](C &c) { c.notebookName = u"1a"_s; },
        "error notebook_name: notebook_name \"1a\" must start with a letter, because the "
        "notebook's Service takes that name.");
    row("name of 52", [](C &c) { c.notebookName = QString(52, u'a'); });
    row(
        "name of 53", [](C &c) { c.notebookName = QString(53, u'a'); },
        "warning notebook_name: notebook_name has 53 characters: above 52 Open Data Hub gives the "
        "StatefulSet another name, and other controllers may not start it.");
    row(
        "name of 64", [](C &c) { c.notebookName = QString(64, u'a'); },
        "error notebook_name: notebook_name has 64 characters: at most 63 are allowed.");
    row(
        "name of 48 with auth",
        [](C &c) {
            c.notebookName = QString(48, u'a');
            c.authAnnotations.insert(u"a/b"_s, u"c"_s);
        },
        "warning notebook_name: notebook_name has 48 characters: with the auth sidecar at most 47 "
        "leave room for the sidecar's Service.");
    row(
        "no image", [](C &c) { c.customImage.clear(); },
        "error custom_image: custom_image is missing: write registry/repository:tag, such as "
        "quay.io/organization/image:2025.1.");
    row(
        "two faults of an image", [](C &c) { c.customImage = u"org/nb"_s; },
        "error custom_image: The registry is missing: write it in front, as in quay.io/org/nb.\n"
        "error custom_image: The tag is missing: add one, such as \":2025.1\", or a digest "
        "(\"@sha256:…\").");
    row(
        "no packages", [](C &c) { c.packagesToVerify.clear(); },
        "error packages_to_verify: packages_to_verify is empty: name at least one package to "
        "import.");
    const auto package = [&row](const char *name, const char *problem) {
        row(
            name, [name](C &c) { c.packagesToVerify = {QString::fromUtf8(name)}; }, problem);
    };
    package("scikit-learn",
            "error packages_to_verify[0]: scikit-learn imports as sklearn: write sklearn.");
    package("scikit-learn>=1.0",
            "error packages_to_verify[0]: scikit-learn imports as sklearn: write sklearn.");
    package("numpy>=1.26", "error packages_to_verify[0]: \"numpy>=1.26\" is a requirement: write "
                           "the import name alone, without a version or extras.");
    package("my-package", "error packages_to_verify[0]: \"my-package\" cannot be imported: Python "
                          "names have no hyphens. Perhaps it imports as my_package.");
    package("a.class", "error packages_to_verify[0]: \"a.class\" cannot be imported: it holds a "
                       "word that Python reserves.");
    package("import", "error packages_to_verify[0]: \"import\" cannot be imported: it holds a word "
                      "that Python reserves.");
    package("os;x()", "error packages_to_verify[0]: \"os;x()\" is a requirement: write the import "
                      "name alone, without a version or extras.");
    package("a..b",
            "error packages_to_verify[0]: \"a..b\" is not a Python package name: write "
            "letters, digits and underscores, with dots between parts, as in google.cloud.");
    package("", "error packages_to_verify[0]: This package has no name: write what follows "
                "\"import\" in Python.");
    package("Pillow", "warning packages_to_verify[0]: Pillow is what is installed; it imports as "
                      "PIL. Perhaps write PIL.");
    package("match", ""); // reserved only where it is used as a statement
    package("_private.x1", "");
    row(
        "duplicate",
        [](C &c) {
            c.packagesToVerify = {u"a"_s, u"b"_s, u"a"_s};
        },
        "error packages_to_verify[2]: \"a\" is listed twice: remove one of them.");
    row(
        "ranges, low",
        [](C &c) {
            c.timeoutPodReady = 59;
            c.timeoutCommand = 9;
        },
        "error timeout_pod_ready: timeout_pod_ready must be between 60 and 900 seconds.\n"
        "error timeout_command: timeout_command must be between 10 and 300 seconds.");
    row(
        "ranges, high",
        [](C &c) {
            c.timeoutPodReady = 901;
            c.timeoutCommand = 301;
        },
        "error timeout_pod_ready: timeout_pod_ready must be between 60 and 900 seconds.\n"
        "error timeout_command: timeout_command must be between 10 and 300 seconds.");
    row("ends of the ranges", [](C &c) {
        c.timeoutPodReady = 60;
        c.timeoutCommand = 300;
    });
    const QString sidecar = u"notebooks.opendatahub.io/auth-sidecar-"_s;
    row("sidecar", [sidecar](C &c) {
        c.authAnnotations = {{sidecar + u"cpu-request"_s, u"0.1"_s},
                             {sidecar + u"cpu-limit"_s, u"100m"_s},
                             {u"any"_s, u"value: of any kind"_s}};
    });
    row(
        "annotation key",
        [](C &c) {
            c.authAnnotations = {{u"a b/c"_s, u"x"_s}};
        },
        "error auth_annotations.a b/c: \"a b/c\" is not an annotation key: write prefix/name, "
        "where the prefix is a DNS name and the name has at most 63 letters, digits, \"-\", \"_\" "
        "and \".\".");
    row(
        "sidecar amount",
        [sidecar](C &c) {
            c.authAnnotations = {{sidecar + u"memory-limit"_s, u"64MB"_s}};
        },
        "error auth_annotations.notebooks.opendatahub.io/auth-sidecar-memory-limit: \"64MB\" is "
        "not an amount of memory: write one such as \"64Mi\".");
    row(
        "sidecar request above limit",
        [sidecar](C &c) {
            c.authAnnotations = {{sidecar + u"memory-request"_s, u"1Gi"_s},
                                 {sidecar + u"memory-limit"_s, u"1000Mi"_s}};
        },
        "error auth_annotations.notebooks.opendatahub.io/auth-sidecar-memory-request: The "
        "sidecar's memory request \"1Gi\" is above its limit \"1000Mi\": the webhook refuses "
        "that.");
    row(
        "sidecar request above the default limit",
        [sidecar](C &c) {
            c.authAnnotations = {{sidecar + u"cpu-request"_s, u"1"_s}};
        },
        "warning auth_annotations.notebooks.opendatahub.io/auth-sidecar-cpu-request: The webhook's "
        "default cpu limit is \"100m\", and it refuses a request above the limit: write both.");
    row("resources", [](C &c) {
        c.resources = Json::parse(R"({"requests": {"cpu": 1, "memory": "1Gi"},
                                      "limits": {"cpu": "1.0", "nvidia.com/gpu": 1}})");
    });
    row(
        "resources of another shape", [](C &c) { c.resources = Json::array(); },
        "error resources: resources must be a mapping with requests and limits.");
    row(
        "faults in resources",
        [](C &c) {
            c.resources = Json::parse(R"({"limit": {}, "limits": {"cpu": "1", "memory": true},
                                          "requests": {"cpu": "2", "my cpu": "1"}})");
        },
        "error resources.limit: Unknown field \"limit\": resources has requests and limits.\n"
        "error resources.limits.memory: resources.limits.memory must be an amount such as "
        "\"500m\", \"2\" or \"4Gi\".\n"
        "error resources.requests.my cpu: \"my cpu\" is not a resource: write cpu, memory, or a "
        "name such as nvidia.com/gpu.\n"
        "error resources.requests.cpu: The cpu request \"2\" is above its limit \"1\".");
    row("storage",
        [](C &c) { c.storage = Json::parse(R"({"size": "1e9", "class": "fast.ssd"})"); });
    row(
        "faults in storage",
        [](C &c) { c.storage = Json::parse(R"({"size": 0, "class": 7, "mode": "x"})"); },
        "error storage.class: storage.class must be the name of a storage class: lower-case "
        "letters, digits, \"-\" and \".\".\n"
        "error storage.mode: Unknown field \"mode\": storage has size and class.\n"
        "error storage.size: storage.size must be an amount such as \"10Gi\".");
    row("labels and a known failure", [](C &c) {
        c.labels = Json::parse(R"({"polarion-testcase-id": "ODS-1"})");
        c.knownFailure =
            Json::parse(R"({"text": "torch", "until": "2027-01-31", "reason": "ODS-2"})");
    });
    row(
        "labels that are no texts", [](C &c) { c.labels = Json::parse(R"({"id": 7})"); },
        "error labels.id: The label id must be text: write it in quotes.");
    row(
        "labels of another shape", [](C &c) { c.labels = "x"; },
        "error labels: labels must be a mapping of names to texts, such as {team: data}.");
    row(
        "faults in a known failure",
        [](C &c) { c.knownFailure = Json::parse(R"({"until": "soon", "who": "me"})"); },
        "error known_failure.who: Unknown field \"who\": known_failure has text, until and "
        "reason.\n"
        "error known_failure.text: known_failure.text must be text that the failure's cause holds: "
        "any failure would be excused.\n"
        "error known_failure.until: A known failure needs its last day: write one such as "
        "2027-01-31.\n"
        "error known_failure.reason: A known failure needs a reason: name the ticket, or who works "
        "on it.");
    row(
        "template", [](C &c) { c.templateOverride = "text"; },
        "error template: template must be a mapping that is merged over the Notebook manifest.");
    row("a template that takes away", [](C &c) {
        c.templateOverride =
            Json::parse(R"({"metadata": {"labels": null, "annotations": null}, "spec": {}})");
    });
    row(
        "metadata of a template",
        [](C &c) {
            c.templateOverride = {{"metadata", "x"}};
        },
        "error template.metadata: template.metadata must be a mapping, such as labels: {team: "
        "data}.");
    row(
        "types in the metadata of a template",
        [](C &c) {
            c.templateOverride = Json::parse(
                R"({"metadata": {"ownerReferences": "x", "finalizers": "x", "generation": "1",
                    "labels": {"a": [1], "b": 2}, "annotations": {"c": {}}, "uid": 5,
                    "resourceVersion": "7", "creationTimestamp": [], "label": {}}})");
        },
        "error template.metadata.annotations.c: template.metadata.annotations.c must be text.\n"
        "error template.metadata.creationTimestamp: template.metadata.creationTimestamp must be "
        "text.\n"
        "warning template.metadata.creationTimestamp: template.metadata.creationTimestamp has no "
        "effect: whatever creates an object sets it by itself.\n"
        "error template.metadata.finalizers: template.metadata.finalizers must be a list of names, "
        "such as [example.com/hold].\n"
        "error template.metadata.generation: template.metadata.generation must be a whole "
        "number.\n"
        "warning template.metadata.generation: template.metadata.generation has no effect: "
        "whatever creates an object sets it by itself.\n"
        "warning template.metadata.label: The API server knows no \"label\" here and drops it.\n"
        "error template.metadata.labels.a: template.metadata.labels.a must be text.\n"
        "error template.metadata.ownerReferences: template.metadata.ownerReferences must be a list "
        "of mappings.\n"
        "error template.metadata.uid: template.metadata.uid must be text, and the API server "
        "refuses a number: write it in quotes, as in \"5\".\n"
        "warning template.metadata.uid: template.metadata.uid has no effect: whatever creates an "
        "object sets it by itself.\n"
        "error template.metadata.resourceVersion: The API server creates nothing that has a "
        "resourceVersion: remove it.\n"
        "error template.metadata.labels.b: template.metadata.labels.b must be text, and the API "
        "server refuses a number: write it in quotes, as in \"2\".");
    row(
        "entries in the metadata of a template",
        [](C &c) {
            c.templateOverride = Json::parse(
                R"({"metadata": {"ownerReferences": [5, {"kind": "A", "name": 1, "uid": "u",
                    "controller": "yes"}], "finalizers": [null, "not a name", "a.b/c"],
                    "managedFields": ["x"]}})");
        },
        "error template.metadata.finalizers[0]: template.metadata.finalizers[0] must be text.\n"
        "error template.metadata.finalizers[1]: \"not a name\" is no name of a finalizer: write "
        "prefix/name, as in example.com/hold.\n"
        "error template.metadata.managedFields[0]: template.metadata.managedFields[0] must be a "
        "mapping.\n"
        "warning template.metadata.managedFields: template.metadata.managedFields has no effect: "
        "whatever creates an object sets it by itself.\n"
        "error template.metadata.ownerReferences[0]: template.metadata.ownerReferences[0] must be "
        "a mapping.\n"
        "error template.metadata.ownerReferences[1].controller: "
        "template.metadata.ownerReferences[1].controller must be true or false.\n"
        "error template.metadata.ownerReferences[1].name: "
        "template.metadata.ownerReferences[1].name must be text, and the API server refuses a "
        "number: write it in quotes, as in \"1\".\n"
        "error template.metadata.ownerReferences[1]: template.metadata.ownerReferences[1] has no "
        "apiVersion, which the API server wants.\n"
        "warning template.metadata.ownerReferences: Kubernetes deletes the workbench as soon as it "
        "finds none of the owners named here, in the middle of the test, too.");
    row(
        "what a finalizer does",
        [](C &c) {
            c.templateOverride = Json::parse(
                R"({"metadata": {"finalizers": ["example.com/hold"], "ownerReferences": [],
                    "labels": null, "uid": null}})");
        },
        "warning template.metadata.finalizers: Kubernetes keeps the workbench until somebody takes "
        "the finalizer example.com/hold off, which Assay does not do. Where no controller of the "
        "cluster does, the workbench and its namespace stay after the test, and the clean-up says "
        "so.");
    row(
        "faults in a template",
        [](C &c) {
            c.templateOverride =
                Json::parse(R"({"metadata": {"labels": ["a"], "annotations": 5}, "spec": "x"})");
        },
        "error template.metadata.annotations: template.metadata.annotations must be a mapping, "
        "such as example.com/owner: data.\n"
        "error template.metadata.labels: template.metadata.labels must be a mapping, such as team: "
        "data.\n"
        "error template.spec: template.spec must be a mapping, such as template: {spec: "
        "{hostUsers: false}}.");
}

void ConfigurationTest::rules()
{
    QFETCH(Change, change);
    QFETCH(QString, problems);
    CustomImageTestConfiguration c = valid();
    change(c);
    QCOMPARE(listOf(c.validate()), problems);
    QCOMPARE(hasErrors(c.validate()), problems.contains(u"error "_s));
}

void ConfigurationTest::reportsEverythingAtOnce()
{
    QStringList paths;
    CustomImageTestConfiguration c;
    c.timeoutCommand = 0;
    c.timeoutPodReady = 0;
    for (const FieldProblem &problem : c.validate())
        paths << problem.path;
    QCOMPARE(paths,
             QStringList({u"id"_s, u"namespace"_s, u"notebook_name"_s, u"custom_image"_s,
                          u"packages_to_verify"_s, u"timeout_pod_ready"_s, u"timeout_command"_s}));
}

void ConfigurationTest::images_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("parts"); // registry, repository, tag, digest
    const QString digest = u"sha256:"_s + QString(64, u'a');
    const auto row = [](const QString &text, const QStringList &parts) {
        QTest::newRow(qPrintable(text)) << text << parts;
    };
    row(u"quay.io/org/nb:2025.1"_s, {u"quay.io"_s, u"org/nb"_s, u"2025.1"_s, {}});
    row(u"localhost:5000/test/nb:1.0"_s, {u"localhost:5000"_s, u"test/nb"_s, u"1.0"_s, {}});
    row(u"localhost/nb:1"_s, {u"localhost"_s, u"nb"_s, u"1"_s, {}});
    row(u"[::1]:5000/nb:1"_s, {u"[::1]:5000"_s, u"nb"_s, u"1"_s, {}});
    row(u"quay.io/a/b/c__d-e.f@"_s + digest, {u"quay.io"_s, u"a/b/c__d-e.f"_s, {}, digest});
    row(u"quay.io/a:1@"_s + digest, {u"quay.io"_s, u"a"_s, u"1"_s, digest});
}

void ConfigurationTest::images()
{
    QFETCH(QString, text);
    QFETCH(QStringList, parts);
    const auto image = ImageReference::parse(text);
    QVERIFY2(image.has_value(), qPrintable(image ? QString() : image.error().join(u'\n')));
    QCOMPARE(QStringList({image->registry, image->repository, image->tag, image->digest}), parts);
    QCOMPARE(image->toString(), text);
}

void ConfigurationTest::badImages_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("beginnings"); // of each problem
    const auto row = [](const char *text, const QStringList &beginnings) {
        QTest::newRow(text) << QString::fromUtf8(text) << beginnings;
    };
    row("", {u"The image is missing"_s});
    row("https://quay.io/a/b:1", {u"An image reference has no \"https://\""_s});
    row("quay.io/a b:1", {u"An image reference holds no spaces"_s});
    row("nb:1", {u"The registry is missing"_s});
    row("org/nb:1", {u"The registry is missing"_s});
    row("quay.io/org/nb", {u"The tag is missing"_s});
    row("localhost:5000/nb", {u"The tag is missing"_s});
    row("quay.io/:1", {u"The repository is missing"_s});
    row("quay.io/Org/nb:1", {u"A repository has no capital letters: write \"org/nb\""_s});
    row("quay.io/org//nb:1", {u"\"org//nb\" is not a repository"_s});
    row("quay.io/org/nb:", {u"\"\" is not a tag"_s});
    row("quay.io/org/nb:.1", {u"\".1\" is not a tag"_s});
    row("quay.io/org/nb@sha256:abc", {u"\"sha256:abc\" is not a digest"_s});
    row("quay.io/org/nb@", {u"\"\" is not a digest"_s});
    row("quay.io/repository/org/nb:1", {u"This is the address of a web page"_s});
    row("-x.io/nb:1", {u"\"-x.io\" is not a registry"_s});
    row("x.io:99999/nb:1", {u"The registry's port 99999"_s});
    row("/nb:1", {u"\"\" is not a registry"_s});
    row("x_y.io/N@z", {u"\"x_y.io\" is not a registry"_s, u"A repository has no capital"_s,
                       u"\"z\" is not a digest"_s});
}

void ConfigurationTest::badImages()
{
    QFETCH(QString, text);
    QFETCH(QStringList, beginnings);
    const auto image = ImageReference::parse(text);
    QVERIFY(!image);
    QCOMPARE(image.error().size(), beginnings.size());
    for (qsizetype i = 0; i < beginnings.size(); ++i)
        QVERIFY2(image.error().at(i).startsWith(beginnings.at(i)), qPrintable(image.error().at(i)));
}

void ConfigurationTest::namesOfWorkbenches_data()
{
    QTest::addColumn<QString>("name");
    const auto row = [](const char *image, const char *name) {
        QTest::newRow(image) << QString::fromLatin1(name);
    };
    row("quay.io/opendatahub/sdg_hub-notebook:2025.1", "sdg-hub-notebook");
    row("quay.io/o/workbench-images:jupyter-minimal-ubi9-python-3.11-2025a_20250310",
        "jupyter-minimal-ubi9-python");
    row("quay.io/o/workbench-images:cuda-jupyter-tensorflow-ubi9-python-3.12-main",
        "cuda-jupyter-tensorflow-ubi9");
    row("quay.io/o/workbench-images:rstudio-c9s", "rstudio-c9s");
    row("localhost/notebook:my_pandas", "my-pandas");
    // A tag that says as little.
    row("quay.io/o/workbench-images:latest", "workbench-images");
    row("quay.io/o/workbench-images:2025.1-4f3e2d1", "workbench-images");
    row("quay.io/o/notebook:v1.2-nightly", "notebook");
    row("quay.io/o/notebooks@sha256:0123456789abcdef", "notebooks");
    row("quay.io/o/minimal:cuda", "minimal");
    row("quay.io/o/8.x:1", "image-8-x");
    row("quay.io/o/workbench-images:"
        "averyveryveryverylongwordwithoutanyend",
        "averyveryveryverylongwordwitho");
    row(" ", "");
    row(":::", "");
}

void ConfigurationTest::namesOfWorkbenches()
{
    QFETCH(const QString, name);
    QCOMPARE(workbenchNameFor(QString::fromLatin1(QTest::currentDataTag())), name);
}

void ConfigurationTest::imageWarnings()
{
    const auto count = [](const QString &text) {
        return ImageReference::parse(text)->warnings().size();
    };
    const QString digest = u"@sha256:"_s + QString(64, u'0');
    QCOMPARE(count(u"quay.io/a:1"_s), 0);
    QCOMPARE(count(u"quay.io/a"_s + digest), 0);
    QCOMPARE(count(u"localhost:5000/a:1"_s), 1);
    QCOMPARE(count(u"image-registry.openshift-image-registry.svc:5000/a/b:1"_s), 0);
    QCOMPARE(count(u"quay.io/a:latest"_s), 1);
    QCOMPARE(count(u"quay.io/a:latest"_s + digest), 1);
    QCOMPARE(count(u"localhost:5000/a:1"_s + digest), 2);
}

void ConfigurationTest::json()
{
    CustomImageTestConfiguration c = valid();
    QCOMPARE(Json(c).dump(),
             std::string(R"({"auth_annotations":{},)"
                         R"("custom_image":"quay.io/opendatahub/sdg-hub-notebook:2025.1",)"
                         R"("id":"sdg_hub_image","namespace":"test-sdg-hub",)"
                         R"("notebook_name":"sdg-hub-notebook",)"
                         R"("packages_to_verify":["sdg_hub","google.cloud"],)"
                         R"("timeout_command":60,"timeout_pod_ready":600})"));
    c.authAnnotations.insert(u"a/b"_s, u"ü"_s);
    c.resources = {{"limits", {{"cpu", 1}}}};
    c.storage = {{"size", "1Gi"}};
    c.templateOverride = {{"spec", nullptr}};
    QVERIFY(Json(c).get<CustomImageTestConfiguration>() == c);
}

void ConfigurationTest::forgivingJson()
{
    const Json wrong = Json::parse(R"({"id": 3, "packages_to_verify": ["a", 1],
        "timeout_command": 99999999999, "timeout_pod_ready": "x", "auth_annotations": []})");
    CustomImageTestConfiguration expected;
    expected.packagesToVerify = {u"a"_s};
    QVERIFY(wrong.get<CustomImageTestConfiguration>() == expected);
    QVERIFY(Json(nullptr).get<CustomImageTestConfiguration>() == CustomImageTestConfiguration{});
}

void ConfigurationTest::jsonPaths()
{
    const Json j = Json::parse(R"({"a": {"b": "x", "n": 1, "t": "2026-01-02T03:04:05.678901Z"}})");
    QCOMPARE(textAt(j, {"a", "b"}), u"x"_s);
    QCOMPARE(textAt(j, {"a", "n"}), QString());
    QVERIFY(at(j, {"a", "b", "c"}).is_null());
    QVERIFY(at(j, {}).is_object());
    QCOMPARE(timeAt(j, {"a", "t"}).toMSecsSinceEpoch(),
             QDateTime({2026, 1, 2}, {3, 4, 5, 679}, Qt::UTC).toMSecsSinceEpoch());
    QVERIFY(!timeAt(j, {"a", "b"}).isValid());
}

void ConfigurationTest::notebooks()
{
    auto n = NotebookResource::fromConfiguration(valid());
    n.status = NotebookStatus::Ready;
    QCOMPARE(Json(n).dump(), std::string(R"({"container_name":"sdg-hub-notebook",)"
                                         R"("image":"quay.io/opendatahub/sdg-hub-notebook:2025.1",)"
                                         R"("name":"sdg-hub-notebook","namespace":"test-sdg-hub",)"
                                         R"("pod_name":"sdg-hub-notebook-0","status":"Ready"})"));
    QVERIFY(Json(n).get<NotebookResource>() == n);
    QVERIFY(!enumFromString<NotebookStatus>(u"ready"_s));
}

void ConfigurationTest::events()
{
    const auto e = KubernetesEvent::fromObject(Json::parse(R"({
        "metadata": {"uid": "u"}, "type": "Warning", "reason": "Failed", "message": "Error: x",
        "involvedObject": {"kind": "Pod", "name": "nb-0", "fieldPath": "spec.containers{nb}"},
        "source": {"component": "kubelet"}, "count": 3, "eventTime": null,
        "firstTimestamp": "2026-01-01T10:00:00Z", "lastTimestamp": "2026-01-01T10:05:00Z"})"));
    QCOMPARE(e.toLine(), u"Warning Failed: Error: x (x3)"_s);
    QCOMPARE(e.container, u"nb"_s);
    QCOMPARE(e.objectKind + u'/' + e.objectName, u"Pod/nb-0"_s);
    QCOMPARE(e.source, u"kubelet"_s);
    QCOMPARE(e.firstAt, QDateTime({2026, 1, 1}, {10, 0}, Qt::UTC));
    QCOMPARE(e.lastAt, QDateTime({2026, 1, 1}, {10, 5}, Qt::UTC));
    QVERIFY(Json(e).get<KubernetesEvent>() == e);

    const auto series = KubernetesEvent::fromObject(Json::parse(R"({
        "type": "Normal", "reason": "Scheduled", "message": "ok", "reportingComponent": "s",
        "involvedObject": {"fieldPath": "spec.initContainers{first}"},
        "eventTime": "2026-01-01T10:00:00.000000Z", "firstTimestamp": null, "lastTimestamp": null,
        "series": {"count": 7, "lastObservedTime": "2026-01-01T10:01:00.500000Z"}})"));
    QCOMPARE(series.toLine(), u"Normal Scheduled: ok (x7)"_s);
    QCOMPARE(series.container, u"first"_s);
    QCOMPARE(series.source, u"s"_s);
    QCOMPARE(series.firstAt, QDateTime({2026, 1, 1}, {10, 0}, Qt::UTC));
    QCOMPARE(series.lastAt, QDateTime({2026, 1, 1}, {10, 1, 0, 500}, Qt::UTC));

    const auto bare = KubernetesEvent::fromObject(Json::object());
    QCOMPARE(bare.count, 1);
    QVERIFY(!bare.lastAt.isValid());
}

void ConfigurationTest::containerStatuses()
{
    const auto all = containerStatusesOf(Json::parse(R"({
        "spec": {"initContainers": [{"name": "i"}], "containers": [{"name": "z"}, {"name": "a"}]},
        "status": {"initContainerStatuses": [{"name": "i", "ready": true,
                       "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}],
                   "containerStatuses": [
            {"name": "a", "ready": true, "imageID": "x@sha256:1", "state": {"running": {}}},
            {"name": "z", "restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff",
             "message": "back-off"}}, "lastState": {"terminated": {"exitCode": 5}}}]}})"));
    QCOMPARE(all.size(), std::size_t(3));
    QCOMPARE(Json(all[0]).dump(),
             std::string(R"({"exit_code":0,"image_id":"","init":true,"message":null,"name":"i",)"
                         R"("ready":true,"restart_count":0,"state":"terminated",)"
                         R"("state_reason":"Completed"})"));
    QCOMPARE(Json(all[1]).dump(),
             std::string(R"({"exit_code":5,"image_id":"","init":false,"message":"back-off",)"
                         R"("name":"z","ready":false,"restart_count":2,"state":"waiting",)"
                         R"("state_reason":"CrashLoopBackOff"})"));
    QCOMPARE(Json(all[2]).dump(),
             std::string(R"({"exit_code":null,"image_id":"x@sha256:1","init":false,)"
                         R"("message":null,"name":"a","ready":true,"restart_count":0,)"
                         R"("state":"running","state_reason":null})"));
    QVERIFY(containerStatusesOf(nullptr).empty());
}

void ConfigurationTest::diagnosticInfo()
{
    PodDiagnosticInfo d;
    d.podName = u"nb-0"_s;
    d.podPhase = u"Pending"_s;
    ContainerStatus status;
    status.name = u"nb"_s;
    status.state = u"waiting"_s;
    status.stateReason = u"x"_s;
    d.containerStatuses = {status};
    d.errorCategory = PodFailureCategory::ImagePullError;
    d.logs.insert(u"nb"_s, u"line"_s);
    d.events = {u"Warning Failed: x"_s};
    QVERIFY(Json(d).get<PodDiagnosticInfo>() == d);
    QCOMPARE(Json(d).at("error_category").get<QString>(), u"ImagePullBackOff"_s);
    const QStringList names{u"ImagePullBackOff"_s,      u"CrashLoopBackOff"_s,
                            u"InvalidImageName"_s,      u"TimeoutWaitingForReady"_s,
                            u"InsufficientResources"_s, u"Unknown"_s};
    for (int i = 0; i < names.size(); ++i) {
        QCOMPARE(toString(PodFailureCategory(i)), names.at(i));
        QVERIFY(enumFromString<PodFailureCategory>(names.at(i)) == PodFailureCategory(i));
    }
    QVERIFY(!enumFromString<PodFailureCategory>(u"x"_s));
}

QTEST_GUILESS_MAIN(ConfigurationTest)
#include "tst_configuration.moc"
