// SPDX-License-Identifier: Apache-2.0
#include "classification.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {
struct CreationText
{
    Q_DECLARE_TR_FUNCTIONS(CreationText)
};
} // namespace

//! runc: exec: "jupyter": executable file not found in $PATH, the quotes perhaps escaped;
//! crun: executable file `jupyter` not found in $PATH
static QString programIn(const QString &message)
{
    const QString quoted = capture(message, u"exec: \\\\*\"([^\"\\\\]+)"_s);
    return quoted.isEmpty() ? capture(message, u"executable file `([^`]+)`"_s) : quoted;
}

bool explainStart(Diagnosis &d, const Container &container, const QString &message)
{
    const QString program = programIn(message);
    const bool missing = message.contains(u"not found"_s, Qt::CaseInsensitive) ||
                         message.contains(u"no such file"_s, Qt::CaseInsensitive);
    const bool refused = message.contains(u"permission denied"_s, Qt::CaseInsensitive);
    // runc 1.0: chdir to cwd ("/x") set in config.json failed; or it tries to make it.
    const QString made = capture(message, u"container init: mkdir ([^:\\s]+)"_s);
    const QString folder =
        !made.isEmpty() ? made : capture(message, u"cwd \\(\\\\*\"([^\"\\\\]+)"_s);

    const QString who = container.subject();
    if (message.contains(u"exec format error"_s, Qt::CaseInsensitive)) {
        d.summary =
            CreationText::tr("%1 could not be started: its program is not built for the node's "
                             "processor.")
                .arg(who);
        d.advice = CreationText::tr("Build the image for the node's architecture.");
    } else if (!folder.isEmpty()) {
        d.summary =
            CreationText::tr("%1 could not be started: its working directory \"%2\" cannot be "
                             "entered.")
                .arg(who, folder);
        d.advice = CreationText::tr(
            "Correct WORKDIR in the image or workingDir in the template, and let "
            "every user enter the directory: clusters run images under an arbitrary "
            "user id.");
    } else if (!program.isEmpty() && missing) {
        d.summary = CreationText::tr("%1 could not be started: its image has no program \"%2\".")
                        .arg(who, program);
        d.advice = CreationText::tr("Correct the image's entrypoint, or install the program in the "
                                    "image and put it on the PATH.");
    } else if ((!program.isEmpty() && refused) ||
               message.contains(u"open executable: Permission denied"_s)) {
        d.summary = program.isEmpty()
                        ? CreationText::tr("%1 could not be started: its program may not be "
                                           "executed.")
                              .arg(who)
                        : CreationText::tr("%1 could not be started: its program \"%2\" may "
                                           "not be executed.")
                              .arg(who, program);
        d.advice =
            CreationText::tr("Make the program executable for every user: clusters run images "
                             "under an arbitrary user id.");
    } else {
        return false;
    }
    d.outlook = Outlook::Permanent;
    return true;
}

// NOLINTNEXTLINE(readability-function-size): one rule after another.
Diagnosis diagnoseCreation(const Container &container)
{
    static const QRegularExpression keyPattern(
        u"couldn't find key (\\S+) in (ConfigMap|Secret) [^/\\s]+/(\\S+)"_s);
    const Json &waiting = container.waiting();
    const QString message = textAt(waiting, {"message"});
    const QString object = container.role == Role::Main
                               ? CreationText::tr("the workbench's container")
                               : CreationText::tr("the container \"%1\"").arg(container.name);

    Diagnosis d;
    d.category = PodFailureCategory::Unknown;
    // Some kubelets put the whole error where the reason belongs.
    d.reason = textAt(waiting, {"reason"}).section(u':', 0, 0);
    d.container = container.name;
    d.evidence.push_back(stateEvidence(container, waiting));

    // CRI-O says at its creation that a container cannot be started.
    if (explainStart(d, container, message)) {
        d.category = PodFailureCategory::CrashLoop;
    } else if (const QString name = capture(message, u"configmap \"([^\"]+)\" not found"_s);
               !name.isEmpty()) {
        d.summary = CreationText::tr("%1 needs the ConfigMap \"%2\", which does not exist.")
                        .arg(container.subject(), name);
        d.advice = CreationText::tr("Create it in the namespace, or take it out of the template.");
    } else if (const QString secret = capture(message, u"secret \"([^\"]+)\" not found"_s);
               !secret.isEmpty()) {
        d.summary = CreationText::tr("%1 needs the Secret \"%2\", which does not exist.")
                        .arg(container.subject(), secret);
        d.advice = CreationText::tr("Create it in the namespace, or take it out of the template.");
    } else if (const auto key = keyPattern.match(message); key.hasMatch()) {
        d.summary =
            CreationText::tr("%1 needs the key \"%2\" of the %3 \"%4\", which does not "
                             "have it.")
                .arg(container.subject(), key.captured(1), key.captured(2), key.captured(3));
        d.advice = CreationText::tr("Add the key, or take it out of the template.");
    } else if (const QString user = capture(message, u"non-numeric user \\(([^)]+)\\)"_s);
               !user.isEmpty()) {
        d.summary = CreationText::tr("%1 may not run as root, and the node cannot tell whether "
                                     "\"%2\", the user of its image, is root.")
                        .arg(container.subject(), user);
        d.advice = CreationText::tr("Set a numeric USER other than 0 at the end of the image's "
                                    "Containerfile.");
    } else if (message.contains(u"non-root"_s) || message.contains(u"runAsNonRoot"_s) ||
               message.contains(u"will run as root"_s)) {
        d.summary =
            CreationText::tr("%1 may not run as root, but its image or its settings ask for "
                             "that.")
                .arg(container.subject());
        d.advice = CreationText::tr("Set a numeric USER other than 0 at the end of the image's "
                                    "Containerfile.");
    } else if (message.contains(u"deadline exceeded"_s) ||
               message.contains(u"name is reserved"_s)) {
        d.summary = CreationText::tr("The node is too slow to create %1.").arg(object);
        d.advice = CreationText::tr("The node or its disk is overloaded: run the test again when "
                                    "it is quieter, or show the evidence to the cluster's "
                                    "administrator.");
    } else if (d.reason == u"ImageVolumeMountFailed" ||
               message.contains(u"ImageVolumeMountFailed"_s)) {
        d.summary = CreationText::tr("The node could not mount another image as a volume into %1.")
                        .arg(object);
        d.advice = CreationText::tr("The evidence says why: check the image volumes in the "
                                    "template.");
    } else if (d.reason == u"PostStartHookError") {
        d.summary =
            CreationText::tr("%1 started, but the command that has to run right after failed.")
                .arg(container.subject());
        d.advice = CreationText::tr("Correct the postStart hook in the template.");
    } else {
        d.summary = CreationText::tr("The node could not create %1.").arg(object);
        d.advice =
            CreationText::tr("The evidence holds the node's own words: check the template and "
                             "the image's settings.");
    }
    return d;
}

} // namespace assay::models::classification
