// SPDX-License-Identifier: Apache-2.0
#include <ui/log/log_document.h>
#include <ui/log/log_view.h>

#include <QAccessible>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace assay::ui;

class TestLogView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void readsLines_data();
    void readsLines();
    void cleansLines_data();
    void cleansLines();
    void boundsALineThatIsTooLong();
    void followsAFileThatGrows();
    void completesATornLastLine();
    void startsOverWhenTheFileShrinks();
    void waitsForAFileThatDoesNotExistYet();
    void millionLinesAreIndexedWithoutBlocking();
    void showsExactlyTheVisibleLines();
    void followingEndsAndStartsByScrolling();
    void selectsAndCopies();
    void screenReaderGetsTheVisibleLines();

private:
    void write(const QByteArray &bytes, QIODevice::OpenMode mode = QIODevice::WriteOnly);
    void load(LogDocument &document);
    static QByteArray numbered(int count);

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

void TestLogView::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(u"container.log"_s);
}

void TestLogView::write(const QByteArray &bytes, QIODevice::OpenMode mode)
{
    QFile file(m_path);
    QVERIFY(file.open(mode));
    QCOMPARE(file.write(bytes), bytes.size());
}

void TestLogView::load(LogDocument &document)
{
    document.setPath(m_path);
    QTRY_VERIFY(!document.isIndexing());
}

QByteArray TestLogView::numbered(int count)
{
    QByteArray bytes;
    for (int i = 0; i < count; ++i)
        bytes += "line " + QByteArray::number(i) + '\n';
    return bytes;
}

void TestLogView::readsLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("lines");
    QTest::newRow("empty") << QByteArray() << QStringList();
    QTest::newRow("one") << QByteArray("a\n") << QStringList{u"a"_s};
    QTest::newRow("no newline") << QByteArray("a\nb") << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("empty lines") << QByteArray("\n\nx\n") << QStringList{{}, {}, u"x"_s};
    QTest::newRow("utf-8") << QByteArray("gr\xC3\xBC\xC3\x9F\n") << QStringList{u"grüß"_s};
    QTest::newRow("broken utf-8") << QByteArray("a\xFFz\n") << QStringList{u"a\uFFFDz"_s};
    QStringList many;
    for (int i = 0; i < 200; ++i)
        many << u"line %1"_s.arg(i);
    QTest::newRow("several blocks") << numbered(200) << many;
}

void TestLogView::readsLines()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, lines);
    write(bytes);
    LogDocument document;
    load(document);
    QCOMPARE(document.lineCount(), lines.size());
    QCOMPARE(document.lines(0, 1'000'000), lines);
    QCOMPARE(document.line(lines.size()), QString());
    QCOMPARE(document.line(-1), QString());
}

void TestLogView::cleansLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("colours") << QByteArray("\x1b[1;31mred\x1b[0m end") << u"red end"_s;
    QTest::newRow("title") << QByteArray("\x1b]0;evil\x07ok") << u"ok"_s;
    QTest::newRow("title, ST") << QByteArray("\x1b]0;evil\x1b\\ok") << u"ok"_s;
    QTest::newRow("C1 CSI") << QByteArray("\xC2\x9B"
                                          "31mred")
                            << u"red"_s;
    QTest::newRow("carriage return") << QByteArray("50%\r100%\r") << u"100%"_s;
    QTest::newRow("shorter over longer") << QByteArray("100 of 100\rdone") << u"doneof 100"_s;
    QTest::newRow("erased first") << QByteArray("100 of 100\r\x1b[Kdone") << u"done"_s;
    QTest::newRow("end of a line as in DOS") << QByteArray("text\r") << u"text"_s;
    QTest::newRow("bell and null") << QByteArray("a\x07\0b", 4) << u"ab"_s;
    QTest::newRow("tab") << QByteArray("a\tb") << u"a       b"_s;
    QTest::newRow("direction override") << QByteArray("a\xE2\x80\xAE"
                                                      "b")
                                        << u"ab"_s;
    QTest::newRow("torn escape") << QByteArray("a\x1b[3") << u"a"_s;
}

void TestLogView::cleansLines()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(LogDocument::clean(bytes), text);
}

void TestLogView::boundsALineThatIsTooLong()
{
    write(QByteArray(3'000'000, 'x') + "\nnext\n");
    LogDocument document;
    load(document);
    QCOMPARE(document.lineCount(), 2);
    QCOMPARE(document.longestLine(), 3'000'000);
    QCOMPARE(document.line(0).size(), LogDocument::maxLineLength);
    QVERIFY(document.line(0).endsWith(QChar(0x2026)));
    QCOMPARE(document.line(1), u"next"_s);
}

