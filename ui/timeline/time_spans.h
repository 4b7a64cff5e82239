// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence_target.h"

#include <models/record/run_record.h>
#include <ui/look/theme.h>

#include <array>
#include <variant>

namespace assay::ui {

//! A piece of a run's time, or a moment of it.
struct TimeSpan
{
    enum class Lane {
        Steps,  //!< of the flow
        States, //!< of the notebook
        Work    //!< pulls, imports, checks, cells, warnings
    };
    using Opens = std::variant<EvidenceTarget, models::Phase, models::NotebookStatus>;

    QString name;      //!< "Verify packages", "Pod pending", "import numpy"
    QString cause;     //!< why it began or what came of it; may have several lines, may be empty
    double from = 0;   //!< seconds since the run began
    double to = 0;     //!< the same as `from`: a moment
    bool open = false; //!< it goes on: `to` is now
    ColorRole role = ColorRole::Muted;
    Opens opens = {}; //!< what proves it
    int row = 0;      //!< of Lane::Work: those of one row do not overlap
    int rows = 1;     //!< as many as are taken by those at the same time

    bool isMoment() const { return to <= from; }
    bool isWrong() const { return role == ColorRole::Failed || role == ColorRole::Inconclusive; }
};

//! The pieces of a run's time. What was read of a record before is not read again, so that a run
//! that grows can be shown anew as often as it is painted.
class TimeSpans
{
public:
    using Lane = TimeSpan::Lane;
    static constexpr std::array lanes = {Lane::Steps, Lane::States, Lane::Work};

    //! Null: nothing has run. `active`: the run goes on until `now`.
    void read(const models::RunRecord *record, bool active, const QDateTime &now);

    //! In the order in which they became known, so that an index keeps its meaning.
    const std::vector<TimeSpan> &of(Lane lane) const { return m_spans[size_t(lane)]; }
    double seconds() const { return m_seconds; } //!< how long the run has taken
    bool isEmpty() const { return m_read == 0; }

private:
    void readSteps(const models::RunRecord &record, bool goesOn);
    void readStates(const models::RunRecord &record, bool goesOn);
    void readFact(const models::Fact &fact);
    void readEvent(const models::KubernetesEvent &event, double at);
    void readCommand(const models::CommandExecuted &command, double at);
    void readPackage(const models::PackageVerificationResult &result, double at);
    void readCell(const models::CellResult &cell, double at);
    void placeCells();
    void placeRows();
    void readCheck(const models::CheckResult &result, double at);
    void endPulls(double at);
    double secondsAt(const QDateTime &at) const;
    std::vector<TimeSpan> &work() { return m_spans[size_t(Lane::Work)]; }

    struct Cell
    {
        size_t span;
        double at, seconds;
    };
    std::array<std::vector<TimeSpan>, lanes.size()> m_spans;
    QHash<QString, size_t> m_pulls;   //!< by container, those of which no end was told
    QHash<QString, size_t> m_imports; //!< by package, the newest
    QSet<QString> m_events;           //!< uids of those that have a place
    std::vector<Cell> m_cells;
    QHash<std::pair<int, QString>, int> m_checks; //!< by group and name, the place in the record
    const models::RunRecord *m_record = nullptr;
    QString m_runId;
    size_t m_read = 0; //!< facts
    QDateTime m_start;
    double m_seconds = 0;
};

} // namespace assay::ui
