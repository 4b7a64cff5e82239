// SPDX-License-Identifier: Apache-2.0
#include "command_parser.h"

#include "habits.h"
#include "help_text.h"

#include <models/base/duration.h>
#include <models/base/edit_distance.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {
struct ParserText
{
    Q_DECLARE_TR_FUNCTIONS(ParserText)
};
} // namespace

Parser::Parser(const VerbSpec &verb) : m_verb(verb)
{
    m_parser.addOption({{u"h"_s, u"help"_s}, QString()});
    for (const OptionSpec &spec : verb.options) {
        QCommandLineOption option(spec.nameList());
        if (spec.value)
            option.setValueName(QString::fromUtf8(spec.value));
        if (*spec.standard)
            option.setDefaultValue(QString::fromLatin1(spec.standard));
        m_parser.addOption(option);
    }
}

PrintCommand Parser::misspelt(const QString &option) const
{
    const QString dashes = option.size() == 1 ? u"-"_s : u"--"_s;
    QStringList known{u"help"_s};
    for (const OptionSpec &spec : m_verb.options)
        known << spec.name();
    const QString what = ParserText::tr("unknown option \"%1\"").arg(dashes + option);
    // A habit from kubectl, podman or pytest.
    if (const QString habit = habitOfOption(m_verb.nameText(), option); !habit.isEmpty())
        return wrong(what + u": "_s + habit);
    if (const QString nearest = models::nearestName(option, known); !nearest.isEmpty())
        return wrong(ParserText::tr("%1: did you mean \"--%2\"?").arg(what, nearest));
    // Which verb has it?
    for (const VerbSpec &verb : verbs()) {
        if (*verb.name && verb.has(option))
            return wrong(ParserText::tr("%1: \"assay %2\" has it").arg(what, verb.nameText()));
    }
    return wrong(what);
}

std::optional<PrintCommand> Parser::checkWhere() const
{
    static const QStringList formats{u"json"_s, u"yaml"_s, u"html"_s, u"junit"_s,
                                     u"md"_s,   u"text"_s, u"wide"_s, u"name"_s};
    if (!m_verb.has(u"output"_s))
        return std::nullopt;
    for (const QString &value : values(u"output"_s)) {
        if (formats.contains(value) && isSet(u"output"_s))
            return m_verb.has(u"format"_s)
                       ? wrong(ParserText::tr("-o says where, --format says what: did you mean "
                                              "\"--format %1\"? A file of that name is ./%1")
                                   .arg(value))
                       : wrong(ParserText::tr("-o says where: a file of that name is ./%1")
                                   .arg(value));
    }
    return std::nullopt;
}

std::optional<PrintCommand> Parser::parse(const QStringList &arguments)
{
    const QString name = m_verb.nameText();
    QStringList whole{u"assay"_s + (name.isEmpty() ? QString() : u' ' + name)};
    whole += arguments;
    const bool good = m_parser.parse(whole);
    // Also beside what is wrong: whoever asks for help has not got the line right yet.
    if (m_parser.isSet(u"help"_s))
        return PrintCommand{helpOf(m_verb), 0};
    const QStringList unknown = m_parser.unknownOptionNames();
    if (!unknown.isEmpty())
        return misspelt(unknown.constFirst());
    if (!good) {
        // As kubectl has it: --dry-run=server.
        for (const QString &argument : arguments) {
            const QString option = argument.section(u'=', 0, 0);
            if (option.size() < argument.size() && option.startsWith("--"_L1) &&
                m_verb.has(option.mid(2)) && m_parser.errorText().contains(option))
                return wrong(ParserText::tr("%1 takes no value: leave out \"%2\"")
                                 .arg(option, argument.mid(option.size())));
        }
        // What lacks its value stands at the end of the line.
        const QString last = arguments.value(arguments.size() - 1);
        const QString bare = last.mid(last.startsWith("--"_L1) ? 2 : 1);
        for (const OptionSpec &spec : m_verb.options) {
            if (spec.value && spec.nameList().contains(bare))
                return wrong(ParserText::tr("%1 wants a value: %1 %2")
                                 .arg(last, QString::fromUtf8(spec.value)));
        }
        return wrong(m_parser.errorText());
    }
    if (auto empty = checkEmpty())
        return empty;
    return checkWhere();
}

