// SPDX-License-Identifier: Apache-2.0
#include "completion.h"

#include "command_table.h"

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

//! In single quotes, for every of the three shells.
QString quoted(QString text)
{
    return u'\'' + text.replace(u"'"_s, u"'\\''"_s) + u'\'';
}

QString dashed(const QString &name)
{
    return (name.size() == 1 ? u"-"_s : u"--"_s) + name;
}

//! All that may be typed for the options of a verb.
QStringList spellings(const VerbSpec &verb)
{
    QStringList all{u"--help"_s};
    for (const OptionSpec &option : verb.options) {
        if (!option.offered)
            continue;
        for (const QString &name : option.nameList())
            all << dashed(name);
    }
    return all;
}

QStringList spellings(const OptionSpec &option)
{
    QStringList all;
    for (const QString &name : option.nameList())
        all << dashed(name);
    return all;
}

QStringList verbNames()
{
    QStringList names;
    for (const VerbSpec &verb : verbs()) {
        if (*verb.name)
            names << verb.nameText();
    }
    return names;
}

QString bashReply(Completes completes, const QStringList &words)
{
    switch (completes) {
    case Completes::File:
        return u"compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f"_s +
               (words.isEmpty() ? QString() : u" -W "_s + quoted(words.join(u' '))) +
               u" -- \"$cur\")"_s;
    case Completes::Folder:
        return u"compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -W "_s +
               quoted(words.join(u' ')) + u" -- \"$cur\")"_s;
    case Completes::Words:
        return u"mapfile -t COMPREPLY < <(compgen -W "_s + quoted(words.join(u' ')) +
               u" -- \"$cur\")"_s;
    case Completes::Nothing:
        break;
    }
    return u"COMPREPLY=()"_s;
}

//! What stands in a `case` for one verb.
QString bashVerb(const VerbSpec &verb)
{
    QString text = u"    "_s + (*verb.name ? verb.nameText() : u"*"_s) + u")\n"_s;
    text += u"        case $prev in\n"_s;
    for (const OptionSpec &option : verb.options) {
        if (option.value && option.offered)
            text += u"        "_s + spellings(option).join(u'|') + u") "_s +
                    bashReply(option.completes, option.wordList()) + u"; return;;\n"_s;
    }
    text += u"        esac\n"_s;
    text += u"        if [[ $cur == -* ]]; then "_s + bashReply(Completes::Words, spellings(verb)) +
            u"; return; fi\n"_s;
    text += u"        "_s +
            (*verb.name ? bashReply(verb.completes, verb.wordList())
                        : bashReply(Completes::File, verbNames())) +
            u";;\n"_s;
    return text;
}

QString bashCompletion()
{
    QString text = u"# bash completion of assay; use it with: source <(assay completion bash)\n"
                   "_assay() {\n"
                   "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "    local verb='' i\n"
                   "    COMPREPLY=()\n"
                   "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                   "        case ${COMP_WORDS[i]} in "_s +
                   verbNames().join(u'|') +
                   u") verb=${COMP_WORDS[i]}; break;; esac\n"
                   "    done\n"
                   "    case $verb in\n"_s;
    // The dashboard last: its pattern takes every word.
    for (const VerbSpec &verb : verbs()) {
        if (*verb.name)
            text += bashVerb(verb);
    }
    text += bashVerb(verbs().front());
    return text + u"    esac\n}\ncomplete -F _assay assay\n"_s;
}

//! Inside of a specification of _arguments, which knows brackets and colons.
QString zshText(QString text)
{
    for (const QChar c : {u'\\', u'[', u']', u':'})
        text.replace(c, u'\\' + QString(c));
    return text;
}

QString zshAction(Completes completes, const QStringList &words)
{
    const QString files = completes == Completes::Folder ? u"_files -/"_s : u"_files"_s;
    switch (completes) {
    case Completes::File:
    case Completes::Folder:
        return words.isEmpty() ? files : u"{compadd "_s + words.join(u' ') + u"; "_s + files + u'}';
    case Completes::Words:
        return u'(' + words.join(u' ') + u')';
    case Completes::Nothing:
        break;
    }
    return u" "_s;
}

QString zshVerb(const VerbSpec &verb)
{
    QString text = u"        "_s + (*verb.name ? verb.nameText() : u"*"_s) +
                   u")\n            _arguments -s \\\n"_s;
    for (const OptionSpec &option : verb.options) {
        if (!option.offered)
            continue;
        for (const QString &spelling : spellings(option)) {
            QString spec = u"*"_s + spelling + u'[' + zshText(option.helpText()) + u']';
            if (option.value)
                spec += u':' + zshText(QString::fromUtf8(option.value)) + u':' +
                        zshAction(option.completes, option.wordList());
            text += u"                "_s + quoted(spec) + u" \\\n"_s;
        }
    }
    return text + u"                "_s +
           quoted(u"*:"_s + zshText(verb.positionalHelpText()) + u':' +
                  zshAction(verb.completes, verb.wordList())) +
           u";;\n"_s;
}

