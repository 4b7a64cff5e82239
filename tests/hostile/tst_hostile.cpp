// SPDX-License-Identifier: Apache-2.0
// Every attack of attacks.json, and answers of an API server in which one value has another type:
// the program ends by itself, soon, without much memory, with the status and the words of its row.
#include "hostile_server.h"

#include <models/base/json.h>

#include <support/confused_json.h>
#include <support/nested_json.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
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
using tests::HostileEngine;
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
    Json m_objects; //!< one of each kind, whole

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
        QVERIFY(m_attacks.size() > 120);
        QFile objects(QStringLiteral(ASSAY_OBJECTS));
        QVERIFY(objects.open(QIODevice::ReadOnly));
        m_objects = Json::parse(objects.readAll().toStdString());
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
            const QByteArray answer =
                says.contains("raw")
                    ? expanded(says["raw"])
                    : HostileServer::response(says["status"].get<int>(),
                                              size > 0 ? HostileServer::bomb(size)
                                                       : expanded(says["body"]),
                                              size > 0 ? "Content-Encoding: gzip\r\n" : "");
            server.emplace([answer](const QByteArray &, const QByteArray &) { return answer; });
            write(folder.filePath(u"kubeconfig"_s), server->kubeconfig());
        }

        std::optional<HostileEngine> engine;
        if (const Json &says = models::at(attack, {"engine"}); says.is_object())
            engine.emplace(folder.filePath(u"engine.sock"_s), expanded(says["raw"]),
                           says.value("says_who", true));

        QStringList arguments;
        for (const Json &argument : attack["args"]) {
            QString word = argument.get<QString>();
            word.replace(u"unix://{engine}"_s, u"unix://"_s + folder.filePath(u"engine.sock"_s));
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
        QTest::addColumn<int>("objects");
        // An answer with so many lists is refused as a whole, wherever they stand in it.
        QTest::newRow("100 000 lists") << tests::nestedLists() << 1;
        for (const auto &[name, json] : tests::confusions)
            QTest::newRow(name) << QByteArray(json) << 1000;
    }

    //! Lists of objects, of each of which another value is of another type: as many as fit.
    void confusedTypes()
    {
        QFETCH(QByteArray, value);
        QFETCH(int, objects);
        std::map<QByteArray, QByteArray> lists;
        for (const Json &object : m_objects) {
            const auto kind = object["kind"].get<std::string>();
            lists[kind.c_str()] = confusedList(object, value, objects);
        }
        HostileServer server([&](const QByteArray &, const QByteArray &asked) {
            return answerOf(asked.split('?').first(), lists);
        });
        QTemporaryDir folder;
        write(folder.filePath(u"kubeconfig"_s), server.kubeconfig());
        for (const QStringList &verb : {QStringList{u"diagnose"_s, u"-n"_s, u"x"_s},
                                        QStringList{u"doctor"_s}, QStringList{u"clean"_s}}) {
            const Ended ended =
                run(folder, verb + QStringList{u"--kubeconfig"_s, folder.filePath(u"kubeconfig"_s)},
                    60);
            const QByteArray where = verb.first().toUtf8() + ": " +
                                     QByteArray::number(ended.status) + ' ' +
                                     ended.said.left(500).toUtf8();
            QVERIFY2(ended.status >= 0 && ended.status <= 3, QByteArray(where).constData());
            QVERIFY2(!ended.said.isEmpty(), QByteArray(where).constData());
            QVERIFY2(ended.mebibytes < 400, QByteArray(where).constData());
        }
    }

    void confusedAnswers_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("100 000 lists") << tests::nestedLists();
        for (const auto &[name, json] : tests::confusions)
            QTest::newRow(name) << QByteArray(json);
    }

    //! The answers that are no lists: of each, one value at a time.
    void confusedAnswers()
    {
        QFETCH(QByteArray, value);
        std::vector<std::pair<QByteArray, QByteArray>> wrong;
        for (const auto &[path, good] : singleAnswers()) {
            for (const auto &place : tests::placesIn(good))
                wrong.emplace_back(path, confused(good, place, value));
        }
        QVERIFY(wrong.size() > 20);
        // Side by side: each waits more than it works.
        for (std::size_t from = 0; from < wrong.size(); from += 12) {
            std::vector<std::unique_ptr<Beset>> all;
            for (std::size_t i = from; i < std::min(from + 12, wrong.size()); ++i)
                all.push_back(std::make_unique<Beset>(wrong[i].first, wrong[i].second));
            for (const auto &one : all) {
                QTRY_VERIFY_WITH_TIMEOUT(one->program.state() == QProcess::NotRunning, 60'000);
                const QByteArray said = one->path + ": " + one->program.readAll();
                QVERIFY2(one->program.exitStatus() == QProcess::NormalExit &&
                             one->program.exitCode() <= 3,
                         QByteArray(said).constData());
                QVERIFY2(said.size() > one->path.size() + 20, QByteArray(said).constData());
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
    static QByteArray confused(const Json &good, const Json::json_pointer &place,
                               const QByteArray &value)
    {
        Json marked = good;
        marked[place] = "HERE";
        return QByteArray::fromStdString(marked.dump()).replace("\"HERE\"", value);
    }

    //! At most `most` objects: the first value of one is another, of the next the second one.
    static QByteArray confusedList(const Json &good, const QByteArray &value, int most)
    {
        QByteArrayList items;
        for (const auto &place : tests::placesIn(good)) {
            if (items.size() >= most)
                break;
            Json own = good;
            own["metadata"]["name"] = "nb" + std::to_string(items.size());
            items << confused(own, place, value);
        }
        return "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" +
               items.join(',') + "]}";
    }

    static const std::map<QByteArray, Json> &singleAnswers()
    {
        static const std::map<QByteArray, Json> answers{
            {"/version", {{"major", "1"}, {"gitVersion", "v1.30.0"}}},
            {"/apis",
             {{"kind", "APIGroupList"},
              {"groups",
               {{{"name", "kubeflow.org"},
                 {"versions", {{{"groupVersion", "kubeflow.org/v1"}, {"version", "v1"}}}},
                 {"preferredVersion", {{"version", "v1"}}}}}}}},
            {"/api/v1/namespaces/default",
             {{"kind", "Namespace"},
              {"metadata",
               {{"name", "default"}, {"labels", {{"a", "b"}}}, {"annotations", {{"a", "b"}}}}},
              {"status", {{"phase", "Active"}}}}},
            {"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
             {{"kind", "SelfSubjectAccessReview"},
              {"status", {{"allowed", false}, {"denied", true}, {"reason", "r"}}}}},
            {"/apis/authentication.k8s.io/v1/selfsubjectreviews",
             {{"kind", "SelfSubjectReview"},
              {"status", {{"userInfo", {{"username", "u"}, {"groups", {"g"}}}}}}}},
            // What stands for every other path.
            {"/",
             {{"kind", "Status"},
              {"code", 403},
              {"reason", "Forbidden"},
              {"message", "m"},
              {"details",
               {{"name", "n"},
                {"kind", "k"},
                {"retryAfterSeconds", 0},
                {"causes", {{{"reason", "r"}, {"message", "m"}, {"field", "f"}}}}}}}},
        };
        return answers;
    }

    static QByteArray answerOf(const QByteArray &path,
                               const std::map<QByteArray, QByteArray> &lists)
    {
        static const std::map<QByteArray, QByteArray> kinds{
            {"notebooks", "Notebook"},
            {"statefulsets", "StatefulSet"},
            {"pods", "Pod"},
            {"events", "Event"},
            {"persistentvolumeclaims", "PersistentVolumeClaim"},
            {"persistentvolumes", "PersistentVolume"},
            {"services", "Service"},
            {"endpoints", "Endpoints"},
            {"endpointslices", "EndpointSlice"},
            {"routes", "Route"},
            {"httproutes", "HTTPRoute"},
            {"nodes", "Node"},
            {"resourcequotas", "ResourceQuota"},
            {"limitranges", "LimitRange"},
            {"storageclasses", "StorageClass"},
            {"namespaces", "PersistentVolume"},
            {"secrets", "PersistentVolume"},
        };
        const auto kind = kinds.find(path.split('/').last());
        if (kind != kinds.end() && lists.contains(kind->second))
            return HostileServer::response(200, lists.at(kind->second));
        const auto single = singleAnswers().find(path);
        if (single != singleAnswers().end() && path != "/")
            return HostileServer::response(200, QByteArray::fromStdString(single->second.dump()));
        return HostileServer::response(403,
                                       QByteArray::fromStdString(singleAnswers().at("/").dump()));
    }

    //! The program before a server of which one answer is wrong.
    struct Beset
    {
        Beset(const QByteArray &wrongPath, const QByteArray &body)
            : path(wrongPath)
            , server([wrongPath, body](const QByteArray &, const QByteArray &asked) {
                const QByteArray wanted = asked.split('?').first();
                if (wanted == wrongPath)
                    return HostileServer::response(200, body);
                const bool isKnown = singleAnswers().contains(wanted);
                return wrongPath == "/" && !isKnown ? HostileServer::response(403, body)
                                                    : answerOf(wanted, {});
            })
        {
            write(folder.filePath(u"kubeconfig"_s), server.kubeconfig());
            program.setProcessChannelMode(QProcess::MergedChannels);
            QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
            for (const QString &name : {u"HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_CONFIG_HOME"_s})
                own.insert(name, folder.path());
            program.setProcessEnvironment(own);
            program.start(QStringLiteral(ASSAY_BINARY),
                          {u"doctor"_s, u"--kubeconfig"_s, folder.filePath(u"kubeconfig"_s)});
        }
        const QByteArray path;
        QTemporaryDir folder;
        HostileServer server;
        QProcess program;
    };
};

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
