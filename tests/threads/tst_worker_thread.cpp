// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/hand_over.h>
#include <k8s/base/worker_thread.h>
#include <k8s/client.h>

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <array>
#include <atomic>
#include <memory>
#include <sched.h>

using namespace assay;
using namespace Qt::StringLiterals;

//! Lets go of another one as it is deleted, and that of the next.
class Link : public QObject
{
    Q_OBJECT
public:
    Link(int further, std::atomic<int> *alive) : m_alive(alive)
    {
        ++*m_alive;
        if (further > 0)
            m_next = new Link(further - 1, alive);
    }
    ~Link() override
    {
        m_deletedIn = QThread::currentThread();
        if (m_next)
            m_next->deleteLater();
        --*m_alive;
    }
    static inline std::atomic<QThread *> m_deletedIn = nullptr; //!< the last of them

private:
    Link *m_next = nullptr;
    std::atomic<int> *m_alive;
};

//! There a thread is through with its end before whoever waited for it goes on, which is when
//! ThreadSanitizer sees nothing between the two.
class OnOneCore
{
public:
    OnOneCore()
    {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(::sched_getcpu(), &one);
        ::sched_getaffinity(0, sizeof m_before, &m_before);
        ::sched_setaffinity(0, sizeof one, &one);
    }
    ~OnOneCore() { ::sched_setaffinity(0, sizeof m_before, &m_before); }
    OnOneCore(const OnOneCore &) = delete;
    OnOneCore &operator=(const OnOneCore &) = delete;

private:
    cpu_set_t m_before = {};
};

class WorkerThreadTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void deletesWhatLivesThereAsItEnds()
    {
        std::atomic<int> alive = 0;
        k8s::WorkerThread thread;
        auto *link = new Link(0, &alive);
        thread.take(link);
        QCOMPARE(link->thread(), &thread);
        thread.start();
        thread.quit();
        thread.join();
        QCOMPARE(alive.load(), 0);
        QCOMPARE(Link::m_deletedIn.load(), &thread);
    }

    void deletesWhatThoseLetGoOfInTurn()
    {
        std::atomic<int> alive = 0;
        k8s::WorkerThread thread;
        auto *home = new QObject;
        thread.take(home);
        thread.start();
        k8s::handOver(home, [&alive, &thread, home] {
            auto *first = new Link(8, &alive);
            QObject::connect(home, &QObject::destroyed, first, &QObject::deleteLater);
            thread.quit();
        });
        thread.join();
        QCOMPARE(alive.load(), 0);
        QCOMPARE(Link::m_deletedIn.load(), &thread);
    }

    //! For ThreadSanitizer: what was written there is read here, and where it lived something else
    //! does, as the next window.
    void whoJoinsComesAfterAllThatItDid()
    {
        const OnOneCore onOneCore;
        int written = 0;
        for (int round = 1; round <= 5; ++round) {
            k8s::WorkerThread thread;
            auto *home = new QObject;
            thread.take(home);
            QObject::connect(home, &QObject::destroyed, home, [&written] { ++written; });
            thread.start();
            thread.quit();
            thread.join();
            QCOMPARE(written, round);
        }
    }

    void isJoinedAtOnceWhereItWasNeverStarted()
    {
        k8s::WorkerThread thread;
        thread.join();
        QVERIFY(!thread.isRunning());
    }

    //! As a window that is closed while a cluster is asked: the server is not left with a
    //! connection of nobody's, neither with the one that waits for an answer nor with the one that
    //! was kept for the next request.
    void endsTheConnectionsOfAClientThatGoesWithIt()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        k8s::RestConfig config;
        config.server = QUrl(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
        k8s::WorkerThread thread;
        auto *home = new QObject;
        thread.take(home);
        thread.start();
        struct Asked
        {
            std::unique_ptr<k8s::Client> client;
            std::array<k8s::JobPtr<k8s::ApiJob>, 2> jobs;
        };
        std::atomic<int> answered = 0;
        k8s::handOver(home, [home, config, &answered] {
            auto asked = std::make_shared<Asked>();
            asked->client = std::make_unique<k8s::Client>(config);
            for (auto &job : asked->jobs) {
                job = asked->client->getRaw(u"/version"_s);
                QObject::connect(job.get(), &k8s::Job::finished, home, [&answered] { ++answered; });
            }
            // They go with their home.
            QObject::connect(home, &QObject::destroyed, home, [asked] {
                asked->jobs = {};
                asked->client.reset();
            });
        });
        std::vector<QTcpSocket *> connections;
        while (connections.size() < 2) {
            QTRY_VERIFY(server.hasPendingConnections());
            connections.push_back(server.nextPendingConnection());
        }
        for (QTcpSocket *connection : connections)
            QTRY_VERIFY(connection->bytesAvailable() > 0);
        connections.front()->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                   "Content-Length: 2\r\n\r\n{}");
        QTRY_COMPARE(answered.load(), 1);
        for (const QTcpSocket *connection : connections)
            QCOMPARE(connection->state(), QAbstractSocket::ConnectedState);
        thread.quit();
        thread.join();
        for (const QTcpSocket *connection : connections)
            QTRY_COMPARE(connection->state(), QAbstractSocket::UnconnectedState);
    }
};

QTEST_GUILESS_MAIN(WorkerThreadTest)
#include "tst_worker_thread.moc"
