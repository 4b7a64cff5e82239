// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <vector>

namespace assay::k8s {

struct ExecOptions
{
    QString container;
    std::vector<QString> command;               //!< argv; never a shell
    std::chrono::milliseconds deadline{60'000}; //!< from the call to channel 3
    qint64 outputCap = 1 << 20;                 //!< bytes kept of each of stdout and stderr
    std::chrono::milliseconds pingEvery{5'000};
    //! Where the server answers pings: without a byte for so long the connection is taken as lost.
    std::chrono::milliseconds deadAfter{20'000};
    //! What the command reads; empty: it has no standard input. Where the server speaks v5, its end
    //! follows. v4 (before Kubernetes 1.30, and some runtimes after) has no word for that, and the
    //! command would wait for more: have it read a length that it is told, and never to the end.
    QByteArray standardInput = {};
};

} // namespace assay::k8s
