// SPDX-License-Identifier: Apache-2.0
#include <app/line/command_line.h>

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::app;
using namespace Qt::StringLiterals;

//! What the shells themselves make of it.
class TestCompletion : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString script(const QString &shell) const
    {
        const Command command = parseCommandLine({u"completion"_s, shell});
        const auto *print = std::get_if<PrintCommand>(&command);
        return print && print->exitStatus == 0 ? print->text : QString();
    }

    //! Words that the last one of the line may become, sorted.
    QStringList completed(const QStringList &line) const
    {
        QFile file(m_folder.filePath(u"completion.bash"_s));
        if (!file.open(QIODevice::WriteOnly))
            return {u"cannot be written"_s};
        file.write(script(u"bash"_s).toUtf8());
        file.close();
        QProcess bash;
        bash.setWorkingDirectory(m_folder.path());
        const QString program = u"source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
                                "_assay; printf '%s\\n' \"${COMPREPLY[@]}\""_s;
        bash.start(u"bash"_s, QStringList{u"--norc"_s, u"-c"_s, program, file.fileName()} + line);
        if (!QTest::qWaitFor([&bash] { return bash.state() == QProcess::NotRunning; }, 30'000))
            return {u"does not end"_s};
        const QString problem = QString::fromUtf8(bash.readAllStandardError());
        if (!problem.isEmpty())
            return {problem};
        QStringList words =
            QString::fromUtf8(bash.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
        words.sort();
        return words;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const QString &name : {u"suite.yaml"_s, u"second.yaml"_s})
            QVERIFY(QFile(m_folder.filePath(name)).open(QIODevice::WriteOnly));
        QVERIFY(QDir(m_folder.path()).mkpath(u"reports"_s));
    }

    void bashCompletes_data()
    {
        QTest::addColumn<QStringList>("line");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char *name, const QStringList &line, const QStringList &words) {
            QTest::newRow(name) << (QStringList{u"assay"_s} + line) << words;
        };
        row("verb", {u"ru"_s}, {u"run"_s});
        row("verbs", {u"c"_s}, {u"check"_s, u"clean"_s, u"completion"_s, u"completion.bash"_s});
        row("a file for the dashboard", {u"sui"_s}, {u"suite.yaml"_s});
        row("option", {u"run"_s, u"--dr"_s}, {u"--dry-run"_s});
        row("options", {u"run"_s, u"--s"_s}, {u"--sandbox"_s, u"--suffix"_s});
        row("of that verb alone", {u"clean"_s, u"--su"_s}, {});
        row("words", {u"run"_s, u"--keep"_s, u""_s}, {u"always"_s, u"never"_s, u"on-failure"_s});
        row("format", {u"report"_s, u"--format"_s, u"j"_s}, {u"json"_s, u"junit"_s});
        row("suites", {u"run"_s, u"suite.yaml"_s, u"sec"_s}, {u"second.yaml"_s});
        row("folder", {u"run"_s, u"-o"_s, u""_s}, {u"reports"_s});
        row("last", {u"report"_s, u"la"_s}, {u"last"_s});
        row("shell", {u"completion"_s, u"z"_s}, {u"zsh"_s});
        row("nothing to say", {u"run"_s, u"--suffix"_s, u"s"_s}, {});
        row("dashboard", {u"--con"_s}, {u"--context"_s});
        row("behind the cluster", {u"--context"_s, u"prod"_s, u"ru"_s}, {u"run"_s});
        row("its options", {u"--context"_s, u"prod"_s, u"clean"_s, u"--or"_s}, {u"--orphans"_s});
        row("kind and files", {u"import"_s, u"p"_s}, {u"packages"_s, u"pytest"_s});
        row("what is refused", {u"clean"_s, u"--san"_s}, {});
    }
    void bashCompletes()
    {
        if (QStandardPaths::findExecutable(u"bash"_s).isEmpty())
            QSKIP("There is no bash here.");
        QFETCH(QStringList, line);
        QFETCH(QStringList, words);
        QCOMPARE(completed(line), words);
    }

    void theOthersAreReadByTheirShells_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("zsh") << QStringList{u"zsh"_s, u"-n"_s};
        QTest::newRow("fish") << QStringList{u"fish"_s, u"--no-execute"_s};
    }
    void theOthersAreReadByTheirShells()
    {
        QFETCH(QStringList, command);
        if (QStandardPaths::findExecutable(command.constFirst()).isEmpty())
            QSKIP("There is no such shell here.");
        const QString path = m_folder.filePath(u"script"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(script(command.constFirst()).toUtf8());
        file.close();
        QProcess shell;
        shell.start(command.constFirst(), command.mid(1) + QStringList{path});
        QVERIFY(
            QTest::qWaitFor([&shell] { return shell.state() == QProcess::NotRunning; }, 30'000));
        QCOMPARE(QString::fromUtf8(shell.readAllStandardError()), QString());
        QCOMPARE(shell.exitCode(), 0);
    }

    void allThreeKnowEveryOptionOfEveryVerb()
    {
        for (const QString &shell : {u"bash"_s, u"zsh"_s, u"fish"_s}) {
            const QString text = script(shell);
            for (const QString &verb : {u"run"_s, u"manifest"_s, u"diagnose"_s, u"completion"_s})
                QVERIFY2(text.contains(verb), qPrintable(shell + u' ' + verb));
            for (const QString &option :
                 {u"pull-secret"_s, u"deadline"_s, u"rbac"_s, u"all-namespaces"_s, u"cluster"_s})
                QVERIFY2(text.contains(option), qPrintable(shell + u' ' + option));
        }
        const QString fish = script(u"fish"_s);
        QVERIFY2(
            fish.contains(u"complete -c assay -n '__fish_seen_subcommand_from run' -l keep "
                          "-x -a 'never on-failure always' -d 'What to leave on the cluster"_s),
            qPrintable(fish));
        const QString zsh = script(u"zsh"_s);
        QVERIFY2(zsh.contains(u"'*--keep[What to leave on the cluster\\: never (default), "
                              "on-failure or always.]:WHEN:(never on-failure always)' \\\n"_s),
                 qPrintable(zsh));
    }
};

QTEST_GUILESS_MAIN(TestCompletion)
#include "tst_completion.moc"
