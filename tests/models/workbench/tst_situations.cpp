// SPDX-License-Identifier: Apache-2.0

// The table of situations: each file of situations/ is a row, from the objects that "kubectl get
// -o json" printed to what a person reads.

#include <models/workbench/object_files.h>
#include <models/workbench/workbench_diagnosis.h>

#include <QDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

constexpr int fewestSituations = 300;

//! Judged at the newest time that the objects hold, as `assay diagnose -f` does.
Json judged(const Json &situation)
{
    ClusterObjects objects;
    for (const Json &object : listAt(situation, {"objects"})) {
        if (const auto problem = objects.add(object))
            qWarning("%s", qPrintable(*problem));
    }
    for (const auto &[container, text] : objectAt(situation, {"logs"}).items()) {
        ContainerLog log;
        log.container = QString::fromStdString(container);
        log.text = text.get<QString>();
        objects.logs.push_back(log);
    }
    const auto workbenches = workbenchesIn(objects);
    if (workbenches.size() != 1)
        return {{"workbenches", workbenches.size()}};
    const auto found = diagnose(workbenches.front(), objects.newest());
    const Diagnosis &d = found.diagnosis;
    Json told{{"outcome", toString(found.standing)},
              {"rule", d.rule},
              {"summary", d.summary},
              {"advice", d.advice}};
    if (found.standing == Standing::Failed || found.standing == Standing::Inconclusive) {
        told["category"] = toString(d.category);
        told["fault"] = toString(d.fault);
    }
    return told;
}

} // namespace

class SituationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QDir folder(QFINDTESTDATA("situations"));
        for (const QFileInfo &entry :
             folder.entryInfoList({u"*.json"_s}, QDir::Files, QDir::Name)) {
            QFile file(entry.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            m_situations[entry.baseName()] = Json::parse(file.readAll().toStdString());
        }
        QVERIFY2(m_situations.size() >= fewestSituations,
                 qPrintable(u"only %1 situations"_s.arg(m_situations.size())));
    }

    void areTold_data()
    {
        QTest::addColumn<QString>("name");
        for (auto it = m_situations.keyBegin(); it != m_situations.keyEnd(); ++it)
            QTest::newRow(qPrintable(*it)) << *it;
    }

    void areTold()
    {
        QFETCH(QString, name);
        const Json &situation = m_situations[name];
        const Json found = judged(situation);
        for (const auto &[key, expected] : objectAt(situation, {"expected"}).items()) {
            QCOMPARE(QString::fromStdString(key) + u": "_s + textAt(found, {key.c_str()}),
                     QString::fromStdString(key) + u": "_s + expected.get<QString>());
        }
        QCOMPARE(found.size(), objectAt(situation, {"expected"}).size());
    }

    void sayWhatTheyAre()
    {
        for (const auto &[name, situation] : m_situations.asKeyValueRange())
            QVERIFY2(textAt(situation, {"what"}).size() > 15, qPrintable(name));
    }

private:
    QMap<QString, Json> m_situations;
};

QTEST_GUILESS_MAIN(SituationsTest)
#include "tst_situations.moc"