void TestLogView::followsAFileThatGrows()
{
    write("a\n");
    LogDocument document;
    load(document);
    write("b\nc\n", QIODevice::Append);
    QSignalSpy indexed(&document, &LogDocument::indexed);
    document.poll();
    QVERIFY(indexed.wait());
    QCOMPARE(document.lines(0, 10), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
}

void TestLogView::completesATornLastLine()
{
    write("first\nsec");
    LogDocument document;
    load(document);
    QCOMPARE(document.line(1), u"sec"_s);
    write("ond\n", QIODevice::Append);
    document.poll();
    QTRY_COMPARE(document.line(1), u"second"_s);
    QCOMPARE(document.lineCount(), 2);
}

void TestLogView::startsOverWhenTheFileShrinks()
{
    write(numbered(100));
    LogDocument document;
    load(document);
    write("new\n");
    document.poll();
    QTRY_COMPARE(document.lineCount(), 1);
    QCOMPARE(document.line(0), u"new"_s);
}

void TestLogView::waitsForAFileThatDoesNotExistYet()
{
    LogDocument document;
    document.setPath(m_path);
    QCOMPARE(document.lineCount(), 0);
    write("here\n");
    document.poll();
    QTRY_COMPARE(document.line(0), u"here"_s);
}

void TestLogView::millionLinesAreIndexedWithoutBlocking()
{
    write(numbered(1'000'000));
    LogDocument document;
    QSignalSpy grew(&document, &LogDocument::grew);
    document.setPath(m_path);
    // The event loop turns between the slices: this timer is not starved.
    int ticks = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&ticks] { ++ticks; });
    timer.start(0);
    QTRY_VERIFY_WITH_TIMEOUT(!document.isIndexing(), 60'000);
    QCOMPARE(document.lineCount(), 1'000'000);
    QVERIFY(grew.size() > 1);
    QVERIFY(ticks >= grew.size() - 1);
    QCOMPARE(document.line(0), u"line 0"_s);
    QCOMPARE(document.line(777'777), u"line 777777"_s);
    QCOMPARE(document.line(999'999), u"line 999999"_s);
}

void TestLogView::showsExactlyTheVisibleLines()
{
    write(numbered(1000));
    LogDocument document;
    load(document);
    LogView view(&document);
    view.setFollowing(false);
    view.resize(600, 300);
    view.show();
    view.verticalScrollBar()->setValue(500);
    QCOMPARE(view.firstVisibleLine(), 500);
    const QStringList shown = view.visibleLines();
    QCOMPARE(shown.size(), view.visibleLineCount());
    QVERIFY(shown.size() > 5);
    QCOMPARE(shown.first(), u"line 500"_s);
    QCOMPARE(shown.last(), u"line %1"_s.arg(500 + shown.size() - 1));
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
    QCOMPARE(view.visibleLines().last(), u"line 999"_s);
}

void TestLogView::followingEndsAndStartsByScrolling()
{
    write(numbered(500));
    LogDocument document;
    LogView view(&document);
    view.resize(600, 300);
    view.show();
    load(document);
    QVERIFY(view.isFollowing());
    QCOMPARE(view.visibleLines().last(), u"line 499"_s);
    write("newest\n", QIODevice::Append);
    document.poll();
    QTRY_COMPARE(view.visibleLines().last(), u"newest"_s);

    QSignalSpy changed(&view, &LogView::followingChanged);
    QTest::keyClick(&view, Qt::Key_PageUp);
    QVERIFY(!view.isFollowing());
    QCOMPARE(changed.size(), 1);
    const qint64 place = view.firstVisibleLine();
    write("later\n", QIODevice::Append);
    document.poll();
    QTRY_COMPARE(document.lineCount(), 502);
    QCOMPARE(view.firstVisibleLine(), place);
    QTest::keyClick(&view, Qt::Key_End);
    QVERIFY(view.isFollowing());
    QCOMPARE(view.visibleLines().last(), u"later"_s);
}

void TestLogView::selectsAndCopies()
{
    write("one\ntwo\nthree\n");
    LogDocument document;
    load(document);
    LogView view(&document);
    view.resize(600, 300);
    view.show();
    QVERIFY(!view.hasSelection());
    view.showMatch({1, 1}, 2);
    QCOMPARE(view.selectedText(), u"wo"_s);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), u"wo\nthr"_s);
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"one\ntwo\nthree"_s);
}

void TestLogView::screenReaderGetsTheVisibleLines()
{
    write("one\ntwo\n");
    LogDocument document;
    load(document);
    LogView view(&document);
    view.resize(600, 300);
    view.show();
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&view);
    QVERIFY(interface);
    QCOMPARE(interface->text(QAccessible::Value), u"one\ntwo"_s);
    QCOMPARE(interface->text(QAccessible::Name), u"Log"_s);
}

QTEST_MAIN(TestLogView)
#include "tst_log_view.moc"
