// SPDX-License-Identifier: Apache-2.0
#include <models/base/write_whole.h>

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! What a user names as output is written, and nothing but a file is ever replaced.
class WriteWholeTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const QString &name) const { return m_folder->filePath(name); }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(cannot be read)");
    }
    static void put(const QString &path, const QByteArray &content)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
    static mode_t typeOf(const QString &path)
    {
        struct stat status = {};
        return ::lstat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & S_IFMT
                                                                          : 0;
    }
    static QByteArray taken(int descriptor)
    {
        QByteArray bytes(1 << 16, '\0');
        const ssize_t size = ::read(descriptor, bytes.data(), std::size_t(bytes.size()));
        bytes.truncate(std::max<qsizetype>(size, 0));
        return bytes;
    }

    //! As on a disk that takes no more than so many bytes of a file.
    static std::optional<QString> writeWithin(rlim_t most, const QString &file,
                                              const QByteArray &bytes)
    {
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{most, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
        auto problem = writeWhole(file, bytes);
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        return problem;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aFileIsWritten()
    {
        const QString file = path(u"r.html"_s);
        QCOMPARE(writeWhole(file, "one").value_or(QString()), QString());
        QCOMPARE(contentOf(file), QByteArray("one"));
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(writeWhole(file, "2").value_or(QString()), QString());
        QCOMPARE(contentOf(file), QByteArray("2"));
        QCOMPARE(QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void whatCannotBeWrittenStaysAsItWas()
    {
        const QString file = path(u"r.html"_s);
        put(file, "before");
        const auto problem = writeWithin(20, file, QByteArray(100'000, 'x'));
        QCOMPARE(problem.value_or(QString()), file + u" cannot be written: File too large."_s);
        QCOMPARE(contentOf(file), QByteArray("before"));
    }

    //! Beside a name of this length no other fits, and a file cannot be put in its place.
    void whatCannotBeReplacedIsWrittenItself()
    {
        const QString file = path(QString(250, u'n') + u".yaml"_s);
        for (const QByteArray &before : {QByteArray("before, and longer"), QByteArray("b")}) {
            put(file, before);
            QCOMPARE(writeWhole(file, "after").value_or(QString()), QString());
            QCOMPARE(contentOf(file), QByteArray("after"));
        }
        QCOMPARE(writeWhole(file, {}).value_or(QString()), QString());
        QCOMPARE(contentOf(file), QByteArray());
        put(file, "before");
        QVERIFY(writeWithin(20, file, QByteArray(100'000, 'x')));
        QCOMPARE(contentOf(file), QByteArray("before"));
    }

    //! What is small waits in a buffer until the file is closed.
    void whatIsSmallLeavesWhatWasThere()
    {
        const QString file = path(u"r.html"_s);
        put(file, "before");
        const auto problem = writeWithin(0, file, "after");
        QCOMPARE(problem.value_or(QString()), file + u" cannot be written: File too large."_s);
        QCOMPARE(contentOf(file), QByteArray("before"));
    }

    void aPipeWithoutAReaderIsNotWaitedFor()
    {
        const QString fifo = path(u"fifo"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
        QCOMPARE(writeWhole(fifo, "report").value_or(QString()),
                 fifo + u" cannot be written: nobody reads from this pipe."_s);
        QCOMPARE(typeOf(fifo), mode_t(S_IFIFO));
    }

    void aLinkStaysALink()
    {
        put(path(u"target"_s), "before");
        for (const QString &name : {u"target"_s, u"absent"_s}) {
            const QString link = path(u"link-"_s + name);
            QVERIFY(QFile::link(path(name), link));
            QCOMPARE(writeWhole(link, "after").value_or(QString()), QString());
            QCOMPARE(typeOf(link), mode_t(S_IFLNK));
            QCOMPARE(contentOf(path(name)), QByteArray("after"));
        }
    }

    void aPipeIsWrittenTo()
    {
        const QString fifo = path(u"fifo"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
        const int reader = ::open(QFile::encodeName(fifo).constData(), O_RDONLY | O_NONBLOCK);
        QVERIFY(reader >= 0);
        QCOMPARE(writeWhole(fifo, "report").value_or(QString()), QString());
        QCOMPARE(taken(reader), QByteArray("report"));
        ::close(reader);
        QCOMPARE(typeOf(fifo), mode_t(S_IFIFO));
    }

    void aDeviceIsWrittenTo()
    {
        if (::geteuid() != 0)
            QSKIP("Only root can make a device.");
        const QString device = path(u"null"_s);
        if (::mknod(QFile::encodeName(device).constData(), S_IFCHR | 0600, ::makedev(1, 3)) != 0)
            QSKIP("No device can be made here.");
        if (!QFile(device).open(QIODevice::WriteOnly))
            QSKIP("Devices do not work in the temporary folder.");
        QCOMPARE(writeWhole(device, "report").value_or(QString()), QString());
        QCOMPARE(typeOf(device), mode_t(S_IFCHR));
        const QString link = path(u"link"_s);
        QVERIFY(QFile::link(device, link));
        QCOMPARE(writeWhole(link, "report").value_or(QString()), QString());
        QCOMPARE(typeOf(device), mode_t(S_IFCHR));
        QCOMPARE(typeOf(link), mode_t(S_IFLNK));
    }

    void anOpenFileIsWrittenTo_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("/dev/fd") << u"/dev/fd/%1"_s;
        QTest::newRow("/proc/self/fd") << u"/proc/self/fd/%1"_s;
        QTest::newRow("a link") << QString();
    }

    void anOpenFileIsWrittenTo()
    {
        QFETCH(QString, name);
        const auto nameOf = [&](int descriptor) {
            if (!name.isEmpty())
                return name.arg(descriptor);
            const QString link = path(u"link-%1"_s.arg(descriptor));
            QFile::link(u"/dev/fd/%1"_s.arg(descriptor), link);
            return link;
        };
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        QCOMPARE(writeWhole(nameOf(ends[1]), "report").value_or(QString()), QString());
        QCOMPARE(taken(ends[0]), QByteArray("report"));
        ::close(ends[0]);
        ::close(ends[1]);

        const QString target = path(u"redirected"_s);
        const int file =
            ::open(QFile::encodeName(target).constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        QVERIFY(file >= 0);
        QCOMPARE(::write(file, "before ", 7), 7);
        QCOMPARE(writeWhole(nameOf(file), "report").value_or(QString()), QString());
        QCOMPARE(::write(file, " after", 6), 6);
        ::close(file);
        QCOMPARE(contentOf(target), QByteArray("before report after"));
    }

    void whatStandsInTheWayIsSaid_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("why");
        QTest::newRow("a full device") << u"/dev/full"_s << u"No space left on device"_s;
        QTest::newRow("no folder") << u"no/such/folder/r.html"_s << u"No such file or directory"_s;
        QTest::newRow("a folder") << u"."_s << u"Is a directory"_s;
        QTest::newRow("beneath a file") << u"/dev/null/r.html"_s << u"Not a directory"_s;
        QTest::newRow("nothing open") << u"/dev/fd/987654"_s << u"Bad file descriptor"_s;
    }

    void whatStandsInTheWayIsSaid()
    {
        QFETCH(QString, path);
        QFETCH(QString, why);
        if (path == u"/dev/full" && ::access("/dev/full", W_OK) != 0)
            QSKIP("There is no /dev/full here.");
        QCOMPARE(writeWhole(path, "report").value_or(QString()),
                 path + u" cannot be written: "_s + why + u'.');
    }

    void aPipeThatNobodyReadsIsSaid()
    {
        const auto handler = std::signal(SIGPIPE, SIG_IGN);
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        ::close(ends[0]);
        const QString name = u"/dev/fd/%1"_s.arg(ends[1]);
        QCOMPARE(writeWhole(name, "report").value_or(QString()),
                 name + u" cannot be written: Broken pipe."_s);
        ::close(ends[1]);
        std::signal(SIGPIPE, handler);
    }
};

QTEST_GUILESS_MAIN(WriteWholeTest)
#include "tst_write_whole.moc"
