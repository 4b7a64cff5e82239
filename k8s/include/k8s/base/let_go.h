// SPDX-License-Identifier: Apache-2.0
#pragma once

class QObject;
class QProcess;

namespace assay::k8s {

//! Takes `process` from whoever has it: `listener` hears of it no more, and it is deleted once it
//! has ended, because QProcess's destructor would wait for that. Null where there is nothing left
//! to end, and else the process, to be ended by the caller. Thread-safe; in a thread without an
//! event loop the object is kept until the program ends, and not waited for either.
QProcess *letGo(QProcess *&process, const QObject *listener);

} // namespace assay::k8s
