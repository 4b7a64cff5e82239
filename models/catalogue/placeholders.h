// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include <functional>
#include <optional>

namespace assay::models {

//! What becomes of a part of a sentence in [brackets] that holds {placeholders}.
enum class Part { Kept, Said, LeftOut }; //!< as it stands; without its brackets; not at all

//! Decides of each such part by the names of its placeholders. Brackets without one stay.
QString withParts(const QString &sentence,
                  const std::function<Part(const QStringList &names)> &decide);

//! Puts words for placeholders; those for which there are none stay. At most 64 Ki characters come
//! out of either. `before` is what stands before
//! one in the result.
QString withPlaceholders(
    const QString &sentence,
    const std::function<std::optional<QString>(const QString &name, const QString &before)>
        &wordsOf);

} // namespace assay::models
