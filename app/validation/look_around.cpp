// SPDX-License-Identifier: Apache-2.0
#include "run/await.h"
#include "steps.h"

#include <models/image/check_result.h>

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::app {

using namespace Qt::StringLiterals;
using models::CheckOutcome;
using models::CheckResult;

struct LookText
{
    Q_DECLARE_TR_FUNCTIONS(LookAround)
};

static constexpr qsizetype mostModules = 300;
static constexpr qsizetype mostEvidence = 20;

static k8s::JobPtr<k8s::ExecJob> python(const Validation &run, const QStringList &arguments)
{
    const QStringList argv = QStringList(u"python"_s) + arguments;
    k8s::ExecOptions options;
    options.container = run.configuration.notebookName;
    options.command.assign(argv.begin(), argv.end());
    options.deadline = std::chrono::seconds(run.configuration.timeoutCommand);
    return run.client->exec(run.configuration.nameSpace, run.record.notebook().podName, options);
}

//! What distributions say they need and do not find, as pip reads it.
static QCoro::Task<> checkRequirementsOfAll(std::shared_ptr<Validation> run)
{
    const auto job = python(*run, {u"-m"_s, u"pip"_s, u"check"_s});
    co_await await(run, job.get());
    if (run->cancellation->isRequested() || !job->result() || !job->result()->started)
        co_return;
    const k8s::ExecOutput &output = *job->result();
    CheckResult result;
    result.group = models::CheckGroup::InstalledPackages;
    result.name = u"pip check"_s;
    const QString said = QString::fromUtf8(output.standardOutput);
    if (output.exitCode == 0) {
        result.outcome = CheckOutcome::Passed;
        result.detail = LookText::tr("What the installed packages need of each other is there.");
    } else if (said.contains(" requires "_L1) || said.contains(" has requirement "_L1)) {
        const QStringList lines = said.split(u'\n', Qt::SkipEmptyParts);
        result.outcome = CheckOutcome::Failed;
        result.detail = lines.constFirst();
        result.advice = LookText::tr("Install what is missing, or versions that fit together.");
        result.evidence = lines.mid(0, mostEvidence);
    } else {
        run->append(models::Note{
            LookText::tr("pip could not tell whether the installed packages fit together.")});
        co_return;
    }
    run->append(models::CheckMade{result});
}

static QStringList modulesOf(const models::Inventory &inventory)
{
    static const QRegularExpression module(u"\\A[A-Za-z][A-Za-z0-9_]*\\z"_s);
    // Names under which many distributions ship what is not meant for others.
    static const QStringList ofNobody{u"test"_s, u"tests"_s, u"docs"_s, u"examples"_s,
                                      u"benchmarks"_s};
    QStringList modules;
    for (const models::Distribution &distribution : inventory.distributions) {
        for (const QString &name : distribution.imports) {
            if (module.match(name).hasMatch() && !ofNobody.contains(name))
                modules << name;
        }
    }
    modules.removeDuplicates();
    modules.sort();
    return modules.mid(0, mostModules);
}

//! Imports what the image itself lists. A plugin that cannot be imported alone is worth a remark
//! and says nothing against the image.
static QCoro::Task<> importAll(std::shared_ptr<Validation> run)
{
    const auto &taken = run->record.inventory();
    if (!taken || !taken->inventory)
        co_return;
    const QStringList modules = modulesOf(*taken->inventory);
    QStringList remarks;
    int imported = 0;
    for (qsizetype first = 0; first < modules.size(); first += run->importsAtOnce) {
        const QStringList some = modules.mid(first, run->importsAtOnce);
        std::vector<k8s::JobPtr<k8s::ExecJob>> jobs;
        for (const QString &name : some)
            jobs.push_back(python(*run, {u"-c"_s, u"import "_s + name}));
        for (qsizetype i = 0; i < some.size(); ++i) {
            const auto &job = jobs[static_cast<std::size_t>(i)];
            co_await await(run, job.get());
            if (run->cancellation->isRequested())
                co_return;
            if (job->result() && job->result()->started && job->result()->exitCode == 0) {
                ++imported;
                continue;
            }
            const QByteArray said = (job->result() ? *job->result() : job->partial()).standardError;
            const QString why = job->result()
                                    ? QString::fromUtf8(said.trimmed()).section(u'\n', -1).left(300)
                                    : job->result().error().message;
            remarks << LookText::tr("Remark: %1 cannot be imported alone: %2").arg(some[i], why);
        }
    }
    run->append(models::Note{LookText::tr("No package was named: of the %1 that the image lists, "
                                          "%2 can be imported.")
                                 .arg(modules.size())
                                 .arg(imported)});
    for (const QString &remark : std::as_const(remarks))
        run->append(models::Note{remark});
}

QCoro::Task<> lookAround(std::shared_ptr<Validation> run)
{
    co_await checkRequirementsOfAll(run);
    if (!run->cancellation->isRequested())
        co_await importAll(run);
}

} // namespace assay::app
