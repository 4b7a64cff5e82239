// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoro/QCoroTask>
#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

namespace assay::app {

//! Where this computer answers for the workbench of a run on one of its container engines: the port
//! that was published for the container, and the path. `engine` is "podman" or "docker", `path`
//! "/notebook/ns/nb/". The error is a sentence.
QCoro::Task<tl::expected<QUrl, QString>> publishedPage(QString engine, QString runLabel,
                                                       QString path);

} // namespace assay::app
