// SPDX-License-Identifier: Apache-2.0
#include "own_diagnoses.h"

#include <models/base/read_bounded.h>

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {
struct OwnText
{
    Q_DECLARE_TR_FUNCTIONS(OwnDiagnoses)
};

constexpr qint64 largestFile = 1 << 20;
} // namespace

OwnDiagnoses readDiagnoses(const QString &path)
{
    OwnDiagnoses own;
    const auto bytes = models::readBounded(path, largestFile);
    if (!bytes) {
        own.problems << bytes.error();
        return own;
    }
    models::RuleFile file = models::readRules(*bytes, path);
    for (const models::RuleProblem &problem : file.problems)
        own.problems << (problem.line > 0 ? u"%1:%2:%3: %4"_s.arg(path)
                                                .arg(problem.line)
                                                .arg(problem.column)
                                                .arg(problem.message)
                                          // Of the file as a whole, such as one without a line.
                                          : path + u": "_s + problem.message);
    own.rules = std::move(file.rules);
    return own;
}

OwnDiagnoses ownDiagnoses()
{
    OwnDiagnoses own;
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                      u"/assay/diagnoses"_s);
    for (const QFileInfo &entry : folder.entryInfoList({u"*.yaml"_s, u"*.yml"_s},
                                                       QDir::Files | QDir::Readable, QDir::Name)) {
        OwnDiagnoses file = readDiagnoses(entry.filePath());
        own.problems += file.problems;
        if (own.rules.size() + file.rules.size() > std::size_t(models::mostRules)) {
            own.problems << OwnText::tr("%1: its rules are left out: with them there would be more "
                                        "than %2.")
                                .arg(entry.filePath())
                                .arg(models::mostRules);
            continue;
        }
        for (models::Rule &rule : file.rules) {
            const auto same = std::find_if(own.rules.begin(), own.rules.end(),
                                           [&rule](const auto &r) { return r.id == rule.id; });
            if (same == own.rules.end())
                own.rules.push_back(std::move(rule));
            else
                own.problems << OwnText::tr("%1: the rule \"%2\" stands at %3 too, and is left out "
                                            "here.")
                                    .arg(rule.origin, rule.id, same->origin);
        }
    }
    return own;
}

QStringList useOwnDiagnoses()
{
    OwnDiagnoses own = ownDiagnoses();
    if (!own.rules.empty()) {
        std::vector<models::Rule> rules = std::move(own.rules);
        for (models::Rule &rule : models::builtinRules()) {
            // One of the same name replaces the built-in one.
            if (std::none_of(rules.begin(), rules.end(),
                             [&rule](const auto &r) { return r.id == rule.id; }))
                rules.push_back(std::move(rule));
        }
        models::setRuleBook(std::make_shared<models::RuleBook>(std::move(rules)));
    }
    return own.problems;
}

} // namespace assay::app
