// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_address.h>
#include <k8s/containers/engine_facts.h>
#include <k8s/containers/jobs.h>

#include <memory>

namespace assay::containers {

//! A `podman system service` of our own. Ends with this object, and with this process however that
//! ends. Its containers do not.
class EngineService : public QObject
{
    Q_OBJECT
public:
    ~EngineService() override;
    //! Invalid once it has ended.
    const EngineAddress &address() const { return m_address; }

Q_SIGNALS:
    //! It ended by itself; `words` is what it said last.
    void ended(const QString &words);

protected:
    explicit EngineService(QObject *parent = nullptr);
    EngineAddress m_address;
};

struct FoundEngine
{
    EngineAddress address;
    EngineVersion version;
    //! Where the engine was started for this: it is up as long as this is held.
    std::shared_ptr<EngineService> service = {};
};

//! Looks for an engine: the first of engineAddresses() that answers and is what was wished for;
//! else, where that is allowed, a private `podman system service`. An error is one sentence: what
//! was looked at, why each was no good, and what to do. Keep the search's thread: a service that
//! was started lives in it.
JobPtr<Answer<FoundEngine>>
findEngine(const EngineWish &wish = {},
           const EngineSurroundings &surroundings = EngineSurroundings::ofThisProcess());

} // namespace assay::containers
