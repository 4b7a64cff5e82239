// SPDX-License-Identifier: Apache-2.0
#include "habits.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

//! Marks a text of the table for translation.
#define HABIT_TEXT(text) QT_TRANSLATE_NOOP("Habits", text)

namespace {

struct OptionHabit
{
    const char *verbs; //!< apart by spaces; empty: all
    const char *names;
    const char *hint;
};

constexpr OptionHabit optionHabits[]{
    {"run manifest", "namespace", HABIT_TEXT("each test of a suite has its own namespace")},
    {"run manifest", "n",
     HABIT_TEXT("each test of a suite has its own namespace, and --jobs says how many run side by "
                "side")},
    {"run", "j numprocesses parallel workers",
     HABIT_TEXT("--jobs N says how many tests run side by side")},
    {"run", "x exitfirst failfast fail-fast", HABIT_TEXT("--maxfail 1 stops after one failure")},
    {"run manifest", "lf last-failed ff failed-first",
     HABIT_TEXT("--filter status:failed takes the tests that failed last")},
    {"run manifest", "l selector m markers tags",
     HABIT_TEXT("-k EXPR takes tests by id, --filter by image, package and result")},
    {"run", "reruns retry retries", HABIT_TEXT("--retry-inconclusive N is the nearest")},
    {"run", "timeout request-timeout",
     HABIT_TEXT("--deadline ends the whole run; how long one test may take, it says itself with "
                "timeout_pod_ready and timeout_command")},
    {"run", "junitxml junit-xml junit html json md yaml report",
     HABIT_TEXT("--format says which reports, -o the folder for them")},
    {"run", "collect-only co", HABIT_TEXT("--dry-run runs nothing and prints what would be made")},
    {"run manifest", "tag", HABIT_TEXT("--image [ID=]REF puts another image in place")},
    {"run manifest try", "authfile creds docker-config registry-config",
     HABIT_TEXT("--pull-secret FILE gives credentials to pull with")},
    {"try", "p package packages", HABIT_TEXT("packages stand behind the image")},
    {"run", "rm", HABIT_TEXT("what is made is deleted again, but for --keep")},
    {"run check manifest doctor report explain", "f filename file suite config c",
     HABIT_TEXT("files are named without an option")},
    {"clean", "f force assume-yes assumeyes", HABIT_TEXT("--yes deletes without asking")},
    {"clean", "a all", HABIT_TEXT("--orphans is about what no record here knows, too")},
    {"clean", "dry-run",
     HABIT_TEXT("it lists before it asks, and without --yes and a terminal "
                "it deletes nothing")},
    {"", "server token as insecure-skip-tls-verify certificate-authority",
     HABIT_TEXT("the server and who asks it stand in a kubeconfig: --kubeconfig and --context say "
                "which")},
    {"", "url H host connection remote", HABIT_TEXT("--engine names an engine's socket")},
    {"", "q quiet", HABIT_TEXT("progress goes to standard error, results to standard output")},
    {"", "v verbose vv debug",
     HABIT_TEXT("a run's folder holds all that was seen, whatever is printed")},
    {"", "V version", HABIT_TEXT("\"assay --version\" says which version this is")},
    {"", "o output", HABIT_TEXT("it prints to standard output")},
};

struct CommandHabit
{
    const char *names;
    const char *meant;
};

constexpr CommandHabit commandHabits[]{
    {"test start apply create exec validate-images launch", "run"},
    {"validate lint verify", "check"},
    {"describe why debug logs events inspect", "diagnose"},
    {"list ls ps runs get", "history"},
    {"prune", "history prune"},
    {"delete rm remove cleanup", "clean"},
    {"template render objects", "manifest"},
    {"serve cluster kind", "sandbox"},
    {"show merge ticket html junit", "report"},
    {"convert init new", "import"},
    {"info ping", "doctor"},
};

bool hasWord(const char *words, const QString &word)
{
    return QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts).contains(word);
}

} // namespace

QString habitOfOption(const QString &verb, const QString &option)
{
    // Of the program itself, podman and many others mean its version.
    const QString meant = verb.isEmpty() && option == "v"_L1 ? u"version"_s : option;
    const auto found =
        std::find_if(std::begin(optionHabits), std::end(optionHabits), [&](const auto &one) {
            return (!*one.verbs || hasWord(one.verbs, verb)) && hasWord(one.names, meant);
        });
    return found == std::end(optionHabits) ? QString()
                                           : QCoreApplication::translate("Habits", found->hint);
}

QString habitOfCommand(const QString &command)
{
    const auto found = std::find_if(std::begin(commandHabits), std::end(commandHabits),
                                    [&](const auto &one) { return hasWord(one.names, command); });
    return found == std::end(commandHabits) ? QString() : QString::fromLatin1(found->meant);
}

QString formatMeant(const QString &word)
{
    static constexpr std::pair<QLatin1StringView, QLatin1StringView> words[]{
        {"markdown"_L1, "md"_L1},  {"junitxml"_L1, "junit"_L1}, {"junit-xml"_L1, "junit"_L1},
        {"xml"_L1, "junit"_L1},    {"htm"_L1, "html"_L1},       {"jsn"_L1, "json"_L1},
        {"issue"_L1, "ticket"_L1}, {"tickets"_L1, "ticket"_L1}, {"txt"_L1, "text"_L1},
        {"yml"_L1, "yaml"_L1},     {"table"_L1, "text"_L1},     {"wide"_L1, "text"_L1},
    };
    const auto found = std::find_if(std::begin(words), std::end(words),
                                    [&word](const auto &pair) { return word == pair.first; });
    return found == std::end(words) ? word : QString(found->second);
}

} // namespace assay::app
