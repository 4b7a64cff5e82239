// SPDX-License-Identifier: Apache-2.0

// The table of pod histories: each file of histories/ is a row, from what the watches said to what
// a person reads.

#include "history_player.h"

#include <QDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! What the acceptance of the classifier asks for.
static constexpr int fewestHistories = 60;

static QString text(const Json &json, int indent = -1)
{
    return QString::fromStdString(json.dump(indent));
}

class PodHistoriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QDir folder(QFINDTESTDATA("histories"));
        for (const QFileInfo &entry :
             folder.entryInfoList({u"*.json"_s}, QDir::Files, QDir::Name)) {
            QFile file(entry.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            m_histories[entry.baseName()] = Json::parse(file.readAll().toStdString());
        }
        QVERIFY2(m_histories.size() >= fewestHistories,
                 qPrintable(u"only %1 histories"_s.arg(m_histories.size())));
    }

    void play_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &[name, history] : m_histories.asKeyValueRange())
            QTest::newRow(qPrintable(name)) << name;
    }

    void play()
    {
        QFETCH(QString, name);
        const Json &history = m_histories[name];
        const Json &expected = at(history, {"expected"});
        const Json found = HistoryPlayer(history).play();
        if (found != expected)
            qInfo().noquote() << "PLAYED" << text(found);
        // Part by part: what differs is then told in few words.
        for (const auto &[key, value] : found.items()) {
            if (key != "diagnosis")
                QCOMPARE(text(value), text(at(expected, {key.c_str()})));
        }
        for (const auto &[key, value] : at(found, {"diagnosis"}).items())
            QCOMPARE(text(value), text(at(expected, {"diagnosis", key.c_str()})));
        QCOMPARE(text(found, 1), text(expected, 1));
    }

    void sayWhereTheyComeFrom()
    {
        for (const auto &[name, history] : m_histories.asKeyValueRange()) {
            QVERIFY2(!textAt(history, {"what"}).isEmpty(), qPrintable(name));
            const QString source = textAt(history, {"source"});
            QVERIFY2(source.startsWith(u"recorded: Kubernetes 1."_s) ||
                         (source.startsWith(u"written: "_s) && source.size() > 30),
                     qPrintable(name));
        }
    }

private:
    QMap<QString, Json> m_histories;
};

QTEST_GUILESS_MAIN(PodHistoriesTest)
#include "tst_pod_histories.moc"
