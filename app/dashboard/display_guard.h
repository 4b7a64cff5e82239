// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

namespace assay::app {

//! Qt aborts where it finds no display to show a window on. While this lives the process ends
//! instead with one sentence and exit status 2; it is to live while the QApplication is made.
class DisplayGuard
{
public:
    DisplayGuard();
    ~DisplayGuard();
    Q_DISABLE_COPY(DisplayGuard)
};

} // namespace assay::app
