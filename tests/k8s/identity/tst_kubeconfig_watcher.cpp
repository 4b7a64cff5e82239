// SPDX-License-Identifier: Apache-2.0
#include <k8s/identity/kubeconfig_watcher.h>

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::k8s;

static constexpr int patience = 10'000;

class KubeconfigWatcherTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void tellsOfAFileThatIsRewritten();
    void tellsOfAFileThatIsReplaced();
    void tellsOfAFileThatComesAndGoes();
    void tellsOfAFileInAFolderThatDoesNotExistYet();
    void followsALinkToItsFile();
    void keepsQuietWhereTheTextIsTheSame();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
    void replace(const QString &name, const QByteArray &text)
    {
        QSaveFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
        QVERIFY(file.commit());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void KubeconfigWatcherTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void KubeconfigWatcherTest::tellsOfAFileThatIsRewritten()
{
    write(u"a"_s, "one");
    KubeconfigWatcher watcher;
    QSignalSpy changed(&watcher, &KubeconfigWatcher::changed);
    watcher.setPaths({path(u"a"_s)});
    write(u"a"_s, "two");
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, patience);
}

void KubeconfigWatcherTest::tellsOfAFileThatIsReplaced()
{
    write(u"a"_s, "one");
    KubeconfigWatcher watcher;
    QSignalSpy changed(&watcher, &KubeconfigWatcher::changed);
    watcher.setPaths({path(u"a"_s)});
    for (int i = 1; i <= 3; ++i) {
        replace(u"a"_s, QByteArray::number(i));
        QTRY_COMPARE_WITH_TIMEOUT(changed.count(), i, patience);
    }
    write(u"a"_s, "in place");
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 4, patience);
}

void KubeconfigWatcherTest::tellsOfAFileThatComesAndGoes()
{
    KubeconfigWatcher watcher;
    QSignalSpy changed(&watcher, &KubeconfigWatcher::changed);
    watcher.setPaths({path(u"other"_s), path(u"a"_s)});
    write(u"a"_s, "one");
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, patience);
    QVERIFY(QFile::remove(path(u"a"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 2, patience);
}

void KubeconfigWatcherTest::tellsOfAFileInAFolderThatDoesNotExistYet()
{
    KubeconfigWatcher watcher;
    QSignalSpy changed(&watcher, &KubeconfigWatcher::changed);
    watcher.setPaths({path(u"home/.kube/config"_s)});
    QVERIFY(QDir().mkpath(path(u"home/.kube"_s)));
    write(u"home/.kube/config"_s, "one");
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, patience);
    write(u"home/.kube/config"_s, "two");
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 2, patience);
}

void KubeconfigWatcherTest::followsALinkToItsFile()
{
    QVERIFY(QDir().mkpath(path(u"real"_s)));
    write(u"real/config"_s, "one");
    QVERIFY(QFile::link(path(u"real/config"_s), path(u"a"_s)));
    KubeconfigWatcher watcher;
    QSignalSpy changed(&watcher, &KubeconfigWatcher::changed);
    watcher.setPaths({path(u"a"_s)});
    replace(u"real/config"_s, "two");
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, patience);
}

void KubeconfigWatcherTest::keepsQuietWhereTheTextIsTheSame()
{
    write(u"a"_s, "one");
    write(u"b"_s, "one");
    KubeconfigWatcher watcher;
    QSignalSpy changed(&watcher, &KubeconfigWatcher::changed);
    watcher.setPaths({path(u"a"_s), path(u"b"_s)});
    replace(u"a"_s, "one");
    write(u"neighbour"_s, "x");
    // A change that must be told ends the wait for one that must not.
    KubeconfigWatcher other;
    QSignalSpy told(&other, &KubeconfigWatcher::changed);
    other.setPaths({path(u"later"_s)});
    write(u"later"_s, "x");
    QTRY_COMPARE_WITH_TIMEOUT(told.count(), 1, patience);
    QCOMPARE(changed.count(), 0);
    write(u"b"_s, "two");
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, patience);
}

QTEST_GUILESS_MAIN(KubeconfigWatcherTest)
#include "tst_kubeconfig_watcher.moc"
