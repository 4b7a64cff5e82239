// SPDX-License-Identifier: Apache-2.0
#include "output/interrupts.h"
#include "support/program.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;

//! Signals to a process that does not listen to its event loop.
class TestInterrupts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSecondEndsAProcessThatHangs()
    {
        int ready[2] = {-1, -1};
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            app::Interrupts interrupts;
            ::close(ready[1]);
            while (true)
                ::pause();
        }
        ::close(ready[1]);
        char byte = 0;
        QCOMPARE(::read(ready[0], &byte, 1), ssize_t(0)); // it listens
        ::close(ready[0]);

        int status = 0;
        QCOMPARE(::kill(child, SIGINT), 0);
        QCOMPARE(::waitpid(child, &status, WNOHANG), 0);
        QCOMPARE(::kill(child, SIGTERM), 0);
        const bool ended =
            QTest::qWaitFor([&] { return ::waitpid(child, &status, WNOHANG) == child; }, 30'000);
        if (!ended) {
            ::kill(child, SIGKILL);
            ::waitpid(child, &status, 0);
        }
        QVERIFY(ended);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 130);
    }

    void theWindowClosesByItself_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl+C") << SIGINT;
        QTest::newRow("asked to end") << SIGTERM;
        QTest::newRow("its terminal is closed") << SIGHUP;
    }

    void theWindowClosesByItself()
    {
        QFETCH(int, signal);
        const test::Program program;
        QProcessEnvironment offscreen;
        offscreen.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        // Whoever began the tests may have had it ignored, as nohup does.
        const auto process =
            program.launch({}, offscreen, {}, [signal] { ::signal(signal, SIG_DFL); });
        QVERIFY(process->waitForStarted());
        const auto id = static_cast<pid_t>(process->processId());
        QTRY_VERIFY_WITH_TIMEOUT(listens(id, signal), 30'000);
        QCOMPARE(::kill(id, signal), 0);
        QVERIFY(test::Program::ended(*process));
        const auto result = test::Program::resultOf(*process);
        QCOMPARE(result.status, 0);
        QVERIFY2(!result.err.contains(u"assay"_s), qPrintable(result.err));
    }

    void aTerminalThatIsClosedAsksOnce()
    {
        ::signal(SIGHUP, SIG_DFL);
        app::Interrupts interrupts;
        QSignalSpy told(&interrupts, &app::Interrupts::interrupted);
        ::raise(SIGTERM);
        ::raise(SIGHUP);
        ::raise(SIGHUP);
        QTRY_COMPARE(told.size(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(told.size(), 1);
        QCOMPARE(::alarm(0), 0U);
    }

private:
    //! Whether the process has something to do when the signal comes.
    static bool listens(pid_t id, int signal)
    {
        QFile file(u"/proc/%1/status"_s.arg(id));
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QByteArray status = file.readAll();
        const qsizetype at = status.indexOf("SigCgt:");
        const quint64 caught = status.mid(at + 7, 17).trimmed().toULongLong(nullptr, 16);
        return at >= 0 && (caught >> (signal - 1) & 1) != 0;
    }
};

QTEST_GUILESS_MAIN(TestInterrupts)
#include "tst_interrupts.moc"
