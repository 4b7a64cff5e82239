// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

//! What a plan says of one of its contexts.
namespace assay::app {

struct Plan;

bool isScripted(const Plan &plan, const QString &context);
bool isLocal(const Plan &plan, const QString &context); //!< this computer's container engine
//! How many validations it takes side by side where nobody says how many.
int placesOn(const Plan &plan, const QString &context);

} // namespace assay::app
