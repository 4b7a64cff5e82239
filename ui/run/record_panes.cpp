// SPDX-License-Identifier: Apache-2.0
#include "record_panes.h"

#include "record_table.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::ShownRun;

namespace {

struct RecordPanes
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::RecordPanes)
};

} // namespace

RecordTable *makeEventsPane(ShownRun *shown)
{
    auto *table =
        new RecordTable(new models::EventsModel(shown), u"events"_s, RecordPanes::tr("Events"));
    // The message is what is read: the object is nearly always the pod or the notebook.
    table->setColumnWidths({12, 10, 20, 16});
    table->elideInTheMiddle(models::EventsModel::Object);
    table->setFollowing(true);
    table->setEmptyText([](const ShownRun &run) {
        if (run.testId().isEmpty())
            return RecordPanes::tr("Choose a test to see what the cluster said during its run.");
        if (!run.run())
            return RecordPanes::tr("This test has not run yet. What the cluster says about its "
                                   "notebook, pod and volume appears here.");
        return run.isActive()
                   ? RecordPanes::tr("The cluster has said nothing about this notebook yet.")
                   : RecordPanes::tr("The cluster said nothing about this notebook.");
    });
    return table;
}

RecordTable *makeTimelinePane(ShownRun *shown)
{
    auto *table = new RecordTable(new models::TimelineModel(shown), u"timeline"_s,
                                  RecordPanes::tr("Timeline"));
    table->setColumnWidths({16, 15});
    table->setFollowing(true);
    table->setEmptyText([](const ShownRun &run) {
        if (run.testId().isEmpty())
            return RecordPanes::tr("Choose a test to see everything that happened in its run.");
        return run.run() ? RecordPanes::tr("The run has just begun.")
                         : RecordPanes::tr("This test has not run yet. Everything that happens in "
                                           "a run appears here, in order.");
    });
    return table;
}

RecordTable *makeRequestsPane(ShownRun *shown)
{
    auto *table = new RecordTable(new models::RequestsModel(shown), u"requests"_s,
                                  RecordPanes::tr("Requests"));
    table->setColumnWidths({16, 10, 74, 12, 12});
    table->setFollowing(true);
    table->setEmptyText([](const ShownRun &run) {
        if (run.testId().isEmpty())
            return RecordPanes::tr("Choose a test to see what its run asked of the API server.");
        return run.run()
                   ? RecordPanes::tr("No request of this run has ended yet.")
                   : RecordPanes::tr("This test has not run yet. What a run asks of the API server "
                                     "appears here, with the answer's status, time and size.");
    });
    return table;
}

} // namespace assay::ui
