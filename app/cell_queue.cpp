// SPDX-License-Identifier: Apache-2.0
#include "cell_queue.h"

#include <algorithm>

namespace assay::app {

std::size_t CellQueue::add(const QString &server)
{
    m_lanes.push_back({server, Lane::State::Opening, {}, {}, 0});
    return m_lanes.size() - 1;
}

bool CellQueue::isTaken(const Lane &lane, const QString &nameSpace) const
{
    return std::any_of(m_lanes.begin(), m_lanes.end(), [&](const Lane &other) {
        return &other != &lane && other.server == lane.server &&
               std::find(other.nameSpaces.begin(), other.nameSpaces.end(), nameSpace) !=
                   other.nameSpaces.end();
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
        return a.nameSpaces.size() != b.nameSpaces.size()
                   ? a.nameSpaces.size() < b.nameSpaces.size()
                   : a.lastTurn < b.lastTurn;
    };
    const std::size_t most = share();
    for (Lane &lane : m_lanes) {
        if (lane.nameSpaces.size() >= most)
            continue;
        if (firstFree(lane) != lane.waiting.end() && (!next || comesFirst(lane, *next)))
            next = &lane;
    }
    if (!next)
        return {};
    const auto found = firstFree(*next);
    const Cell cell = *found;
    next->waiting.erase(found);
    next->nameSpaces.push_back(cell.nameSpace);
    next->lastTurn = ++m_turn;
    return cell;
}

void CellQueue::leave(const Cell &cell)
{
    auto &nameSpaces = m_lanes[cell.context].nameSpaces;
    nameSpaces.erase(std::find(nameSpaces.begin(), nameSpaces.end(), cell.nameSpace));
}

std::size_t CellQueue::underWay() const
{
    std::size_t count = 0;
    for (const Lane &lane : m_lanes)
        count += lane.nameSpaces.size();
    return count;
}

bool CellQueue::isDone() const
{
    return std::all_of(m_lanes.begin(), m_lanes.end(), [](const Lane &lane) {
        return lane.waiting.empty() && lane.nameSpaces.empty();
    });
}

} // namespace assay::app
