// SPDX-License-Identifier: Apache-2.0
#include <models/record/test_filter.h>

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

class TestTestFilter : public QObject
{
    Q_OBJECT

    static CustomImageTestConfiguration test(const QString &id, const QString &image,
                                             const QStringList &packages)
    {
        CustomImageTestConfiguration c;
        c.id = id;
        c.nameSpace = u"test-"_s + id;
        c.customImage = image;
        c.packagesToVerify = packages;
        return c;
    }

    //! A record with a verdict alone.
    static RunRecord ended(Outcome outcome, double seconds, const std::optional<Fault> &fault = {},
                           ErrorType type = ErrorType::ImagePullError)
    {
        RunRecord record;
        Verdict verdict;
        verdict.outcome = outcome;
        verdict.durationSeconds = seconds;
        if (outcome != Outcome::Passed)
            verdict.error = ValidationError{type, u"why"_s, fault};
        record.append({1, QDateTime::currentDateTimeUtc(), RunStarted()});
        record.append({2, QDateTime::currentDateTimeUtc(), verdict});
        return record;
    }

private Q_SLOTS:
    void itSelects_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QStringList>("ids");
        const auto row = [](const char *filter, const QStringList &ids) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << ids;
        };
        row("", {u"cpu"_s, u"cuda"_s, u"tf"_s, u"new"_s});
        row("status:failed", {u"cuda"_s});
        row("STATUS:Failed", {u"cuda"_s});
        row("status:passed,failed", {u"cpu"_s, u"cuda"_s});
        row("status:unrun", {u"new"_s});
        row("-status:passed", {u"cuda"_s, u"tf"_s, u"new"_s});
        row("image:*cuda*", {u"cuda"_s});
        row("image:quay.io/o/torch-cpu:1", {u"cpu"_s});
        row("image:torch", {});
        row("package:torch", {u"cpu"_s, u"cuda"_s});
        row("package:torch*", {u"cpu"_s, u"cuda"_s});
        row("package:t?", {u"tf"_s});
        row("fault:image", {u"cuda"_s});
        row("fault:registry", {u"tf"_s});
        row("fault:image,registry", {u"cuda"_s, u"tf"_s});
        row("time:>60s", {u"cuda"_s});
        row("time:>=60", {u"cpu"_s, u"cuda"_s});
        row("time:<1m", {u"tf"_s});
        row("time:<=1m", {u"cpu"_s, u"tf"_s});
        row("-time:<=1m", {u"cuda"_s, u"new"_s});
        row("id:c*", {u"cpu"_s, u"cuda"_s});
        row("namespace:test-new", {u"new"_s});
        row("torch", {u"cpu"_s, u"cuda"_s});
        row("torch -cuda", {u"cpu"_s});
        row("quay.io/o/tf:2", {u"tf"_s});
        row("status:failed image:*cuda* package:torch fault:image time:>60s", {u"cuda"_s});
    }
    void itSelects()
    {
        QFETCH(QString, filter);
        QFETCH(QStringList, ids);
        const auto parsed = TestFilter::parse(filter);
        QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error()));
        const RunRecord passed = ended(Outcome::Passed, 60);
        const RunRecord failed = ended(Outcome::Failed, 61, Fault::Image);
        const RunRecord lost = ended(Outcome::Inconclusive, 5, Fault::Registry);
        const std::pair<CustomImageTestConfiguration, const RunRecord *> tests[] = {
            {test(u"cpu"_s, u"quay.io/o/torch-cpu:1"_s, {u"torch"_s}), &passed},
            {test(u"cuda"_s, u"quay.io/o/torch-cuda:1"_s, {u"numpy"_s, u"torch"_s}), &failed},
            {test(u"tf"_s, u"quay.io/o/tf:2"_s, {u"tf"_s}), &lost},
            {test(u"new"_s, u"quay.io/o/new:1"_s, {u"json"_s}), nullptr}};
        QStringList found;
        for (const auto &[configuration, record] : tests) {
            if (parsed->matches(FilterSubject::of(configuration, record)))
                found << configuration.id;
        }
        QCOMPARE(found, ids);
    }

    void aFailureWithoutANamedFaultIsTheImages()
    {
        const auto configuration = test(u"a"_s, u"quay.io/a:1"_s, {u"x"_s});
        const RunRecord imports = ended(Outcome::Failed, 1, {}, ErrorType::ExecOnPodError);
        QVERIFY(FilterSubject::of(configuration, &imports).fault == Fault::Image);
        const RunRecord refused = ended(Outcome::Failed, 1, {}, ErrorType::ConfigurationError);
        QVERIFY(FilterSubject::of(configuration, &refused).fault == Fault::Configuration);
        const RunRecord lost = ended(Outcome::Inconclusive, 1, {}, ErrorType::ConnectionError);
        QVERIFY(!FilterSubject::of(configuration, &lost).fault);
    }

    void manyStarsCostNoMoreThanOne()
    {
        const auto configuration =
            test(u"a"_s, u"quay.io/"_s + QString(20'000, u'a') + u":1"_s, {u"x"_s});
        const auto filter = TestFilter::parse(u"image:"_s + u"*a"_s.repeated(40) + u"*b"_s);
        QVERIFY(filter);
        QVERIFY(!filter->matches(FilterSubject::of(configuration, nullptr)));
    }

    void onlySomeAskForResults()
    {
        for (const QString &filter : {u"status:failed"_s, u"a fault:node"_s, u"-time:>1s"_s})
            QVERIFY2(TestFilter::parse(filter)->asksForResults(), qPrintable(filter));
        for (const QString &filter : {u""_s, u"a"_s, u"image:* package:b id:c namespace:d"_s})
            QVERIFY2(!TestFilter::parse(filter)->asksForResults(), qPrintable(filter));
    }

    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *filter, const QString &error) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << error;
        };
        row("staus:failed", u"there is no field \"staus\", did you mean \"status\"? There are id, "
                            "image, package, namespace, status, fault, time"_s);
        row("colour:red", u"there is no field \"colour\". There are id, image, package, "
                          "namespace, status, fault, time"_s);
        row("status:faild", u"\"faild\" is no status, did you mean \"failed\"? There are passed, "
                            "failed, inconclusive, cancelled, unrun"_s);
        row("fault:moon", u"\"moon\" is no fault. There are image, configuration, cluster, node, "
                          "registry, unknown"_s);
        row("time:60s", u"\"time:60s\" compares with no time: write one such as time:>60s or "
                        "time:<=5m"_s);
        row("time:>soon", u"\"time:>soon\" compares with no time: write one such as time:>60s or "
                          "time:<=5m"_s);
        row("image:", u"\"image:\" has no value: write one such as status:failed"_s);
        row("-", u"\"-\" has no value: write one such as status:failed"_s);
    }
    void whatIsWrongIsNamed()
    {
        QFETCH(QString, filter);
        QFETCH(QString, error);
        const auto parsed = TestFilter::parse(filter);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error(), error);
    }
};

QTEST_GUILESS_MAIN(TestTestFilter)
#include "tst_test_filter.moc"
