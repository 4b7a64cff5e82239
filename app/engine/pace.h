// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/request_trace.h>

#include <QString>

#include <chrono>
#include <optional>

namespace assay::app {

//! How many validations one server is given side by side where nobody said how many: half as many
//! each time that it asks for patience (429) or lets requests wait for more than a second, but
//! never fewer than two; twice as many, up to what it began with, after each minute without either.
class Pace
{
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr int fewest = 2;
    static constexpr std::chrono::milliseconds longestWait{1000};
    //! What was sent before the last change tells nothing of it.
    static constexpr std::chrono::seconds settling{10};
    static constexpr std::chrono::seconds recovery{60};

    explicit Pace(int most) : m_most(most), m_places(most) {}

    //! A request has ended. True where there are fewer places for it.
    bool take(const k8s::RequestTrace &request, Time now);
    int places(Time now);

private:
    const int m_most;
    int m_places;
    Time m_calmSince;
    std::optional<Time> m_halved; //!< last
};

//! That a server is given fewer, as people are told.
QString slowedText(const QString &context, int places);

} // namespace assay::app
