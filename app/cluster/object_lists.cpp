// SPDX-License-Identifier: Apache-2.0
#include "object_lists.h"

#include "awaiting.h"

#include <QCoreApplication>

#include <array>

namespace assay::app {

using models::ClusterObjects;
using models::Json;
using namespace Qt::StringLiterals;

namespace {

struct ListsText
{
    Q_DECLARE_TR_FUNCTIONS(ObjectLists)
};

struct Wanted
{
    ClusterObjects::Kind kind;
    k8s::Resource resource;
    //! What it means that a cluster does not serve this kind.
    enum class Missing { IsTold, MeansNone, IsLeftOut } missing = Missing::IsTold;
    bool isElsewhere = false; //!< may lie in another namespace than the workbench
    bool onlyRefines = false; //!< not being allowed to look is not told
};

std::vector<Wanted> wantedLists()
{
    using Kind = ClusterObjects::Kind;
    using enum Wanted::Missing;
    return {
        {Kind::Pod, k8s::Resource::pods()},
        {Kind::Notebook, k8s::Resource::notebooks(), MeansNone},
        {Kind::StatefulSet, k8s::Resource::statefulSets()},
        {Kind::Event, k8s::Resource::events()},
        {Kind::Claim, k8s::Resource::persistentVolumeClaims()},
        {.kind = Kind::Node, .resource = k8s::Resource::nodes(), .onlyRefines = true},
        {Kind::Service, {{}, u"v1"_s, u"services"_s, u"Service"_s}},
        {Kind::EndpointSlice,
         {u"discovery.k8s.io"_s, u"v1"_s, u"endpointslices"_s, u"EndpointSlice"_s},
         IsLeftOut},
        {Kind::Route, {u"route.openshift.io"_s, u"v1"_s, u"routes"_s, u"Route"_s}, MeansNone},
        // Open Data Hub keeps them beside its gateway.
        {Kind::HttpRoute,
         {u"gateway.networking.k8s.io"_s, u"v1"_s, u"httproutes"_s, u"HTTPRoute"_s},
         MeansNone,
         true},
    };
}

//! What was listed so far. An answer is taken apart when it comes: ten of them whole, side by side,
//! may be larger than all that is kept of them.
struct Listed
{
    ClusterObjects objects;
    std::vector<std::optional<QString>> problems; //!< of the answers, by their number

    void take(std::size_t number, const k8s::Resource &resource, k8s::ApiJob *job)
    {
        if (!job->result())
            return;
        Json answer = job->take();
        if (answer.is_object()) {
            answer["apiVersion"] = resource.apiVersion();
            answer["kind"] = resource.kind + u"List"_s;
        }
        problems[number] = objects.add(std::move(answer));
    }
};

} // namespace

QCoro::Task<k8s::Result<ClusterObjects>> listObjects(std::shared_ptr<k8s::Client> client,
                                                     std::shared_ptr<Cancellation> cancellation,
                                                     QString nameSpace)
{
    const std::vector<Wanted> wanted = wantedLists();
    // They outlive the jobs, whose ends they hear of.
    const auto listed = std::make_shared<Listed>();
    listed->problems.resize(wanted.size());
    const auto begin = [client, listed, wanted](std::size_t number, const QString &where) {
        const k8s::Resource &resource = wanted[number].resource;
        k8s::JobPtr<k8s::ApiJob> job = client->list(resource, where);
        k8s::ApiJob *const raw = job.get();
        QObject::connect(raw, &k8s::Job::finished, raw,
                         [listed, number, resource, raw] { listed->take(number, resource, raw); });
        return job;
    };
    // Side by side: on a far cluster each answer takes as long as all of them.
    std::vector<k8s::JobPtr<k8s::ApiJob>> lists;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        lists.push_back(begin(i, wanted[i].isElsewhere ? QString() : nameSpace));
    ClusterObjects &objects = listed->objects;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const Wanted &list = wanted[i];
        co_await untilFinished(cancellation, lists[i].get());
        if (list.isElsewhere && !nameSpace.isEmpty() && !lists[i]->result() &&
            lists[i]->result().error().kind == k8s::Error::Kind::Forbidden) {
            lists[i] = begin(i, nameSpace);
            co_await untilFinished(cancellation, lists[i].get());
        }
        const auto &result = lists[i]->result();
        if (!result) {
            const k8s::Error &error = result.error();
            if (list.kind == ClusterObjects::Kind::Pod || error.kind == k8s::Error::Kind::Cancelled)
                co_return tl::unexpected(error);
            if (list.onlyRefines)
                continue;
            const bool isMissing = error.kind == k8s::Error::Kind::NotFound;
            if (isMissing && list.missing == Wanted::Missing::MeansNone)
                objects.know(list.kind);
            else if (!isMissing || list.missing == Wanted::Missing::IsTold)
                objects.unseen << ListsText::tr("%1: %2").arg(list.resource.plural, error.message);
            continue;
        }
        if (const auto &problem = listed->problems[i])
            objects.unseen << ListsText::tr("%1: %2").arg(list.resource.plural, *problem);
    }
    co_return std::move(objects);
}

} // namespace assay::app
