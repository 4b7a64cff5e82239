// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "window_fixture.h"

#include <functional>
#include <vector>

namespace assay::tests {

//! A name as long as registries and teams make them.
extern const QString longName;

//! Tests with names as long as they come and with names that run from right to left, on a cluster
//! of a long name.
void addLongTests(WindowFixture &m);

//! A page of the window or a dialog, with long names.
struct Page
{
    const char *name;
    //! After addLongTests(): gives what is to be looked at, or nothing where it does not open.
    std::function<QWidget *(WindowFixture &)> open;
};
std::vector<Page> allPages();

} // namespace assay::tests
