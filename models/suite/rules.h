// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/field_problem.h>
#include <models/base/json.h>
#include <models/base/safe_text.h>

#include <QRegularExpression>
#include <QStringList>

#include <vector>

namespace assay::models {

//! Collects what is wrong, in the order of the fields.
struct Problems
{
    std::vector<FieldProblem> found;
    void error(const QString &path, const QString &message)
    {
        found.push_back({path, inShort(message), FieldProblem::Severity::Error});
    }
    void warning(const QString &path, const QString &message)
    {
        found.push_back({path, inShort(message), FieldProblem::Severity::Warning});
    }
};

//! Patterns that take the whole of a text. Each is made once: many tests are judged at each key.
const QRegularExpression &dnsLabel();
const QRegularExpression &dnsSubdomain();
bool matches(const QString &text, const QRegularExpression &wholePattern);

//! Is this the key of an annotation or the name of a resource, "name" or "prefix/name"?
bool isQualifiedName(const QString &key);

void checkPackages(const QStringList &packages, Problems &problems);
void checkResources(const Json &resources, Problems &problems);
void checkStorage(const Json &storage, Problems &problems);
void checkTemplate(const Json &manifest, Problems &problems);
void checkLabels(const Json &labels, Problems &problems);
void checkKnownFailure(const Json &known, Problems &problems);

//! What is wrong with an amount of a resource alone: not whole where it must be, or, with a
//! warning, so few bytes that another unit was meant.
void checkAmount(const QString &resource, const Json &value, const QString &path,
                 Problems &problems);

} // namespace assay::models
