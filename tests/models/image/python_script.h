// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

//! Runs the scripts of resources/ with the machine's Python, as they are run in a container.
namespace python {

using namespace Qt::StringLiterals;

inline QString script(const QString &name)
{
    QFile file(u"" ASSAY_SOURCE "/resources/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll());
}

struct Run
{
    bool ended = false;
    int status = -1; //!< -1: a signal ended it
    QByteArray output, errors;
};

//! The distribution's, where there is one: what stands before it on PATH may be a slow wrapper.
inline QString program()
{
    const QString own = QStandardPaths::findExecutable(u"python3"_s, {u"/usr/bin"_s});
    return own.isEmpty() ? QStandardPaths::findExecutable(u"python3"_s) : own;
}

//! `input` is sent and its end is not, as a connection that stays open.
inline Run run(const QStringList &arguments, const QByteArray &input = {},
               const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment(),
               const QString &interpreter = program())
{
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    process.setProcessEnvironment(environment);
    process.start(interpreter, QStringList{u"-c"_s} + arguments);
    process.write(input);
    Run result;
    result.ended = QTest::qWaitFor([&] { return !finished.isEmpty(); }, 60000);
    if (result.ended && process.exitStatus() == QProcess::NormalExit)
        result.status = process.exitCode();
    result.output = process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    if (!result.ended)
        process.kill();
    return result;
}

} // namespace python
