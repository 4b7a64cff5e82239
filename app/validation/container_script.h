// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/run/validation.h>

namespace assay::app {

//! A command that looks and changes nothing is sent again where its connection was lost.
constexpr int mostAttempts = 3;
constexpr std::chrono::milliseconds pauseAfterLoss(500);

//! One run of a Python program of resources/ in the notebook's container, which must run. The
//! program travels as the first part of standard input: in a URL, as an argument, it would have to
//! fit into the 8 KB for which some proxies have room.
struct ScriptCall
{
    QString script;           //!< its file name
    QStringList arguments;    //!< its sys.argv[1:]
    QByteArray standardInput; //!< what it reads after itself
    std::chrono::milliseconds deadline{60'000};
    qint64 outputCap = 8 << 20;
    QString pod = {}; //!< empty: the notebook's
};
k8s::JobPtr<k8s::ExecJob> callScript(const Validation &run, const ScriptCall &call);

//! The text of a program of resources/.
QByteArray containerScript(const QString &name);

//! How the program ended, in the words of models: from a job that has finished.
models::InterpreterEnd endOf(const k8s::ExecJob &exec);

//! Why such a program told nothing, and what to do, in words; `otherwise` where its end says
//! nothing.
struct NoAnswer
{
    QString why;
    QString advice;
};
NoAnswer noAnswer(const models::InterpreterEnd &end, const QString &otherwise);

} // namespace assay::app
