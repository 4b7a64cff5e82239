// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace assay::app {

//! What a value is, so that a shell can complete it.
enum class Completes { Nothing, File, Folder, Words };

//! An option of a verb. Texts are English; the functions below translate them.
struct OptionSpec
{
    const char *names;        //!< "o,output": one letter and a word, or a word alone
    const char *value;        //!< what its value is called; null: it takes none
    const char *help;         //!< a sentence
    const char *standard{""}; //!< the value that it has where it is not given
    Completes completes{Completes::Nothing};
    const char *words{""}; //!< of Completes::Words, apart by spaces
    bool offered{true};    //!< else it is known only to be refused, with the reason

    QStringList nameList() const; //!< the word last
    QString name() const { return nameList().constLast(); }
    QString helpText() const;
    QStringList wordList() const;
};

//! A verb of the command line: what "--help" says of it, and what a shell can complete.
struct VerbSpec
{
    const char *name;       //!< empty: the dashboard
    const char *positional; //!< what stands behind the options, as help writes it; empty: nothing
    const char *positionalHelp;
    const char *summary; //!< half a line of "assay --help"
    const char *help;    //!< sentences
    std::vector<OptionSpec> options;
    Completes completes{Completes::Nothing}; //!< what stands behind the options
    const char *words{""};

    QString nameText() const { return QString::fromLatin1(name); }
    QString helpText() const;
    QString summaryText() const;
    QString positionalHelpText() const;
    bool has(const QString &option) const;
    //! What may be written after this option; empty: it takes anything, or there is none.
    QStringList wordsOf(const QString &option) const;
    QStringList wordList() const;
};

//! Every verb, in the order of the help; the dashboard first. Help, parser and completion all come
//! from here.
const std::vector<VerbSpec> &verbs();
//! By name; null where there is none.
const VerbSpec *verbNamed(const QString &name);

} // namespace assay::app
