// SPDX-License-Identifier: Apache-2.0
#pragma once

class QProcess;

namespace assay::sandbox {

//! Kills a program that nobody waits for, and deletes `process` once it has ended; at once where it
//! does not run. QProcess's own destructor would wait for the end, and complain on the terminal.
//! Whoever calls takes no more signals of it.
void letGo(QProcess *process);

} // namespace assay::sandbox
