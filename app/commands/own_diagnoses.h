// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/catalogue/rule_book.h>

#include <QStringList>

namespace assay::app {

//! Rules that a user's catalogue files add to the built-in ones.
struct OwnDiagnoses
{
    std::vector<models::Rule> rules; //!< of the files that have no problem
    QStringList problems;            //!< "FILE:LINE:COLUMN: what is wrong", or a sentence on a file
};

//! One file; of a file with problems no rule is taken.
OwnDiagnoses readDiagnoses(const QString &path);

//! What lies in $XDG_CONFIG_HOME/assay/diagnoses/*.yaml, in the order of names.
OwnDiagnoses ownDiagnoses();

//! Makes diagnoses with the built-in rules and the user's own from here on; returns the problems of
//! the user's files, which are then left out.
QStringList useOwnDiagnoses();

} // namespace assay::app
