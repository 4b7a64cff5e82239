// SPDX-License-Identifier: Apache-2.0
// What a command of a container sees of this machine, what is said where it cannot be kept away
// from it, and that nothing of it outlives the program, however that ends.
#include <node/confinement.h>
#include <node/exec_places.h>
#include <node/host_process.h>

#include <QCoreApplication>
#include <QProcess>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace assay::sandbox;
using namespace Qt::StringLiterals;

static constexpr int patience = 30'000;

namespace {

struct Ended
{
    int status = -1;
    QByteArray output;
    QByteArray errors;
};

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

//! The first place of PATH is `folder`; or all of it.
auto searchedFirst(const QString &folder, bool only = false)
{
    const QByteArray before = qgetenv("PATH");
    qputenv("PATH", only ? folder.toUtf8() : folder.toUtf8() + ':' + before);
    return qScopeGuard([before] { qputenv("PATH", before); });
}

//! What has begun and what that has begun, as bubblewrap has a child of its own: it writes both
//! numbers to `marker`, and ends by itself for no signal that can be ignored.
QByteArray playedProgram(const QString &marker)
{
    return "#!/bin/sh\ntrap '' INT TERM HUP\n(trap '' INT TERM HUP; exec /bin/sleep 600) &\n"
           "echo $$ $! > '" +
           marker.toUtf8() + ".new'\nmv '" + marker.toUtf8() + ".new' '" + marker.toUtf8() +
           "'\nexec /bin/sleep 600\n";
}

QList<pid_t> numbersIn(const QString &marker)
{
    QFile file(marker);
    QList<pid_t> numbers;
    if (!file.open(QIODevice::ReadOnly))
        return numbers;
    for (const QByteArray &word : file.readAll().trimmed().split(' '))
        numbers << word.toInt();
    return numbers;
}

//! None of them runs; a dead one that nobody has asked about does not count.
bool areGone(const QList<pid_t> &numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](pid_t number) {
        QFile file(u"/proc/%1/stat"_s.arg(number));
        if (!file.open(QIODevice::ReadOnly))
            return true;
        const QByteArray stat = file.readAll();
        return stat.mid(stat.lastIndexOf(')') + 2, 1) == "Z";
    });
}

} // namespace

