// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>

namespace assay::sandbox {

//! A folder that ends with the cluster; that of a cluster which was killed is swept away by the
//! next one.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

    //! Why there is none; empty: there is.
    QString problem() const;
    QString path() const { return m_folder.path(); }

    //! Removes what dead clusters of this user left.
    static void sweep();

private:
    QTemporaryDir m_folder;
    int m_lock = -1; //!< of a file in it, as long as the process lives
};

} // namespace assay::sandbox