bool Parser::isSpelling(const QString &value) const
{
    const QString name = value.section(u'=', 0, 0);
    return name.startsWith("--"_L1)
               ? name == "--help"_L1 || m_verb.has(name.mid(2))
               : value.size() == 2 && value.startsWith(u'-') && m_verb.has(value.mid(1));
}

//! What a variable that was not set leaves of -o "$REPORTS": without a word, the report would go
//! elsewhere, another cluster be meant, or two pull requests meet in one namespace.
std::optional<PrintCommand> Parser::checkEmpty() const
{
    for (const OptionSpec &spec : m_verb.options) {
        if (!spec.value || !isSet(spec.name()))
            continue;
        const QString wish = ParserText::tr("%1 wants %2")
                                 .arg((spec.name().size() == 1 ? u"-"_s : u"--"_s) + spec.name(),
                                      QString::fromUtf8(spec.value));
        for (const QString &value : values(spec.name())) {
            if (isSpelling(value))
                return wrong(
                    ParserText::tr("%1, and got \"%2\": is a variable not set?").arg(wish, value));
            if (value.isEmpty())
                return wrong(
                    ParserText::tr("%1, and got an empty text: is a variable not set?").arg(wish));
        }
    }
    if (rest().contains(QString()))
        return wrong(ParserText::tr("one of the arguments is an empty text: is a variable not "
                                    "set?"));
    return std::nullopt;
}

PrintCommand Parser::wrong(const QString &what) const
{
    const QString name = m_verb.nameText();
    const QString hint = name.isEmpty() ? u"assay --help"_s : u"assay "_s + name + u" --help"_s;
    return {ParserText::tr("assay: %1\nTry \"%2\".\n").arg(what, hint), 2};
}

std::optional<PrintCommand> Parser::checkWord(const QString &option) const
{
    return checkWord(option, value(option));
}

static bool storesRuns(const VerbSpec &verb)
{
    return verb.nameText() == "run"_L1 || verb.nameText() == "try"_L1;
}

//! The word that was begun, or nearly written; else nothing.
static QString nearestWord(const QString &written, const QStringList &words)
{
    const QStringList begun =
        words.filter(QRegularExpression(u"\\A"_s + QRegularExpression::escape(written)));
    return begun.size() == 1 ? begun.constFirst() : models::nearestName(written, words);
}

std::optional<PrintCommand> Parser::checkWord(const QString &option, const QString &written) const
{
    for (const OptionSpec &spec : m_verb.options) {
        const QStringList words = spec.wordList();
        if (spec.name() != option || words.contains(written))
            continue;
        const QString habit = option == "format"_L1 ? formatMeant(written) : QString();
        const QString meant = words.contains(habit) ? habit : nearestWord(written, words);
        if (!meant.isEmpty())
            return wrong(ParserText::tr("--%1 takes no \"%2\": did you mean \"%3\"?")
                             .arg(option, written, meant));
        const QString list =
            words.size() == 1
                ? words.constFirst()
                : ParserText::tr("%1 or %2")
                      .arg(words.mid(0, words.size() - 1).join(u", "_s), words.constLast());
        const QString what = ParserText::tr("--%1 takes %2, not \"%3\"").arg(option, list, written);
        const bool isMadeLater = option == "format"_L1 && storesRuns(m_verb) &&
                                 verbNamed(u"report"_s)->wordsOf(option).contains(habit);
        return wrong(isMadeLater
                         ? ParserText::tr("%1: \"assay report last --format %2\" writes it, "
                                          "of a run that is over")
                               .arg(what, habit)
                         : what);
    }
    return std::nullopt;
}

std::optional<int> Parser::number(const QString &option, int least, int most) const
{
    bool ok = false;
    const int number = value(option).toInt(&ok);
    if (!ok || number < least || number > most)
        return std::nullopt;
    return number;
}

std::optional<double> Parser::age(const QString &option) const
{
    const QString written = value(option);
    // What a bare number means is guessed wrong, and what is older is deleted.
    const bool hasUnit = written == "0"_L1 || (!written.isEmpty() && written.back().isLetter());
    return hasUnit ? models::parseDuration(written) : std::nullopt;
}

