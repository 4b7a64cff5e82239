// SPDX-License-Identifier: Apache-2.0
#include "output/interrupts.h"

#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;

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
};

QTEST_GUILESS_MAIN(TestInterrupts)
#include "tst_interrupts.moc"
