// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRegularExpression>
#include <QString>

#include <string>
#include <vector>

namespace assay::sandbox {

//! How one image behaves, as images.yaml tells it.
struct ImageScript
{
    enum class Pull { Ok, NotFound, Unauthorized };
    enum class Behaviour { Serve, NeverReady, Crash, Exit, OutOfMemory };

    QRegularExpression reference; //!< from the glob
    Pull pull = Pull::Ok;
    double pullSeconds = 1;
    qint64 sizeBytes = 0;
    std::string digest; //!< "sha256:…"

    Behaviour behaviour = Behaviour::Serve;
    std::vector<std::string> log;       //!< written at the start
    std::vector<std::string> lastWords; //!< written before it crashes, exits or is killed
    qint64 floodLines = 0;              //!< written after the start, in bulk
    double afterSeconds = 1;            //!< until it serves, crashes, exits or is killed
    int exitCode = 0;
    int status = 200;         //!< what its HTTP server answers to a readiness probe
    int livenessStatus = 200; //!< and to a liveness probe
    bool ignoresSigterm = false;

    bool hasPython = true;
    QString python;     //!< program; empty: this machine's python3
    QString pythonPath; //!< PYTHONPATH of what exec runs
};

//! Images by reference; the first entry that matches counts.
class ImageCatalog
{
public:
    //! Throws std::runtime_error with "FILE:LINE: what".
    static ImageCatalog load(const QString &file);

    //! Null where no entry matches.
    const ImageScript *find(const std::string &reference) const;

    std::string cpu = "4";
    std::string memory = "8Gi";

private:
    std::vector<ImageScript> m_images;
};

} // namespace assay::sandbox
