// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine_link.h"
#include "exchange.h"
#include "json_lines.h"
#include "request_answer.h"

#include <k8s/containers/jobs.h>

#include <map>

namespace assay::containers {

//! A reference as a pull wants it: what comes before the tag or the digest, and that.
struct PullReference
{
    QString name;
    QString tag; //!< "1.0", "sha256:…"
};
PullReference pullReference(const QString &reference);

//! POST /images/create. What goes wrong is in the middle of an answer that is a success.
class ImagePull final : public PullJob
{
    Q_OBJECT
public:
    ImagePull(std::shared_ptr<EngineLink> link, const QString &reference,
              const PullOptions &options);

private:
    struct Layer
    {
        qint64 bytes = 0;
        qint64 totalBytes = 0;
        bool isThere = false;
    };

    void doAbort() override;
    void onBytes(const QByteArray &bytes);
    void onLine(const QByteArray &line);
    void onProgress(const nlohmann::json &told);
    void onEnded();
    void fail(const Error &error);
    Error refusalOf(Error error) const;

    const std::shared_ptr<EngineLink> m_link;
    const PullReference m_reference;
    ExchangePtr m_exchange;
    AnswerPtr<ImageDetails> m_question;
    JsonLines m_lines;
    std::map<QString, Layer> m_layers;
};

} // namespace assay::containers
