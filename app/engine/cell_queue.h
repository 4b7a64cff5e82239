// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <algorithm>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

namespace assay::app {

//! What is still to run of a matrix of tests and contexts, and whose turn it is. No more than
//! `places` validations are under way in all. The next one is of the context that has the fewest
//! under way, among equals of the one that has waited longest: a slow cluster keeps to its share,
//! and takes the others' places only once they have nothing more to run. As long as it is not known
//! of each context whether it can be used, none takes more than an equal part of the places (but at
//! least one): whoever answers first would have them all.
//!
//! Of one context, only so many are at their beginning at a time: checking and creating is a dozen
//! requests each, and hundreds of them at once would wait for each other longer than a request may.
//!
//! Contexts at the same server never run in the same namespace at the same time: what one of them
//! makes there, the other would find, and the last of one would take the namespace from the other.
class CellQueue
{
public:
    struct Cell
    {
        std::size_t context = 0; //!< as counted by add()
        std::size_t test = 0;
        QString nameSpace;
        int attempt = 1;
        bool begun = false;
    };

    static constexpr std::size_t beginningAtOnce = 16;

    explicit CellQueue(int places) : m_places(places) {}

    //! A context whose cells wait until open().
    std::size_t add(const QString &server);
    //! No more than `places` of its cells are under way from now on; what is goes on.
    void limit(std::size_t context, int places)
    {
        m_lanes[context].most = static_cast<std::size_t>(std::max(places, 1));
    }
    //! Appends to what its context has to run.
    void push(const Cell &cell) { m_lanes[cell.context].waiting.push_back(cell); }
    //! The context can be used.
    void open(std::size_t context) { m_lanes[context].state = Lane::State::Open; }
    //! It cannot: nothing of it will run.
    void drop(std::size_t context)
    {
        m_lanes[context].state = Lane::State::Dropped;
        m_lanes[context].waiting.clear();
    }

    //! The next to begin, now under way; nothing where none may begin at present.
    std::optional<Cell> take();
    //! What it needs is created: from here on it mostly waits.
    void begun(const Cell &cell);
    //! It is over.
    void leave(const Cell &cell);

    std::size_t underWay() const;
    bool isDone() const; //!< nothing waits and nothing is under way

private:
    struct Lane
    {
        QString server;
        enum class State { Opening, Open, Dropped };
        State state = State::Opening;
        std::deque<Cell> waiting;
        std::vector<Cell> underWay;
        std::size_t beginning = 0; //!< of what is under way
        std::size_t most = std::numeric_limits<std::size_t>::max();
        quint64 lastTurn = 0;
    };
    std::deque<Cell>::iterator firstFree(Lane &lane);
    std::vector<Cell>::iterator find(const Cell &cell); //!< under way
    std::size_t share() const;
    bool isTaken(const Lane &lane, const QString &nameSpace) const;

    const std::size_t m_places;
    std::vector<Lane> m_lanes;
    quint64 m_turn = 0;
};

} // namespace assay::app