//! NAME=KUBECONFIG[:CONTEXT]; nothing where it is not that.
static std::optional<ClusterOptions> readCluster(const QString &written)
{
    const qsizetype equals = written.indexOf(u'=');
    if (equals < 1 || equals + 1 == written.size())
        return std::nullopt;
    ClusterOptions options;
    options.name = written.left(equals);
    options.kubeconfig = written.mid(equals + 1);
    // Contexts often have colons in their names, files rarely.
    const qsizetype colon = options.kubeconfig.indexOf(u':');
    if (colon > 0 && !QFileInfo::exists(options.kubeconfig)) {
        options.context = options.kubeconfig.mid(colon + 1);
        options.kubeconfig.truncate(colon);
    }
    return options;
}

std::optional<PrintCommand> Parser::checkEngine() const
{
    if (!isSet(u"engine"_s))
        return std::nullopt;
    if (values(u"engine"_s).size() > 1)
        return wrong(ParserText::tr("one --engine at a time, please"));
    const QString engine = value(u"engine"_s);
    if (engine == u"podman" || engine == u"docker" || engine.startsWith(u'/') ||
        engine.startsWith(u"unix:///"_s))
        return std::nullopt;
    return wrong(ParserText::tr("--engine takes podman, docker or the socket of an engine on "
                                "this computer, /PATH or unix:///PATH, not \"%1\"")
                     .arg(engine));
}

std::optional<PrintCommand> Parser::checkNamespaces() const
{
    static const QRegularExpression label(u"\\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\z"_s);
    for (const QString &name : values(u"namespace"_s)) {
        if (!label.match(name).hasMatch())
            return wrong(ParserText::tr("\"%1\" is no name of a namespace: one holds at most 63 "
                                        "lower-case letters, digits and hyphens, and begins and "
                                        "ends with a letter or a digit")
                             .arg(name));
    }
    return std::nullopt;
}

tl::expected<std::vector<ClusterOptions>, PrintCommand> Parser::places() const
{
    std::vector<ClusterOptions> places;
    const QString kubeconfig = value(u"kubeconfig"_s);
    if (values(u"kubeconfig"_s).size() > 1)
        return tl::unexpected(wrong(ParserText::tr(
            "one --kubeconfig at a time, please: --cluster NAME=KUBECONFIG names several")));
    QStringList contexts = values(u"context"_s);
    if (contexts.isEmpty() && !kubeconfig.isEmpty())
        contexts << QString();
    for (const QString &context : contexts)
        places.push_back({.kubeconfig = kubeconfig, .context = context});
    for (const QString &written : values(u"cluster"_s)) {
        const auto cluster = readCluster(written);
        if (!cluster)
            return tl::unexpected(
                wrong(ParserText::tr("--cluster takes NAME=KUBECONFIG[:CONTEXT], not \"%1\"")
                          .arg(written)));
        places.push_back(*cluster);
    }
    if (isSet(u"sandbox"_s))
        places.push_back({.sandbox = true});
    if (auto print = checkEngine())
        return tl::unexpected(*print);
    if (isSet(u"local"_s) || isSet(u"engine"_s))
        places.push_back({.local = true, .engine = value(u"engine"_s)});
    if (places.empty())
        places.push_back({});
    for (ClusterOptions &place : places)
        place.allowExecPlugin = isSet(u"allow-exec-plugin"_s);
    return places;
}

tl::expected<ClusterOptions, PrintCommand> Parser::place() const
{
    auto all = places();
    if (!all)
        return tl::unexpected(all.error());
    if (all->size() > 1)
        return tl::unexpected(wrong(ParserText::tr("one cluster at a time, please: give one of "
                                                   "--context, --cluster, --sandbox and --local")));
    return all->front();
}

//! As a shell reads it back as one word.
static QString shellWord(QString word)
{
    static const QRegularExpression plain(u"\\A[A-Za-z0-9_@%+=:,./-]+\\z"_s);
    if (plain.match(word).hasMatch())
        return word;
    return u'\'' + word.replace(u'\'', u"'\\''"_s) + u'\'';
}

QString whereTyped(const ClusterOptions &options)
{
    QString text;
    if (!options.name.isEmpty()) {
        const QString context = options.context.isEmpty() ? QString() : u':' + options.context;
        text = u" --cluster "_s + shellWord(options.name + u'=' + options.kubeconfig + context);
    } else {
        if (!options.kubeconfig.isEmpty())
            text += u" --kubeconfig "_s + shellWord(options.kubeconfig);
        if (!options.context.isEmpty())
            text += u" --context "_s + shellWord(options.context);
    }
    if (options.allowExecPlugin)
        text += u" --allow-exec-plugin"_s;
    return text;
}

} // namespace assay::app
