// SPDX-License-Identifier: Apache-2.0
#include "support/local_engine.h"

using namespace Qt::StringLiterals;
using assay::models::Json;
using assay::models::textAt;
using assay::test::LocalEngine;
using assay::test::Program;

//! Images as Open Data Hub and docker-stacks make them, tried with nothing named, on each container
//! engine of this machine.
class TestWorkbenchImages : public QObject
{
    Q_OBJECT
    Program m_program;

    static QString imageOf(const QString &kind)
    {
        return u"localhost/test/wb-%1-%2:1"_s.arg(kind).arg(QCoreApplication::applicationPid());
    }
    static QString outcomes(const Json &report)
    {
        QStringList list;
        for (const Json &check : report.at("tests").at(0).at("checks"))
            list << textAt(check, {"name"}) + u' ' + textAt(check, {"outcome"});
        return list.join(u'\n');
    }
    static QString allPassed(const QString &offline)
    {
        return u"arbitrary_user_id passed\nroot_group passed\nwritable_home passed\n"
               "writable_venv passed\ngroup_writable passed\nbase_url passed\n"
               "gateway_prefix passed\nreachable_from_outside passed\nno_open_redirect passed\n"
               "culling_api passed\nshared_libraries passed\nstarts_offline "_s +
               offline;
    }

private Q_SLOTS:
    void areJudgedAsTheyAre_data() { LocalEngine::addRows(); }
    void areJudgedAsTheyAre()
    {
        QFETCH(QString, engine);
        if (const QString why = LocalEngine::reasonToSkip(engine); !why.isEmpty())
            QSKIP(qPrintable(why));
        LocalEngine local(engine);
        const QStringList kinds{u"odh"_s, u"docker-stacks"_s, u"fetches"_s};
        std::vector<std::unique_ptr<QProcess>> makers;
        for (const QString &kind : kinds) {
            makers.push_back(std::make_unique<QProcess>());
            makers.back()->setProcessChannelMode(QProcess::ForwardedErrorChannel);
            makers.back()->start(u"python3"_s,
                                 {u"" ASSAY_SOURCE "/tests/support/workbench_image.py"_s,
                                  local.socket(), kind, imageOf(kind)});
        }
        for (const auto &maker : makers) {
            QVERIFY(Program::ended(*maker, 120'000));
            if (maker->exitCode() == 77)
                QSKIP("python3-ipykernel is not installed on this machine");
            QCOMPARE(maker->exitCode(), 0);
        }
        std::vector<std::unique_ptr<QProcess>> tries;
        for (const QString &kind : kinds)
            tries.push_back(m_program.launch({u"try"_s, imageOf(kind), u"--engine"_s, local.url(),
                                              u"-o"_s, m_program.path(engine + kind)}));
        QMap<QString, Program::Result> ended;
        for (qsizetype i = 0; i < kinds.size(); ++i) {
            QVERIFY(Program::ended(*tries[std::size_t(i)], 120'000));
            ended[kinds[i]] = Program::resultOf(*tries[std::size_t(i)]);
        }
        for (const QString &kind : kinds)
            QVERIFY(assay::tests::answerOf(
                local.client().request("DELETE", u"/images/"_s + imageOf(kind))));
        for (const QString &kind : {kinds[0], kinds[1]}) {
            const auto &result = ended[kind];
            QVERIFY2(result.status == 0, qPrintable(QString::number(result.status) + u": "_s +
                                                    result.out + result.err.right(700)));
            QCOMPARE(outcomes(Program::report(m_program.path(engine + kind))),
                     allPassed(u"passed"_s));
        }
        QCOMPARE(ended[kinds[2]].status, 1);
        const Json report = Program::report(m_program.path(engine + kinds[2]));
        QCOMPARE(outcomes(report), allPassed(u"failed"_s));
        const Json offline = report.at("tests").at(0).at("checks").back();
        QCOMPARE(textAt(offline, {"detail"}),
                 u"Started without a network, it ended with exit status 4."_s);
        QVERIFY2(ended[kinds[2]].err.contains(u"1 check failed: starts_offline"_s),
                 qPrintable(ended[kinds[2]].err));
        QVERIFY2(offline.at("evidence").dump().find("Network is unreachable") != std::string::npos,
                 offline.dump().c_str());
        QCOMPARE(local.left(QString::number(QCoreApplication::applicationPid())), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestWorkbenchImages)
#include "tst_workbench_images.moc"
