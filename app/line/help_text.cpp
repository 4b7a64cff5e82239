// SPDX-License-Identifier: Apache-2.0
#include "help_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

//! Marks a text of the table for translation.
#define HELP_TEXT(text) QT_TRANSLATE_NOOP("HelpText", text)

namespace {

constexpr qsizetype width = 80;
constexpr qsizetype mostNames = 26; //!< a longer one has its sentence on the next line

struct VerbHelp
{
    const char *verb;
    const char *examples; //!< command lines, and "#" before what is said of the next
    const char *exits;    //!< "0 what it means", a line each
};

//! NAME, SUITE and the like are to be replaced; all else runs as it stands.
constexpr VerbHelp helps[]{
    {"run",
     "assay run suite.yaml --context prod --output report\n"
     "# this build, in place of the suite's, beside other pull requests\n"
     "assay run suite.yaml --image quay.io/me/nb@sha256:… --suffix pr-17 --deadline 40m\n"
     "# what failed last, again, on two clusters\n"
     "assay run suite.yaml --filter status:failed --context dev --context prod\n"
     "# without a cluster: on Podman or Docker, or on the sandbox\n"
     "assay run suite.yaml --local",
     HELP_TEXT("0 every test passed, or failed as it is known to\n"
               "1 a test failed\n"
               "2 the command line, a suite or the kubeconfig is wrong\n"
               "3 inconclusive (connection, permission, cluster), or a result could not be "
               "written\n"
               "130 interrupted, after cleaning up\n"
               "Of several, 2 comes before 1 before 3.")},
    {"try",
     "assay try localhost/my-image pandas sklearn\n"
     "assay try quay.io/me/nb:2025.1 -r requirements.txt --save suite.yaml\n"
     "# on a cluster, from a registry that wants a login\n"
     "assay try quay.io/me/nb:2025.1 --context prod --pull-secret ~/.docker/config.json",
     HELP_TEXT("0 all passed\n"
               "1 something failed\n"
               "2 the command line or the kubeconfig is wrong, or a file cannot be used\n"
               "3 inconclusive (engine, connection, permission, cluster)\n"
               "130 interrupted, after cleaning up")},
    {"check",
     "assay check suite.yaml\n"
     "assay check suites/*.yaml --format json -o problems.json",
     HELP_TEXT("0 nothing is wrong, warnings aside\n"
               "2 something is wrong, or a file cannot be read")},
    {"import",
     "assay import pytest test_images.py -o suite.yaml\n"
     "assay import imagestream --context prod -n redhat-ods-applications -o suite.yaml\n"
     "pip freeze | assay import packages -",
     HELP_TEXT("0 all was understood\n"
               "1 something has to be filled in\n"
               "2 the command line or the kubeconfig is wrong, or something cannot be read or "
               "written\n"
               "3 the cluster cannot be asked")},
    {"export", "assay export pytest suite.yaml -o test_images.py",
     HELP_TEXT("0 written\n"
               "2 the suite cannot be read, or the file not be written")},
    {"doctor",
     "assay doctor --context prod\n"
     "assay doctor suite.yaml --context prod --format json",
     HELP_TEXT("0 a validation can run\n"
               "2 the command line, the kubeconfig or the suite is wrong\n"
               "3 something else stands in the way")},
    {"explain",
     "assay explain ErrImagePull\n"
     "assay explain out-of-memory\n"
     "assay explain --search \"exec format\"\n"
     "assay explain --check my-diagnoses.yaml",
     HELP_TEXT("0 found, or the files are right\n"
               "2 not")},
    {"diagnose",
     "assay diagnose my-workbench -n my-project --context prod\n"
     "assay diagnose -A --context prod\n"
     "kubectl get pod,event,statefulset,notebook,pvc,service -n ds -o yaml | assay diagnose -f -",
     HELP_TEXT("0 ready, or nothing wrong yet\n"
               "1 failed\n"
               "2 the command line or the kubeconfig is wrong, the input cannot be read, or there "
               "is no such workbench\n"
               "3 inconclusive (connection, permission, cluster)")},
    {"manifest",
     "assay manifest suite.yaml --test my_image\n"
     "# the rights that a pipeline's service account needs\n"
     "assay manifest suite.yaml --rbac | kubectl apply -f -",
     HELP_TEXT("0 printed\n"
               "2 the command line, a suite or the kubeconfig is wrong\n"
               "3 the cluster cannot be asked")},
    {"clean",
     "assay clean --context prod\n"
     "# in a pipeline: also what runners left that are no more\n"
     "assay clean --context prod --orphans --older-than 2h --yes\n"
     "assay clean --context prod --format json -o left.json",
     HELP_TEXT("0 done\n"
               "2 the command line or the kubeconfig is wrong\n"
               "3 the cluster could not be asked, or something not be deleted; or there is "
               "something, nobody could be asked, and --yes was not said\n"
               "130 interrupted")},
    {"report",
     "assay report last -o report.html\n"
     "# several jobs and machines in one\n"
     "assay report job-1/report job-2/report --format junit -o junit.xml\n"
     "# to paste into an issue\n"
     "assay report last --format ticket",
     HELP_TEXT("0 written, whatever the runs' own results\n"
               "2 a run cannot be found or read, or the report not be written")},
    {"history",
     "assay history --search failed\n"
     "assay history prune --older-than 30d --dry-run",
     HELP_TEXT("0 done\n"
               "2 the command line is wrong, or the file cannot be written\n"
               "3 something could not be taken away")},
    {"sandbox",
     "assay sandbox --port 6443\n"
     "# with real images\n"
     "assay sandbox --local",
     HELP_TEXT("0 stopped\n"
               "2 it cannot be served\n"
               "3 no container engine was found")},
    {"completion",
     "source <(assay completion bash)\n"
     "assay completion zsh -o ~/.zfunc/_assay\n"
     "assay completion fish -o ~/.config/fish/completions/assay.fish",
     HELP_TEXT("0 printed\n"
               "2 the command line is wrong, or the file cannot be written")},
};

struct HelpText
{
    Q_DECLARE_TR_FUNCTIONS(HelpText)
};

//! Broken at spaces alone: what is to be copied stays whole.
QString wrapped(const QString &text, qsizetype indent)
{
    const QString margin(indent, u' ');
    QString out, line;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (!line.isEmpty() && indent + line.size() + 1 + word.size() > width) {
            out += margin + line + u'\n';
            line.clear();
        }
        line += (line.isEmpty() ? QString() : u" "_s) + word;
    }
    return out + margin + line + u'\n';
}

