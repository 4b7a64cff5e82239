// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clean_report.h"
#include "engine/left_behind.h"
#include "engine/orphans.h"
#include "output/interrupts.h"

#include <app/cluster/cancellation.h>
#include <app/line/command_line.h>

namespace assay::app {

//! Whether what was listed is to be deleted. Asks on a terminal; elsewhere only --yes says yes.
//! Nothing: it is. Otherwise the exit status: what nobody could be asked about ends with 3.
std::optional<int> refusalToDelete(const CleanCommand &command);
//! Where JSON is wanted; else all has been said already.
void printCleanReport(const CleanCommand &command, const CleanReport &report, int status);

//! `assay clean`: says what earlier runs left on a cluster, and deletes it once that is wanted.
class Clean : public QObject
{
    Q_OBJECT
public:
    explicit Clean(CleanCommand command);
    ~Clean() override;
    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    //! What there is on the cluster.
    struct Finding
    {
        std::vector<LeftBehind> known;
        OrphanSearch orphans;
        std::size_t objects = 0; //!< of the known
    };
    //! Of the orphans, those that are to be deleted.
    bool isMeant(const Orphans &orphans) const;
    void tellOrphans(const OrphanSearch &search);
    static QCoro::Task<std::optional<k8s::Error>> find(QPointer<Clean> clean,
                                                       std::shared_ptr<k8s::Client> client,
                                                       std::shared_ptr<Cancellation> cancellation,
                                                       Finding *finding);
    //! What is still there, each with why.
    static QCoro::Task<QStringList> remove(QPointer<Clean> clean,
                                           std::shared_ptr<k8s::Client> client,
                                           std::shared_ptr<Cancellation> cancellation,
                                           Finding *finding);
    static QCoro::Task<> run(QPointer<Clean> clean, std::shared_ptr<k8s::Client> client,
                             std::shared_ptr<Cancellation> cancellation);
    static QCoro::Task<> look(QPointer<Clean> clean, std::shared_ptr<k8s::Client> client,
                              std::shared_ptr<Cancellation> cancellation);
    //! On standard output, unless JSON is to stand there.
    void say(const QString &line) const;
    void complain(const QString &problem);
    void end(int status);

    const CleanCommand m_command;
    CleanReport m_report;
    std::shared_ptr<Cancellation> m_cancellation = std::make_shared<Cancellation>();
    Interrupts m_interrupts;
};

} // namespace assay::app
