// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/let_go.h>

#include <QProcess>
#include <QSslSocket>
#include <QTest>

#include <cstdio>
#include <openssl/crypto.h>

using namespace assay;
using namespace Qt::StringLiterals;

//! At the end of a process OpenSSL must free nothing that a thread may be freeing.
class OpenSslExitTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isNotTakenDownWithTheProcess()
    {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--child"_s});
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::NormalExit);
        QCOMPARE(child.exitCode(), 0);
        QCOMPARE(child.readAllStandardOutput(), "TLS is there\n");
    }
};

//! A process that used TLS, of the client's library.
static int endAfterTls()
{
    QProcess *nothing = nullptr;
    k8s::letGo(nothing, nullptr);
    if (!QSslSocket::supportsSsl())
        return 1;
    std::puts("TLS is there");
    return OPENSSL_atexit([] { std::puts("OpenSSL was taken down"); }) == 1 ? 0 : 2;
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().contains(u"--child"_s))
        return endAfterTls();
    OpenSslExitTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_openssl_exit.moc"