//! A name, and what is said of it behind a column.
QString entry(const QString &name, const QString &text, qsizetype column)
{
    const QString lines = wrapped(text, column);
    return name.size() + 2 > column ? name + u'\n' + lines
                                    : name.leftJustified(column) + lines.mid(column);
}

QString namesOf(const OptionSpec &option)
{
    QStringList names;
    for (const QString &name : option.nameList())
        names << (name.size() == 1 ? u"-"_s : u"--"_s) + name;
    // A word stands below the others' words, also where it has no letter.
    const bool hasLetter = names.constFirst().size() == 2;
    return (hasLetter ? u"  "_s : u"      "_s) + names.join(u", "_s) +
           (option.value ? u' ' + QString::fromUtf8(option.value) : QString());
}

bool isWhere(const OptionSpec &option)
{
    static const QStringList names{u"kubeconfig"_s,       u"context"_s, u"cluster"_s,
                                   u"sandbox"_s,          u"local"_s,   u"engine"_s,
                                   u"allow-exec-plugin"_s};
    return names.contains(option.name());
}

QString optionsText(const VerbSpec &verb, bool where, qsizetype column)
{
    QString text;
    for (const OptionSpec &option : verb.options) {
        if (option.offered && (verb.has(u"kubeconfig"_s) && isWhere(option)) == where)
            text += entry(namesOf(option), option.helpText(), column);
    }
    return text;
}

QString exitsText(const VerbHelp &help)
{
    QString text;
    for (const QString &line :
         QCoreApplication::translate("HelpText", help.exits).split(u'\n', Qt::SkipEmptyParts)) {
        const bool isStatus = line.at(0).isDigit();
        text += isStatus ? entry(u"  "_s + line.section(u' ', 0, 0), line.section(u' ', 1), 7)
                         : wrapped(line, 2);
    }
    return text;
}

} // namespace

QString helpOf(const VerbSpec &verb)
{
    const QString positional = QString::fromUtf8(verb.positional);
    QString text = HelpText::tr("Usage: %1")
                       .arg(u"assay %1 [OPTIONS]"_s.arg(verb.nameText()) +
                            (positional.isEmpty() ? QString() : u' ' + positional)) +
                   u"\n\n"_s + wrapped(verb.helpText(), 0);
    const auto help = std::find_if(std::begin(helps), std::end(helps), [&verb](const auto &one) {
        return verb.nameText() == QLatin1StringView(one.verb);
    });
    if (help != std::end(helps)) {
        text += u'\n' + HelpText::tr("Examples:") + u'\n';
        for (const QString &line : QString::fromUtf8(help->examples).split(u'\n'))
            text += u"  "_s + line + u'\n';
    }
    qsizetype column = 0;
    for (const OptionSpec &option : verb.options) {
        const qsizetype size = namesOf(option).size();
        if (option.offered && size <= mostNames)
            column = std::max(column, size + 2);
    }
    if (!positional.isEmpty())
        text += u'\n' + HelpText::tr("Arguments:") + u'\n' +
                entry(u"  "_s + positional, verb.positionalHelpText(), column);
    text += u'\n' + HelpText::tr("Options:") + u'\n' +
            entry(u"  -h, --help"_s, HelpText::tr("Say this."), column) +
            optionsText(verb, false, column);
    if (const QString where = optionsText(verb, true, column); !where.isEmpty())
        text += u'\n' + HelpText::tr("Which cluster:") + u'\n' + where;
    if (help != std::end(helps))
        text += u'\n' + HelpText::tr("Exit status:") + u'\n' + exitsText(*help);
    return text;
}

} // namespace assay::app
