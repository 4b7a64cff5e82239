// SPDX-License-Identifier: Apache-2.0
#include "command_table.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

//! Marks a text of the table for translation.
#define ASSAY_TEXT(text) QT_TRANSLATE_NOOP("CommandTable", text)

namespace {

using Options = std::vector<OptionSpec>;

Options operator+(Options left, const Options &right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

OptionSpec engineOption()
{
    return {
        "engine",
        "ENGINE",
        ASSAY_TEXT(
            "The container engine: podman, docker or its socket, /PATH or unix:///PATH "
            "(default: what $CONTAINER_HOST or $DOCKER_HOST names, else the first that is found); "
            "implies --local."),
        "",
        Completes::Words,
        "podman docker"};
}

//! The same options, of which the verb refuses some: it says why, and its help does not offer them.
Options refusing(Options options, const QStringList &refused)
{
    for (OptionSpec &option : options)
        option.offered = !refused.contains(option.name());
    return options;
}

//! WHERE: which cluster is meant. The same for every verb; only "run" takes several side by side.
Options where(bool several = false)
{
    return {
        {"kubeconfig", "PATH",
         ASSAY_TEXT("Use this kubeconfig file (default: $KUBECONFIG, else ~/.kube/config)."), "",
         Completes::File},
        {"context", "NAME",
         several ? ASSAY_TEXT("Use this context of the kubeconfig (default: its current one). May "
                              "be given several times: every test runs on each.")
                 : ASSAY_TEXT("Use this context of the kubeconfig (default: its current one).")},
        {"cluster", "NAME=KUBECONFIG[:CONTEXT]",
         several ? ASSAY_TEXT("Use the cluster of this kubeconfig file, and call it NAME in what "
                              "is reported. May be given several times.")
                 : ASSAY_TEXT("Use the cluster of this kubeconfig file, and call it NAME in what "
                              "is reported."),
         "", Completes::File},
        {"sandbox", nullptr,
         ASSAY_TEXT("Use the sandbox cluster, which lives inside Assay. What a suite runs in its "
                    "workbenches then runs on this machine, confined where bubblewrap can.")},
        {"local", nullptr,
         ASSAY_TEXT("Use a container engine of this computer (Podman or Docker) instead of a "
                    "cluster.")},
        engineOption(),
        {"allow-exec-plugin", nullptr,
         ASSAY_TEXT("Run the program that the kubeconfig names as the source of the user's "
                    "credentials, without asking.")},
    };
}

Options toFile()
{
    return {{"o,output", "FILE", ASSAY_TEXT("Write to this file; \"-\" is standard output."), "-",
             Completes::File}};
}

//! Which tests of the suites are meant, and what they become for this command.
Options whichTests()
{
    return {
        {"test", "ID", ASSAY_TEXT("Take only this test; may be given several times.")},
        {"k", "EXPR",
         ASSAY_TEXT("Take the tests whose id holds these words, with and, or, not and parentheses "
                    "between them, as pytest does.")},
        {"filter", "FILTER",
         ASSAY_TEXT("Take the tests of which all of this holds: id:, image:, package:, namespace:, "
                    "and of their newest result status:, fault:, time:. For example "
                    "\"status:failed,inconclusive image:*cuda* time:>60s\"; \"-\" before a term "
                    "turns it round.")},
        {"image", "[ID=]REF",
         ASSAY_TEXT("Test this image instead of custom_image: in all tests taken, or in test ID. "
                    "May be given several times.")},
        {"suffix", "TEXT",
         ASSAY_TEXT("Put -TEXT behind every namespace and notebook_name, so that two pipelines "
                    "with one suite never meet.")},
        {"pull-secret", "FILE",
         ASSAY_TEXT("Pull the images with the credentials of this file, a dockerconfigjson such as "
                    "~/.docker/config.json; they are in no record."),
         "", Completes::File},
    };
}

VerbSpec dashboardVerb()
{
    return {"",
            "[SUITE.yaml | RUN]",
            ASSAY_TEXT("What is to be opened."),
            ASSAY_TEXT("the dashboard"),
            ASSAY_TEXT("Opens the dashboard."),
            where(),
            Completes::File,
            ""};
}

VerbSpec runVerb()
{
    const Options own{
        {"jobs", "N",
         ASSAY_TEXT(
             "Run so many tests side by side, on all clusters together (default 4); auto: "
             "up to 16 on each cluster, fewer while it asks for patience, and as many as there "
             "are processors on this computer."),
         "4", Completes::Words, "auto 1 2 4 8 16"},
        {"retry-inconclusive", "N",
         ASSAY_TEXT("Run a test that ends inconclusive again, up to so many times (default 0). One "
                    "that fails is never run again."),
         "0"},
        {"maxfail", "N", ASSAY_TEXT("Stop once so many tests have failed (default: never).")},
        {"deadline", "DURATION",
         ASSAY_TEXT("Stop after this time, such as 50m or 1h30m: delete what was created, write "
                    "the reports and name what was not run. Leave a few minutes for that before "
                    "the pipeline's own limit.")},
        {"keep", "WHEN",
         ASSAY_TEXT("What to leave on the cluster: never (default), on-failure or always."),
         "never", Completes::Words, "never on-failure always"},
        {"dry-run", nullptr,
         ASSAY_TEXT("Create nothing: check the suites and the clusters, have the API server check "
                    "the objects, and print these.")},
        {"format", "F[,F…]",
         ASSAY_TEXT("Which reports to write: html, junit, md, json (default: all of them)."), "",
         Completes::Words, "html junit md json"},
        {"o,output", "DIR",
         ASSAY_TEXT("Write the reports and run folders here (default: ./assay-report in CI, else a "
                    "folder of Assay's own). With --dry-run: print to this file."),
         "", Completes::Folder},
        {"label", "KEY=VALUE",
         ASSAY_TEXT("Put this into the records and reports; may be given several times.")},
        {"konflux-test-output", "FILE",
         ASSAY_TEXT("Write the result for a Konflux pipeline to this file (default: where "
                    "$KONFLUX_TEST_OUTPUT_FILE says)."),
         "", Completes::File},
        {"trace", "FILE.har",
         ASSAY_TEXT("Write every request with its status, time and size to this HTTP Archive; it "
                    "holds no secret."),
         "", Completes::File},
    };
    return {"run",
            "SUITE.yaml…",
            ASSAY_TEXT("The suite files; several make one run and one report."),
            ASSAY_TEXT("run the suites' tests, write reports"),
            ASSAY_TEXT("Runs the tests of suites and writes report.json, junit.xml, report.html, "
                       "report.md and the run folders."),
            whichTests() + own + where(true),
            Completes::File,
            ""};
}

VerbSpec checkVerb()
{
    return {"check",
            "SUITE.yaml…",
            ASSAY_TEXT("The suite files."),
            ASSAY_TEXT("problems of the file, nothing else"),
            ASSAY_TEXT("Prints every problem of suite files with its line and column."),
            Options{{"format", "F", ASSAY_TEXT("text (default) or json."), "text", Completes::Words,
                     "text json"}} +
                toFile(),
            Completes::File,
            ""};
}

VerbSpec doctorVerb()
{
    return {
        "doctor",
        "[SUITE.yaml]",
        ASSAY_TEXT("Look at the namespaces, names and quotas of this suite's tests."),
        ASSAY_TEXT("is the cluster fit for a validation? step by step"),
        ASSAY_TEXT("Checks step by step what a validation needs of a cluster: the kubeconfig, the "
                   "connection, the user's rights, quotas, storage. Creates nothing."),
        Options{{"n,namespace", "NAME",
                 ASSAY_TEXT("Look at this namespace (default: the suite's, else the context's); "
                            "may be given several times.")},
                {"format", "F", ASSAY_TEXT("text (default) or json."), "text", Completes::Words,
                 "text json"},
                {"json", nullptr, ASSAY_TEXT("The same as --format json.")}} +
            toFile() + where(),
        Completes::File,
        ""};
}

VerbSpec explainVerb()
{
    return {"explain",
            "[RULE | REASON | FILE…]",
            ASSAY_TEXT("What is to be explained."),
            ASSAY_TEXT("what Assay knows of a cause of failures"),
            ASSAY_TEXT("Says what Assay knows of a cause of failures: how it is recognised, whose "
                       "fault it is, what to do. RULE is the name that a report gives, REASON a "
                       "word of the cluster's, such as ErrImagePull. Files of your own in "
                       "$XDG_CONFIG_HOME/assay/diagnoses come first."),
            Options{{"list", nullptr, ASSAY_TEXT("List all rules.")},
                    {"search", "TEXT", ASSAY_TEXT("List the rules that hold these words.")},
                    {"check", nullptr,
                     ASSAY_TEXT("Check catalogue files, and that each of their examples is taken "
                                "by its rule.")},
                    {"format", "F", ASSAY_TEXT("text (default) or json."), "text", Completes::Words,
                     "text json"}} +
                toFile(),
            Completes::File,
            ""};
}

VerbSpec diagnoseVerb()
{
    return {
        "diagnose",
        "[[KIND/]NAME]",
        ASSAY_TEXT("The workbench: NAME, notebook/NAME, statefulset/NAME or pod/NAME."),
        ASSAY_TEXT("why does somebody's workbench not start?"),
        ASSAY_TEXT("Says why a workbench that somebody made does not start or cannot be reached: a "
                   "Notebook, StatefulSet or Pod, of a cluster or of what kubectl printed. Changes "
                   "nothing. Without a name: every workbench that is not ready, by cause."),
        Options{
            {"f,file", "FILE",
             ASSAY_TEXT("Ask no cluster: read what \"kubectl get pod,event,statefulset,"
                        "notebook,pvc,service -o yaml\" (or json) printed, or a must-gather "
                        "folder; \"-\" is standard input. May be given several times."),
             "", Completes::File},
            {"log", "CONTAINER=FILE",
             ASSAY_TEXT("With -f: the log of a container, as kubectl printed it."), "",
             Completes::File},
            {"n,namespace", "NAME", ASSAY_TEXT("Look in this namespace (default: the context's).")},
            {"A,all-namespaces", nullptr, ASSAY_TEXT("Look in all namespaces.")},
            {"w,watch", nullptr,
             ASSAY_TEXT("Watch the workbench until it is ready or has failed.")},
            {"format", "F", ASSAY_TEXT("text (default), json or md."), "text", Completes::Words,
             "text json md"}} +
            toFile() + refusing(where(), {u"sandbox"_s, u"local"_s, u"engine"_s}),
        Completes::Nothing,
        ""};
}

VerbSpec manifestVerb()
{
    return {"manifest",
            "SUITE.yaml…",
            ASSAY_TEXT("The suite files."),
            ASSAY_TEXT("the objects that a run would create"),
            ASSAY_TEXT("Prints the objects that a run of suites would create, without those labels "
                       "by which Assay finds its own again. Comments name what is not as in "
                       "Assay's template. Without WHERE, no cluster is asked, and one with the "
                       "controllers of Open Data Hub is assumed."),
            Options{{"rbac", nullptr,
                     ASSAY_TEXT("Print instead the ServiceAccount, Roles and RoleBindings that a "
                                "run of these suites needs in namespaces that exist already.")},
                    {"format", "F", ASSAY_TEXT("yaml (default) or json."), "yaml", Completes::Words,
                     "yaml json"}} +
                whichTests() + toFile() + refusing(where(), {u"local"_s, u"engine"_s}),
            Completes::File,
            ""};
}

VerbSpec cleanVerb()
{
    return {
        "clean",
        "",
        "",
        ASSAY_TEXT("what earlier runs left on the cluster"),
        ASSAY_TEXT("Says what earlier runs left on the cluster, because they crashed, were "
                   "interrupted twice or were told to keep it, and deletes it. What is labelled as "
                   "Assay's and that no record here knows is listed, too, with its run, age and "
                   "lease; --orphans deletes it once its lease has ended."),
        Options{{"y,yes", nullptr, ASSAY_TEXT("Delete it without asking.")},
                {"orphans", nullptr,
                 ASSAY_TEXT("Delete also what no record on this computer knows, of runs that "
                            "are not heard of any more.")},
                {"older-than", "DURATION",
                 ASSAY_TEXT("With --orphans: only what is older than this (default 2h)."), "2h"},
                {"format", "F",
                 ASSAY_TEXT("text (default) or json, which asks nobody: without --yes it lists."),
                 "text", Completes::Words, "text json"}} +
            toFile() + refusing(where(), {u"sandbox"_s}),
        Completes::Nothing,
        ""};
}

VerbSpec reportVerb()
{
    return {
        "report",
        "RUN…",
        ASSAY_TEXT("Runs: the folder of one, an --output folder, the beginning of a run's id, "
                   "or \"last\"."),
        ASSAY_TEXT("stored runs as html, junit, md, json or tickets"),
        ASSAY_TEXT("Writes one report over stored runs, also of several jobs and machines: tests "
                   "down, clusters across."),
        Options{
            {"format", "F",
             ASSAY_TEXT("html, junit, md, json, or ticket: what did not pass, each for whoever has "
                        "only this text (default: what the name of --output ends in, else html)."),
             "html", Completes::Words, "html junit md json ticket"}} +
            toFile(),
        Completes::Folder,
        "last"};
}

VerbSpec sandboxVerb()
{
    return {"sandbox",
            "",
            "",
            ASSAY_TEXT("a cluster on this machine, until stopped"),
            ASSAY_TEXT("Serves a small cluster on this machine until it is stopped. The first line "
                       "of its output is the path of its kubeconfig."),
            {{"port", "N", ASSAY_TEXT("Listen on this port (default: any free one)."), "0"},
             {"images", "FILE", ASSAY_TEXT("A file that says which image behaves how."), "",
              Completes::File},
             {"local", nullptr,
              ASSAY_TEXT("Run real images on a container engine of this computer (Podman or "
                         "Docker).")},
             engineOption()},
            Completes::Nothing,
            ""};
}

VerbSpec tryVerb()
{
    return {
        "try",
        "IMAGE [PACKAGE…]",
        ASSAY_TEXT("An image of the engine, or one to be pulled; then packages to import."),
        ASSAY_TEXT("one image on this computer's Podman or Docker"),
        ASSAY_TEXT(
            "Starts an image as OpenShift would start it, checks the workbench and imports "
            "packages, without a suite: on this computer's container engine, or on a cluster "
            "(--context and the like), in a namespace of its own that is deleted afterwards."),
        Options{
            {"r,requirements", "FILE",
             ASSAY_TEXT("Also what this file lists, such as requirements.txt or the output of pip "
                        "freeze."),
             "", Completes::File},
            {"save", "SUITE.yaml", ASSAY_TEXT("Write what was tried as a suite."), "",
             Completes::File},
            {"timeout", "N",
             ASSAY_TEXT("Seconds for the workbench to be ready, 60 to 900 (default 120)."), "120"},
            {"no-checks", nullptr, ASSAY_TEXT("Leave out the workbench checks.")},
            {"keep", nullptr, ASSAY_TEXT("Leave the workbench running.")},
            {"pull-secret", "FILE",
             ASSAY_TEXT("On a cluster: pull the image with the credentials of this file, a "
                        "dockerconfigjson such as ~/.docker/config.json; they are in no record."),
             "", Completes::File},
            {"o,output", "DIR", ASSAY_TEXT("Write the reports and run folders here."), "",
             Completes::Folder},
            {"format", "F", ASSAY_TEXT("text (default) or json."), "text", Completes::Words,
             "text json"}} +
            where(),
        Completes::Nothing,
        ""};
}

VerbSpec historyVerb()
{
    return {"history",
            "[list | prune]",
            ASSAY_TEXT("list (default) or prune."),
            ASSAY_TEXT("the runs that are kept on this computer"),
            ASSAY_TEXT("Lists the runs that are kept on this computer, newest first, or takes away "
                       "those beyond a limit (prune). After each run Assay prunes by itself to 200 "
                       "runs and 2 GB, or to \"runs\" and \"bytes\" in "
                       "$XDG_CONFIG_HOME/assay/history.ini: what passed goes first, what failed "
                       "last. A run that left something on a cluster stays until it is cleaned. "
                       "\"elsewhere\" in place of a size: the run lies where its --output is."),
            Options{{"search", "TEXT",
                     ASSAY_TEXT("list: only runs that hold this text in their id, test, image, "
                                "context or outcome.")},
                    {"format", "F", ASSAY_TEXT("list: text (default) or json."), "text",
                     Completes::Words, "text json"},
                    {"keep", "N", ASSAY_TEXT("prune: keep so many runs.")},
                    {"max-size", "SIZE", ASSAY_TEXT("prune: keep so many bytes, as 500MB or 2GB.")},
                    {"older-than", "DURATION",
                     ASSAY_TEXT("prune: take away what is older than this, as 30d, whatever its "
                                "outcome.")},
                    {"dry-run", nullptr,
                     ASSAY_TEXT("prune: say what would go, and take nothing away.")}} +
                toFile(),
            Completes::Words,
            "list prune"};
}

VerbSpec importVerb()
{
    return {
        "import",
        "pytest | imagestream | packages [FILE…]",
        ASSAY_TEXT("What the files are, and the files; \"-\" is standard input. imagestream "
                   "without files, with --context and -n, reads a cluster's."),
        ASSAY_TEXT("a suite from what you have already"),
        ASSAY_TEXT(
            "Makes tests of what was written for other programs: parameters of pytest as in "
            "opendatahub-tests (Python is read, never run), ImageStreams with the packages that "
            "they declare, or, as the two fields of a test, the packages of requirements.txt, pip "
            "freeze, pip list, conda list and pyproject.toml. What is not understood is named."),
        Options{{"n,namespace", "NAME",
                 ASSAY_TEXT("imagestream: read those of this namespace of a cluster (default: "
                            "the context's).")},
                {"constants", "FILE.py",
                 ASSAY_TEXT("pytest: look for constants in this file, too; may be given "
                            "several times."),
                 "", Completes::File},
                {"params", "FILE.env",
                 ASSAY_TEXT("imagestream: resolve the images' placeholders with this file "
                            "(default: params.env and params-latest.env beside the files)."),
                 "", Completes::File},
                {"into", "SUITE.yaml",
                 ASSAY_TEXT("Add the tests at the end of this suite, and change nothing else "
                            "of it."),
                 "", Completes::File}} +
            toFile() + refusing(where(), {u"sandbox"_s, u"local"_s, u"engine"_s}),
        Completes::File,
        "pytest imagestream packages"};
}

VerbSpec exportVerb()
{
    return {
        "export",
        "pytest SUITE.yaml",
        ASSAY_TEXT("The suite file."),
        ASSAY_TEXT("a suite as parameters of pytest"),
        ASSAY_TEXT("Writes a suite's tests as calls of pytest.param, as the test file of "
                   "opendatahub-tests takes them. What these cannot hold is named."),
        Options{{"test", "ID", ASSAY_TEXT("Take only this test; may be given several times.")}} +
            toFile(),
        Completes::File,
        "pytest"};
}

VerbSpec completionVerb()
{
    return {"completion",
            "bash | zsh | fish",
            ASSAY_TEXT("The shell."),
            ASSAY_TEXT("what makes a shell complete all this"),
            ASSAY_TEXT("Prints what makes a shell complete Assay's commands. bash: source "
                       "<(assay completion bash); zsh: write it to a file _assay in a folder of "
                       "$fpath; fish: write it to ~/.config/fish/completions/assay.fish."),
            toFile(),
            Completes::Words,
            "bash zsh fish"};
}

} // namespace

const std::vector<VerbSpec> &verbs()
{
    static const std::vector<VerbSpec> all{
        dashboardVerb(), runVerb(),    tryVerb(),     checkVerb(),    importVerb(),
        exportVerb(),    doctorVerb(), explainVerb(), diagnoseVerb(), manifestVerb(),
        cleanVerb(),     reportVerb(), historyVerb(), sandboxVerb(),  completionVerb()};
    return all;
}

const VerbSpec *verbNamed(const QString &name)
{
    const auto &all = verbs();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&name](const auto &verb) { return verb.nameText() == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace assay::app
