// SPDX-License-Identifier: Apache-2.0
// What the catalogue costs: a thousand rules made ready, a user's file of a hundred read, and one
// pod history judged with all of them. The goals are in the text: there is no peer that does this.
//   bench_diagnoses FOLDER-OF-HISTORIES

#include <models/catalogue/rule_book.h>
#include <models/failures/failure_classifier.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>

#include <cstdio>

using namespace assay::models;
using namespace Qt::StringLiterals;

static double milliseconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

//! The built-in rules over and over, under other names, until there are so many.
static std::vector<Rule> rulesOf(std::size_t count)
{
    const std::vector<Rule> own = builtinRules();
    std::vector<Rule> rules;
    for (std::size_t i = 0; rules.size() < count; ++i) {
        rules.push_back(own[i % own.size()]);
        if (i >= own.size())
            rules.back().id += u"-%1"_s.arg(i / own.size());
    }
    return rules;
}

static QByteArray fileOf(int count)
{
    QByteArray yaml;
    for (int i = 0; i < count; ++i)
        yaml += "- rule: own-" + QByteArray::number(i) +
                "\n  place: pull\n  words: [denied by team " + QByteArray::number(i) +
                "]\n  pattern: 'team (?<team>\\d+)'\n  fault: cluster\n  cause: Denied by {team}\n"
                "  summary: The image {image} was denied.\n  advice: Ask team {team}.\n"
                "  examples: [denied by team " +
                QByteArray::number(i) + "]\n";
    return yaml;
}

static std::vector<PodHistory> historiesIn(const QString &folder)
{
    std::vector<PodHistory> histories;
    for (const QFileInfo &entry : QDir(folder).entryInfoList({u"*.json"_s})) {
        QFile file(entry.filePath());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const Json json = Json::parse(file.readAll().toStdString());
        PodHistory history;
        history.mainContainer = textAt(json, {"notebook"});
        for (const Json &observation : listAt(json, {"observations"})) {
            if (observation.contains("pod"))
                history.pod = observation["pod"];
            else if (observation.contains("pod_patch"))
                history.pod.merge_patch(observation["pod_patch"]);
            else if (observation.contains("event"))
                history.events.push_back(KubernetesEvent::fromObject(observation["event"]));
        }
        histories.push_back(std::move(history));
    }
    return histories;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    constexpr int rounds = 20;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < rounds; ++i)
        builtinRules();
    std::printf("built-in rules: %zu, ready in %.2f ms\n", builtinRules().size(),
                milliseconds(timer) / rounds);
    const std::vector<Rule> thousand = rulesOf(1000);
    timer.restart();
    for (int i = 0; i < rounds; ++i)
        const RuleBook book(thousand);
    std::printf("1,000 rules ready in %.2f ms (goal 10)\n", milliseconds(timer) / rounds);
    const QByteArray yaml = fileOf(100);
    timer.restart();
    for (int i = 0; i < rounds; ++i) {
        if (readRules(yaml, u"own.yaml"_s).rules.size() != 100)
            return 1;
    }
    std::printf("a file of 100 rules read in %.2f ms (goal 50)\n", milliseconds(timer) / rounds);

    const auto histories = historiesIn(QString::fromLocal8Bit(argv[1]));
    setRuleBook(std::make_shared<RuleBook>(thousand));
    std::size_t told = 0;
    for (const PodHistory &history : histories)
        told += classify(history).has_value() ? 1 : 0;
    timer.restart();
    for (int i = 0; i < rounds; ++i) {
        for (const PodHistory &history : histories)
            classify(history);
    }
    std::printf("%zu histories (%zu with a diagnosis), one in %.1f us with 1,000 rules, warm (goal "
                "200)\n",
                histories.size(), told,
                milliseconds(timer) * 1000 / rounds / double(histories.size()));
    return 0;
}
