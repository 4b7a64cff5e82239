// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workbench/workbench_diagnosis.h>

namespace assay::models {

//! What is said of workbenches that are not runs of ours.
enum class DiagnosisFormat { Text, JsonText, Markdown };

std::optional<DiagnosisFormat> diagnosisFormatFromString(const QString &name); //!< text, json, md

struct DiagnosisInput
{
    std::vector<WorkbenchDiagnosis> found;
    bool isOne = false;          //!< one was asked for: an object and not a list
    bool lacksNotebooks = false; //!< they could not be listed: there may be more than was found
    int ready = 0;               //!< how many are ready and therefore not among `found`
    QDateTime at;                //!< judged as of
    QString where;               //!< "namespace ds", "context kind"; empty for files
    QStringList unseen;          //!< sentences, for text and Markdown
};

//! UTF-8 that ends in a line feed. What comes from outside is made harmless, in JSON by escapes.
QByteArray renderDiagnosis(const DiagnosisInput &input, DiagnosisFormat format);

//! {"schema": "assay/diagnosis/v1", …}
Json diagnosisJson(const WorkbenchDiagnosis &found);

} // namespace assay::models
