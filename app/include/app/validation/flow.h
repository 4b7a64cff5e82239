// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/run/validation.h>

#include <QCoro/QCoroTask>

namespace assay::app {

//! The validation flow. Ends when the record holds RunFinished, whatever happened on the way.
QCoro::Task<> validate(std::shared_ptr<Validation> run);

} // namespace assay::app
