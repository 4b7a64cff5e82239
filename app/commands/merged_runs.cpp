// SPDX-License-Identifier: Apache-2.0
#include "merged_runs.h"

#include <models/base/enum_names.h>
#include <models/base/read_bounded.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QUrl>

#include <map>
#include <set>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

struct MergeText
{
    Q_DECLARE_TR_FUNCTIONS(MergeText)
};

//! A test of a report.json that has no record.
models::ReportedTest notBegun(const models::Json &json)
{
    models::ReportedTest test;
    test.configuration =
        models::at(json, {"configuration"}).get<models::CustomImageTestConfiguration>();
    test.context = models::textAt(json, {"context"});
    test.server = models::textAt(json, {"server"});
    test.suite = models::textAt(json, {"suite"});
    for (const models::Json &word : models::listAt(json, {"origin", "command"}))
        test.origin.command << word.get<QString>();
    test.origin.jobUrl = models::textAt(json, {"origin", "job_url"});
    const models::Json &labels = models::objectAt(json, {"origin", "labels"});
    for (auto label = labels.begin(); label != labels.end(); ++label)
        test.origin.labels[QString::fromStdString(label.key())] = models::textAt(label.value(), {});
    test.at = QDateTime::fromString(models::textAt(json, {"refused_at"}), Qt::ISODateWithMs);
    test.assayVersion = models::textAt(json, {"refused_by"});
    models::ValidationError error{models::ErrorType::CancelledError,
                                  models::textAt(json, {"error", "message"})};
    if (const auto type =
            models::enumFromString<models::ErrorType>(models::textAt(json, {"error", "type"})))
        error.type = *type;
    test.error = error;
    return test;
}

std::vector<models::EarlierAttempt> earlierOf(const models::Json &json)
{
    std::vector<models::EarlierAttempt> earlier;
    for (const models::Json &attempt : models::listAt(json, {"earlier_attempts"}))
        earlier.push_back(
            {models::textAt(attempt, {"run_id"}), models::textAt(attempt, {"message"})});
    return earlier;
}

} // namespace

std::optional<QString> MergedRuns::add(const QString &folder)
{
    const QDir dir(folder);
    const bool isRun = QFileInfo::exists(dir.filePath(u"run.jsonl"_s));
    const QDir runs(dir.filePath(u"runs"_s));
    const QString path = dir.filePath(u"report.json"_s);
    const bool isReported = QFileInfo::exists(path);
    if (isRun || (!isReported && !runs.exists()))
        return addRun(folder, {});
    constexpr qint64 mostBytes = 256 << 20;
    if (isReported) {
        const auto bytes = models::readBounded(path, mostBytes, models::Sources::RegularFiles);
        if (!bytes)
            return MergeText::tr("%1. Remove it, and the runs beside it are reported.")
                .arg(bytes.error());
        const auto report = models::parseBounded(*bytes);
        if (!report || models::textAt(*report, {"schema"}) != "assay/report/v1"_L1)
            return MergeText::tr("%1 is not a report of Assay. Remove it, and the runs beside it "
                                 "are reported.")
                .arg(path);
        return addReport(folder, *report);
    }
    for (const QString &name : runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        if (const auto problem = addRun(runs.filePath(name), {}))
            return problem;
    }
    return std::nullopt;
}

std::optional<QString> MergedRuns::addReport(const QString &folder, const models::Json &report)
{
    // What a job could not even begin is no reason to leave it out.
    for (const models::Json &problem : models::listAt(report, {"problems"}))
        m_problems << (problem.is_string() ? folder + ": "_L1 + problem.get<QString>() : QString());
    m_problems.removeAll(QString());
    if (models::listAt(report, {"tests"}).empty())
        m_titles << models::textAt(report, {"title"});
    if (m_limit.isEmpty())
        m_limit = models::textAt(report, {"limit"});
    const auto at = QDateTime::fromString(models::textAt(report, {"at"}), Qt::ISODateWithMs);
    if (at.isValid() && (!m_newest.isValid() || m_newest < at))
        m_newest = at;
    for (const models::Json &json : models::listAt(report, {"tests"})) {
        const QString id = models::textAt(json, {"run_id"});
        if (id.isEmpty()) {
            m_entries.push_back({-1, notBegun(json)});
            continue;
        }
        // A file that names a folder elsewhere is not followed there.
        const QString name = QFileInfo(id).fileName();
        if (const auto problem = addRun(folder + "/runs/"_L1 + name, earlierOf(json)))
            return problem;
    }
    return std::nullopt;
}

std::optional<QString> MergedRuns::addRun(const QString &folder,
                                          std::vector<models::EarlierAttempt> earlier)
{
    auto run = models::StoredRun::load(folder);
    if (!run)
        return run.error();
    for (const QString &problem : run->problems)
        m_remarks << folder + ": "_L1 + problem;
    m_runs.push_back(std::move(*run));
    Entry entry;
    entry.run = static_cast<int>(m_runs.size()) - 1;
    entry.test.earlier = std::move(earlier);
    m_entries.push_back(std::move(entry));
    return std::nullopt;
}

models::ReportInput MergedRuns::report() const
{
    models::ReportInput input;
    input.assayVersion = QCoreApplication::applicationVersion();
    QStringList suites;
    std::set<QString> told;
    std::map<QString, std::set<QString>> servers;
    for (const Entry &entry : m_entries) {
        models::ReportedTest test = entry.test;
        if (entry.run >= 0) {
            const models::StoredRun &run = m_runs[static_cast<std::size_t>(entry.run)];
            // Named twice, by itself and by the folder that it lies in, it is one run.
            if (!told.insert(run.record.runId()).second)
                continue;
            test.record = &run.record;
            test.folder = run.folder;
            test.configuration = run.record.configuration();
            if (!input.at.isValid() || input.at < run.record.lastAt())
                input.at = run.record.lastAt();
            input.sandbox |= run.record.start().sandbox;
            input.context = run.record.start().context;
            input.server = run.record.start().server;
            input.engine = run.record.start().engine;
            // Each sandbox has a port of its own, and all are alike.
            if (!run.record.start().sandbox)
                servers[input.context].insert(input.server);
        }
        suites << QFileInfo(models::suitePathOf(test)).fileName();
        input.tests.push_back(std::move(test));
    }
    for (models::ReportedTest &test : input.tests) {
        const QString context = models::contextOf(test);
        const QString server = test.record ? test.record->start().server : test.server;
        if (servers[context].size() > 1)
            test.cluster = u"%1 (%2)"_s.arg(context, QUrl(server).authority());
    }
    // Of runs whose tests all have none, no fact tells the time.
    if (!input.at.isValid())
        input.at = m_newest;
    input.problems = m_problems;
    input.limit = m_limit;
    suites += m_titles;
    suites.removeDuplicates();
    suites.removeAll(QString());
    input.title = suites.join(u", "_s);
    return input;
}

} // namespace assay::app
