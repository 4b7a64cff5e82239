// SPDX-License-Identifier: Apache-2.0
#include <models/catalogue/phrases.h>

#include <QCoreApplication>
#include <QRegularExpression>

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

const QRegularExpression &placeholder()
{
    static const QRegularExpression pattern(u"\\{([a-z_][a-z0-9_]*)\\}"_s);
    return pattern;
}

bool holdsOtherPlaceholder(const QString &part)
{
    auto matches = placeholder().globalMatch(part);
    while (matches.hasNext()) {
        if (!phraseNamed(matches.next().capturedView(1)))
            return true;
    }
    return false;
}

//! Of the parts in brackets that hold nothing but phrases, those that have something to say,
//! without their brackets.
QString withParts(const QString &text, Audience audience)
{
    static const QRegularExpression part(u"\\[([^\\[\\]]*\\{[a-z_][a-z0-9_]*\\}[^\\[\\]]*)\\]"_s);
    QString out;
    qsizetype from = 0;
    auto parts = part.globalMatch(text);
    while (parts.hasNext()) {
        const auto found = parts.next();
        const QString inner = found.captured(1);
        out += QStringView(text).mid(from, found.capturedStart() - from);
        from = found.capturedEnd();
        if (holdsOtherPlaceholder(inner)) {
            out += found.captured();
            continue;
        }
        bool isSaid = true;
        auto names = placeholder().globalMatch(inner);
        while (names.hasNext())
            isSaid =
                !wordsOf(*phraseNamed(names.next().capturedView(1)), audience).isEmpty() && isSaid;
        if (isSaid)
            out += inner;
    }
    out += QStringView(text).mid(from);
    return out;
}

} // namespace

QString toldTo(const QString &sentence, Audience audience)
{
    if (!sentence.contains(u'{'))
        return sentence;
    const QString text = withParts(sentence, audience);
    QString out;
    qsizetype from = 0;
    auto matches = placeholder().globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const Phrase *phrase = phraseNamed(match.capturedView(1));
        if (!phrase)
            continue;
        out += QStringView(text).mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        QString words = wordsOf(*phrase, audience);
        if (!words.isEmpty() && (out.isEmpty() || out.endsWith(". "_L1)))
            words[0] = words.at(0).toUpper();
        out += words;
    }
    out += QStringView(text).mid(from);
    return out;
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
