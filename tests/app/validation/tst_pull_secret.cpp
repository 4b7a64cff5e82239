// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include "engine/left_behind.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;

//! Credentials that a private image is pulled with: on their way into the namespace and out of it.
class TestPullSecret : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;
    std::unique_ptr<k8s::Client> m_client;

    // Nothing that these words stand in may be in any file of a run.
    static constexpr auto password = "hunter2-in-clear";
    static QByteArray credentials()
    {
        return "{\"auths\": {\"registry.example\": {\"auth\": \"" +
               QByteArray(password).toBase64() + "\"}}}";
    }

    bool answered(const k8s::JobPtr<k8s::ApiJob> &job) const
    {
        return QTest::qWaitFor([&job] { return job->isFinished(); }, 10'000) && job->result();
    }

    void putSecret(const char *name, const char *type, const char *key)
    {
        const Json secret{{"apiVersion", "v1"},
                          {"kind", "Secret"},
                          {"metadata", {{"name", name}}},
                          {"type", type},
                          {"data", {{key, credentials().toBase64().toStdString()}}}};
        QVERIFY(answered(m_client->create(k8s::Resource::secrets(), u"team-a"_s, secret)));
    }

    std::shared_ptr<app::Validation> validation(const QString &secret)
    {
        auto c = test::ValidationFixture::configuration(u"minimal:2025.1"_s);
        c.pullSecret = secret;
        return m_fixture.validation(c);
    }

    //! The Secret that is in the test's namespace while the pod runs; null: none.
    std::shared_ptr<Json> seenWhileRunning(const std::shared_ptr<app::Validation> &run,
                                           const QString &name)
    {
        auto seen = std::make_shared<Json>();
        run->onFact = [this, seen, name](const models::Fact &fact) {
            if (!std::holds_alternative<models::PackageVerified>(fact.body) || m_look)
                return;
            m_look = m_client->get(k8s::Resource::secrets(), u"test-case"_s, name);
            connect(m_look.get(), &k8s::Job::finished, this, [this, seen] {
                if (m_look->result())
                    *seen = *m_look->result();
            });
        };
        return seen;
    }
    k8s::JobPtr<k8s::ApiJob> m_look;
    QStringList m_before; //!< with the namespace of the Secrets

    //! Files of the run's folder that hold one of the words.
    static QStringList filesWith(const app::Validation &run, const QList<QByteArray> &words)
    {
        QStringList found;
        QDirIterator it(run.journal->folder(), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (!file.open(QIODevice::ReadOnly))
                found << file.fileName();
            const QByteArray bytes = file.readAll();
            for (const QByteArray &word : words) {
                if (bytes.contains(word))
                    found << file.fileName() + u": "_s + QString::fromUtf8(word);
            }
        }
        return found;
    }
    static QList<QByteArray> secretWords()
    {
        return {password, QByteArray(password).toBase64(), credentials().toBase64()};
    }

    static QStringList secretsIn(const std::vector<models::ObjectRef> &refs)
    {
        QStringList names;
        for (const auto &ref : refs) {
            if (ref.kind == "Secret"_L1)
                names << ref.toString();
        }
        return names;
    }

    static QString told(const app::Validation &run)
    {
        for (const auto &check : run.record.preflight()) {
            if (check.name == "Pull secret"_L1)
                return toString(check.result) + u": "_s + check.detail;
        }
        return {};
    }

    int secrets() { return m_fixture.cluster().count(u"secrets"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
        m_client = std::make_unique<k8s::Client>(m_fixture.config());
        QVERIFY(answered(m_client->create(
            k8s::Resource::namespaces(), {},
            {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "team-a"}}}})));
        putSecret("quay-login", "kubernetes.io/dockerconfigjson", ".dockerconfigjson");
        putSecret("old-login", "kubernetes.io/dockercfg", ".dockercfg");
        putSecret("opaque", "Opaque", "password");
        m_before = m_fixture.remains();
    }
    void init() { m_look.reset(); }

    void itIsCopiedNamedAndDeletedAgain_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("key");
        QTest::newRow("of a namespace")
            << u"team-a/quay-login"_s << u"kubernetes.io/dockerconfigjson"_s
            << u".dockerconfigjson"_s;
        QTest::newRow("of an old form")
            << u"team-a/old-login"_s << u"kubernetes.io/dockercfg"_s << u".dockercfg"_s;
        QTest::newRow("given to the run")
            << QString() << u"kubernetes.io/dockerconfigjson"_s << u".dockerconfigjson"_s;
    }
    void itIsCopiedNamedAndDeletedAgain()
    {
        QFETCH(QString, secret);
        QFETCH(QString, type);
        QFETCH(QString, key);
        const int before = secrets();
        const auto run = validation(secret);
        if (secret.isEmpty())
            run->pullSecret = credentials();
        const auto seen = seenWhileRunning(run, u"case-notebook-pull"_s);
        QVERIFY(m_fixture.finish(run));
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Passed);

        // It was there, whole, and the pod names it.
        QCOMPARE(models::textAt(*seen, {"type"}), type);
        QCOMPARE(models::textAt(*seen, {"data", qPrintable(key)}).toLatin1(),
                 credentials().toBase64());
        QCOMPARE(models::textAt(*seen, {"metadata", "labels", "assay/run"}), run->record.runId());
        const Json &named = models::at(run->record.pod(), {"spec", "imagePullSecrets"});
        QCOMPARE(named.dump(), std::string("[{\"name\":\"case-notebook-pull\"}]"));

        // It was written down before it was made, and is gone.
        QStringList order;
        for (const auto &fact : run->record.facts()) {
            if (const auto *attempted = std::get_if<models::ObjectAttempted>(&fact.body))
                order << u"attempted "_s + attempted->object.kind;
            if (const auto *made = std::get_if<models::ObjectCreated>(&fact.body))
                order << u"created "_s + made->object.kind;
        }
        QCOMPARE(order, (QStringList{u"attempted Namespace"_s, u"created Namespace"_s,
                                     u"attempted Secret"_s, u"created Secret"_s,
                                     u"attempted PersistentVolumeClaim"_s,
                                     u"created PersistentVolumeClaim"_s, u"attempted Notebook"_s,
                                     u"created Notebook"_s}));
        QCOMPARE(secretsIn(run->record.leftovers()), QStringList());
        QCOMPARE(m_fixture.remains(), m_before);
        QCOMPARE(secrets(), before);

        QCOMPARE(filesWith(*run, secretWords()), QStringList());
        QVERIFY(!filesWith(*run, {"case-notebook-pull"}).isEmpty());
    }

    void inTheTestsOwnNamespaceItIsOnlyNamed()
    {
        QVERIFY(answered(m_client->create(
            k8s::Resource::namespaces(), {},
            {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "test-case"}}}})));
        const int before = secrets();
        const auto run = validation(u"test-case/there"_s);
        QVERIFY(m_fixture.finish(run));
        QVERIFY(run->record.verdict()->outcome == models::Outcome::Passed);
        QCOMPARE(models::at(run->record.pod(), {"spec", "imagePullSecrets"}).dump(),
                 std::string("[{\"name\":\"there\"}]"));
        QCOMPARE(told(*run), QString());
        QCOMPARE(secrets(), before);
        QVERIFY(answered(m_client->remove(k8s::Resource::namespaces(), {}, u"test-case"_s)));
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), m_before, 10'000);
    }

    void whatCannotBeReadIsSaidBeforeAnythingIsMade_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::addColumn<int>("code"); // injected; 0: none
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("says");
        QTest::newRow("not there") << u"team-a/gone"_s << 0 << u"ConfigurationError"_s
                                   << u"Failed: There is no Secret gone in namespace team-a."_s;
        QTest::newRow("no credentials")
            << u"team-a/opaque"_s << 0 << u"ConfigurationError"_s
            << u"Failed: The Secret team-a/opaque is of type Opaque and holds no credentials of a "
               "registry."_s;
        QTest::newRow("not allowed") << u"team-a/quay-login"_s << 403 << u"PermissionError"_s
                                     << u"Failed: Cannot read the Secret team-a/quay-login"_s;
    }
    void whatCannotBeReadIsSaidBeforeAnythingIsMade()
    {
        QFETCH(QString, secret);
        QFETCH(int, code);
        QFETCH(QString, error);
        QFETCH(QString, says);
        if (code != 0) {
            sandbox::Fault fault;
            fault.pathPattern = u"/namespaces/team-a/secrets/"_s;
            fault.code = code;
            m_fixture.cluster().inject(fault);
        }
        const auto run = validation(secret);
        QVERIFY(m_fixture.finish(run));
        QCOMPARE(toString(run->record.verdict()->error->type), error);
        QVERIFY2(told(*run).startsWith(says), qPrintable(told(*run)));
        QVERIFY(run->record.created().empty());
    }

    void theRightsToItAreAskedForOnlyWhereItIsMade()
    {
        const auto run = validation(u"team-a/quay-login"_s);
        QVERIFY(m_fixture.finish(run));
        QStringList rights;
        for (const auto &check : run->record.preflight()) {
            if (check.name.endsWith("secrets"_L1))
                rights << check.name;
        }
        QCOMPARE(rights, (QStringList{u"May create secrets"_s, u"May delete secrets"_s}));
        const auto without = validation({});
        QVERIFY(m_fixture.finish(without));
        for (const auto &check : without->record.preflight())
            QVERIFY2(!check.name.endsWith("secrets"_L1), qPrintable(check.name));
    }

    void whatACrashLeavesOfItIsCleanedLater()
    {
        // It is there, and nobody waits for the clean-up.
        const int before = secrets();
        const auto run = validation(u"team-a/quay-login"_s);
        run->onFact = [&run](const models::Fact &fact) {
            const auto *made = std::get_if<models::ObjectCreated>(&fact.body);
            if (made && made->object.kind == "Secret"_L1)
                run->cancellation->abandon();
        };
        QVERIFY(m_fixture.finish(run));
        QCOMPARE(secrets(), before + 1);
        QCOMPARE(secretsIn(run->record.leftovers()),
                 QStringList{u"Secret test-case/case-notebook-pull"_s});
        const QString folder = run->journal->folder();
        run->journal.reset();
        auto stored = models::StoredRun::load(folder);
        QVERIFY(stored);
        app::LeftBehind left;
        left.objects = stored->record.leftovers();
        left.run = std::move(*stored);
        bool done = false;
        QStringList problems;
        const auto clean = [&]() -> QCoro::Task<> {
            problems = co_await app::cleanLeftBehind(
                std::make_shared<k8s::Client>(m_fixture.config()),
                std::make_shared<app::Cancellation>(), std::move(left));
            done = true;
        };
        clean();
        QTRY_VERIFY_WITH_TIMEOUT(done, 30'000);
        QCOMPARE(problems, QStringList());
        QCOMPARE(secrets(), before);
        QCOMPARE(m_fixture.remains(), m_before);
    }
};

QTEST_GUILESS_MAIN(TestPullSecret)
#include "tst_pull_secret.moc"
