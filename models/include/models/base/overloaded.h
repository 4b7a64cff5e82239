// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::models {

//! One visitor for std::visit made of a lambda for each alternative.
template<class... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};
// clang 14 deduces nothing for an aggregate.
template<class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

} // namespace assay::models
