// SPDX-License-Identifier: Apache-2.0
#include "late_change.h"

#include "look/beside.h"

namespace assay::ui {

LateChange::LateChange(std::function<void(const Change &, const Made &)> take, QObject *parent)
    : QObject(parent)
    , m_take(std::move(take))
{
    using namespace std::chrono_literals;
    m_later.setSingleShot(true);
    m_later.setInterval(250ms);
    connect(&m_later, &QTimer::timeout, this, &LateChange::make);
    connect(&m_making, &QFutureWatcherBase::finished, this, &LateChange::give);
}

void LateChange::put(const Change &change)
{
    m_change = change;
    ++m_put;
    m_later.start();
}

void LateChange::forget()
{
    m_change.reset();
    m_later.stop();
}

void LateChange::make()
{
    m_made = m_put;
    m_making.setFuture(madeBeside([change = *m_change] { return change.made(); }));
}

void LateChange::give()
{
    // What was typed meanwhile has its own time.
    if (!m_change || m_made != m_put)
        return;
    const Change change = *m_change;
    forget();
    m_take(change, m_making.result());
}

} // namespace assay::ui
