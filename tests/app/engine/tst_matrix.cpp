// SPDX-License-Identifier: Apache-2.0
#include "support/program.h"

#include <k8s/identity/kubeconfig.h>
#include <models/record/run_journal.h>
#include <sandbox/cluster.h>

#include <QDir>
#include <QSet>
#include <QXmlStreamReader>

#include <csignal>

using namespace assay;
using namespace Qt::StringLiterals;

//! Tests on several contexts: the program, and clusters that are well, slow or dead.
class TestMatrix : public QObject
{
    Q_OBJECT
    test::Program m_program;
    std::unique_ptr<sandbox::Cluster> m_alpha, m_beta;
    using Result = test::Program::Result;

    static std::unique_ptr<sandbox::Cluster> cluster(double speed = 10)
    {
        auto cluster = std::make_unique<sandbox::Cluster>();
        sandbox::Cluster::Options options;
        options.speed = speed;
        if (const auto problem = cluster->start(options))
            qFatal("%s", qPrintable(*problem));
        return cluster;
    }

    //! Contexts alpha and beta, each a cluster; twin, alpha once more; dead, where nobody is.
    QString kubeconfig() const
    {
        QByteArray clusters, users;
        const auto add = [&](const char *name, const sandbox::Cluster &cluster) {
            const auto config = k8s::Kubeconfig::load(cluster.kubeconfigPath())->restConfig();
            clusters +=
                QByteArray("- name: ") + name +
                "\n  cluster: {server: \"https://127.0.0.1:" + QByteArray::number(cluster.port()) +
                "\", certificate-authority-data: " + config->certificateAuthority.toBase64() +
                "}\n";
            users += QByteArray("- name: ") + name + "\n  user: {token: " + cluster.token() + "}\n";
        };
        add("alpha", *m_alpha);
        add("beta", *m_beta);
        return m_program.write(
            u"kubeconfig"_s,
            "apiVersion: v1\nkind: Config\ncurrent-context: alpha\nclusters:\n" + clusters +
                "- name: dead\n  cluster: {server: \"https://127.0.0.1:1\"}\nusers:\n" + users +
                "contexts:\n"
                "- {name: alpha, context: {cluster: alpha, user: alpha}}\n"
                "- {name: twin, context: {cluster: alpha, user: alpha}}\n"
                "- {name: beta, context: {cluster: beta, user: beta}}\n"
                "- {name: dead, context: {cluster: dead, user: beta}}\n");
    }

    QString suite(const QStringList &ids, const QByteArray &image = "minimal:2025.1") const
    {
        QByteArray text = "version: 1\ntests:\n";
        for (const QString &id : ids) {
            const QByteArray name = id.toUtf8();
            text += "  - id: " + name + "\n    namespace: test-" + name +
                    "\n    notebook_name: " + name +
                    "\n    custom_image: sandbox.local/workbench/" + image +
                    "\n    packages_to_verify: [json]\n";
        }
        return m_program.write(u"suite.yaml"_s, text);
    }

    QStringList command(const QString &suite, const QString &output, const QStringList &contexts,
                        const QStringList &more = {}) const
    {
        QStringList arguments{u"run"_s, suite, u"--kubeconfig"_s, kubeconfig(), u"-o"_s, output};
        for (const QString &context : contexts)
            arguments << u"--context"_s << context;
        return arguments + more;
    }

    static QStringList remains(const sandbox::Cluster &cluster)
    {
        QStringList list;
        for (const char *plural : {"notebooks", "statefulsets", "pods", "persistentvolumeclaims"}) {
            if (const int n = cluster.count(QString::fromLatin1(plural)))
                list << u"%1 %2"_s.arg(n).arg(QLatin1String(plural));
        }
        return list;
    }

