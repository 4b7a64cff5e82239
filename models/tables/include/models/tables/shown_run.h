// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_journal.h>
#include <models/tables/workspace.h>

namespace assay::models {

//! A piece of a run's time that whoever shows the run keeps to.
struct TimeSlice
{
    QString name;   //!< what went on then: "Wait for ready"; empty: it has no name
    QDateTime from; //!< both ends belong to it
    QDateTime to;   //!< null: it goes on

    //! Did something happen in it that began and ended then?
    bool touches(const QDateTime &begun, const QDateTime &ended) const
    {
        return ended >= from && (to.isNull() || begun <= to);
    }
    bool operator==(const TimeSlice &) const = default;
};

//! The run that a window looks at: the newest of one test, or a stored one. Tables and panes follow
//! it by its signals. Looking changes neither the suite nor the newest runs.
class ShownRun : public QObject
{
    Q_OBJECT
public:
    explicit ShownRun(Workspace *workspace, QObject *parent = nullptr);

    const Workspace *workspace() const { return m_workspace; }

    //! The newest run of the test, and each that begins later; empty: nothing.
    void showTest(const QString &testId);
    //! A run that was read back, whatever test it is of, until showTest().
    void showStored(StoredRun stored);

    const QString &testId() const { return m_testId; } //!< empty: nothing is shown
    bool isStored() const { return m_stored; }
    //! Null where the test has not run.
    const std::shared_ptr<const Workspace::Run> &run() const { return m_run; }
    //! Whoever adds to it is still at it.
    bool isActive() const { return m_run && m_run->active; }
    //! What the run tested; before a run has begun, what the suite says, where it has the test.
    CustomImageTestConfiguration configuration() const;

    //! Nothing: all of the run's time. Another run is shown whole.
    const std::optional<TimeSlice> &slice() const { return m_slice; }
    void keepTo(const std::optional<TimeSlice> &slice);

Q_SIGNALS:
    void changed();      //!< another test or another run
    void grew();         //!< the same run has more facts
    void suiteChanged(); //!< the same run, but the suite says something else
    void sliceChanged();

private:
    void show(const QString &testId, std::shared_ptr<const Workspace::Run> run, bool stored);
    Workspace *m_workspace;
    QString m_testId;
    std::shared_ptr<const Workspace::Run> m_run;
    std::optional<TimeSlice> m_slice;
    bool m_stored = false;
};

} // namespace assay::models
