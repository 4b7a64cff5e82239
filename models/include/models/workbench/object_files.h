// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workbench/cluster_objects.h>

#include <QMap>

namespace assay::models {

//! What is read of one file, and of all files of a folder together.
constexpr qint64 mostOfAnInput = 64 << 20;

//! Takes what kubectl printed: JSON or YAML, one object or list or several one after another. The
//! answer is a sentence that begins with `source`, where none of it can be used.
std::optional<QString> addPrinted(ClusterObjects &objects, const QByteArray &printed,
                                  const QString &source);

//! Takes a file, "-" for standard input, or the folder of a must-gather, in which files that cannot
//! be read are left out and told in `objects.unseen`. The answer as above.
std::optional<QString> addPath(ClusterObjects &objects, const QString &path);

//! Takes a log as `kubectl logs` printed it.
std::optional<QString> addLog(ClusterObjects &objects, const QString &container,
                              const QString &path);

} // namespace assay::models
