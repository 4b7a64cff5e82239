// SPDX-License-Identifier: Apache-2.0
#include "clean.h"

#include "cluster/cluster_choice.h"
#include "cluster/internal_error.h"
#include "line/command_parser.h"
#include "output/terminal.h"

#include <app/cluster/cluster_facts.h>

#include <QTextStream>

#include <unistd.h>

namespace assay::app {

using namespace Qt::StringLiterals;

Clean::Clean(CleanCommand command) : m_command(std::move(command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] {
        if (m_cancellation->isRequested())
            m_cancellation->abandon();
        else
            m_cancellation->request();
    });
}

Clean::~Clean()
{
    m_cancellation->abandon();
}

void Clean::say(const QString &line) const
{
    if (!m_command.json)
        Terminal(Terminal::Stream::Out) << line << '\n';
}

void Clean::complain(const QString &problem)
{
    m_report.problems << problem;
    Terminal(Terminal::Stream::Err) << u"assay: "_s << problem << '\n';
}

void Clean::end(int status)
{
    printCleanReport(m_command, m_report, status);
    Q_EMIT finished(status);
}

void printCleanReport(const CleanCommand &command, const CleanReport &report, int status)
{
    if (command.json)
        Terminal(Terminal::Stream::Out)
            << QString::fromStdString(
                   report.toJson(status).dump(2, ' ', true, models::Json::error_handler_t::replace))
            << '\n';
}

//! What programs read is no place for a question.
static bool canAsk(const CleanCommand &command)
{
    return !command.json && ::isatty(STDIN_FILENO);
}

std::optional<int> refusalToDelete(const CleanCommand &command)
{
    if (command.yes)
        return std::nullopt;
    if (!canAsk(command)) {
        Terminal(command.json ? Terminal::Stream::Err : Terminal::Stream::Out)
            << Clean::tr("Nothing was deleted. Say --yes to delete it.") << '\n';
        return 3;
    }
    // Nor is a file, which has the list already.
    Terminal asks(::isatty(STDOUT_FILENO) ? Terminal::Stream::Out : Terminal::Stream::Err);
    asks << Clean::tr("Delete all of it? [y/N] ");
    asks.flush();
    const QString answer = QTextStream(stdin).readLine().trimmed().toLower();
    return answer == "y"_L1 || answer == "yes"_L1 ? std::nullopt : std::optional(0);
}

bool Clean::isMeant(const Orphans &orphans) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return m_command.orphans && !orphans.isLive(now) && orphans.since.isValid() &&
           static_cast<double>(orphans.since.msecsTo(now)) / 1000 >= m_command.olderThan;
}

void Clean::tellOrphans(const OrphanSearch &search)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (!search.all.empty())
        say(tr("Of runs that are under way, or that no record here knows:"));
    for (const Orphans &orphans : search.all) {
        const bool isKept = orphans.lease && orphans.lease->kept.isValid();
        const auto state = orphans.isLive(now) ? CleanItem::State::InUse
                           : isKept            ? CleanItem::State::Kept
                                               : CleanItem::State::Left;
        for (const auto &object : orphans.objects) {
            m_report.items.push_back({object, orphans.run, state, false});
            say(tr("%1  (%2)").arg(object.toString(), orphans.toText(now)));
        }
    }
    m_report.unseen = search.unseen;
    for (const QString &unseen : search.unseen)
        Terminal(Terminal::Stream::Err)
            << u"assay: "_s << tr("What no record here knows cannot be looked for: %1").arg(unseen)
            << '\n';
    if (search.failure)
        complain(search.failure->message);
}

void Clean::start()
{
    const auto config = chooseCluster(m_command.cluster);
    if (!config) {
        complain(config.error().message);
        end(2);
        return;
    }
    m_report.place = config->server.toString(QUrl::RemoveUserInfo);
    run(this, std::make_shared<k8s::Client>(*config), m_cancellation);
}

QCoro::Task<> Clean::run(QPointer<Clean> clean, std::shared_ptr<k8s::Client> client,
                         std::shared_ptr<Cancellation> cancellation)
{
    try {
        co_await look(clean, client, cancellation);
    } catch (...) {
        if (!clean)
            co_return;
        clean->complain(internalError(tr("while earlier runs were looked at")).message);
        clean->end(3);
    }
}

