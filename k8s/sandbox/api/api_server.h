// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "discovery.h"
#include "exec_session.h"
#include "faults.h"
#include "node/kubelet.h"
#include "store/registry.h"

#include <QStringList>

#include <deque>

namespace assay::sandbox {

class Exchange;

//! Takes requests to what answers them: authentication, faults, routes, verbs, the shape of the
//! answer.
class ApiServer : public QObject
{
    Q_OBJECT
public:
    ApiServer(Registry &registry, Kubelet &kubelet, FaultList &faults, QByteArray token, Pace pace,
              QObject *parent = nullptr);

    void handle(Exchange *exchange);
    QStringList requests() const { return {m_requests.begin(), m_requests.end()}; }

private:
    struct Route
    {
        const ResourceType *type = nullptr;
        std::string nameSpace;
        std::string name;
        std::string subresource;
    };
    std::optional<Route> parseRoute(const std::string &path) const;
    bool meetFault(Exchange *exchange, const std::optional<Route> &route);
    void authenticate(const Exchange &exchange) const;
    void answer(Exchange *exchange, const std::optional<Route> &route);
    bool answerPath(Exchange *exchange);
    void answerCollection(Exchange *exchange, const Route &route);
    void answerObject(Exchange *exchange, const Route &route);
    void answerSubresource(Exchange *exchange, const Route &route);
    void list(Exchange *exchange, const Route &route);
    void watch(Exchange *exchange, Route route);
    void logs(Exchange *exchange, const Route &route);
    void exec(Exchange *exchange, const Route &route);
    void changeFaults(Exchange *exchange);
    bool isServed(const ResourceType &type) const;

    Registry &m_registry;
    Kubelet &m_kubelet;
    FaultList &m_faults;
    QByteArray m_token;
    Pace m_pace;
    Discovery m_discovery;
    std::deque<QString> m_requests;
    std::optional<Fault> m_fault; //!< met by the request in hand
};

} // namespace assay::sandbox
