// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log_matcher.h"

#include <QObject>
#include <QTimer>

#include <vector>

namespace assay::ui {

class LogDocument;

//! Finds every match of a query in a log, in a thread of its own, from the first line on, and goes
//! on when the log grows. What was found so far is there at once; a search that is ended does no
//! more than the block of the file that it is at.
class LogSearch : public QObject
{
    Q_OBJECT
public:
    struct Hit
    {
        qint64 line = 0;
        int nth = 0; //!< among the matches of its line
    };

    explicit LogSearch(LogDocument *document, QObject *parent = nullptr);
    ~LogSearch() override;

    //! Ends a search under way. Null: none.
    void start(std::shared_ptr<const LogMatcher> matcher);
    void cancel();
    bool isRunning() const { return m_state != nullptr; }
    const std::shared_ptr<const LogMatcher> &matcher() const { return m_matcher; }

    //! In the order of the log; at most mostHits, and then isFull().
    const std::vector<Hit> &hits() const { return m_hits; }
    bool isFull() const { return m_full; }
    //! Lines before it are searched.
    qint64 searchedTo() const { return m_line; }

    static constexpr size_t mostHits = 4'000'000;

Q_SIGNALS:
    void progressed(); //!< there are more hits, or more lines were searched
    void finished();   //!< the end of the log, as it is now, was reached

private:
    struct State;
    static void search(const std::shared_ptr<State> &state);
    void goOn();
    void startOver();
    void take();

    LogDocument *m_document;
    std::shared_ptr<const LogMatcher> m_matcher;
    std::shared_ptr<State> m_state; //!< of the search under way
    QTimer m_poll;
    std::vector<Hit> m_hits;
    qint64 m_offset = 0; //!< of line m_line
    qint64 m_line = 0;
    bool m_full = false;
};

} // namespace assay::ui
