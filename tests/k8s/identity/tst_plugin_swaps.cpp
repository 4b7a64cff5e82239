// SPDX-License-Identifier: Apache-2.0
// What was looked at and allowed is what runs: another program that is put in its place while the
// user is asked does not run, by whichever way it came there, and gives no credential.
#include "support/credential_plugin.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QDir>
#include <QScopeGuard>
#include <QTest>

#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using namespace assay::tests;

static constexpr int patience = 15'000;

class PluginSwapsTest : public QObject
{
    Q_OBJECT
    using Swap = std::function<void(const PluginSwapsTest &)>;

    TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;

    QString at(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }

    static void write(const QString &path, const QByteArray &text)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }
    //! Says in the file "ran" that it did, and gives a token of its name.
    QByteArray script(const QByteArray &name, const QByteArray &interpreter = "/bin/sh") const
    {
        return "#!" + interpreter + "\necho " + name + " >> '" + m_folder->path().toUtf8() +
               "/ran'\n" + "printf '%s' '" +
               QByteArray::fromStdString(CredentialPlugin::token(name.constData()).dump()) + "'\n";
    }
    //! A binary that does what the script in its first argument says: a copy of the shell.
    void writeBinary(const QString &path) const
    {
        QDir().mkpath(QFileInfo(path).path());
        QVERIFY(QFile::copy(QFileInfo(u"/bin/sh"_s).canonicalFilePath(), path));
        QVERIFY(
            QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }
    void rename(const char *from, const char *to) const
    {
        QCOMPARE(::rename(QFile::encodeName(at(from)).constData(),
                          QFile::encodeName(at(to)).constData()),
                 0);
    }
    QByteArray ran() const
    {
        QFile file(at("ran"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    struct Case
    {
        const char *name;
        const char *command; //!< in the folder; without a slash: looked for in PATH
        Swap prepare;
        Swap swap;
        bool isAllowed = false; //!< it is still the one that was looked at
    };
    static std::vector<Case> cases()
    {
        using T = const PluginSwapsTest &;
        const Swap script = [](T t) {
            write(t.at("bin/plugin"), t.script("good"));
            write(t.at("evil/plugin"), t.script("evil"));
        };
        const Swap owned = [](T t) {
            write(t.at("bin/plugin"), t.script("good", t.at("bin/sh").toUtf8()));
            t.writeBinary(t.at("bin/sh"));
            write(t.at("evil/sh"), t.script("evil"));
        };
        return {
            {"nothing happens", "bin/plugin", script, [](T) {}, true},
            {"nothing happens to its own interpreter", "bin/plugin", owned, [](T) {}, true},
            {"a file over it", "bin/plugin", script,
             [](T t) { t.rename("evil/plugin", "bin/plugin"); }},
            {"written over", "bin/plugin", script,
             [](T t) { write(t.at("bin/plugin"), t.script("evil")); }},
            {"one letter written over", "bin/plugin", script,
             [](T t) {
                 QFile file(t.at("bin/plugin"));
                 QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(8) && file.write("#") == 1);
             }},
            {"a link over it", "bin/plugin", script,
             [](T t) {
                 QVERIFY(QFile::remove(t.at("bin/plugin")));
                 QVERIFY(QFile::link(t.at("evil/plugin"), t.at("bin/plugin")));
             }},
            {"a pipe over it", "bin/plugin", script,
             [](T t) {
                 QVERIFY(QFile::remove(t.at("bin/plugin")));
                 QCOMPARE(::mkfifo(QFile::encodeName(t.at("bin/plugin")).constData(), 0700), 0);
             }},
            {"gone", "bin/plugin", script, [](T t) { QVERIFY(QFile::remove(t.at("bin/plugin"))); }},
            {"away and back", "bin/plugin", script,
             [](T t) {
                 t.rename("bin/plugin", "bin/away");
                 t.rename("bin/away", "bin/plugin");
             }},
            {"a link that leads elsewhere", "links/plugin",
             [script](T t) {
                 script(t);
                 QVERIFY(QDir().mkpath(t.at("links")));
                 QVERIFY(QFile::link(t.at("bin/plugin"), t.at("links/plugin")));
             },
             [](T t) {
                 QVERIFY(QFile::link(t.at("evil/plugin"), t.at("other")));
                 t.rename("other", "links/plugin");
             }},
            {"a link of its folder that leads elsewhere", "current/plugin",
             [script](T t) {
                 script(t);
                 QVERIFY(QFile::link(t.at("bin"), t.at("current")));
             },
             [](T t) {
                 QVERIFY(QFile::link(t.at("evil"), t.at("other")));
                 t.rename("other", "current");
             }},
            {"another folder in place of its own", "bin/plugin", script,
             [](T t) {
                 t.rename("bin", "away");
                 t.rename("evil", "bin");
             }},
            {"another folder in place of one of PATH", "plugin", script,
             [](T t) {
                 t.rename("bin", "away");
                 t.rename("evil", "bin");
             }},
            {"another one earlier in PATH", "plugin", script,
             [](T t) {
                 QVERIFY(QDir().mkpath(t.at("first")));
                 t.rename("evil/plugin", "first/plugin");
             },
             true},
            {"a file over it, in a folder that all may write to", "bin/plugin",
             [script](T t) {
                 script(t);
                 QCOMPARE(::chmod(QFile::encodeName(t.at("bin")).constData(), 0777), 0);
             },
             [](T t) { t.rename("evil/plugin", "bin/plugin"); }},
            {"a binary over a binary", "bin/plugin",
             [](T t) {
                 t.writeBinary(t.at("bin/plugin"));
                 t.writeBinary(t.at("evil/plugin"));
             },
             [](T t) { t.rename("evil/plugin", "bin/plugin"); }},
            {"a script over a binary", "bin/plugin",
             [](T t) {
                 t.writeBinary(t.at("bin/plugin"));
                 write(t.at("evil/plugin"), t.script("evil"));
             },
             [](T t) { t.rename("evil/plugin", "bin/plugin"); }},
            {"a file over its interpreter", "bin/plugin", owned,
             [](T t) { t.rename("evil/sh", "bin/sh"); }},
            {"a link that is its interpreter leads elsewhere", "bin/plugin",
             [](T t) {
                 write(t.at("bin/plugin"), t.script("good", t.at("link").toUtf8()));
                 t.writeBinary(t.at("bin/sh"));
                 t.writeBinary(t.at("evil/sh"));
                 QVERIFY(QFile::link(t.at("bin/sh"), t.at("link")));
             },
             [](T t) {
                 QVERIFY(QFile::link(t.at("evil/sh"), t.at("other")));
                 t.rename("other", "link");
             }},
            {"a file over the interpreter of its interpreter", "bin/plugin",
             [](T t) {
                 write(t.at("bin/plugin"), t.script("good", t.at("bin/middle").toUtf8()));
                 write(t.at("bin/middle"), "#!" + t.at("bin/sh").toUtf8() + "\n. \"$1\"\n");
                 t.writeBinary(t.at("bin/sh"));
                 t.writeBinary(t.at("evil/sh"));
             },
             [](T t) { t.rename("evil/sh", "bin/sh"); }},
        };
    }

    //! What came of asking for a credential; `asked` is what the user is asked about.
    QString signIn(const QString &command, const std::function<void()> &meanwhile,
                   QByteArray *asked = nullptr) const
    {
        RestConfig config;
        config.contextName = config.clusterName = config.userName = u"x"_s;
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.execPlugin = ExecPlugin();
        config.execPlugin->apiVersion = u"client.authentication.k8s.io/v1"_s;
        config.execPlugin->command = command;
        config.execPlugin->arguments = {m_folder->filePath(u"argument"_s)};
        config.execPluginPolicy = [&](const ExecPluginRequest &request, const auto &decide) {
            if (asked)
                *asked = request.hash;
            meanwhile();
            decide({});
        };
        Client client(config);
        const auto job = client.getRaw(u"/version"_s);
        if (!QTest::qWaitFor([&job] { return job->isFinished(); }, patience))
            return u"it did not end"_s;
        return job->result() ? QString() : job->result().error().message;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void init()
    {
        m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
        m_server->setHandler([](const ScriptedServer::Request &, QSslSocket *socket) {
            socket->write(ScriptedServer::response(200, "{}"));
        });
        m_folder = std::make_unique<QTemporaryDir>();
        write(at("argument"), script("good"));
    }

    void whatWasAllowedRuns_data()
    {
        QTest::addColumn<int>("row");
        const auto all = cases();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }
    void whatWasAllowedRuns()
    {
        QFETCH(int, row);
        const Case one = cases()[std::size_t(row)];
        one.prepare(*this);
        const QByteArray path = qgetenv("PATH");
        const auto restored = qScopeGuard([&path] { qputenv("PATH", path); });
        qputenv("PATH", (at("first") + u':' + at("bin") + u':').toUtf8() + path);
        const QString command = QString::fromLatin1(one.command);
        const QString said =
            signIn(command.contains(u'/') ? at(one.command) : command, [&] { one.swap(*this); });
        if (one.isAllowed) {
            QCOMPARE(said, QString());
            QCOMPARE(ran(), QByteArray("good\n"));
            QCOMPARE(m_server->requests().at(0).headers["authorization"],
                     QByteArray("Bearer good"));
            return;
        }
        QVERIFY2(said.contains(u"was changed between the moment in which it was looked at"_s),
                 qPrintable(said));
        QCOMPARE(ran(), QByteArray());
        QCOMPARE(m_server->requests().size(), std::size_t(0));
    }

    //! While it runs: it is no longer known what gave the credential.
    void whatIsSwappedWhileItRunsGivesNothing()
    {
        write(at("bin/plugin"), script("good") + "mv '" + at("evil").toUtf8() + "' \"$0\"\n");
        write(at("evil"), script("evil"));
        const QString said = signIn(at("bin/plugin"), [] {});
        QVERIFY2(said.contains(u"nothing that it printed is used"_s), qPrintable(said));
        QCOMPARE(ran(), QByteArray("good\n"));
        QCOMPARE(m_server->requests().size(), std::size_t(0));
    }

    //! The user is asked again where another interpreter runs the same script, unless that is the
    //! system's.
    void anotherInterpreterIsAnotherProgram()
    {
        write(at("bin/plugin"), script("good", at("bin/sh").toUtf8()));
        writeBinary(at("bin/sh"));
        QByteArray first, again, another;
        QCOMPARE(signIn(
                     at("bin/plugin"), [] {}, &first),
                 QString());
        QCOMPARE(signIn(
                     at("bin/plugin"), [] {}, &again),
                 QString());
        QCOMPARE(again, first);
        QFile interpreter(at("bin/sh"));
        QVERIFY(interpreter.open(QIODevice::Append) && interpreter.write("x") == 1);
        interpreter.close();
        QCOMPARE(signIn(
                     at("bin/plugin"), [] {}, &another),
                 QString());
        QVERIFY(another != first);
        // Whoever may change that may change everything.
        QByteArray system;
        write(at("system/plugin"), script("good"));
        QCOMPARE(signIn(
                     at("system/plugin"), [] {}, &system),
                 QString());
        QVERIFY(!system.isEmpty());
    }

    void anInterpreterOfItselfIsNone()
    {
        write(at("bin/plugin"), script("good", at("bin/plugin").toUtf8()));
        const QString said = signIn(at("bin/plugin"), [] {});
        QVERIFY2(said.contains(u"cannot be read"_s), qPrintable(said));
        QCOMPARE(ran(), QByteArray());
    }
};

QTEST_GUILESS_MAIN(PluginSwapsTest)
#include "tst_plugin_swaps.moc"
