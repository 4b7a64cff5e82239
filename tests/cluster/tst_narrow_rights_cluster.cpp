// SPDX-License-Identifier: Apache-2.0
#include "support/cluster_fixture.h"
#include "support/program.h"

#include <models/record/run_journal.h>

#include <QDir>

using namespace assay;
using assay::tests::ClusterFixture;
using namespace Qt::StringLiterals;

//! A run under exactly the rights that `assay manifest --rbac` prints, with a pull secret.
class TestNarrowRightsCluster : public QObject
{
    Q_OBJECT
    test::Program m_program;
    ClusterFixture m_cluster;
    const QString m_nameSpace = ClusterFixture::ownName(u"rights"_s);
    const QString m_secrets = ClusterFixture::ownName(u"secrets"_s);
    QString m_suite;

    static k8s::Resource resourceOf(const models::Json &object)
    {
        const QString kind = models::textAt(object, {"kind"});
        if (kind == "ServiceAccount"_L1)
            return k8s::Resource::serviceAccounts();
        return {u"rbac.authorization.k8s.io"_s, u"v1"_s, kind.toLower() + u's', kind};
    }

    bool put(const k8s::Resource &resource, const models::Json &object)
    {
        const auto made = m_cluster.answer(m_cluster.client().create(
            resource, models::textAt(object, {"metadata", "namespace"}), object));
        if (!made)
            qWarning("%s", qPrintable(made.error().message));
        return made.has_value();
    }

    //! The token of the service account "assay"; empty: none came.
    QString token()
    {
        put(k8s::Resource::secrets(),
            {{"apiVersion", "v1"},
             {"kind", "Secret"},
             {"metadata",
              {{"name", "assay-token"},
               {"namespace", m_nameSpace},
               {"annotations", {{"kubernetes.io/service-account.name", "assay"}}}}},
             {"type", "kubernetes.io/service-account-token"}});
        QString token;
        const bool came = QTest::qWaitFor(
            [&] {
                const auto secret = m_cluster.answer(m_cluster.client().get(
                    k8s::Resource::secrets(), m_nameSpace, u"assay-token"_s));
                token = secret ? QString::fromUtf8(QByteArray::fromBase64(
                                     models::textAt(*secret, {"data", "token"}).toLatin1()))
                               : QString();
                return !token.isEmpty();
            },
            ClusterFixture::patience);
        return came ? token : QString();
    }

    //! A kubeconfig with nothing but that token.
    QString kubeconfigFor(const QString &token) const
    {
        const auto &config = m_cluster.config();
        const models::Json json{
            {"apiVersion", "v1"},
            {"kind", "Config"},
            {"current-context", "narrow"},
            {"clusters",
             {{{"name", "c"},
               {"cluster",
                {{"server", config.server.toString()},
                 {"certificate-authority-data",
                  config.certificateAuthority.toBase64().toStdString()}}}}}},
            {"users", {{{"name", "u"}, {"user", {{"token", token}}}}}},
            {"contexts", {{{"name", "narrow"}, {"context", {{"cluster", "c"}, {"user", "u"}}}}}}};
        return m_program.write(u"narrow.yaml"_s, QByteArray::fromStdString(json.dump()));
    }

