// SPDX-License-Identifier: Apache-2.0
#include "clean.h"

#include "cluster/cluster_choice.h"
#include "cluster/internal_error.h"
#include "terminal.h"

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

bool Clean::isWanted() const
{
    if (m_command.yes)
        return true;
    if (!::isatty(STDIN_FILENO)) {
        say(tr("Nothing was deleted. Say --yes to delete it."));
        return false;
    }
    Terminal(Terminal::Stream::Out) << tr("Delete all of it? [y/N] ");
    const QString answer = QTextStream(stdin).readLine().trimmed().toLower();
    return answer == "y"_L1 || answer == "yes"_L1;
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

QCoro::Task<> Clean::look(QPointer<Clean> clean, std::shared_ptr<k8s::Client> client,
                          std::shared_ptr<Cancellation> cancellation)
{
    std::vector<LeftBehind> all = leftBehind(
        models::RunJournal::defaultRoot(), client->config().server.toString(QUrl::RemoveUserInfo));
    std::size_t objects = 0;
    for (LeftBehind &left : all) {
        const auto error = co_await confirm(client, cancellation, &left);
        if (!clean)
            co_return;
        if (error) {
            Terminal(Terminal::Stream::Err) << u"assay: "_s << error->message << '\n';
            Q_EMIT clean->finished(3);
            co_return;
        }
        for (const auto &object : left.objects)
            clean->say(tr("%1  (run %2%3)")
                           .arg(object.toString(), left.run.record.runId(),
                                left.kept ? tr(", kept as asked") : QString()));
        objects += left.objects.size();
    }
    if (objects == 0) {
        clean->say(tr("Earlier runs left nothing on %1.")
                       .arg(client->config().server.toString(QUrl::RemoveUserInfo)));
        Q_EMIT clean->finished(0);
        co_return;
    }
    if (!clean->isWanted()) {
        Q_EMIT clean->finished(0);
        co_return;
    }
    QStringList problems;
    for (LeftBehind &left : all) {
        if (left.objects.empty())
            continue;
        problems += co_await cleanLeftBehind(client, cancellation, std::move(left));
        if (!clean)
            co_return;
    }
    for (const QString &problem : problems)
        clean->say(tr("Still there: %1").arg(problem));
    if (problems.isEmpty())
        clean->say(tr("All of it is gone."));
    Q_EMIT clean->finished(cancellation->isAbandoned() ? 130 : problems.isEmpty() ? 0 : 3);
}

} // namespace assay::app
