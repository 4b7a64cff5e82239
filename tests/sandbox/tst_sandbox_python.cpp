// SPDX-License-Identifier: Apache-2.0
// The Python client (python3-kubernetes) as another second opinion: it refuses objects that lack a
// field which the API's description calls required.
#include "support.h"

#include <QStandardPaths>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

class SandboxPython : public QObject
{
    Q_OBJECT

    //! The system's own, which has its packages; another one may stand before it in PATH.
    static QString python()
    {
        const QString own = QStandardPaths::findExecutable(u"python3"_s, {u"/usr/bin"_s});
        return own.isEmpty() ? QStandardPaths::findExecutable(u"python3"_s) : own;
    }

    static std::unique_ptr<QProcess> run(const QStringList &arguments)
    {
        auto process = std::make_unique<QProcess>();
        process->start(python(), arguments);
        if (!QTest::qWaitFor([&] { return process->state() == QProcess::NotRunning; }, 90'000))
            process->kill();
        return process;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (run({u"-c"_s, u"import kubernetes"_s})->exitCode() != 0)
            QSKIP("the Python client is not installed (python3-kubernetes)");
    }

    void doesWhatItsDocumentationSays()
    {
        test::Sandbox sandbox(4);
        const auto process =
            run({QStringLiteral(ASSAY_PYTHON_CLIENT), sandbox.cluster.kubeconfigPath()});
        const QByteArray errors = process->readAllStandardError();
        QVERIFY2(process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0,
                 errors.constData());
        QCOMPARE(process->readAllStandardOutput(),
                 QByteArray("ok version\nok node\nok namespace\nok access\nok watch\n"
                            "ok custom objects\nok what was made of it\nok exec\nok pages\n"
                            "ok refusals\nok patch\nok gone\n"));
    }
};

QTEST_GUILESS_MAIN(SandboxPython)
#include "tst_sandbox_python.moc"
