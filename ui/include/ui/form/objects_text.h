// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/line_difference.h>
#include <models/suite/custom_image_test_configuration.h>

#include <QStringList>

#include <functional>

namespace assay::ui {

//! What a run would create for a test.
struct ObjectsText
{
    //! YAML, After where it is not as in the template; Before: the template's line, which is not
    //! in it.
    std::vector<models::ComparedLine> lines;
    QStringList objects;  //!< in their order, in words: "Notebook a"
    QString problem = {}; //!< why there are none
};

//! Called in another thread than the window's.
using Rehearsal = std::function<ObjectsText(const models::CustomImageTestConfiguration &)>;

} // namespace assay::ui
