// SPDX-License-Identifier: Apache-2.0
#include "log_stepper.h"

#include <ui/log/log_document.h>

#include <algorithm>

namespace assay::ui {

using Hit = LogSearch::Hit;

LogStepper::LogStepper(LogView *view, QObject *parent)
    : QObject(parent)
    , m_view(view)
    , m_search(view->document())
{
    connect(&m_search, &LogSearch::progressed, this, &LogStepper::tryStep);
    connect(view->document(), &LogDocument::reset, this, [this] {
        m_pending.reset();
        m_match.reset();
        m_place = -1;
    });
}

void LogStepper::setMatcher(std::shared_ptr<const LogMatcher> matcher)
{
    if (matcher == m_search.matcher())
        return;
    m_pending.reset();
    m_place = -1;
    if (!matcher)
        m_match.reset();
    m_search.start(std::move(matcher));
}

void LogStepper::step(Step step)
{
    if (!m_search.matcher())
        return;
    m_from = m_view->cursor();
    // The cursor stands behind what was found; a longer text, and a step back, begin before it.
    const bool atMatch =
        m_match && m_from == LogView::Position{m_match->line, m_match->column + m_matchLength};
    if (atMatch && step != Step::Next)
        m_from = *m_match;
    m_pending = step;
    tryStep();
}

std::optional<size_t> LogStepper::next() const
{
    const auto &hits = m_search.hits();
    auto hit = std::lower_bound(hits.begin(), hits.end(), m_from.line,
                                [](const Hit &h, qint64 line) { return h.line < line; });
    if (hit != hits.end() && hit->line == m_from.line) {
        const auto matches = m_view->matchesIn(m_from.line, *m_search.matcher());
        for (; hit != hits.end() && hit->line == m_from.line; ++hit)
            if (size_t(hit->nth) < matches.size() &&
                matches[size_t(hit->nth)].first >= m_from.column)
                break;
    }
    return hit == hits.end() ? std::nullopt : std::optional(size_t(hit - hits.begin()));
}

std::optional<size_t> LogStepper::previous() const
{
    const auto &hits = m_search.hits();
    auto hit = std::upper_bound(hits.begin(), hits.end(), m_from.line,
                                [](qint64 line, const Hit &h) { return line < h.line; });
    const auto matches = m_view->matchesIn(m_from.line, *m_search.matcher());
    while (hit != hits.begin()) {
        --hit;
        if (hit->line < m_from.line)
            return size_t(hit - hits.begin());
        if (size_t(hit->nth) < matches.size()) {
            const auto &[column, length] = matches[size_t(hit->nth)];
            if (column + length <= m_from.column)
                return size_t(hit - hits.begin());
        }
    }
    return {};
}

void LogStepper::tryStep()
{
    if (!m_pending)
        return;
    const auto &hits = m_search.hits();
    const bool whole = !m_search.isRunning();
    if (*m_pending == Step::Previous) {
        // Only once all before the cursor is known.
        if (!whole && m_search.searchedTo() <= m_from.line)
            return;
        if (const auto hit = previous())
            return goTo(*hit, false);
        if (whole && !hits.empty())
            return goTo(hits.size() - 1, true);
    } else {
        if (const auto hit = next())
            return goTo(*hit, false);
        if (whole && !hits.empty())
            return goTo(0, true);
    }
    if (whole) {
        m_pending.reset();
        m_place = -1;
        Q_EMIT notFound();
    }
}

void LogStepper::goTo(size_t hit, bool around)
{
    m_pending.reset();
    const Hit &at = m_search.hits()[hit];
    const auto matches = m_view->matchesIn(at.line, *m_search.matcher());
    // Where a line was written over, the place is in what is not shown any more.
    const auto [column, length] =
        matches.empty() ? std::pair(0, 0) : matches[std::min(size_t(at.nth), matches.size() - 1)];
    m_match = {at.line, column};
    m_matchLength = length;
    m_place = qint64(hit);
    m_around = around;
    m_view->setFollowing(false);
    m_view->showMatch(*m_match, length);
    Q_EMIT arrived();
}

} // namespace assay::ui
