// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "controller.h"

namespace assay::sandbox {

//! Gives each namespace its default service account and root CA ConfigMap; empties those that are
//! being deleted, and then lets them go.
class NamespaceController : public Controller
{
    Q_OBJECT
public:
    NamespaceController(Registry &registry, std::string authority, QObject *parent);

protected:
    void observe(const Change &change) override;
    void reconcile(const Key &key) override;

private:
    void furnish(const std::string &nameSpace);
    void empty(const Json &nameSpace);

    std::string m_authority; //!< PEM
};

} // namespace assay::sandbox
