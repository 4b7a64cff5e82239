// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "timeline/evidence_target.h"

#include <models/tables/shown_run.h>

#include <QKeySequence>
#include <QTabWidget>

#include <functional>

namespace assay::ui {

class CommandPane;
class LogPane;
class PodPane;
class RecordDetails;
class RecordTable;
struct FindingCount;

//! What proves how a run went, beside the card that tells it: logs, findings, events, commands,
//! timeline, pod, requests. Each pane is made when it is first looked at, and then listens to the
//! run that is shown for itself. A tab says how many there are and whether one went wrong.
class EvidencePane : public QTabWidget
{
    Q_OBJECT
public:
    enum class Page { Log, Packages, Checks, Cells, Events, Commands, Timeline, Pod, Requests };

    explicit EvidencePane(models::ShownRun *shown, QWidget *parent = nullptr);

    Page page() const { return Page(currentIndex()); }
    void showPage(Page page);
    //! Opens where it stands; false where the record has no such place.
    bool open(const EvidenceTarget &target);
    QString titleOf(Page page) const;
    static QKeySequence keyOf(Page page); //!< that brings it to the front

    LogPane *log(); //!< makes it, and leaves in front what is in front
    void focusFind();
    void focusPage();          //!< the first thing in it that takes keys
    void goToError(bool next); //!< in the log, which it brings to the front

Q_SIGNALS:
    //! Someone followed a link inside of a pane.
    void linkActivated(const assay::ui::EvidenceTarget &target);
    void saveLogRequested(const QString &path, const QString &proposal);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addPage(const QString &name, const QString &title, const std::function<QWidget *()> &make);
    void fill(int index);
    void refreshTabs();
    void showCount(Page page, const FindingCount &count);
    bool openRow(RecordTable *table, int row);
    int rowOfMoment(const EvidenceTarget &target) const;
    static QString withKey(const QString &words, Page page);

    models::ShownRun *m_shown;
    QStringList m_titles;
    QHash<int, std::function<QWidget *()>> m_makers; //!< of pages not made yet
    LogPane *m_log = nullptr;
    RecordTable *m_packages = nullptr;
    RecordDetails *m_checks = nullptr;
    RecordDetails *m_cells = nullptr;
    RecordTable *m_events = nullptr;
    CommandPane *m_commands = nullptr;
    RecordTable *m_timeline = nullptr;
    PodPane *m_pod = nullptr;
    RecordTable *m_requests = nullptr;
};

} // namespace assay::ui
