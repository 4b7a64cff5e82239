// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/kubeconfig.h>

namespace assay::k8s {

//! The certificates and the key that a kubeconfig names by their files, as these are now: who gives
//! out certificates that live for hours puts the next ones in their place.
class IdentityFiles
{
public:
    explicit IdentityFiles(const RestConfig &config);

    //! The configuration with what the files hold; where they cannot be used, or the key is not
    //! (yet) the certificate's, with what they held before.
    const RestConfig &current();

private:
    RestConfig m_current;
    RestConfig m_refused; //!< what was last found and is of no use; only its PEMs are set
};

} // namespace assay::k8s