    static QStringList runFolders(const QString &output)
    {
        return QDir(output + u"/runs"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    }

    //! "ID on CONTEXT: OUTCOME", in the report's order.
    static QStringList outcomes(const models::Json &report)
    {
        QStringList list;
        for (const models::Json &test : report["tests"])
            list << u"%1 on %2: %3"_s.arg(models::textAt(test, {"id"}),
                                          models::textAt(test, {"context"}),
                                          models::textAt(test, {"outcome"}));
        return list;
    }

    struct Span
    {
        QString context;
        QDateTime begin, end;
    };
    static std::vector<Span> spans(const QString &output)
    {
        std::vector<Span> list;
        for (const QString &folder : runFolders(output)) {
            const auto run = models::StoredRun::load(output + u"/runs/"_s + folder);
            list.push_back({run->record.start().context, run->record.startedAt(),
                            run->record.facts().back().at});
        }
        return list;
    }
    //! How many are under way at the most at one time.
    static int mostAtOnce(const std::vector<Span> &spans)
    {
        int most = 0;
        for (const Span &at : spans) {
            int count = 0;
            for (const Span &other : spans)
                count += other.begin <= at.begin && at.begin < other.end ? 1 : 0;
            most = std::max(most, count);
        }
        return most;
    }

private Q_SLOTS:
    void init()
    {
        m_alpha = cluster();
        m_beta = cluster();
    }

    void everyTestRunsOnEveryContext()
    {
        const QString output = m_program.path(u"every"_s);
        const Result result =
            m_program.run(command(suite({u"one"_s, u"two"_s}), output, {u"alpha"_s, u"beta"_s}));
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const models::Json report = test::Program::report(output);
        QCOMPARE(outcomes(report),
                 (QStringList{u"one on alpha: passed"_s, u"one on beta: passed"_s,
                              u"two on alpha: passed"_s, u"two on beta: passed"_s}));
        QVERIFY(report["context"].is_null());
        QCOMPARE(report["contexts"].dump(), std::string(R"(["alpha","beta"])"));
        for (const models::Json &test : report["tests"])
            QCOMPARE(test["attempts"].get<int>(), 1);
        QCOMPARE(runFolders(output).size(), 4);
        QVERIFY2(result.out.startsWith(u"     alpha   beta\n"
                                       "one  passed  passed\n"
                                       "two  passed  passed\n"_s),
                 qPrintable(result.out));
        QVERIFY2(result.out.contains(u"\n4 passed\n"_s), qPrintable(result.out));
        QCOMPARE(remains(*m_alpha), QStringList());
        QCOMPARE(remains(*m_beta), QStringList());

        // One suite for each test on each context, and no case that another one is named like.
        QFile file(output + u"/junit.xml"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        QStringList suites, classes;
        QSet<QString> cases;
        int count = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == u"testsuite"_s)
                suites << xml.attributes().value(u"name"_s).toString();
            if (xml.name() != u"testcase"_s)
                continue;
            ++count;
            const QString className = xml.attributes().value(u"classname"_s).toString();
            classes << className.section(u'.', 1);
            cases << className + u' ' + xml.attributes().value(u"name"_s).toString();
        }
        QCOMPARE(suites, (QStringList{u"one on alpha"_s, u"one on beta"_s, u"two on alpha"_s,
                                      u"two on beta"_s}));
        classes.removeDuplicates();
        QCOMPARE(classes, (QStringList{u"one [alpha]"_s, u"one [beta]"_s, u"two [alpha]"_s,
                                       u"two [beta]"_s}));
        QCOMPARE(count, 8);
        QCOMPARE(cases.size(), 8);
    }

