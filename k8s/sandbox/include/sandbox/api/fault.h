// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::sandbox {

//! What goes wrong with requests that match, on request. Also reachable over HTTP:
//! POST /sandbox/faults with the same fields as JSON, DELETE /sandbox/faults to clear.
struct Fault
{
    enum class Kind {
        Status,      //!< answer with `code` and a Status body (and Retry-After where given)
        Reset,       //!< close the connection at once, without an answer
        CutBody,     //!< send `bytes` bytes of the answer's body, then close
        Silence,     //!< accept, never answer
        SlowBytes,   //!< one byte of the answer each `milliseconds`
        Garbage,     //!< 200 with a body that is not JSON
        WatchGone,   //!< watches: an ERROR event with code 410, reason Expired
        ExecNoStatus //!< exec: close the socket without a frame on channel 3
    };
    Kind kind = Kind::Status;
    QString method;      //!< empty: any
    QString pathPattern; //!< regular expression searched in path?query
    int skip = 0;        //!< let so many matching requests through first
    int times = 1;       //!< then hit so many; -1: all
    int code = 500;
    int retryAfterSeconds = -1;
    QString message = QStringLiteral("injected fault"); //!< of the Status
    int bytes = 0;
    int milliseconds = 50;
};

} // namespace assay::sandbox
