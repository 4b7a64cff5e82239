// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>

namespace assay::k8s {

//! What a trace shows of a request; carries no header, token or body.
struct RequestTrace
{
    QDateTime startedAt; //!< UTC
    QString method;
    QString path; //!< with query, percent-encoded
    int httpStatus = 0;
    qint64 milliseconds = 0;       //!< to the end of the answer
    qint64 millisecondsToHead = 0; //!< until the answer began; all of it where none came
    qint64 bytes = 0;              //!< of the answer's body
    QString contentType;           //!< of the answer
    QString error;                 //!< empty on success
};

} // namespace assay::k8s