QCoro::Task<std::optional<k8s::Error>> Clean::find(QPointer<Clean> clean,
                                                   std::shared_ptr<k8s::Client> client,
                                                   std::shared_ptr<Cancellation> cancellation,
                                                   Finding *finding)
{
    finding->known = leftBehind(models::RunJournal::roots(),
                                client->config().server.toString(QUrl::RemoveUserInfo));
    QSet<QString> known;
    QStringList nameSpaces{client->config().defaultNamespace};
    for (LeftBehind &left : finding->known) {
        const LeftBehind before = left;
        const auto error = co_await confirm(client, cancellation, &left);
        if (error || !clean)
            co_return error;
        noteGone(before, left);
        nameSpaces << left.run.record.configuration().nameSpace;
        for (const auto &object : left.objects) {
            known << object.uid;
            clean->m_report.items.push_back(
                {object, left.run.record.runId(),
                 left.kept ? CleanItem::State::Kept : CleanItem::State::Left});
            clean->say(tr("%1  (run %2%3)")
                           .arg(object.toString(), left.run.record.runId(),
                                left.kept ? tr(", kept as asked") : QString()));
        }
        finding->objects += left.objects.size();
    }
    nameSpaces.removeAll(QString());
    nameSpaces.removeDuplicates();
    finding->orphans = co_await findOrphans(client, cancellation, nameSpaces, known);
    co_return std::nullopt;
}

QCoro::Task<QStringList> Clean::remove(QPointer<Clean> clean, std::shared_ptr<k8s::Client> client,
                                       std::shared_ptr<Cancellation> cancellation, Finding *finding)
{
    QStringList problems;
    std::vector<models::ObjectRef> meant;
    for (LeftBehind &left : finding->known) {
        meant.insert(meant.end(), left.objects.begin(), left.objects.end());
        if (!left.objects.empty())
            problems += co_await cleanLeftBehind(client, cancellation, std::move(left));
        if (!clean)
            co_return problems;
    }
    for (Orphans &orphans : finding->orphans.all) {
        if (!clean->isMeant(orphans))
            continue;
        meant.insert(meant.end(), orphans.objects.begin(), orphans.objects.end());
        problems += co_await cleanOrphans(client, cancellation, std::move(orphans));
        if (!clean)
            co_return problems;
    }
    clean->m_report.problems += problems;
    for (const models::ObjectRef &object : meant)
        clean->m_report.noteGone(object);
    co_return problems;
}

QCoro::Task<> Clean::look(QPointer<Clean> clean, std::shared_ptr<k8s::Client> client,
                          std::shared_ptr<Cancellation> cancellation)
{
    Finding finding;
    const auto error = co_await find(clean, client, cancellation, &finding);
    if (!clean)
        co_return;
    if (error) {
        clean->complain(error->message);
        clean->end(exitStatusFor(*error));
        co_return;
    }
    const auto &orphans = finding.orphans.all;
    clean->tellOrphans(finding.orphans);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto live = std::count_if(orphans.begin(), orphans.end(),
                                    [&now](const Orphans &one) { return one.isLive(now); });
    const auto meant = std::count_if(orphans.begin(), orphans.end(),
                                     [&clean](const Orphans &one) { return clean->isMeant(one); });
    const bool others = std::ssize(orphans) > live + meant;
    const auto &failure = finding.orphans.failure;
    if (finding.objects == 0 && orphans.empty() && !failure)
        clean->say((finding.orphans.unseen.isEmpty()
                        ? tr("Earlier runs left nothing on %1.")
                        : tr("No record here knows of anything that is left on %1."))
                       .arg(clean->m_report.place));
    if (others)
        clean->say(clean->m_command.orphans
                       ? tr("What is not in use there and younger than --older-than is left alone.")
                       : tr("What is not in use there, \"assay clean%1 --orphans --older-than "
                            "2h\" deletes.")
                             .arg(whereTyped(clean->m_command.cluster)));
    if (finding.objects == 0 && meant == 0) {
        // In a pipeline nobody reads: that there is something has to be told by the status.
        const bool asks = clean->m_command.yes || canAsk(clean->m_command);
        clean->end(failure ? exitStatusFor(*failure) : others && !asks ? 3 : 0);
        co_return;
    }
    if (const auto status = refusalToDelete(clean->m_command)) {
        clean->end(failure ? exitStatusFor(*failure) : *status);
        co_return;
    }
    const QStringList problems = co_await remove(clean, client, cancellation, &finding);
    if (!clean)
        co_return;
    for (const QString &problem : problems)
        clean->say(tr("Still there: %1").arg(problem));
    if (problems.isEmpty())
        clean->say(failure              ? tr("All that records here know of is gone.")
                   : others || live > 0 ? tr("All of it is gone but what was left alone.")
                                        : tr("All of it is gone."));
    clean->end(cancellation->isAbandoned() ? 130
               : failure                   ? exitStatusFor(*failure)
               : problems.isEmpty()        ? 0
                                           : 3);
}

} // namespace assay::app
