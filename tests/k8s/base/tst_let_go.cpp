// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/let_go.h>

#include <QPointer>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace assay;
using namespace Qt::StringLiterals;

//! QProcess's destructor waits for its program, which is why nobody calls it before that has ended.
class LetGoTest : public QObject
{
    Q_OBJECT

    static QProcess *started(const QString &program, const QStringList &arguments = {})
    {
        auto *process = new QProcess;
        process->start(program, arguments);
        return process;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u"QProcess: Destroyed"_s)); }

    void itIsDeletedOnceItHasEnded()
    {
        QProcess *process = started(u"sleep"_s, {u"60"_s});
        QVERIFY(process->waitForStarted());
        const QPointer<QProcess> seen = process;
        bool heard = false;
        connect(process, &QProcess::finished, this, [&heard] { heard = true; });
        QProcess *given = k8s::letGo(process, this);
        QCOMPARE(process, nullptr);
        QCOMPARE(given, seen.data());
        QCOMPARE(given->state(), QProcess::Running);
        given->kill();
        QTRY_VERIFY(seen.isNull());
        QVERIFY(!heard);
    }

    void whatHasEndedIsNotGivenBack()
    {
        QProcess *process = started(u"true"_s);
        QVERIFY(process->waitForFinished());
        const QPointer<QProcess> seen = process;
        QCOMPARE(k8s::letGo(process, this), nullptr);
        QCOMPARE(process, nullptr);
        QTRY_VERIFY(seen.isNull());
        QCOMPARE(k8s::letGo(process, this), nullptr);
    }

    void whatCannotBeStartedIsDeletedToo()
    {
        QProcess *process = started(u"/no/such/program"_s);
        const QPointer<QProcess> seen = process;
        if (QProcess *given = k8s::letGo(process, this))
            given->kill();
        QTRY_VERIFY(seen.isNull());
    }

    //! Nothing is waited for, and (as LeakSanitizer sees) nothing forgotten.
    void aThreadWithoutAnEventLoopKeepsIt()
    {
        QPointer<QProcess> seen;
        qint64 id = 0;
        std::thread([&] {
            QProcess *process = started(u"sleep"_s, {u"60"_s});
            process->waitForStarted();
            id = process->processId();
            seen = process;
            if (QProcess *given = k8s::letGo(process, nullptr))
                given->kill();
        }).join();
        QVERIFY(id > 0);
        QVERIFY(!seen.isNull());
    }
};

QTEST_GUILESS_MAIN(LetGoTest)
#include "tst_let_go.moc"
