// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <models/record/run_journal.h>
#include <models/report/report.h>

#include <QFile>
#include <QTemporaryDir>

using namespace assay::models;
using namespace assay::fuzz;

//! What is written of a fact is read back as the same.
static void readLine(const QByteArray &line)
{
    const auto json = parseBounded(line);
    const auto fact = json ? factFromJson(*json) : std::nullopt;
    if (!fact)
        return;
    const Json written = toJson(*fact);
    const auto again = factFromJson(written);
    require(again && toJson(*again) == written);
}

static void report(const StoredRun &run)
{
    ReportInput input;
    input.tests.emplace_back();
    input.tests.back().record = &run.record;
    // One of them: all five would take most of the time.
    const ReportFormat formats[] = {ReportFormat::JsonFile, ReportFormat::JUnit, ReportFormat::Html,
                                    ReportFormat::Markdown, ReportFormat::Ticket};
    const ReportFormat format = formats[run.record.facts().size() % 5];
    const QByteArray rendered = renderReport(input, format);
    require(!rendered.isEmpty());
    require(format != ReportFormat::JsonFile || parseBounded(rendered).has_value());
    require(exitStatusFor(input) >= 0);
}

//! A run's journal, as another version, another program or a broken disk left it.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const QTemporaryDir folder;
    const QByteArray bytes = bytesOf(data, size);
    for (const QByteArray &line : bytes.split('\n'))
        readLine(line);
    {
        QFile file(folder.filePath(QStringLiteral("run.jsonl")));
        require(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    const auto run = StoredRun::load(folder.path());
    if (!run) {
        require(isPlain(run.error()));
        return 0;
    }
    for (const QString &problem : run->problems)
        require(isPlain(problem));
    run->record.secondsInStates(run->record.lastAt());
    run->record.leftovers();
    run->record.unanswered();
    report(*run);
    return 0;
}