    void neitherTheDeadNorTheSlowHoldTheOthersUp()
    {
        // Beta needs seconds for its first word, and nobody answers at the dead one. There is one
        // place, and alpha has it for as long as it needs it.
        sandbox::Fault slow;
        slow.kind = sandbox::Fault::Kind::SlowBytes;
        slow.pathPattern = u"^/version"_s;
        slow.milliseconds = 15;
        m_beta->inject(slow);
        const QString output = m_program.path(u"slow"_s);
        const Result result =
            m_program.run(command(suite({u"one"_s, u"two"_s}), output,
                                  {u"dead"_s, u"beta"_s, u"alpha"_s}, {u"--jobs"_s, u"1"_s}));
        QVERIFY2(result.status == 3, qPrintable(result.err));
        const models::Json report = test::Program::report(output);
        QCOMPARE(outcomes(report),
                 (QStringList{u"one on dead: inconclusive"_s, u"one on beta: passed"_s,
                              u"one on alpha: passed"_s, u"two on dead: inconclusive"_s,
                              u"two on beta: passed"_s, u"two on alpha: passed"_s}));
        const QString reason = models::textAt(report["tests"][0], {"error", "message"});
        QVERIFY2(reason.startsWith(u"Cannot use the cluster https://127.0.0.1:1 (context dead)"_s),
                 qPrintable(reason));
        const auto all = spans(output);
        QCOMPARE(all.size(), std::size_t(4));
        QCOMPARE(mostAtOnce(all), 1);
        const auto first = std::min_element(
            all.begin(), all.end(), [](const auto &a, const auto &b) { return a.begin < b.begin; });
        QCOMPARE(first->context, u"alpha"_s);
    }

    void noMoreThanAllowedAtOnceAndEachContextItsShare()
    {
        const QString output = m_program.path(u"bound"_s);
        const Result result =
            m_program.run(command(suite({u"one"_s, u"two"_s, u"three"_s}), output,
                                  {u"alpha"_s, u"beta"_s}, {u"--jobs"_s, u"2"_s}));
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const auto all = spans(output);
        QCOMPARE(all.size(), std::size_t(6));
        QCOMPARE(mostAtOnce(all), 2);
        // As long as beta has something to run, alpha has one place; then it may have both.
        std::vector<Span> alpha, beta;
        for (const Span &span : all)
            (span.context == u"alpha"_s ? alpha : beta).push_back(span);
        QCOMPARE(alpha.size(), std::size_t(3));
        const auto earlier = [](const Span &a, const Span &b) { return a.begin < b.begin; };
        const auto last = std::max_element(beta.begin(), beta.end(), earlier);
        for (const Span &a : alpha) {
            for (const Span &b : alpha)
                QVERIFY(&a == &b || a.begin > last->begin ||
                        !(b.begin <= a.begin && a.begin < b.end));
        }
    }

    void contextsOfOneServerTakeTurns()
    {
        const QString output = m_program.path(u"twins"_s);
        const Result result =
            m_program.run(command(suite({u"one"_s}), output, {u"alpha"_s, u"twin"_s}));
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QVERIFY2(result.err.contains(u"The contexts alpha, twin are the same cluster, "
                                     "https://127.0.0.1:%1: their tests take turns in each "
                                     "namespace.\n"_s.arg(m_alpha->port())),
                 qPrintable(result.err));
        const auto all = spans(output);
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(mostAtOnce(all), 1);
        QCOMPARE(remains(*m_alpha), QStringList());
    }

