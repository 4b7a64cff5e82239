// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log_search.h"

#include <ui/log/log_view.h>

#include <optional>

namespace assay::ui {

//! Goes from match to match of a log in its view, from where the cursor is and once around the end;
//! what is not found yet is waited for.
class LogStepper : public QObject
{
    Q_OBJECT
public:
    enum class Step { Refine, Next, Previous };

    explicit LogStepper(LogView *view, QObject *parent = nullptr);

    //! Null: none. Another matcher searches anew.
    void setMatcher(std::shared_ptr<const LogMatcher> matcher);
    void step(Step step);
    //! What was asked for last is not wanted any more.
    void forget() { m_pending.reset(); }
    const LogSearch &search() const { return m_search; }
    LogSearch &search() { return m_search; }
    //! Of the match that the cursor is at, from 0; -1: it is at none.
    qint64 place() const { return m_place; }
    bool wentAround() const { return m_around; }

Q_SIGNALS:
    void arrived();
    void notFound();

private:
    void tryStep();
    void goTo(size_t hit, bool around);
    std::optional<size_t> next() const;
    std::optional<size_t> previous() const;

    LogView *m_view;
    LogSearch m_search;
    std::optional<Step> m_pending;
    LogView::Position m_from; //!< where the pending step begins
    std::optional<LogView::Position> m_match;
    int m_matchLength = 0;
    qint64 m_place = -1;
    bool m_around = false;
};

} // namespace assay::ui
