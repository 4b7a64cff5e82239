// SPDX-License-Identifier: Apache-2.0
#include <models/catalogue/phrases.h>

#include "placeholders.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct Phrase
{
    const char *name;
    const char *tester; //!< empty: nothing is said of it
    const char *workbenchUser;
};

constexpr std::array phrases{
    Phrase{"run", QT_TRANSLATE_NOOP("Phrases", "run the test"),
           QT_TRANSLATE_NOOP("Phrases", "start the workbench")},
    Phrase{"look_again", QT_TRANSLATE_NOOP("Phrases", "run the test again"),
           QT_TRANSLATE_NOOP("Phrases", "look again")},
    Phrase{"take", QT_TRANSLATE_NOOP("Phrases", "test"), QT_TRANSLATE_NOOP("Phrases", "take")},
    Phrase{"timeout", "timeout_pod_ready", ""},
    Phrase{"wait_longer", QT_TRANSLATE_NOOP("Phrases", "raise timeout_pod_ready"),
           QT_TRANSLATE_NOOP("Phrases", "wait longer")},
    // The time that a run gives a pod; of which nobody was told else.
    Phrase{"when_over", QT_TRANSLATE_NOOP("Phrases", "when the time was over"),
           QT_TRANSLATE_NOOP("Phrases", "after more than ten minutes")},
    Phrase{"until_over", QT_TRANSLATE_NOOP("Phrases", "until the time was over"),
           QT_TRANSLATE_NOOP("Phrases", "for more than ten minutes")},
    Phrase{"before_over", QT_TRANSLATE_NOOP("Phrases", "before the time was over"),
           QT_TRANSLATE_NOOP("Phrases", "within ten minutes")},
    Phrase{"in_storage", QT_TRANSLATE_NOOP("Phrases", "under \"storage\""),
           QT_TRANSLATE_NOOP("Phrases", "in the volume claim")},
    Phrase{"claim_writer", QT_TRANSLATE_NOOP("Phrases", "the test"),
           QT_TRANSLATE_NOOP("Phrases", "the volume claim")},
    Phrase{"test", QT_TRANSLATE_NOOP("Phrases", "the test"), ""},
    Phrase{"a_test", QT_TRANSLATE_NOOP("Phrases", "a test"),
           QT_TRANSLATE_NOOP("Phrases", "a workbench")},
    Phrase{"while_run", QT_TRANSLATE_NOOP("Phrases", "while it was being tested"),
           QT_TRANSLATE_NOOP("Phrases", "while it was starting")},
    Phrase{"the_image", QT_TRANSLATE_NOOP("Phrases", "the image under test"),
           QT_TRANSLATE_NOOP("Phrases", "the workbench's image")},
    Phrase{"that_image", QT_TRANSLATE_NOOP("Phrases", "the one under test"),
           QT_TRANSLATE_NOOP("Phrases", "the workbench's")},
    // Nobody is to delete a workbench's data for a run that none was.
    Phrase{"free_claim", QT_TRANSLATE_NOOP("Phrases", "delete the volume claim of an earlier run"),
           QT_TRANSLATE_NOOP("Phrases", "have the volume's data moved")},
    Phrase{"earlier", QT_TRANSLATE_NOOP("Phrases", "an earlier run"),
           QT_TRANSLATE_NOOP("Phrases", "an earlier start")},
    Phrase{"earlier_run", QT_TRANSLATE_NOOP("Phrases", "an earlier run"), ""},
    // What Assay makes is gone before anybody could add to it: a test names its login.
    Phrase{"name_login", QT_TRANSLATE_NOOP("Phrases", "name a pull secret under \"pull_secret\""),
           QT_TRANSLATE_NOOP("Phrases", "add a pull secret to the notebook's service account")},
    Phrase{"login_home", "NAMESPACE", "{namespace}"},
    Phrase{"use_login",
           QT_TRANSLATE_NOOP("Phrases", "# and in the test of the suite: pull_secret: "
                                        "NAMESPACE/pull"),
           "kubectl patch serviceaccount default -n {namespace} -p '{\"imagePullSecrets\": "
           "[{\"name\": \"pull\"}]}'"},
};

const Phrase *phraseNamed(QStringView name)
{
    const auto found = std::find_if(phrases.begin(), phrases.end(), [name](const Phrase &phrase) {
        return name == QLatin1StringView(phrase.name);
    });
    return found == phrases.end() ? nullptr : &*found;
}

QString wordsOf(const Phrase &phrase, Audience audience)
{
    const char *words = audience == Audience::Tester ? phrase.tester : phrase.workbenchUser;
    return *words ? QCoreApplication::translate("Phrases", words) : QString();
}

} // namespace

QString toldTo(const QString &sentence, Audience audience)
{
    if (!sentence.contains(u'{'))
        return sentence;
    // A part that waits for what a message says is not decided here.
    const QString text = withParts(sentence, [audience](const QStringList &names) {
        const auto isOther = [](const QString &name) { return !phraseNamed(name); };
        if (std::any_of(names.begin(), names.end(), isOther))
            return Part::Kept;
        const auto isSaid = [audience](const QString &name) {
            return !wordsOf(*phraseNamed(name), audience).isEmpty();
        };
        return std::all_of(names.begin(), names.end(), isSaid) ? Part::Said : Part::LeftOut;
    });
    return withPlaceholders(
        text, [audience](const QString &name, const QString &before) -> std::optional<QString> {
            const Phrase *phrase = phraseNamed(name);
            if (!phrase)
                return std::nullopt;
            QString words = wordsOf(*phrase, audience);
            if (!words.isEmpty() && (before.isEmpty() || before.endsWith(". "_L1)))
                words[0] = words.at(0).toUpper();
            return words;
        });
}

const QStringList &phraseNames()
{
    static const QStringList names = [] {
        QStringList list;
        for (const Phrase &phrase : phrases)
            list << QString::fromLatin1(phrase.name);
        return list;
    }();
    return names;
}

} // namespace assay::models
