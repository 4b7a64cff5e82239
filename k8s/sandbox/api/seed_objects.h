// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::sandbox {

class Registry;

//! What a new cluster already holds: namespaces, the storage class, the Notebook's definition.
void createSeedObjects(Registry &registry);

} // namespace assay::sandbox
