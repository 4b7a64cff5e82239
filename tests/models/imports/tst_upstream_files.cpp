// SPDX-License-Identifier: Apache-2.0
#include <models/imports/image_stream.h>
#include <models/imports/package_list.h>
#include <models/imports/pytest_file.h>

#include <QDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

const QString folder = QStringLiteral(ASSAY_SOURCE "/tests/models/imports/upstream/");

ImportSource read(const QString &name)
{
    QFile file(folder + name);
    return file.open(QIODevice::ReadOnly) ? ImportSource{name, file.readAll()} : ImportSource{};
}

QStringList notes(const std::vector<ImportNote> &notes)
{
    QStringList lines;
    for (const ImportNote &note : notes)
        lines << "  ! "_L1 + note.toLine();
    return lines;
}

QStringList tests(const Imported &imported)
{
    QStringList lines;
    for (const auto &test : imported.suite.tests) {
        lines << u"  %1 in %2/%3: %4"_s.arg(test.id, test.nameSpace, test.notebookName,
                                            test.customImage)
              << u"    imports %1"_s.arg(test.packagesToVerify.join(u' '));
        if (!test.installedPackages.isEmpty())
            lines << u"    holds %1"_s.arg(test.installedPackages.join(u' '));
    }
    return lines + notes(imported.notes);
}

QStringList whatBecomesOf(const QString &name)
{
    const ImportSource file = read(name);
    switch (kindOfImport(file)) {
    case ImportKind::Pytest:
        return tests(importPytest(file, {read(u"image_constants.py"_s)}));
    case ImportKind::ImageStream:
        return tests(importImageStreams({file}, {read(u"params.env"_s)}));
    case ImportKind::Packages:
        break;
    }
    const PackageList list =
        readPackageList(file, [](const QString &) { return std::optional<QByteArray>(); });
    QStringList lines;
    for (const ListedPackage &package : list.packages)
        lines << u"  %1 holds %2"_s.arg(package.module, package.requirement());
    return lines + notes(list.notes);
}

} // namespace

//! Files as upstream writes them go in as their authors meant: each line is understood or named.
class UpstreamFilesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goInAsTheyAreMeant()
    {
        QStringList files = QDir(folder).entryList(QDir::Files, QDir::Name);
        for (const char *beside : {"README.md", "expected.txt", "image_constants.py", "params.env"})
            files.removeAll(QLatin1String(beside));
        QVERIFY(files.size() >= 20);
        QString all;
        for (const QString &name : files)
            all += name + u'\n' + whatBecomesOf(name).join(u'\n') + u'\n';
        QFile expected(folder + u"expected.txt"_s);
        if (qEnvironmentVariableIsSet("ASSAY_UPDATE")) {
            QVERIFY(expected.open(QIODevice::WriteOnly));
            QCOMPARE(expected.write(all.toUtf8()), all.toUtf8().size());
            return;
        }
        QVERIFY(expected.open(QIODevice::ReadOnly));
        const QStringList now = all.split(u'\n'),
                          before = QString::fromUtf8(expected.readAll()).split(u'\n');
        for (qsizetype i = 0; i < std::max(now.size(), before.size()); ++i)
            QCOMPARE(now.value(i), before.value(i));
    }

    //! And out again, and in.
    void comeBackAsTheyWent()
    {
        const ImportSource constants = read(u"image_constants.py"_s);
        for (const char *name : {"test_custom_images.py", "test_custom_images_before.py"}) {
            const Imported imported = importPytest(read(QLatin1String(name)), {constants});
            const PytestExport out = exportPytest(imported.suite);
            const Imported again = importPytest({u"again.py"_s, out.source}, {});
            QVERIFY(again.suite.tests == imported.suite.tests);
            QCOMPARE(notes(again.notes), QStringList());
        }
    }
};

QTEST_GUILESS_MAIN(UpstreamFilesTest)
#include "tst_upstream_files.moc"