    void whatCannotWorkIsSaidAtOnceBeforeAnythingRuns()
    {
        const QString output = m_program.path(u"wrong"_s);
        Result result = m_program.run(command(suite({u"one"_s}), output,
                                              {u"moon"_s, u"alpha"_s, u"mars"_s, u"twin"_s},
                                              {u"--test"_s, u"two"_s, u"--keep"_s, u"always"_s}));
        QCOMPARE(result.status, 2);
        const QStringList lines = result.err.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 4);
        QVERIFY2(lines[0].startsWith(u"assay: --test two: "_s), qPrintable(result.err));
        QVERIFY2(lines[1].contains(u"moon"_s), qPrintable(result.err));
        QVERIFY2(lines[2].contains(u"mars"_s), qPrintable(result.err));
        QVERIFY2(lines[3].startsWith(
                     u"assay: --context alpha and --context twin are the same cluster"_s),
                 qPrintable(result.err));
        QCOMPARE(m_alpha->requests(), QStringList());
        QVERIFY(!QFileInfo::exists(output));
    }

    void onlyWhatIsInconclusiveIsRunAgain()
    {
        // The first import ends without a status; each attempt sends it three times.
        sandbox::Fault lost;
        lost.kind = sandbox::Fault::Kind::ExecNoStatus;
        lost.pathPattern = u"import(%20|\\+)json(&|$)"_s;
        lost.times = 3;
        m_alpha->inject(lost);
        QString output = m_program.path(u"again"_s);
        Result result = m_program.run(
            command(suite({u"one"_s}), output, {u"alpha"_s}, {u"--retry-inconclusive"_s, u"2"_s}));
        QVERIFY2(result.status == 0, qPrintable(result.err));
        QVERIFY2(result.err.contains(
                     u"one: inconclusive, so it is run again (attempt 2 of at most 3)\n"_s),
                 qPrintable(result.err));
        models::Json test = test::Program::report(output)["tests"][0];
        QCOMPARE(models::textAt(test, {"outcome"}), u"passed"_s);
        QCOMPARE(test["attempts"].get<int>(), 2);
        QCOMPARE(test["earlier_attempts"].size(), std::size_t(1));
        const QString earlier = models::textAt(test["earlier_attempts"][0], {"run_id"});
        const auto stored = models::StoredRun::load(output + u"/runs/"_s + earlier);
        QVERIFY(stored);
        QVERIFY(stored->record.verdict()->outcome == models::Outcome::Inconclusive);
        QCOMPARE(models::textAt(test["earlier_attempts"][0], {"message"}),
                 stored->record.verdict()->error->message);
        QCOMPARE(runFolders(output).size(), 2);
        QVERIFY2(result.out.contains(u"Attempt 2. Before it, inconclusive: "_s),
                 qPrintable(result.out));

        // No more often than allowed.
        lost.times = -1;
        m_alpha->inject(lost);
        output = m_program.path(u"never"_s);
        result = m_program.run(
            command(suite({u"one"_s}), output, {u"alpha"_s}, {u"--retry-inconclusive"_s, u"1"_s}));
        QCOMPARE(result.status, 3);
        test = test::Program::report(output)["tests"][0];
        QCOMPARE(models::textAt(test, {"outcome"}), u"inconclusive"_s);
        QCOMPARE(test["attempts"].get<int>(), 2);
        QCOMPARE(runFolders(output).size(), 2);

        // Not at all where nobody asked for it.
        output = m_program.path(u"once"_s);
        QCOMPARE(m_program.run(command(suite({u"one"_s}), output, {u"alpha"_s})).status, 3);
        QCOMPARE(runFolders(output).size(), 1);
    }

    void aFailureIsNeverRunAgain()
    {
        const QString output = m_program.path(u"failed"_s);
        const Result result =
            m_program.run(command(suite({u"one"_s}, "broken:2025.1"), output, {u"alpha"_s},
                                  {u"--retry-inconclusive"_s, u"3"_s}));
        QCOMPARE(result.status, 1);
        QCOMPARE(runFolders(output).size(), 1);
        QCOMPARE(test::Program::report(output)["tests"][0]["attempts"].get<int>(), 1);
    }

    void interruptedItCleansUpEverywhere()
    {
        // A pull that lasts.
        m_alpha = cluster(1);
        m_beta = cluster(1);
        const QString output = m_program.path(u"interrupted"_s);
        const auto process = m_program.launch(command(
            suite({u"one"_s, u"two"_s}, "pytorch-cuda:2025.1"), output, {u"alpha"_s, u"beta"_s},
            {u"--jobs"_s, u"2"_s, u"--retry-inconclusive"_s, u"3"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(m_alpha->count(u"pods"_s), 1, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_beta->count(u"pods"_s), 1, 30'000);
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(test::Program::ended(*process));
        QCOMPARE(process->exitCode(), 130);
        QCOMPARE(remains(*m_alpha), QStringList());
        QCOMPARE(remains(*m_beta), QStringList());
        QCOMPARE(outcomes(test::Program::report(output)),
                 (QStringList{u"one on alpha: cancelled"_s, u"one on beta: cancelled"_s,
                              u"two on alpha: cancelled"_s, u"two on beta: cancelled"_s}));
        QCOMPARE(runFolders(output).size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestMatrix)
#include "tst_matrix.moc"