QString zshCompletion()
{
    QString text = u"#compdef assay\n"
                   "# zsh completion of assay; write it to a file _assay in a folder of $fpath.\n"
                   "_assay() {\n"
                   "    local -a verbs\n"
                   "    verbs=(\n"_s;
    for (const VerbSpec &verb : verbs()) {
        if (*verb.name)
            text += u"        "_s + quoted(verb.nameText() + u':' + zshText(verb.summaryText())) +
                    u'\n';
    }
    QStringList withValue;
    for (const OptionSpec &option : verbs().front().options) {
        if (option.value)
            withValue << spellings(option);
    }
    // Which cluster may stand before the verb.
    text += u"    )\n"
            "    local verb=''\n"
            "    local -i at=2\n"
            "    while (( at < CURRENT )) && [[ $words[at] == -* ]]; do\n"
            "        [[ $words[at] == ("_s +
            withValue.join(u'|') +
            u") ]] && (( at++ ))\n"
            "        (( at++ ))\n"
            "    done\n"
            "    if (( CURRENT == at )) && [[ $words[at] != -* ]]; then\n"
            "        _describe command verbs\n"
            "        _files\n"
            "        return\n"
            "    fi\n"
            "    if (( at < CURRENT )); then\n"
            "        verb=$words[at]\n"
            "        words=(assay \"${(@)words[2,at-1]}\" \"${(@)words[at+1,-1]}\")\n"
            "        (( CURRENT-- ))\n"
            "    fi\n"
            "    case $verb in\n"_s;
    for (const VerbSpec &verb : verbs()) {
        if (*verb.name)
            text += zshVerb(verb);
    }
    text += zshVerb(verbs().front());
    return text + u"    esac\n}\n"
                  "if [ \"$funcstack[1]\" = _assay ]; then _assay \"$@\"; else compdef _assay "
                  "assay; fi\n"_s;
}

//! fish knows backslash and quote inside of single quotes.
QString fishQuoted(QString text)
{
    return u'\'' + text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

QString fishVerb(const VerbSpec &verb)
{
    QString text;
    const QString begin =
        u"complete -c assay -n "_s +
        fishQuoted(*verb.name ? u"__fish_seen_subcommand_from "_s + verb.nameText()
                              : u"not __fish_seen_subcommand_from "_s + verbNames().join(u' '));
    for (const OptionSpec &option : verb.options) {
        if (!option.offered)
            continue;
        text += begin;
        for (const QString &name : option.nameList())
            text += (name.size() == 1 ? u" -s "_s : u" -l "_s) + name;
        if (option.value) {
            const bool isPath =
                option.completes == Completes::File || option.completes == Completes::Folder;
            text += isPath ? u" -r -F"_s : u" -x"_s;
            if (!option.wordList().isEmpty())
                text += u" -a "_s + fishQuoted(option.wordList().join(u' '));
        }
        text += u" -d "_s + fishQuoted(option.helpText()) + u'\n';
    }
    if (*verb.name) {
        const bool isPath =
            verb.completes == Completes::File || verb.completes == Completes::Folder;
        text += begin + (isPath ? u" -F"_s : u" -f"_s);
        if (!verb.wordList().isEmpty())
            text += u" -a "_s + fishQuoted(verb.wordList().join(u' '));
        text += u'\n';
    }
    return text;
}

QString fishCompletion()
{
    QString text = u"# fish completion of assay; write it to "
                   "~/.config/fish/completions/assay.fish.\n"_s;
    const QString none = u"not __fish_seen_subcommand_from "_s + verbNames().join(u' ');
    for (const VerbSpec &verb : verbs()) {
        if (*verb.name)
            text += u"complete -c assay -n "_s + fishQuoted(none) + u" -a "_s + verb.nameText() +
                    u" -d "_s + fishQuoted(verb.summaryText()) + u'\n';
    }
    for (const VerbSpec &verb : verbs())
        text += fishVerb(verb);
    return text;
}

} // namespace

QString completionFor(const QString &shell)
{
    if (shell == "bash"_L1)
        return bashCompletion();
    return shell == "zsh"_L1 ? zshCompletion() : fishCompletion();
}

} // namespace assay::app
