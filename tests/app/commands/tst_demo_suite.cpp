// SPDX-License-Identifier: Apache-2.0
// What a newcomer reads on the demo's cards: each image of the sandbox, run as `./dev run` does it.

#include "run/explanation.h"
#include "support/program.h"

#include <models/record/run_journal.h>
#include <models/suite/suite.h>
#include <models/words/record_text.h>

#include <QDir>

using namespace assay;
using namespace Qt::StringLiterals;

class DemoSuiteTest : public QObject
{
    Q_OBJECT
    test::Program m_program;
    std::map<QString, models::StoredRun> m_runs;

    ui::Explanation card(const QString &id) const
    {
        const auto found = m_runs.find(id);
        if (found == m_runs.end())
            return {};
        models::Workspace::Run run;
        run.record = found->second.record;
        const auto outcome = run.record.verdict()->outcome;
        return ui::explain(run.record.configuration(), &run,
                           outcome == models::Outcome::Passed   ? models::TestState::Passed
                           : outcome == models::Outcome::Failed ? models::TestState::Failed
                                                                : models::TestState::Inconclusive,
                           {});
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString file = QStringLiteral(ASSAY_SOURCE "/resources/sandbox/suite.yaml");
        const QString output = m_program.path(u"out"_s);
        const auto process = m_program.launch(
            {u"run"_s, file, u"--sandbox"_s, u"--jobs"_s, u"16"_s, u"-o"_s, output});
        // Two of its workbenches never become ready in the minute that they have.
        QVERIFY(test::Program::ended(*process, 240'000));
        QCOMPARE(process->exitCode(), 1);
        for (const QFileInfo &entry :
             QDir(output + u"/runs"_s).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            auto run = models::StoredRun::load(entry.filePath());
            QVERIFY2(run.has_value(), qPrintable(entry.filePath()));
            m_runs.emplace(run->record.configuration().id, std::move(*run));
        }
    }

    void everyImageIsShown()
    {
        const auto suite =
            models::Suite::load(QStringLiteral(ASSAY_SOURCE "/resources/sandbox/suite.yaml"));
        QVERIFY(suite.has_value());
        QCOMPARE(m_runs.size(), suite->tests.size());
        QStringList images;
        for (const auto &test : suite->tests)
            images << test.customImage;
        QFile file(QStringLiteral(ASSAY_SOURCE "/resources/sandbox/images.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n')) {
            const QString image = line.section(u"image: "_s, 1).trimmed();
            if (!image.startsWith(u"sandbox.local/"_s))
                continue;
            const QString stem = image.endsWith(u'*') ? image.chopped(1) : image;
            const auto shown = std::find_if(images.begin(), images.end(),
                                            [&stem](const auto &i) { return i.startsWith(stem); });
            QVERIFY2(shown != images.end(), qPrintable(image));
        }
    }

    void cards_data()
    {
        QTest::addColumn<QString>("row");
        QTest::addColumn<QString>("headline");
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("fix");
        const auto card = [](const char *id, const char *row, const char *headline,
                             const char *who = "", const char *fix = "") {
            QTest::newRow(id) << QString::fromUtf8(row) << QString::fromUtf8(headline)
                              << QString::fromUtf8(who) << QString::fromUtf8(fix);
        };
        const char *image = "The image's author can mend this.";
        const char *test =
            "Whoever wrote the test can mend this, in its configuration or template.";
        const char *pip = "RUN pip install --no-cache-dir jupyter_server";
        card("minimal", "All 4 packages import, and 5 more checks passed", "The image works");
        card("missing_package", "sdg_hub_that_is_not_installed is not installed",
             "sdg_hub_that_is_not_installed is not installed.", image);
        card("no_such_tag", "Image does not exist in its registry", "does not exist", test);
        card("crashes", "Python module missing: jupyter_server", "jupyter_server", image, pip);
        card("never_ready", "The server says that it is not ready", "HTTP status 503", image);
        card("wrong_base_url", "The server does not know the probed path", "HTTP status 404",
             image);
        card("out_of_memory", "Out of memory: limit 4Gi", "more memory than its limit of 4Gi", test,
             "resources:\n  limits: {memory: 8Gi}");
        card("exits", "Ended by itself", "ended by itself without an error", image);
        card("private_image", "Registry does not let the cluster read the image", "it is private",
             test, "kubectl create secret docker-registry pull -n NAMESPACE");
        card("no_python", "The image has no Python that could import json",
             "The image has no Python that could import json.", image);
        card("ignores_the_end", "Its package imports", "The image works");
        card("long_log", "Its package imports", "The image works");
        card("slow_pull", "Its package imports", "The image works");
    }
    void cards()
    {
        QFETCH(QString, row);
        QFETCH(QString, headline);
        QFETCH(QString, who);
        QFETCH(QString, fix);
        const QString id = QString::fromUtf8(QTest::currentDataTag());
        QVERIFY(m_runs.contains(id));
        const ui::Explanation shown = card(id);
        QCOMPARE(models::endingOf(m_runs.at(id).record), row);
        QVERIFY2(shown.headline.contains(headline) ||
                     shown.paragraphs.join(u' ').contains(headline),
                 qPrintable(shown.toText()));
        QCOMPARE(shown.whoCanMend, who);
        QVERIFY2(fix.isEmpty() ? shown.fix.text.isEmpty() : shown.fix.text.startsWith(fix),
                 qPrintable(shown.fix.text));
        // Whoever reads of a failure reads what to do next.
        QCOMPARE(shown.advice.isEmpty(), shown.state == models::TestState::Passed);
    }
};

QTEST_GUILESS_MAIN(DemoSuiteTest)
#include "tst_demo_suite.moc"