    //! Whether the server knows of a right by now: it hears of Roles some time after they are made.
    bool may(const QString &verb, const QString &nameSpace, const QString &secret = {})
    {
        const auto config = k8s::Kubeconfig::load(m_program.path(u"narrow.yaml"_s))->restConfig();
        k8s::Client client(*config);
        const models::Json what{
            {"verb", verb}, {"resource", "secrets"}, {"namespace", nameSpace}, {"name", secret}};
        const auto answer =
            m_cluster.answer(client.create(k8s::Resource::selfSubjectAccessReviews(), {},
                                           {{"apiVersion", "authorization.k8s.io/v1"},
                                            {"kind", "SelfSubjectAccessReview"},
                                            {"spec", {{"resourceAttributes", what}}}}));
        return answer && models::at(*answer, {"status", "allowed"}) == true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = ClusterFixture::reasonToSkip(); !why.isEmpty())
            QSKIP(qPrintable(why));
        const auto problem = m_cluster.open();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
        QVERIFY(m_cluster.createNamespace(m_nameSpace));
        QVERIFY(m_cluster.createNamespace(m_secrets));
        const QByteArray login =
            "{\"auths\": {\"registry.example\": {\"auth\": \"dTpodW50ZXIy\"}}}";
        QVERIFY(put(k8s::Resource::secrets(),
                    {{"apiVersion", "v1"},
                     {"kind", "Secret"},
                     {"metadata", {{"name", "login"}, {"namespace", m_secrets}}},
                     {"type", "kubernetes.io/dockerconfigjson"},
                     {"data", {{".dockerconfigjson", login.toBase64().toStdString()}}}}));
        m_suite = m_program.write(
            u"suite.yaml"_s,
            "version: 1\ndefaults:\n  pull_secret: " + m_secrets.toUtf8() +
                "/login\ntests:\n  - id: narrow\n    namespace: " + m_nameSpace.toUtf8() +
                "\n    notebook_name: narrow\n    custom_image: "
                "localhost:5000/test/py-workbench:1.0\n    packages_to_verify: [numpy, yaml]\n"
                "    timeout_pod_ready: 120\n"
                "    resources: {requests: {cpu: 50m, memory: 64Mi}}\n");
    }

    void aRunUnderThemWorks()
    {
        const auto printed =
            m_program.run({u"manifest"_s, m_suite, u"--rbac"_s, u"--format"_s, u"json"_s});
        QVERIFY2(printed.status == 0, qPrintable(printed.err));
        const models::Json list = models::Json::parse(printed.out.toStdString());
        QStringList kinds;
        for (const models::Json &object : list["items"]) {
            kinds << models::textAt(object, {"kind"});
            QVERIFY(put(resourceOf(object), object));
        }
        QCOMPARE(kinds, (QStringList{u"ServiceAccount"_s, u"Role"_s, u"RoleBinding"_s, u"Role"_s,
                                     u"RoleBinding"_s}));
        const QString narrow = kubeconfigFor(token());
        QTRY_VERIFY(may(u"create"_s, m_nameSpace));
        QTRY_VERIFY(may(u"get"_s, m_secrets, u"login"_s));

        const QString output = m_program.path(u"out"_s);
        const auto process =
            m_program.launch({u"run"_s, m_suite, u"--kubeconfig"_s, narrow, u"-o"_s, output});
        QVERIFY(test::Program::ended(*process, 180'000));
        const auto result = test::Program::resultOf(*process);
        QVERIFY2(result.status == 0, qPrintable(result.err));

        // Whatever was refused is what no Role can allow.
        const QStringList folders = models::StoredRun::list(output + u"/runs"_s);
        QCOMPARE(folders.size(), 1);
        const auto stored = models::StoredRun::load(folders.constFirst());
        QVERIFY(stored);
        QStringList refused;
        for (const models::RequestMade &request : stored->record.requests()) {
            if (request.httpStatus == 403)
                refused << request.method + u' ' + request.path.section(u'?', 0, 0);
        }
        refused.removeDuplicates();
        QCOMPARE(refused.join(u'\n'), u"POST /api/v1/namespaces"_s);
        QCOMPARE(stored->record.leftovers().size(), std::size_t(0));
        const auto copy = m_cluster.answer(
            m_cluster.client().get(k8s::Resource::secrets(), m_nameSpace, u"narrow-pull"_s));
        QVERIFY(!copy);
        QVERIFY(copy.error().kind == k8s::Error::Kind::NotFound);
    }

    void withOneLessItDoesNot()
    {
        // The Role without the Secrets: the ladder says so before anything is made.
        const auto role = m_cluster.answer(
            m_cluster.client().get({u"rbac.authorization.k8s.io"_s, u"v1"_s, u"roles"_s, u"Role"_s},
                                   m_nameSpace, u"assay-runner"_s));
        QVERIFY(role);
        models::Json rules = models::Json::array();
        for (const models::Json &rule : role->at("rules")) {
            if (rule["resources"] != models::Json::array({"secrets"}))
                rules.push_back(rule);
        }
        QCOMPARE(rules.size() + 1, role->at("rules").size());
        QVERIFY(m_cluster.answer(m_cluster.client().mergePatch(
            {u"rbac.authorization.k8s.io"_s, u"v1"_s, u"roles"_s, u"Role"_s}, m_nameSpace,
            u"assay-runner"_s, {{"rules", rules}})));
        QTRY_VERIFY(!may(u"create"_s, m_nameSpace));
        const auto result =
            m_program.run({u"run"_s, m_suite, u"--kubeconfig"_s, m_program.path(u"narrow.yaml"_s),
                           u"-o"_s, m_program.path(u"less"_s)});
        QVERIFY2(result.status == 3, qPrintable(result.err));
        QVERIFY2(result.out.contains(u"create secrets, delete secrets"_s), qPrintable(result.out));
    }

    void cleanupTestCase()
    {
        if (!ClusterFixture::reasonToSkip().isEmpty())
            return;
        for (const QString &name : {m_nameSpace, m_secrets})
            m_cluster.answer(m_cluster.client().remove(k8s::Resource::namespaces(), {}, name));
    }
};

QTEST_GUILESS_MAIN(TestNarrowRightsCluster)
#include "tst_narrow_rights_cluster.moc"
