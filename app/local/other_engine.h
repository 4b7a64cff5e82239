// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_search.h>

#include <QCoro/QCoroTask>

namespace assay::app {

//! Where else on this computer an image is that the engine at `socketPath` has not: "It is on
//! Docker 20.10.24: say --engine docker." Empty: no other engine that answers has it. Starts none.
QCoro::Task<QString> onAnotherEngine(QString typed, QString socketPath,
                                     containers::EngineSurroundings surroundings);

} // namespace assay::app
