// SPDX-License-Identifier: Apache-2.0
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <deque>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

//! Is there an engine behind the socket of that name?
QString socketOf(const QString &engine)
{
    const QString folder =
        qEnvironmentVariable("ASSAY_ENGINE_DIR", QDir::homePath() + u"/.cache/assay-engine"_s);
    const QString socket = folder + u'/' + engine + u".sock"_s;
    return QFileInfo::exists(socket) ? socket : QString();
}

//! What trying one image comes to.
struct Row
{
    const char *image;
    QStringList packages;
    const char *outcome;
    const char *error;   //!< its type; empty: none
    const char *message; //!< a part of it
    bool needsLimits = false;
    const char *timeout = "60";
};

QList<Row> rows()
{
    return {
        {"py-workbench", {u"numpy"_s, u"yaml"_s}, "passed", "", ""},
        {"crash", {u"numpy"_s}, "failed", "ContainerCrashError", ""},
    };
}

struct Trying
{
    Row row;
    QProcess process;
    QTemporaryDir output;
};

QJsonObject testOf(const QByteArray &report)
{
    return QJsonDocument::fromJson(report).object()[u"tests"_s].toArray().at(0).toObject();
}

} // namespace

//! Each trap image of the engines, tried by the program on each engine, eight at a time.
class TestLocalImages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsWhatEachImageIs_data();
    void tellsWhatEachImageIs();
};

void TestLocalImages::tellsWhatEachImageIs_data()
{
    QTest::addColumn<QString>("engine");
    for (const char *engine : {"podman", "rootless", "docker"})
        QTest::newRow(engine) << QString::fromLatin1(engine);
}

void TestLocalImages::tellsWhatEachImageIs()
{
    QFETCH(QString, engine);
    const QString socket = socketOf(engine);
    if (socket.isEmpty())
        QSKIP("no such container engine is up: see $ASSAY_ENGINE_DIR");
    std::deque<std::unique_ptr<Trying>> waiting;
    for (const Row &row : rows()) {
        if (row.needsLimits && engine == "rootless"_L1)
            continue; // limits are ignored there
        auto trying = std::make_unique<Trying>();
        trying->row = row;
        waiting.push_back(std::move(trying));
    }
    std::vector<std::unique_ptr<Trying>> running;
    QStringList wrong;
    QElapsedTimer clock;
    clock.start();
    while (!waiting.empty() || !running.empty()) {
        while (!waiting.empty() && running.size() < 8) {
            Trying &next = *waiting.front();
            QStringList arguments{u"try"_s, u"localhost/test/"_s +
                                                QString::fromLatin1(next.row.image) + u":1.0"_s};
            arguments += next.row.packages;
            arguments +=
                {u"--engine"_s, u"unix://"_s + socket, u"--format"_s,
                 u"json"_s,     u"--timeout"_s,        QString::fromLatin1(next.row.timeout),
                 u"-o"_s,       next.output.path()};
            next.process.start(QStringLiteral(ASSAY_PROGRAM), arguments);
            running.push_back(std::move(waiting.front()));
            waiting.pop_front();
        }
        QTest::qWait(20);
        QVERIFY2(clock.elapsed() < 400'000, "the images of one engine are told within its time");
        std::erase_if(running, [&](const auto &one) {
            if (one->process.state() != QProcess::NotRunning)
                return false;
            const QJsonObject test = testOf(one->process.readAllStandardOutput());
            const QString outcome = test[u"outcome"_s].toString();
            const QJsonObject error = test[u"error"_s].toObject();
            const QString message = error[u"message"_s].toString();
            const QString name = QString::fromLatin1(one->row.image);
            if (outcome != QLatin1StringView(one->row.outcome) ||
                error[u"type"_s].toString() != QLatin1StringView(one->row.error) ||
                !message.contains(QString::fromUtf8(one->row.message)))
                wrong << u"%1: %2, %3: %4\n%5"_s.arg(
                    name, outcome, error[u"type"_s].toString(), message,
                    QString::fromUtf8(one->process.readAllStandardError()));
            return true;
        });
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestLocalImages)
#include "tst_local_images.moc"
