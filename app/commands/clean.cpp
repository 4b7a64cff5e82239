// SPDX-License-Identifier: Apache-2.0
#include "clean.h"

#include "cluster/cluster_choice.h"
#include "cluster/internal_error.h"
#include "output/terminal.h"

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
    Terminal(Terminal::Stream::Out) << line << '\n';
}

static void complain(const QString &line)
{
    Terminal(Terminal::Stream::Err) << u"assay: "_s << line << '\n';
}

std::optional<int> refusalToDelete(bool yes)
{
    if (yes)
        return std::nullopt;
    Terminal out(Terminal::Stream::Out);
    if (!::isatty(STDIN_FILENO)) {
        out << Clean::tr("Nothing was deleted. Say --yes to delete it.") << '\n';
        return 3;
    }
    out << Clean::tr("Delete all of it? [y/N] ");
    out.flush();
    const QString answer = QTextStream(stdin).readLine().trimmed().toLower();
    return answer == "y"_L1 || answer == "yes"_L1 ? std::nullopt : std::optional(0);
}

bool Clean::isMeant(const Orphans &orphans) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return m_command.orphans && !orphans.isLive(now) && orphans.since.isValid() &&
           static_cast<double>(orphans.since.msecsTo(now)) / 1000 >= m_command.olderThan;
}

void Clean::tellOrphans(const OrphanSearch &search) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (!search.all.empty())
        say(tr("Of runs that are under way, or that no record here knows:"));
    for (const Orphans &orphans : search.all) {
        for (const auto &object : orphans.objects)
            say(tr("%1  (%2)").arg(object.toString(), orphans.toText(now)));
    }
    for (const QString &unseen : search.unseen)
        complain(tr("What no record here knows cannot be looked for: %1").arg(unseen));
}

void Clean::start()
{
    const auto config = chooseCluster(m_command.cluster);
    if (!config) {
        Terminal(Terminal::Stream::Err) << u"assay: "_s << config.error().message << '\n';
        Q_EMIT finished(2);
        return;
    }
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
        Terminal(Terminal::Stream::Err)
            << u"assay: "_s << internalError(tr("while earlier runs were looked at")).message
            << '\n';
        Q_EMIT clean->finished(3);
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
    for (LeftBehind &left : finding->known) {
        if (!left.objects.empty())
            problems += co_await cleanLeftBehind(client, cancellation, std::move(left));
        if (!clean)
            co_return problems;
    }
    for (Orphans &orphans : finding->orphans.all) {
        if (clean->isMeant(orphans))
            problems += co_await cleanOrphans(client, cancellation, std::move(orphans));
        if (!clean)
            co_return problems;
    }
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
        complain(error->message);
        Q_EMIT clean->finished(3);
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
    if (finding.objects == 0 && orphans.empty())
        clean->say(tr("Earlier runs left nothing on %1.")
                       .arg(client->config().server.toString(QUrl::RemoveUserInfo)));
    if (others)
        clean->say(clean->m_command.orphans
                       ? tr("What is not in use there and younger than --older-than is left alone.")
                       : tr("What is not in use there, \"assay clean --orphans --older-than 2h\" "
                            "deletes."));
    if (finding.objects == 0 && meant == 0) {
        // In a pipeline nobody reads: that there is something has to be told by the status.
        const bool asks = clean->m_command.yes || ::isatty(STDIN_FILENO);
        Q_EMIT clean->finished(others && !asks ? 3 : 0);
        co_return;
    }
    if (const auto status = refusalToDelete(clean->m_command.yes)) {
        Q_EMIT clean->finished(*status);
        co_return;
    }
    const QStringList problems = co_await remove(clean, client, cancellation, &finding);
    if (!clean)
        co_return;
    for (const QString &problem : problems)
        clean->say(tr("Still there: %1").arg(problem));
    if (problems.isEmpty())
        clean->say(others || live > 0 ? tr("All of it is gone but what was left alone.")
                                      : tr("All of it is gone."));
    Q_EMIT clean->finished(cancellation->isAbandoned() ? 130 : problems.isEmpty() ? 0 : 3);
}

} // namespace assay::app
