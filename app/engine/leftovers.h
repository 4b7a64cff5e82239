// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "left_behind.h"

#include <app/cluster/cancellation.h>
#include <models/record/left_run.h>

#include <QPointer>

#include <functional>

namespace assay::app {

//! What earlier runs left on a cluster, looked for and deleted as `assay clean` does: by the
//! records of this user, and only what the cluster confirms to be theirs. It lives in the engine's
//! thread; each call is answered by one `found` or `ended`, but for a search that another replaces.
class Leftovers : public QObject
{
    Q_OBJECT
public:
    explicit Leftovers(QObject *parent = nullptr);
    ~Leftovers() override;

    //! Ends a search that goes on.
    //! `place` is where the runs were, as their records say it: a server's or an engine's address.
    void look(const k8s::RestConfig &cluster, const QString &place);
    //! What the runs of these folders left there.
    void clean(const k8s::RestConfig &cluster, const QString &place, const QStringList &folders);
    //! Ends what goes on, and calls `then` in its thread once nothing does.
    void end(const std::function<void()> &then);

Q_SIGNALS:
    //! `problem` says why the cluster could not be asked; then nothing is known.
    void found(const QString &context, const std::vector<assay::models::LeftRun> &left,
               const QString &problem);
    //! What the clean-up added to the record of one run.
    void recorded(const QString &folder, const std::vector<assay::models::Fact> &facts);
    //! What could not be deleted, each with why; empty: all of it is gone.
    void ended(const QString &context, const QStringList &problems);

private:
    using Client = std::shared_ptr<k8s::Client>;
    using Stop = std::shared_ptr<Cancellation>;
    //! Counts what is under way.
    static QCoro::Task<> untilDone(QPointer<Leftovers> self, QCoro::Task<> task);
    static QCoro::Task<> lookAround(QPointer<Leftovers> self, Client client, Stop stop,
                                    QString place);
    static QCoro::Task<> cleanUp(QPointer<Leftovers> self, Client client, Stop stop, QString place,
                                 QStringList folders);
    static QCoro::Task<QStringList> cleanOne(QPointer<Leftovers> self, Client client, Stop stop,
                                             LeftBehind left);

    Stop m_search;
    Stop m_cleaning = std::make_shared<Cancellation>();
    int m_underWay = 0;
    std::function<void()> m_atEnd; //!< null until the end is asked for
};

} // namespace assay::app
