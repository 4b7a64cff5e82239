// SPDX-License-Identifier: Apache-2.0
// Every attack of attacks.json, and answers of an API server in which one value has another type:
// the program ends by itself, soon, without much memory, with the status and the words of its row.
#include "hostile_server.h"

#include <models/base/json.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <optional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;
using tests::HostileServer;

namespace {

//! A text, or [text, times] with %1 for the number of the repetition.
QByteArray expanded(const Json &pieces)
{
    QByteArray bytes;
    for (const Json &piece : pieces) {
        if (piece.is_string()) {
            bytes += QByteArray::fromStdString(piece.get<std::string>());
            continue;
        }
        const auto text = QByteArray::fromStdString(piece[0].get<std::string>());
        const int times = piece[1].get<int>();
        if (!text.contains("%1")) {
            bytes += text.repeated(times);
            continue;
        }
        for (int i = 0; i < times; ++i)
            bytes += QByteArray(text).replace("%1", QByteArray::number(i));
    }
    return bytes;
}

struct Ended
{
    int status = -1; //!< negative: by that signal, or not at all
    qint64 mebibytes = 0;
    qint64 milliseconds = 0;
    QString said; //!< on both streams
};

} // namespace

class TestHostile : public QObject
{
    Q_OBJECT
    Json m_attacks;

