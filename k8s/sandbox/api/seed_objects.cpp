// SPDX-License-Identifier: Apache-2.0
#include "seed_objects.h"

#include "store/registry.h"

namespace assay::sandbox {

void createSeedObjects(Registry &registry)
{
    ObjectStore &store = registry.store();
    for (const char *name : {"default", "kube-node-lease", "kube-public", "kube-system"})
        registry.create(types::namespaces(), {}, {{"metadata", {{"name", name}}}});
    store.create(types::storageClasses(),
                 {{"metadata",
                   {{"name", "standard"},
                    {"annotations", {{"storageclass.kubernetes.io/is-default-class", "true"}}}}},
                  {"provisioner", "sandbox.local/scratch"},
                  {"reclaimPolicy", "Delete"},
                  {"volumeBindingMode", "Immediate"}});

    const ResourceType &notebooks = types::notebooks();
    const Json names = {{"kind", notebooks.kind},
                        {"listKind", notebooks.kind + "List"},
                        {"plural", notebooks.plural},
                        {"singular", notebooks.singular()}};
    const Json version = {
        {"name", notebooks.version},
        {"served", true},
        {"storage", true},
        {"subresources", {{"status", Json::object()}}},
        {"schema",
         {{"openAPIV3Schema",
           {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}}}}}};
    const auto condition = [](const char *type) {
        return Json{{"type", type}, {"status", "True"}, {"lastTransitionTime", timestamp()}};
    };
    store.create(
        types::customResourceDefinitions(),
        {{"metadata", {{"name", notebooks.qualifiedName()}}},
         {"spec",
          {{"group", notebooks.group},
           {"scope", "Namespaced"},
           {"names", names},
           {"versions", Json::array({version})}}},
         {"status",
          {{"acceptedNames", names},
           {"storedVersions", Json::array({notebooks.version})},
           {"conditions", Json::array({condition("NamesAccepted"), condition("Established")})}}}});
}

} // namespace assay::sandbox
