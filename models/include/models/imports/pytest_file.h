// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/imports/imported.h>

namespace assay::models {

//! The tests of custom images that a file of pytest parametrizes, as the data model maps them: in
//! the form of three dicts (namespace, claim, notebook with its image), and in the form of
//! opendatahub-tests, where image and packages are parameters of their own. Python is read, never
//! executed: literals, sums of strings, f-strings of names, and constants of the file itself and of
//! `constants`. What is more than that is named.
Imported importPytest(const ImportSource &file, const std::vector<ImportSource> &constants);

//! Parameters for the test file of opendatahub-tests, one for each test, and what that file cannot
//! say. importPytest() reads the same tests back, as far as it can.
struct PytestExport
{
    QByteArray source; //!< Python: a list named CUSTOM_IMAGES
    std::vector<ImportNote> notes;
};
PytestExport exportPytest(const Suite &suite);
//! One test as a call of pytest.param, to paste.
QByteArray pytestParam(const CustomImageTestConfiguration &configuration);

} // namespace assay::models
