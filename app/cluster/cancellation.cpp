// SPDX-License-Identifier: Apache-2.0
#include <app/cluster/cancellation.h>

namespace assay::app {

void Cancellation::request(const QString &why)
{
    if (m_requested)
        return;
    m_requested = true;
    m_why = why;
    Q_EMIT requested();
}

void Cancellation::abandon()
{
    request();
    if (m_abandoned)
        return;
    m_abandoned = true;
    Q_EMIT abandoned();
}

} // namespace assay::app