class SandboxConfinement : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    HostProcess::Command command(const QString &script) const
    {
        HostProcess::Command command;
        command.program = u"/bin/sh"_s;
        command.arguments = {u"-c"_s, script};
        command.environment = {u"HOME="_s + m_folder.filePath(u"own"_s), u"GIVEN=value"_s};
        command.workingDirectory = m_folder.filePath(u"own"_s);
        return command;
    }

    static Ended run(const Confinement &confinement, const HostProcess::Command &command)
    {
        const auto places = std::make_shared<ExecPlaces>();
        places->open(1);
        HostProcess process(command, places, confinement);
        Ended ended;
        connect(&process, &HostProcess::standardOutput, &process,
                [&ended](const QByteArray &bytes) { ended.output += bytes; });
        connect(&process, &HostProcess::standardError, &process,
                [&ended](const QByteArray &bytes) { ended.errors += bytes; });
        QSignalSpy exited(&process, &HostProcess::exited);
        process.start(false);
        if (exited.wait(patience))
            ended.status = exited[0][0].toInt();
        return ended;
    }

    static bool isKnown(const Confinement &confinement)
    {
        return QTest::qWaitFor([&] { return confinement.isKnown(); }, patience);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(QDir().mkpath(m_folder.filePath(u"own"_s))); }

    void commandsSeeNothingOfTheMachine_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QByteArray>("output");
        QTest::newRow("no network but its own")
            << u"tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '"_s << QByteArray("lo\n");
        QTest::newRow("no route") << u"tail -n +2 /proc/net/route | wc -l"_s << QByteArray("0\n");
        QTest::newRow("no devices") << u"ls /dev | grep -v console | xargs"_s
                                    << QByteArray("core fd full null ptmx pts random shm stderr "
                                                  "stdin stdout tty urandom zero\n");
        QTest::newRow("no terminal")
            << u"(: < /dev/tty) 2>/dev/null && echo a terminal || echo none"_s
            << QByteArray("none\n");
        QTest::newRow("no home but its own")
            << u"ls -d /home/* /root/* '%1' 2>/dev/null | wc -l"_s.arg(
                   m_folder.filePath(u"secret"_s))
            << QByteArray("0\n");
        QTest::newRow("no passwords of others")
            << u"cut -d: -f1 /etc/passwd; ls /etc/shadow /etc/group /etc/hostname 2>/dev/null"_s
            << QByteArray("user\n");
        QTest::newRow("no sockets") << u"ls -d /run/* /var/* 2>/dev/null"_s << QByteArray();
        QTest::newRow("no kernel settings") << u"ls -d /sys/* 2>/dev/null"_s << QByteArray();
        QTest::newRow("no writing outside")
            << u"for f in /usr/lib/x /bin/x /usr/bin/env /etc/passwd /etc/ssl/certs/x; do "
               "(echo x >> $f) 2>/dev/null && echo $f; done; echo tried"_s
            << QByteArray("tried\n");
        // Opened, never written: they would be this machine's.
        QTest::newRow("no settings of the kernel")
            << u"for f in $(find /proc/sys /proc/irq /proc/bus /proc/sysrq-trigger -type f "
               "2>/dev/null); do (: >> $f) 2>/dev/null && echo $f; done; echo tried"_s
            << QByteArray("tried\n");
        QTest::newRow("a /tmp of its own")
            << u"ls -A /tmp | grep -v '^%1$'"_s.arg(QFileInfo(m_folder.path()).fileName())
            << QByteArray();
        QTest::newRow("no environment but what it is given")
            << u"env | grep -v '^PWD=\\|^OLDPWD=\\|^SHLVL=\\|^_=\\|^HOME=' | sort"_s
            << QByteArray("GIVEN=value\n");
        QTest::newRow("nor that of its first process")
            << u"tr '\\0' '\\n' < /proc/1/environ"_s << QByteArray();
        QTest::newRow("no processes but its own")
            << u"[ -e /proc/%1 ] && echo there; ls -d /proc/[0-9]*[0-9][0-9] 2>/dev/null"_s.arg(
                   QCoreApplication::applicationPid())
            << QByteArray();
        QTest::newRow("no rights") << u"grep '^CapEff\\|^CapBnd' /proc/self/status | cut -f2"_s
                                   << QByteArray("0000000000000000\n0000000000000000\n");
        QTest::newRow("no files that are open here")
            << u"ls /proc/self/fd | xargs"_s << QByteArray("0 1 2 3\n");
        QTest::newRow("a folder that it may write to")
            << u"echo mine > own && cat own && pwd"_s
            << QByteArray("mine\n" + m_folder.filePath(u"own"_s).toUtf8() + '\n');
    }
    void commandsSeeNothingOfTheMachine()
    {
        QFETCH(QString, script);
        QFETCH(QByteArray, output);
        write(m_folder.filePath(u"secret"_s), "s3cret");
        qputenv("ASSAY_TEST_SECRET", "s3cret");
        // As a shell leaves one open for what it starts.
        const int inherited = ::fcntl(STDIN_FILENO, F_DUPFD, 77);
        const auto closed = qScopeGuard([inherited] { ::close(inherited); });
        const Confinement confinement(m_folder.filePath(u"etc"_s), nullptr);
        QVERIFY(isKnown(confinement));
        if (!confinement.obstacle().isEmpty())
            QSKIP(qPrintable(confinement.obstacle()));
        const Ended ended = run(confinement, command(script));
        QCOMPARE(ended.output, output);
        QCOMPARE(ended.errors, QByteArray());
    }

    //! Of the command's own variables, none is bubblewrap's.
    void aVariableLoadsNothingOutside()
    {
        const Confinement confinement(m_folder.filePath(u"etc"_s), nullptr);
        QVERIFY(isKnown(confinement));
        if (!confinement.obstacle().isEmpty())
            QSKIP(qPrintable(confinement.obstacle()));
        HostProcess::Command one = command(u"true"_s);
        one.environment << u"LD_PRELOAD="_s + m_folder.filePath(u"none.so"_s);
        const Ended ended = run(confinement, one);
        // The loader complains once for each program that it was told to load it for.
        QCOMPARE(ended.errors.count("ERROR: ld.so"), 1);
        QCOMPARE(ended.status, 0);
    }

    void saysWhyNot_data()
    {
        QTest::addColumn<QByteArray>("program"); //!< that is called bwrap; empty: none is there
        QTest::addColumn<QString>("obstacle");
        const QString doesNot = u"bubblewrap does not work here (%1)"_s;
        QTest::newRow("not there") << QByteArray() << u"bubblewrap is not installed"_s;
        QTest::newRow("forbidden")
            << QByteArray("#!/bin/sh\necho 'bwrap: No permissions to create new namespace, likely "
                          "because the kernel does not allow non-privileged user namespaces.' >&2\n"
                          "exit 1\n")
            << doesNot.arg(u"bwrap: No permissions to create new namespace, likely because the "
                           "kernel does not allow non-privileged user namespaces."_s);
        QTest::newRow("says nothing")
            << QByteArray("#!/bin/sh\nexit 3\n")
            << doesNot.arg(u"it ended with exit status 3 and said nothing"_s);
        QTest::newRow("killed") << QByteArray("#!/bin/sh\nkill -9 $$\n")
                                << doesNot.arg(u"it was killed by signal 9"_s);
        QTest::newRow("hangs") << QByteArray("#!/bin/sh\nexec /bin/sleep 600\n")
                               << doesNot.arg(u"it did not end within 5 s"_s);
        QTest::newRow("says much") << QByteArray("#!/bin/sh\nyes x | head -c 100000 >&2\nexit 1\n")
                                   << doesNot.arg(u"x "_s.repeated(100));
        QTest::newRow("no interpreter")
            << QByteArray("#!/nowhere/sh\n")
            << u"bubblewrap cannot be started (execve: No such file or directory)"_s;
    }
    void saysWhyNot()
    {
        QFETCH(QByteArray, program);
        QTemporaryDir folder;
        if (!program.isEmpty())
            write(folder.filePath(u"bwrap"_s), program);
        const auto restored = searchedFirst(folder.path(), program.isEmpty());
        const Confinement confinement(m_folder.filePath(u"etc"_s), nullptr);
        QVERIFY(!confinement.isKnown());
        QVERIFY(isKnown(confinement));
        QTEST(confinement.obstacle(), "obstacle");
        // Then they run as they are.
        const Ended ended = run(confinement, command(u"echo $GIVEN $ASSAY_TEST_SECRET"_s));
        QCOMPARE(ended.output, QByteArray("value\n"));
        QCOMPARE(ended.status, 0);
    }

    //! bubblewrap that is killed before it has said a word to what it has cloned leaves that.
    void nothingOfATryThatIsGivenUpStays()
    {
        QTemporaryDir folder;
        const QString marker = folder.filePath(u"pids"_s);
        write(folder.filePath(u"bwrap"_s), playedProgram(marker));
        const auto restored = searchedFirst(folder.path());
        auto confinement = std::make_unique<Confinement>(m_folder.filePath(u"etc"_s), nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(numbersIn(marker).size(), 2, patience);
        QVERIFY(!areGone(numbersIn(marker)));
        confinement.reset();
        QTRY_VERIFY_WITH_TIMEOUT(areGone(numbersIn(marker)), patience);
    }

    void nothingStaysWhenTheProgramIsKilled_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("of the try") << u"try"_s;
        QTest::newRow("of a command") << u"command"_s;
    }
    void nothingStaysWhenTheProgramIsKilled()
    {
        QFETCH(QString, what);
        QTemporaryDir folder;
        const QString marker = folder.filePath(u"pids"_s);
        const bool isTry = what == "try"_L1;
        write(folder.filePath(isTry ? u"bwrap"_s : u"played"_s), playedProgram(marker));
        QProcess owner;
        auto variables = QProcessEnvironment::systemEnvironment();
        variables.insert(u"ASSAY_TEST_OWNER"_s, folder.path());
        variables.insert(u"PATH"_s, folder.path() + (isTry ? u":/usr/bin:/bin"_s : QString()));
        owner.setProcessEnvironment(variables);
        owner.start(QCoreApplication::applicationFilePath(), {});
        QTRY_COMPARE_WITH_TIMEOUT(numbersIn(marker).size(), 2, patience);
        const QList<pid_t> numbers = numbersIn(marker);
        QVERIFY(!areGone({numbers[0]}) && !areGone({numbers[1]}));
        ::kill(pid_t(owner.processId()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(owner.state(), QProcess::NotRunning, patience);
        QTRY_VERIFY_WITH_TIMEOUT(areGone(numbers), patience);
    }

    //! A command that has ended leaves what it began, as in a container, and no guard of ours.
    void aCommandThatEndsIsNotFollowed()
    {
        QTemporaryDir folder;
        const auto restored = searchedFirst(folder.path(), true);
        const Confinement confinement(m_folder.filePath(u"etc"_s), nullptr);
        QVERIFY(isKnown(confinement));
        const Ended ended =
            run(confinement,
                command(u"/bin/sleep 600 >/dev/null 2>&1 & echo $$ $! > '%1/pids'; exit 7"_s.arg(
                    folder.path())));
        QCOMPARE(ended.status, 7);
        const QList<pid_t> numbers = numbersIn(folder.filePath(u"pids"_s));
        QCOMPARE(numbers.size(), 2);
        QVERIFY(areGone({numbers[0]}));
        QVERIFY(!areGone({numbers[1]}));
        // All that is left of its session is that.
        const auto members = [&numbers] {
            QList<pid_t> found;
            for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
                if (name.toInt() > 0 && ::getsid(name.toInt()) == numbers[0] &&
                    !areGone({name.toInt()}))
                    found << name.toInt();
            }
            return found;
        };
        QTRY_COMPARE_WITH_TIMEOUT(members(), QList<pid_t>{numbers[1]}, patience);
        ::kill(numbers[1], SIGKILL);
    }
};

//! A program that tries bubblewrap, or runs a command without it, until it is killed.
static int holdProcess(const QString &folder)
{
    const Confinement confinement(folder + u"/etc"_s, nullptr);
    const auto places = std::make_shared<ExecPlaces>();
    HostProcess::Command command;
    command.program = folder + u"/played"_s;
    command.workingDirectory = folder;
    HostProcess process(command, places, confinement);
    if (QFile::exists(command.program)) {
        QObject::connect(&confinement, &Confinement::known, &process, [&] {
            places->open(1);
            process.start(false);
        });
    }
    return QCoreApplication::exec();
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet("ASSAY_TEST_OWNER"))
        return holdProcess(qEnvironmentVariable("ASSAY_TEST_OWNER"));
    SandboxConfinement test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sandbox_confinement.moc"
