// SPDX-License-Identifier: Apache-2.0
#include "support/program.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using assay::test::Program;

//! `assay try` on a cluster, which is the sandbox here.
class TestTry : public QObject
{
    Q_OBJECT
    Program m_program;

    static QString nameSpaceOf(const assay::models::Json &report)
    {
        return assay::models::textAt(report.at("tests").at(0), {"configuration", "namespace"});
    }

private Q_SLOTS:
    void hasANamespaceOfItsOwn()
    {
        QStringList names;
        for (const char *folder : {"one", "two"}) {
            const QString out = m_program.path(QString::fromLatin1(folder));
            const auto ended =
                m_program.run({u"try"_s, u"sandbox.local/workbench/minimal:2025.1"_s, u"json"_s,
                               u"--no-checks"_s, u"--sandbox"_s, u"-o"_s, out});
            QVERIFY2(ended.status == 0, qPrintable(ended.out + ended.err));
            const auto report = Program::report(out);
            names << nameSpaceOf(report);
            // It is a cluster, and its words are a cluster's.
            QVERIFY2(ended.err.contains(u"State: Pod pending"_s), qPrintable(ended.err));
            QVERIFY2(!ended.out.contains(u"Still on the cluster"_s), qPrintable(ended.out));
        }
        static const QRegularExpression own(u"\\Atest-try-[a-z0-9]{8}\\z"_s);
        for (const QString &name : names)
            QVERIFY2(own.match(name).hasMatch(), qPrintable(name));
        QVERIFY(names[0] != names[1]);
    }

    void whatIsNoPackageIsSaidToBeNone()
    {
        const auto ended = m_program.run(
            {u"try"_s, u"sandbox.local/workbench/minimal:2025.1"_s, u"x y"_s, u"--sandbox"_s});
        QCOMPARE(ended.status, 2);
        QCOMPARE(ended.err, u"assay: \"x y\" is no package: each stands by itself, as a name or "
                            "with a version, as in numpy \"pandas>=2\".\n"_s);
    }

    void savesASuiteThatOthersCanRun()
    {
        const QString suite = m_program.path(u"saved.yaml"_s);
        const auto ended = m_program.run({u"try"_s, u"sandbox.local/workbench/minimal:2025.1"_s,
                                          u"json"_s, u"--no-checks"_s, u"--sandbox"_s, u"--save"_s,
                                          suite, u"-o"_s, m_program.path(u"saved"_s)});
        QVERIFY2(ended.status == 0, qPrintable(ended.out + ended.err));
        QFile file(suite);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        QVERIFY2(text.contains(u"namespace: test-try\n"_s), qPrintable(text));
        QCOMPARE(m_program.run({u"check"_s, suite}).status, 0);
    }

    void whatOnlyAnEngineCanTellIsSaid()
    {
        const QString suite = m_program.write(
            u"offline.yaml"_s,
            "version: 1\ntests:\n  - id: minimal\n    namespace: test-offline\n"
            "    notebook_name: minimal\n"
            "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
            "    packages_to_verify: [json]\n    workbench_checks: [starts_offline]\n");
        const QString out = m_program.path(u"checks"_s);
        const auto ended = m_program.run({u"run"_s, suite, u"--sandbox"_s, u"-o"_s, out});
        QVERIFY2(ended.status == 0, qPrintable(ended.out + ended.err));
        const auto report = Program::report(out);
        QVERIFY(report.at("tests").at(0).at("checks").empty());
        QVERIFY2(ended.err.contains(u"starts_offline was left out: only a container engine"_s),
                 qPrintable(ended.err));
    }

    void anImageOfThisComputerIsNoneOfACluster()
    {
        const auto ended =
            m_program.run({u"try"_s, u"localhost/my-image"_s, u"json"_s, u"--sandbox"_s});
        QCOMPARE(ended.status, 2);
        QCOMPARE(
            ended.err,
            u"assay: \"localhost/my-image\" is an image of this computer: push it to a "
            "registry that the cluster pulls from, or leave out --context to try it here.\n"_s);
    }
};

QTEST_GUILESS_MAIN(TestTry)
#include "tst_try.moc"