    //! Runs the program in `folder`, and this thread's servers meanwhile.
    static Ended run(const QTemporaryDir &folder, const QStringList &arguments, int seconds,
                     const Json &surroundings = Json::object())
    {
        const QString standardOutput = models::textAt(surroundings, {"stdout"});
        const int openFiles = surroundings.value("open_files", -1);
        const int fileSize = surroundings.value("file_size", -1);
        std::vector<QByteArray> words{ASSAY_BINARY};
        for (const QString &argument : arguments)
            words.push_back(argument.toUtf8());
        std::vector<char *> pointers;
        for (QByteArray &word : words)
            pointers.push_back(word.data());
        pointers.push_back(nullptr);
        const QByteArray out = QFile::encodeName(
            standardOutput.isEmpty() ? folder.filePath(u"stdout"_s) : standardOutput);
        const QByteArray err = QFile::encodeName(folder.filePath(u"stderr"_s));
        const QByteArray home = QFile::encodeName(folder.path());
        QElapsedTimer clock;
        clock.start();
        const pid_t child = ::fork();
        if (child == 0) {
            ::dup2(::open(out.constData(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
            ::dup2(::open(err.constData(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
            ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
            for (const char *name : {"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"})
                ::setenv(name, home.constData(), 1);
            for (const auto &[name, value] : models::objectAt(surroundings, {"env"}).items())
                ::setenv(name.c_str(), value.get<std::string>().c_str(), 1);
            for (const auto &[resource, most] :
                 {std::pair(RLIMIT_NOFILE, openFiles), std::pair(RLIMIT_FSIZE, fileSize)}) {
                const struct rlimit limit = {rlim_t(most), rlim_t(most)};
                if (most >= 0)
                    ::setrlimit(resource, &limit);
            }
            ::unsetenv("QT_QPA_PLATFORM");
            ::unsetenv("DISPLAY");
            if (::chdir(home.constData()) == 0)
                ::execv(ASSAY_BINARY, pointers.data());
            ::_exit(127);
        }
        Ended ended;
        int status = 0;
        struct rusage usage = {};
        const bool inTime = QTest::qWaitFor(
            [&] { return ::wait4(child, &status, WNOHANG, &usage) == child; }, seconds * 1000);
        ended.milliseconds = clock.elapsed();
        if (!inTime) {
            ::kill(child, SIGKILL);
            ::wait4(child, &status, 0, &usage);
        }
        ended.mebibytes = usage.ru_maxrss / 1024;
        ended.status = !inTime               ? -1000
                       : WIFSIGNALED(status) ? -WTERMSIG(status)
                                             : WEXITSTATUS(status);
        for (const char *name : {"stdout", "stderr"}) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            if (file.open(QIODevice::ReadOnly))
                ended.said += QString::fromUtf8(file.readAll());
        }
        return ended;
    }

    static void write(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(ASSAY_ATTACKS));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_attacks = Json::parse(file.readAll().toStdString());
        QVERIFY(m_attacks.size() > 60);
    }

    void attack_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < m_attacks.size(); ++i)
            QTest::newRow(m_attacks[i]["name"].get<std::string>().c_str()) << int(i);
    }

    void attack()
    {
        QFETCH(int, row);
        const Json &attack = m_attacks[std::size_t(row)];
        QTemporaryDir folder;
        for (const auto &[name, pieces] : models::objectAt(attack, {"files"}).items())
            write(folder.filePath(QString::fromStdString(name)), expanded(pieces));
        for (const Json &name : models::listAt(attack, {"pipes"})) {
            const QString path = folder.filePath(name.get<QString>());
            QDir().mkpath(QFileInfo(path).path());
            QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
        }
        for (const auto &[name, target] : models::objectAt(attack, {"links"}).items()) {
            const QString path = folder.filePath(QString::fromStdString(name));
            QDir().mkpath(QFileInfo(path).path());
            QVERIFY(QFile::link(target.get<QString>(), path));
        }
        for (const Json &name : models::listAt(attack, {"programs"}))
            QVERIFY(QFile::setPermissions(folder.filePath(name.get<QString>()),
                                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        std::optional<HostileServer> server;
        if (const Json &says = models::at(attack, {"server"}); says.is_object()) {
            const int size = says.value("inflated_mib", 0);
            const QByteArray answer = HostileServer::response(
                says["status"].get<int>(),
                size > 0 ? HostileServer::bomb(size) : expanded(says["body"]),
                size > 0 ? "Content-Encoding: gzip\r\n" : "");
            server.emplace([answer](const QByteArray &, const QByteArray &) { return answer; });
            write(folder.filePath(u"kubeconfig"_s), server->kubeconfig());
        }

        QStringList arguments;
        for (const Json &argument : attack["args"]) {
            QString word = argument.get<QString>();
            if (word.startsWith(u'{') && word.endsWith(u'}'))
                word = folder.filePath(word.mid(1, word.size() - 2));
            arguments << word;
        }
        const int seconds = attack["seconds"].get<int>();
        const Ended ended = run(folder, arguments, 6 * seconds, attack);
        const QByteArray all = ended.said.left(1000).toUtf8();
        if (attack["status"].is_null())
            QVERIFY2(ended.status >= 0 && ended.status <= 3, QByteArray(all).constData());
        else
            QVERIFY2(ended.status == attack["status"].get<int>(),
                     QByteArray(QByteArray::number(ended.status) + ": " + all).constData());
        QVERIFY2(ended.said.contains(models::textAt(attack, {"says"})),
                 QByteArray(all).constData());
        for (const Json &never : models::listAt(attack, {"never"}))
            QVERIFY2(!ended.said.contains(never.get<QString>()), QByteArray(all).constData());
        QVERIFY2(ended.mebibytes < attack["rss_mib"].get<int>(),
                 QByteArray(QByteArray::number(ended.mebibytes)).constData());
        // Of a machine that does nothing else; here, only that it is not the square of that.
        QVERIFY2(ended.milliseconds < 6000 * seconds,
                 QByteArray(QByteArray::number(ended.milliseconds)).constData());
        if (const QString stays = models::textAt(attack, {"stays"}); !stays.isEmpty())
            QVERIFY(QFileInfo(folder.filePath(stays)).isSymLink());
        for (const auto &[name, pieces] : models::objectAt(attack, {"kept"}).items()) {
            QFile file(folder.filePath(QString::fromStdString(name)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), expanded(pieces));
        }
        if (const QString absent = models::textAt(attack, {"absent"}); !absent.isEmpty())
            QVERIFY(!QFile::exists(folder.filePath(absent)));
    }

    void confusedTypes_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("null") << "null"_ba;
        QTest::newRow("a string") << "\"x\""_ba;
        QTest::newRow("a number") << "-1.5e300"_ba;
        QTest::newRow("a list") << "[null,{},[]]"_ba;
        QTest::newRow("an object") << "{\"a\":{\"b\":null}}"_ba;
        QTest::newRow("100 000 lists") << "["_ba.repeated(100'000) + "]"_ba.repeated(100'000);
    }

    //! Each value of each answer in turn is another one.
    void confusedTypes()
    {
        QFETCH(QByteArray, value);
        const auto answers = goodAnswers();
        for (const auto &[path, good] : answers) {
            const Json flat = good.flatten();
            for (const auto &[pointer, was] : flat.items()) {
                Json marked = good;
                marked[Json::json_pointer(pointer)] = "HERE";
                const QByteArray body =
                    QByteArray::fromStdString(marked.dump()).replace("\"HERE\"", value);
                HostileServer server([&, wanted = path](const QByteArray &,
                                                        const QByteArray &asked) {
                    const QByteArray name = asked.split('?').first();
                    if (name == wanted)
                        return HostileServer::response(200, body);
                    const auto found = answers.find(name);
                    return found == answers.end()
                               ? HostileServer::response(404, "{\"kind\":\"Status\",\"code\":404}")
                               : HostileServer::response(
                                     200, QByteArray::fromStdString(found->second.dump()));
                });
                QTemporaryDir folder;
                write(folder.filePath(u"kubeconfig"_s), server.kubeconfig());
                QStringList arguments{u"doctor"_s};
                if (path.contains("/namespaces/x/"))
                    arguments = QStringList{u"diagnose"_s, u"-n"_s, u"x"_s};
                const Ended ended = run(
                    folder,
                    arguments + QStringList{u"--kubeconfig"_s, folder.filePath(u"kubeconfig"_s)},
                    60);
                const QByteArray where = path + ' ' + QByteArray::fromStdString(pointer) + ": " +
                                         QByteArray::number(ended.status) + ' ' +
                                         ended.said.left(500).toUtf8();
                QVERIFY2(ended.status >= 0 && ended.status <= 3, QByteArray(where).constData());
                QVERIFY2(!ended.said.isEmpty(), QByteArray(where).constData());
                QVERIFY2(ended.mebibytes < 400, QByteArray(where).constData());
            }
        }
    }

    //! What a suite runs on the sandbox sees nothing of this machine, where bubblewrap works.
    void theSandboxIsConfined()
    {
        QTemporaryDir folder;
        const QByteArray place = folder.path().toUtf8();
        write(folder.filePath(u"secret"_s), "s3cret-of-this-machine");
        write(folder.filePath(u"s.yaml"_s),
              "version: 1\ntests:\n  - id: a\n    namespace: test-e\n    notebook_name: nb\n"
              "    custom_image: sandbox.local/workbench/minimal:2025.1\n"
              "    packages_to_verify: [json]\n    notebook_cells:\n"
              "      - |\n        import os, socket\n"
              "        assert not os.path.exists('" +
                  place +
                  "/secret')\n"
                  "        assert not os.path.exists('/etc/shadow')\n"
                  "        assert not os.path.exists('/dev/mem') and not os.path.exists('/home')\n"
                  "        assert os.listdir('/tmp') != [] or True\n"
                  "        open(os.path.expanduser('~/own'), 'w').write('x')\n"
                  "        try:\n            socket.create_connection(('1.1.1.1', 53), 2)\n"
                  "            raise SystemExit('a network')\n"
                  "        except OSError:\n            pass\n");
        const Ended ended = run(folder,
                                {u"run"_s, folder.filePath(u"s.yaml"_s), u"--sandbox"_s, u"-o"_s,
                                 folder.filePath(u"out"_s)},
                                90);
        if (ended.said.contains(u"with all your rights, because"_s))
            QSKIP("bubblewrap does not work here");
        QVERIFY2(ended.said.contains(u"confined by bubblewrap"_s),
                 QByteArray(ended.said.toUtf8()).constData());
        QVERIFY2(ended.status == 0, QByteArray(ended.said.toUtf8()).constData());
    }

private:
    static std::map<QByteArray, Json> goodAnswers()
    {
        const auto list = [](const char *kind, const Json &item) {
            return Json{{"kind", kind},
                        {"metadata", {{"resourceVersion", "1"}}},
                        {"items", Json::array({item})}};
        };
        const Json metadata{{"name", "nb"},
                            {"namespace", "x"},
                            {"uid", "u"},
                            {"creationTimestamp", "2026-11-26T06:28:34Z"},
                            {"labels", {{"notebook-name", "nb"}}}};
        return {
            {"/version", {{"major", "1"}, {"gitVersion", "v1.30.0"}}},
            {"/apis",
             {{"kind", "APIGroupList"},
              {"groups",
               {{{"name", "kubeflow.org"},
                 {"versions", {{{"groupVersion", "kubeflow.org/v1"}, {"version", "v1"}}}}}}}}},
            {"/apis/kubeflow.org/v1/namespaces/x/notebooks",
             list("NotebookList", {{"kind", "Notebook"}, {"metadata", metadata}})},
            {"/api/v1/namespaces/x/pods",
             list("PodList",
                  {{"metadata", metadata},
                   {"spec", {{"containers", {{{"name", "nb"}, {"image", "q/x:1"}}}}}},
                   {"status",
                    {{"phase", "Pending"},
                     {"conditions",
                      {{{"type", "PodScheduled"},
                        {"status", "False"},
                        {"reason", "Unschedulable"},
                        {"message", "0/1 nodes are available"}}}},
                     {"containerStatuses",
                      {{{"name", "nb"},
                        {"restartCount", 1},
                        {"ready", false},
                        {"state",
                         {{"waiting", {{"reason", "ErrImagePull"}, {"message", "m"}}}}}}}}}}})},
            {"/api/v1/namespaces/x/events",
             list("EventList", {{"metadata", metadata},
                                {"reason", "Failed"},
                                {"message", "m"},
                                {"type", "Warning"},
                                {"count", 2},
                                {"involvedObject", {{"kind", "Pod"}, {"name", "nb-0"}}},
                                {"lastTimestamp", "2026-11-26T06:28:34Z"}})},
            {"/apis/apps/v1/namespaces/x/statefulsets",
             list("StatefulSetList", {{"metadata", metadata},
                                      {"spec", {{"replicas", 1}}},
                                      {"status", {{"replicas", 1}}}})},
            {"/api/v1/namespaces/x/persistentvolumeclaims",
             list("PersistentVolumeClaimList",
                  {{"metadata", metadata}, {"status", {{"phase", "Pending"}}}})},
            {"/api/v1/namespaces/x/services",
             list("ServiceList",
                  {{"metadata", metadata}, {"spec", {{"ports", {{{"port", 80}}}}}}})},
        };
    }
};

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
