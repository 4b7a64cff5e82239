// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/hand_over.h>

#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace assay;
using namespace Qt::StringLiterals;

class Sender : public QObject
{
    Q_OBJECT
Q_SIGNALS:
    void said(const QString &text, int number);
};

class HandOverTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_thread = std::make_unique<QThread>();
        m_there = new Sender;
        m_there->moveToThread(m_thread.get());
        connect(m_thread.get(), &QThread::finished, m_there, &QObject::deleteLater);
        m_thread->start();
    }
    void cleanup()
    {
        m_thread->quit();
        m_thread->wait();
    }

    void callsInTheReceiversThreadInOrder()
    {
        QStringList heard;
        QList<bool> here;
        for (const QString &text : {u"one"_s, u"two"_s, u"three"_s}) {
            k8s::handOver(m_there, [this, &heard, &here, text] {
                const bool there = QThread::currentThread() == m_thread.get();
                k8s::handOver(this, [&heard, &here, text, there] {
                    heard << text;
                    here << (there && qApp->thread() == QThread::currentThread());
                });
            });
        }
        QTRY_COMPARE(heard, (QStringList{u"one"_s, u"two"_s, u"three"_s}));
        QCOMPARE(here, (QList<bool>{true, true, true}));
    }

    void neverCallsBeforeItReturns()
    {
        bool called = false;
        k8s::handOver(this, [&called] { called = true; });
        QVERIFY(!called);
        QTRY_VERIFY(called);
    }

    void forgetsAReceiverThatIsGone()
    {
        bool called = false;
        auto receiver = std::make_unique<QObject>();
        k8s::handOver(receiver.get(), [&called] { called = true; });
        receiver.reset();
        bool later = false;
        k8s::handOver(this, [&later] { later = true; });
        QTRY_VERIFY(later);
        QVERIFY(!called);
    }

    void bringsBackWhatThePoolFound()
    {
        QByteArray found;
        QThread *worker = nullptr;
        k8s::inThreadPool<std::pair<QByteArray, QThread *>>(
            this, [] { return std::pair(QByteArray("found"), QThread::currentThread()); },
            [&](const auto &result) { std::tie(found, worker) = result; });
        QTRY_COMPARE(found, QByteArray("found"));
        QVERIFY(worker != QThread::currentThread());
    }

    void whoAskedAndIsGoneIsNotTold()
    {
        auto context = std::make_unique<QObject>();
        bool told = false;
        // Destroyed where it was made, however the work ends.
        QThread *destroyedIn = nullptr;
        auto held = std::shared_ptr<int>(new int, [&destroyedIn](int *one) {
            delete one;
            destroyedIn = QThread::currentThread();
        });
        k8s::inThreadPool<int>(
            context.get(), [] { return 1; }, [&told, held](int) { told = true; });
        context.reset();
        held.reset();
        QTRY_COMPARE(destroyedIn, QThread::currentThread());
        QVERIFY(!told);
    }

    void handsOverEachSignalWithItsArguments()
    {
        QStringList heard;
        QThread *in = nullptr;
        k8s::handOverEach(m_there, &Sender::said, this, [&](const QString &text, int number) {
            heard << text + QString::number(number);
            in = QThread::currentThread();
        });
        k8s::handOver(m_there, [there = m_there] {
            Q_EMIT there->said(u"a"_s, 1);
            Q_EMIT there->said(u"b"_s, 2);
        });
        QTRY_COMPARE(heard, (QStringList{u"a1"_s, u"b2"_s}));
        QCOMPARE(in, QThread::currentThread());
    }

private:
    std::unique_ptr<QThread> m_thread;
    Sender *m_there = nullptr;
};

QTEST_GUILESS_MAIN(HandOverTest)
#include "tst_hand_over.moc"
