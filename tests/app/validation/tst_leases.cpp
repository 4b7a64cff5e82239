// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include "cluster/lease.h"

#include <QRegularExpression>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using app::Lease;
using models::Json;

//! Several validations of different processes in one namespace: none of them knows the others but
//! from the cluster.
class TestLeases : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;
    std::unique_ptr<k8s::Client> m_client;

    //! The answer to a request of the test's own; null where it is a refusal.
    Json answer(const k8s::JobPtr<k8s::ApiJob> &job) const
    {
        if (!QTest::qWaitFor([&job] { return job->isFinished(); }, 10'000) || !job->result())
            return nullptr;
        return *job->result();
    }
    Json theNamespace() const
    {
        return answer(m_client->get(k8s::Resource::namespaces(), {}, u"test-case"_s));
    }
    Json claim(const QString &name = u"case-notebook"_s) const
    {
        return answer(m_client->get(k8s::Resource::persistentVolumeClaims(), u"test-case"_s, name));
    }

    std::shared_ptr<app::Validation> validation(const QString &notebook = u"case-notebook"_s,
                                                const QString &image = u"minimal:2025.1"_s)
    {
        auto c = test::ValidationFixture::configuration(image);
        c.notebookName = notebook;
        return m_fixture.validation(c);
    }

    //! Calls it once the run has created an object of that kind.
    static void onCreated(const std::shared_ptr<app::Validation> &run, const QString &kind,
                          const std::function<void()> &then)
    {
        run->onFact = [kind, then](const models::Fact &fact) {
            const auto *made = std::get_if<models::ObjectCreated>(&fact.body);
            if (made && made->object.kind == kind)
                then();
        };
    }

    static QString endOfNamespace(const app::Validation &run)
    {
        QString end;
        for (const auto &deleted : run.record.deleted()) {
            if (deleted.object.kind == u"Namespace"_s)
                end = models::toString(deleted.result) + u": "_s + deleted.detail;
        }
        return end;
    }

    static bool ended(const std::shared_ptr<app::Validation> &run)
    {
        return QTest::qWaitFor([&run] { return run->record.isFinished(); }, 60'000);
    }

    void removeNamespace()
    {
        answer(m_client->remove(k8s::Resource::namespaces(), {}, u"test-case"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    static Json annotations(const std::string &key, const Json &value)
    {
        return {{"metadata", {{"annotations", {{key, value}}}}}};
    }

    //! A lease of a run elsewhere, renewed so many seconds ago.
    static Lease foreignLease(qint64 secondsAgo)
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        return {u"ann@elsewhere, process 7"_s, u"20260101T000000Z-other-0001"_s, now.addSecs(-3600),
                now.addSecs(-secondsAgo)};
    }

    int patches(const QString &path)
    {
        int count = 0;
        for (const QString &request : m_fixture.cluster().requests())
            count += request == u"PATCH "_s + path;
        return count;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
        m_client = std::make_unique<k8s::Client>(m_fixture.config());
    }

    void whatARunMakesCarriesItsLease()
    {
        const auto run = validation();
        k8s::JobPtr<k8s::ApiJob> looks[3];
        onCreated(run, u"Notebook"_s, [&] {
            looks[0] = m_client->get(k8s::Resource::namespaces(), {}, u"test-case"_s);
            looks[1] = m_client->get(k8s::Resource::persistentVolumeClaims(), u"test-case"_s,
                                     u"case-notebook"_s);
            looks[2] =
                m_client->get(k8s::Resource::notebooks(), u"test-case"_s, u"case-notebook"_s);
        });
        QVERIFY(test::ValidationFixture::finish(run));
        for (int i = 0; i < 2; ++i) {
            const auto lease = Lease::of(*looks[i]->result());
            QVERIFY(lease);
            QCOMPARE(lease->run, run->record.runId());
            QVERIFY2(
                lease->holder.endsWith(u", process %1"_s.arg(QCoreApplication::applicationPid())),
                qPrintable(lease->holder));
            QVERIFY(lease->isLive(QDateTime::currentDateTimeUtc()));
        }
        // The Notebook's annotations become the pod's: a change would start it anew.
        QVERIFY(!Lease::of(*looks[2]->result()));
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void itIsRenewedWhileTheyAreUsed()
    {
        const auto run = validation();
        run->patience.lease = std::chrono::milliseconds(20);
        const QString nameSpace = u"/api/v1/namespaces/test-case"_s;
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY2(patches(nameSpace) >= 3, qPrintable(QString::number(patches(nameSpace))));
        const QString ofClaim = nameSpace + u"/persistentvolumeclaims/case-notebook"_s;
        QVERIFY2(patches(ofClaim) >= 3, qPrintable(QString::number(patches(ofClaim))));
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void whoeverMayNotRenewGoesOn()
    {
        sandbox::Fault fault;
        fault.method = u"PATCH"_s;
        fault.pathPattern = u"/namespaces/test-case"_s;
        fault.code = 403;
        fault.times = -1;
        m_fixture.cluster().inject(fault);
        const auto run = validation();
        run->patience.lease = std::chrono::milliseconds(20);
        const QString nameSpace = u"/api/v1/namespaces/test-case"_s;
        const int before = patches(nameSpace);
        QVERIFY(test::ValidationFixture::finish(run));
        m_fixture.cluster().clearFaults();
        QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
        // Once was enough.
        QCOMPARE(patches(nameSpace) - before, 1);
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void aSecondRunUsesTheNamespaceAndLeavesIt()
    {
        const auto maker = validation(u"case-notebook"_s, u"neverready:2025.1"_s);
        const auto guest = validation(u"second"_s);
        onCreated(maker, u"PersistentVolumeClaim"_s, [guest] { app::validate(guest); });
        // The maker ends while the second is still at it.
        std::shared_ptr<app::Cancellation> stop = maker->cancellation;
        onCreated(guest, u"Notebook"_s, [stop] { stop->request(); });
        QVERIFY(test::ValidationFixture::finish(maker));
        QCOMPARE(models::toString(maker->record.verdict()->outcome), u"cancelled"_s);
        const QString end = endOfNamespace(*maker);
        QVERIFY2(end.startsWith(u"Kept: It is in use by run %1 of "_s.arg(guest->record.runId())),
                 qPrintable(end));
        QVERIFY2(end.endsWith(u" \"assay clean\" deletes it afterwards."_s), qPrintable(end));

        QVERIFY(ended(guest));
        QCOMPARE(models::toString(guest->record.verdict()->outcome), u"passed"_s);
        QCOMPARE(endOfNamespace(*guest), QString());
        QVERIFY2(guest->record.notes().constLast().startsWith(
                     u"Namespace test-case was made by Assay and is in use by run %1 of "_s.arg(
                         maker->record.runId())),
                 qPrintable(guest->record.notes().join(u'\n')));
        // Only the namespace stays, and says that nobody is in it any more.
        QCOMPARE(m_fixture.remains(), QStringList{u"1 namespaces"_s});
        QCOMPARE(Lease::guestsOf(theNamespace()).size(), std::size_t(0));
        removeNamespace();
    }

    void aGuestThatComesWhileTheMakerLooksIsNotOverlooked()
    {
        // The maker has read the namespace, and is still looking at what is in it.
        sandbox::Fault slow;
        slow.kind = sandbox::Fault::Kind::SlowBytes;
        slow.method = u"GET"_s;
        slow.pathPattern = u"/namespaces/test-case/secrets"_s;
        slow.milliseconds = 20;
        m_fixture.cluster().inject(slow);
        const auto looks = [&] {
            return m_fixture.cluster()
                .requests()
                .filter(QRegularExpression(u"^GET /api/v1/namespaces/test-case/secrets(\\?|$)"_s))
                .size();
        };
        const qsizetype before = looks();
        const auto run = validation();
        k8s::JobPtr<k8s::ApiJob> joined;
        run->onAwait = [&](int) {
            if (!joined && looks() > before)
                joined = m_client->mergePatch(
                    k8s::Resource::namespaces(), {}, u"test-case"_s,
                    annotations(app::guestAnnotation(u"other"_s), foreignLease(0).toJson()));
        };
        QVERIFY(test::ValidationFixture::finish(run));
        m_fixture.cluster().clearFaults();
        QVERIFY(joined && joined->isFinished() && joined->result());
        const QString end = endOfNamespace(*run);
        QVERIFY2(end.startsWith(u"Kept: It is in use by run 20260101T000000Z-other-0001 of "
                                "ann@elsewhere, process 7 for 1 h 00 min."_s),
                 qPrintable(end));
        removeNamespace();
    }

    void aGuestThatIsNotHeardOfAnyMoreHoldsNothing()
    {
        const auto run = validation();
        k8s::JobPtr<k8s::ApiJob> joined;
        onCreated(run, u"Notebook"_s, [&] {
            joined = m_client->mergePatch(
                k8s::Resource::namespaces(), {}, u"test-case"_s,
                annotations(app::guestAnnotation(u"other"_s), foreignLease(121).toJson()));
        });
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(joined->isFinished() && joined->result());
        QCOMPARE(endOfNamespace(*run), u"Deleted: "_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void aLiveLeaseOnTheSameNameIsInconclusive_data()
    {
        QTest::addColumn<bool>("atOnce");
        QTest::newRow("seen before anything is created") << false;
        QTest::newRow("seen as the claim is created") << true;
    }
    void aLiveLeaseOnTheSameNameIsInconclusive()
    {
        QFETCH(bool, atOnce);
        const auto first = validation();
        const auto second = validation();
        if (atOnce) {
            // Both looked before either created anything.
            sandbox::Fault blind;
            blind.method = u"GET"_s;
            blind.pathPattern = u"/(notebooks|statefulsets|persistentvolumeclaims)/case-notebook"_s;
            blind.code = 404;
            blind.skip = 3; // the first run's own
            blind.times = 3;
            m_fixture.cluster().inject(blind);
        }
        onCreated(first, u"PersistentVolumeClaim"_s, [second] { app::validate(second); });
        QVERIFY(test::ValidationFixture::finish(first));
        QVERIFY(ended(second));
        m_fixture.cluster().clearFaults();
        QCOMPARE(models::toString(first->record.verdict()->outcome), u"passed"_s);
        QCOMPARE(models::toString(second->record.verdict()->outcome), u"inconclusive"_s);
        const QString message = second->record.verdict()->error->message;
        QVERIFY2(message.contains(
                     u"It is Assay's own, in use by run %1 of "_s.arg(first->record.runId())),
                 qPrintable(message));
        QVERIFY2(message.contains(u", process %1 for "_s.arg(QCoreApplication::applicationPid())),
                 qPrintable(message));
        QVERIFY2(message.endsWith(u"Two runs cannot share a workbench's name: wait until that one "
                                  "has ended, or choose another notebook_name."_s),
                 qPrintable(message));
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void aNameTakenByALeftoverSaysSo()
    {
        const auto first = validation();
        first->keep = app::Keep::Always;
        QVERIFY(test::ValidationFixture::finish(first));
        Lease old = *Lease::of(claim());
        old.renewed = old.renewed.addSecs(-3600);
        old.kept = {};
        for (const auto &[resource, nameSpace, name] :
             {std::tuple(k8s::Resource::namespaces(), QString(), u"test-case"_s),
              std::tuple(k8s::Resource::persistentVolumeClaims(), u"test-case"_s,
                         u"case-notebook"_s)})
            QVERIFY(!answer(m_client->mergePatch(resource, nameSpace, name,
                                                 annotations(app::leaseAnnotation, old.toJson())))
                         .is_null());
        const auto second = validation();
        QVERIFY(test::ValidationFixture::finish(second));
        QCOMPARE(models::toString(second->record.verdict()->outcome), u"inconclusive"_s);
        const QString message = second->record.verdict()->error->message;
        QVERIFY2(
            message.contains(u"It is Assay's own, left by run %1 of "_s.arg(first->record.runId())),
            qPrintable(message));
        QVERIFY2(message.contains(u"not heard of for 1 h 00 min."_s), qPrintable(message));
        QVERIFY2(message.contains(u"\"assay clean --orphans\" deletes what no record here knows"_s),
                 qPrintable(message));
        removeNamespace();
    }

    void aNameOfWhatWasKeptSaysSo()
    {
        const auto first = validation();
        first->keep = app::Keep::Always;
        QVERIFY(test::ValidationFixture::finish(first));
        const auto second = validation();
        QVERIFY(test::ValidationFixture::finish(second));
        QCOMPARE(models::toString(second->record.verdict()->outcome), u"inconclusive"_s);
        const QString message = second->record.verdict()->error->message;
        QVERIFY2(
            message.contains(u"It is Assay's own, kept by run %1 of "_s.arg(first->record.runId())),
            qPrintable(message));
        QVERIFY2(message.endsWith(u" ago. Nothing is at work there: delete it (\"assay clean\" "
                                  "lists it, the window shows it above its test), or choose "
                                  "another notebook_name."_s),
                 qPrintable(message));
        removeNamespace();
    }

    void whatIsNoLeaseIsNone_data()
    {
        QTest::addColumn<models::Json>("value");
        const std::string time = "2026-01-01T00:00:00Z";
        QTest::newRow("null") << Json(nullptr);
        QTest::newRow("a number") << Json(7);
        QTest::newRow("an object") << Json::object();
        QTest::newRow("no JSON") << Json("x");
        QTest::newRow("nothing in it") << Json("{}");
        QTest::newRow("deep") << Json(std::string(50'000, '['));
        QTest::newRow("no times") << Json(Json{{"run", "r"}, {"holder", "h"}}.dump());
        QTest::newRow("no run") << Json(
            Json{{"holder", "h"}, {"since", time}, {"renewed", time}}.dump());
    }
    void whatIsNoLeaseIsNone()
    {
        QFETCH(models::Json, value);
        QVERIFY(!Lease::of(annotations(app::leaseAnnotation, value)));
        QCOMPARE(Lease::guestsOf(annotations(app::guestAnnotation(u"r"_s), value)).size(),
                 std::size_t(0));
    }

    void itLivesForTwoMinutes()
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        Lease lease{u"h"_s, u"r"_s, now.addSecs(-600), now.addSecs(-119)};
        QVERIFY(lease.isLive(now));
        QCOMPARE(lease.toText(now), u"in use by run r of h for 10 min 00 s"_s);
        lease.renewed = now.addSecs(-120);
        QVERIFY(!lease.isLive(now));
        QCOMPARE(lease.toText(now), u"left by run r of h, not heard of for 2 min 00 s"_s);
        // A clock that goes ahead of ours.
        lease.renewed = now.addSecs(3600);
        QVERIFY(lease.isLive(now));
        const auto again = Lease::of(annotations(app::leaseAnnotation, lease.toJson()));
        QVERIFY(again);
        QCOMPARE(again->renewed, lease.renewed);
        QCOMPARE(again->holder, u"h"_s);

        // What was kept is not in use, however short ago.
        QVERIFY(again->kept.isNull());
        lease.kept = now.addSecs(-5);
        QVERIFY(!lease.isLive(now));
        QCOMPARE(lease.toText(now), u"kept by run r of h 5.0 s ago"_s);
        QCOMPARE(Lease::of(annotations(app::leaseAnnotation, lease.toJson()))->kept, lease.kept);
    }
};

QTEST_GUILESS_MAIN(TestLeases)
#include "tst_leases.moc"
