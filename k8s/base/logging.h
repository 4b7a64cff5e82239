// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDebug>
#include <QLoggingCategory>

namespace assay::k8s {

// What each sub-room does, for who looks for a fault; off unless QT_LOGGING_RULES asks for it, e.g.
// "assay.k8s.watch.debug=true". No header, body or query is told, and no word that came from a
// server beyond a number: any of them may hold a secret. A number in brackets tells apart what runs
// side by side.
Q_DECLARE_LOGGING_CATEGORY(identityLog) //!< assay.k8s.identity: who a request is sent as
Q_DECLARE_LOGGING_CATEGORY(requestLog)  //!< assay.k8s.request: each attempt of a request
Q_DECLARE_LOGGING_CATEGORY(watchLog)    //!< assay.k8s.watch: lists, watches, what they bring
Q_DECLARE_LOGGING_CATEGORY(logsLog)     //!< assay.k8s.logs: the log of a container, followed
Q_DECLARE_LOGGING_CATEGORY(execLog)     //!< assay.k8s.exec: a command from its start to its status

//! Begins a line about the thing of this number.
#define K8S_LOG(category, number) qCDebug(category).noquote().nospace() << '[' << (number) << "] "

//! The next number for something that is logged. In any thread.
quint64 nextLogNumber();

} // namespace assay::k8s
