// SPDX-License-Identifier: Apache-2.0
#include "validation/container_script.h"

#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using Kind = models::InterpreterEnd::Kind;

namespace {
//! A command that has ended.
class Ended final : public k8s::ExecJob
{
public:
    Ended(const QString &runtimeMessage, int exitCode)
    {
        m_partial.started = runtimeMessage.isEmpty();
        m_partial.runtimeMessage = runtimeMessage;
        m_partial.exitCode = exitCode;
        m_result = m_partial;
    }

private:
    void doAbort() override {}
};
} // namespace

//! How the interpreter of a script in a container ended.
class TestContainerScript : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFullDiskIsNoMissingPython_data();
    void aFullDiskIsNoMissingPython();
    void withoutPythonThereIsNoNextTime();
};

void TestContainerScript::aFullDiskIsNoMissingPython_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<bool>("lost");
    QTest::newRow("a full disk") << u"failed to start exec: write /s/1: no space left on device"_s
                                 << 125 << true;
    QTest::newRow("no python") << u"exec: \"python\": executable file not found in $PATH"_s << 127
                               << false;
    QTest::newRow("not executable") << QString() << 126 << false;
}

void TestContainerScript::aFullDiskIsNoMissingPython()
{
    QFETCH(QString, message);
    QFETCH(int, exitCode);
    QFETCH(bool, lost);
    const models::InterpreterEnd end = app::endOf(Ended(message, exitCode));
    QVERIFY(end.kind == (lost ? Kind::Lost : Kind::NoPython));
    QCOMPARE(end.message, message);
}

void TestContainerScript::withoutPythonThereIsNoNextTime()
{
    const QString words = u"Internal error occurred: exec: \"python\": executable file not found"_s;
    const app::NoAnswer missing = app::noAnswer({Kind::NoPython, 127, words}, u"Nothing came."_s);
    QCOMPARE(missing.why,
             u"It could not be checked: the image has no program \"python\" on its PATH "
             "that can be run."_s);
    QCOMPARE(missing.advice, u"What is checked is asked of the image's Python: install it, or put "
                             "its environment's bin folder on the PATH."_s);
    const app::NoAnswer lost = app::noAnswer({Kind::Lost, -1, u"It broke."_s}, u"Nothing came."_s);
    QCOMPARE(lost.why, u"It could not be checked: It broke."_s);
    QCOMPARE(lost.advice, u"Run the test again once the cause is gone."_s);
    QCOMPARE(app::noAnswer({Kind::Exited, 0, {}}, u"Nothing came."_s).why,
             u"It could not be checked: Nothing came."_s);
}

QTEST_GUILESS_MAIN(TestContainerScript)
#include "tst_container_script.moc"
