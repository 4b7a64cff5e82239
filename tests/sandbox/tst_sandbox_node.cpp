// SPDX-License-Identifier: Apache-2.0
// What a node of somebody else's tells its cluster, and what the sandbox's own leaves behind.
#include "support.h"

#include <node/log_buffer.h>

#include <QRegularExpression>
#include <QScopeGuard>

#include <csignal>

using namespace assay;
using namespace Qt::StringLiterals;
using test::Json;

namespace {

//! Runs nothing.
class IdleNode : public sandbox::Node
{
public:
    Capacity capacity() const override
    {
        Capacity capacity;
        capacity.name = "idle";
        capacity.cpu = "1";
        capacity.memory = "1Gi";
        return capacity;
    }
    void pull(const std::string &, QObject *, Pulled) override {}
    void findImage(const std::string &, QObject *, std::function<void(bool)>) override {}
    std::string imageId(const std::string &) const override { return {}; }
    void start(const ContainerConfig &, QObject *, Started) override {}
    void stop(const std::string &, int) override {}
    void probe(const std::string &, ProbeKind, const Json &, const std::string &, QObject *,
               Probed) override
    {
    }
    std::unique_ptr<sandbox::ExecProcess> exec(const std::string &,
                                               const std::vector<std::string> &) override
    {
        return {};
    }
};

} // namespace

class SandboxNode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReadyAsLongAsItsRuntimeAnswers()
    {
        IdleNode *node = nullptr;
        test::Sandbox sandbox(10, [&node] {
            auto made = std::make_unique<IdleNode>();
            node = made.get();
            return made;
        });
        const auto ready = [&sandbox] {
            const Json conditions = sandbox.value("/api/v1/nodes/idle", "/status/conditions");
            return conditions.size() != 1
                       ? "other than one condition"
                       : conditions[0].value("type", "") + " " + conditions[0].value("status", "") +
                             " " + conditions[0].value("reason", "") + ": " +
                             conditions[0].value("message", "");
        };
        const std::string good = "Ready True KubeletReady: kubelet is posting ready status";
        QCOMPARE(ready(), good);
        Q_EMIT node->readinessChanged("nobody is there");
        QCOMPARE(ready(),
                 std::string("Ready False KubeletNotReady: container runtime is down: nobody is "
                             "there"));
        QCOMPARE(sandbox.value("/api/v1/nodes/idle", "/status/capacity/cpu"), Json("1"));
        Q_EMIT node->readinessChanged({});
        QCOMPARE(ready(), good);
    }

    //! Whatever a container writes, of which nothing may be all.
    void aLogHasALimit_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("empty lines") << QByteArray(1 << 20, '\n');
        QTest::newRow("lines of one letter") << QByteArray("x\n").repeated(1 << 19);
        QTest::newRow("a line of a megabyte") << QByteArray(1 << 20, 'x');
    }
    void aLogHasALimit()
    {
        QFETCH(QByteArray, lines);
        sandbox::LogBuffer log;
        int appended = 0;
        for (; appended < 200 && log.firstLine() == 0; ++appended) {
            log.append(lines.toStdString());
            const qint64 kept = log.endLine() - log.firstLine();
            QVERIFY(kept > 0);
            QVERIFY(kept * (16 + lines.size() / (lines.count('\n') + 1) - 1) <=
                    qint64(sandbox::LogBuffer::Cap));
        }
        QCOMPARE(log.endLine(), appended * (lines.count('\n') + 1));
        QVERIFY(log.firstLine() > 0);
        QCOMPARE(log.line(log.endLine() - 2), log.line(log.firstLine()));
    }

    //! Nobody waits for a bubblewrap that hangs, and it does not stay.
    void theTryOfBubblewrapEndsWithItsNode()
    {
        QTemporaryDir folder;
        const QString marker = folder.filePath(u"pid"_s);
        QFile program(folder.filePath(u"bwrap"_s));
        QVERIFY(program.open(QIODevice::WriteOnly));
        program.write("#!/bin/sh\necho $$ > " + marker.toUtf8() + "\nexec /bin/sleep 600\n");
        program.close();
        QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
        const QByteArray path = qgetenv("PATH");
        const auto restored = qScopeGuard([&path] { qputenv("PATH", path); });
        qputenv("PATH", folder.path().toUtf8() + ':' + path);

        QTest::failOnWarning(QRegularExpression(u"QProcess"_s));
        QByteArray pid;
        {
            const test::Sandbox sandbox;
            const auto read = [&marker, &pid] {
                QFile file(marker);
                pid = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
                return pid.endsWith('\n');
            };
            QTRY_VERIFY(read());
            QCOMPARE(::kill(pid.trimmed().toInt(), 0), 0);
        }
        // What was not reaped could still be sent a signal.
        QTRY_COMPARE(::kill(pid.trimmed().toInt(), 0), -1);
    }
};

QTEST_GUILESS_MAIN(SandboxNode)
#include "tst_sandbox_node.moc"
