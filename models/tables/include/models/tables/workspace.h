// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>
#include <models/tables/suite_document.h>

#include <QHash>
#include <QObject>

#include <memory>

namespace assay::models {

//! What the dashboard shows: the suite, and the newest run of each of its tests. Facts come in
//! here in batches; the item models and the panes look at it.
class Workspace : public QObject
{
    Q_OBJECT
public:
    explicit Workspace(QObject *parent = nullptr);

    SuiteDocument *suite() const { return m_suite; }

    struct Run
    {
        RunRecord record;
        QString folder; //!< where the journal and the logs are
        bool active = false;
        //! The newest run before it that came to a verdict, until this one comes to one: a run that
        //! is stopped says nothing of the image.
        std::shared_ptr<const Run> earlier = {};
    };
    //! Null where the test has not run. Whoever keeps it keeps that run, also when another begins.
    std::shared_ptr<const Run> run(const QString &testId) const;
    bool isActive(const QString &testId) const;
    int activeCount() const; //!< with those elsewhere

    //! Replaces the test's newest run by an empty one.
    void beginRun(const QString &testId, const QString &folder);
    void appendFacts(const QString &testId, const std::vector<Fact> &facts);
    //! Runs that go on, or are to come, on clusters other than the one whose runs are here.
    void setActiveElsewhere(int count);
    //! Tests that wait for a free place; shown as queued.
    void setQueued(const QStringList &testIds);
    bool isQueued(const QString &testId) const;
    //! Tests run or wait, here or elsewhere.
    bool isBusy() const;

Q_SIGNALS:
    void runBegan(const QString &testId);
    //! Facts `from` up to, not including, `to` were appended.
    void factsAppended(const QString &testId, int from, int to);
    void runEnded(const QString &testId);
    void queueChanged();

private:
    SuiteDocument *m_suite;
    QHash<QString, std::shared_ptr<Run>> m_runs;
    QStringList m_queued;
    int m_elsewhere = 0;
};

} // namespace assay::models
