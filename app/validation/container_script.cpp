// SPDX-License-Identifier: Apache-2.0
#include "container_script.h"

#include <QCoreApplication>
#include <QFile>

// A static library's resources are linked in only where they are asked for; the macro wants to be
// outside of every namespace.
static void initContainerScripts()
{
    Q_INIT_RESOURCE(app);
}

namespace assay::app {

using namespace Qt::StringLiterals;
using Kind = models::InterpreterEnd::Kind;

namespace {
struct ScriptText
{
    Q_DECLARE_TR_FUNCTIONS(ScriptText)
};
} // namespace

QByteArray containerScript(const QString &name)
{
    initContainerScripts();
    QFile file(u":/"_s + name);
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    Q_UNUSED(opened)
    return file.readAll();
}

//! Reads a program of a known length, for the other side cannot close standard input before v5 of
//! the protocol, and nothing beyond it: the rest is the program's own input.
static const QString loader = u"import os,sys\n"
                              "n=int(sys.argv.pop(1));b=b''\n"
                              "while len(b)<n:\n"
                              " p=os.read(0,n-len(b))\n"
                              " if not p:sys.exit('The program did not arrive whole.')\n"
                              " b+=p\n"
                              "exec(compile(b,'<assay>','exec'))"_s;

k8s::JobPtr<k8s::ExecJob> callScript(const Validation &run, const ScriptCall &call)
{
    const QByteArray script = containerScript(call.script);
    const QStringList argv =
        QStringList{u"python"_s, u"-c"_s, loader, QString::number(script.size())} + call.arguments;
    k8s::ExecOptions options;
    options.container = run.configuration.notebookName;
    options.command.assign(argv.begin(), argv.end());
    options.standardInput = script + call.standardInput;
    options.deadline = call.deadline;
    options.outputCap = call.outputCap;
    const QString &pod = call.pod.isEmpty() ? run.record.notebook().podName : call.pod;
    return run.client->exec(run.configuration.nameSpace, pod, options);
}

models::InterpreterEnd endOf(const k8s::ExecJob &exec)
{
    if (!exec.result()) {
        const k8s::Error &error = exec.result().error();
        const bool late = error.kind == k8s::Error::Kind::Timeout;
        return {late ? Kind::TimedOut : Kind::Lost, -1, error.message};
    }
    const k8s::ExecOutput &output = *exec.result();
    // A disk without room is none of the image's.
    if (!output.started && output.runtimeMessage.contains(u"no space left on device"_s))
        return {Kind::Lost, -1, output.runtimeMessage};
    if (!output.started || output.exitCode == 126 || output.exitCode == 127)
        return {Kind::NoPython, output.exitCode, output.runtimeMessage};
    const QString last = QString::fromUtf8(output.standardError.trimmed()).section(u'\n', -1);
    return {Kind::Exited, output.exitCode, last.left(300)};
}

NoAnswer noAnswer(const models::InterpreterEnd &end, const QString &otherwise)
{
    // It will not be there the next time either.
    if (end.kind == Kind::NoPython)
        return {
            ScriptText::tr("It could not be checked: the image has no program \"python\" on its "
                           "PATH that can be run."),
            ScriptText::tr("What is checked is asked of the image's Python: install it, or put "
                           "its environment's bin folder on the PATH.")};
    return {ScriptText::tr("It could not be checked: %1")
                .arg(end.message.isEmpty() ? otherwise : end.message),
            ScriptText::tr("Run the test again once the cause is gone.")};
}

} // namespace assay::app
