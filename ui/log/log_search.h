// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/log/log_view.h>

#include <QBasicTimer>

namespace assay::ui {

//! Looks for a text in a log document, line by line, a few milliseconds at a time, once around.
class LogSearch : public QObject
{
    Q_OBJECT
public:
    explicit LogSearch(LogDocument *document, QObject *parent = nullptr);

    //! The first occurrence after (or, backwards, before) a position. Ends a search under way.
    void start(const QString &text, const LogView::Position &from, bool backwards);
    void cancel();
    bool isRunning() const { return m_timer.isActive(); }

Q_SIGNALS:
    //! `wrapped`: the end was reached and the search went on from the other one.
    void found(const assay::ui::LogView::Position &at, int length, bool wrapped);
    void notFound();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    //! Column of the occurrence wanted in a line; -1: none.
    qsizetype matchIn(const QString &line) const;
    LogDocument *m_document;
    QString m_text;
    LogView::Position m_from;
    bool m_backwards = false;
    qint64 m_line = 0;
    qint64 m_visited = 0;
    bool m_wrapped = false;
    QBasicTimer m_timer;
};

} // namespace assay::ui
