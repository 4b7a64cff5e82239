// SPDX-License-Identifier: Apache-2.0
#include "cell_queue.h"

#include <algorithm>
#include <utility>

namespace assay::app {

std::size_t CellQueue::add(const QString &server)
{
    Lane lane;
    lane.server = server;
    m_lanes.push_back(lane);
    return m_lanes.size() - 1;
}

bool CellQueue::isTaken(const Lane &lane, const QString &nameSpace) const
{
    return std::any_of(m_lanes.begin(), m_lanes.end(), [&](const Lane &other) {
        return &other != &lane && other.server == lane.server &&
               std::any_of(other.underWay.begin(), other.underWay.end(),
                           [&](const Cell &cell) { return cell.nameSpace == nameSpace; });
    });
}

std::deque<CellQueue::Cell>::iterator CellQueue::firstFree(Lane &lane)
{
    if (lane.state != Lane::State::Open)
        return lane.waiting.end();
    return std::find_if(lane.waiting.begin(), lane.waiting.end(),
                        [&](const Cell &cell) { return !isTaken(lane, cell.nameSpace); });
}

//! How many places one context may have at present.
std::size_t CellQueue::share() const
{
    const auto countOf = [this](Lane::State state) {
        return static_cast<std::size_t>(
            std::count_if(m_lanes.begin(), m_lanes.end(),
                          [state](const Lane &lane) { return lane.state == state; }));
    };
    const std::size_t opening = countOf(Lane::State::Opening);
    if (opening == 0)
        return m_places;
    return std::max<std::size_t>(1, m_places / (opening + countOf(Lane::State::Open)));
}

std::optional<CellQueue::Cell> CellQueue::take()
{
    if (underWay() >= m_places)
        return {};
    Lane *next = nullptr;
    const auto comesFirst = [](const Lane &a, const Lane &b) {
        return a.underWay.size() != b.underWay.size() ? a.underWay.size() < b.underWay.size()
                                                      : a.lastTurn < b.lastTurn;
    };
    const std::size_t most = share();
    for (Lane &lane : m_lanes) {
        if (lane.underWay.size() >= std::min(most, lane.most) || lane.beginning >= beginningAtOnce)
            continue;
        if (firstFree(lane) != lane.waiting.end() && (!next || comesFirst(lane, *next)))
            next = &lane;
    }
    if (!next)
        return {};
    const auto found = firstFree(*next);
    Cell cell = *found;
    cell.begun = false;
    next->waiting.erase(found);
    next->underWay.push_back(cell);
    ++next->beginning;
    next->lastTurn = ++m_turn;
    return cell;
}

std::vector<CellQueue::Cell>::iterator CellQueue::find(const Cell &cell)
{
    auto &all = m_lanes[cell.context].underWay;
    return std::find_if(all.begin(), all.end(),
                        [&](const Cell &other) { return other.test == cell.test; });
}

void CellQueue::begun(const Cell &cell)
{
    const auto found = find(cell);
    if (!std::exchange(found->begun, true))
        --m_lanes[cell.context].beginning;
}

void CellQueue::leave(const Cell &cell)
{
    begun(cell);
    m_lanes[cell.context].underWay.erase(find(cell));
}

std::size_t CellQueue::underWay() const
{
    std::size_t count = 0;
    for (const Lane &lane : m_lanes)
        count += lane.underWay.size();
    return count;
}

bool CellQueue::isDone() const
{
    return std::all_of(m_lanes.begin(), m_lanes.end(), [](const Lane &lane) {
        return lane.waiting.empty() && lane.underWay.empty();
    });
}

} // namespace assay::app
