// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/custom_image_test_configuration.h>

namespace assay::app {

//! The ServiceAccount, Roles and RoleBindings that a run of these tests needs, and no more, in
//! namespaces that are there: to make one is a matter of the cluster, which no Role allows.
//! The ServiceAccount is called "assay" and lives in the first test's namespace.
//! `ownPullSecret`: the run is given the credentials that images are pulled with.
std::vector<models::Json> rbacFor(const std::vector<models::CustomImageTestConfiguration> &tests,
                                  bool ownPullSecret);

} // namespace assay::app
