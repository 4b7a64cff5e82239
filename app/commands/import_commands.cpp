// SPDX-License-Identifier: Apache-2.0
#include "import_commands.h"

#include "output/terminal.h"

#include <models/base/read_bounded.h>
#include <models/base/write_whole.h>
#include <models/imports/image_stream.h>
#include <models/imports/package_list.h>
#include <models/imports/pytest_file.h>
#include <models/suite/suite_text.h>
#include <models/words/problem_words.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QSet>

namespace assay::app {

using namespace Qt::StringLiterals;
using models::ImportNote;
using models::ImportSource;

namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(ImportCommands)
};

//! What a person wrote is far smaller; so is what kubectl prints of all ImageStreams.
constexpr qint64 largestImport = 32 << 20;

void sayWrong(const QString &sentence)
{
    Terminal(Terminal::Stream::Err) << "assay: " << sentence << '\n';
}

void print(const std::vector<ImportNote> &notes)
{
    Terminal err(Terminal::Stream::Err);
    for (const ImportNote &note : notes)
        err << note.toLine() << '\n';
}

//! Nothing where one of them cannot be read, which was said.
std::optional<std::vector<ImportSource>> read(const QStringList &paths)
{
    std::vector<ImportSource> sources;
    bool all = true;
    for (const QString &path : paths) {
        auto bytes = models::readBounded(path == "-"_L1 ? u"/dev/stdin"_s : path, largestImport);
        if (!bytes) {
            sayWrong(bytes.error());
            all = false;
            continue;
        }
        sources.push_back({path == "-"_L1 ? ImportText::tr("standard input") : path, *bytes});
    }
    return all ? std::optional(std::move(sources)) : std::nullopt;
}

int write(const QString &path, const QByteArray &bytes)
{
    if (path.isEmpty() || path == "-"_L1) {
        Terminal(Terminal::Stream::Out).writeBytes(bytes);
        return Terminal::isOutputWhole() ? 0 : 2;
    }
    if (const auto problem = models::writeWhole(path, bytes)) {
        sayWrong(*problem);
        return 2;
    }
    return 0;
}

//! The tests behind those that the file has; nothing of it changes. The error is a sentence.
tl::expected<QByteArray, QString> appended(const QString &path, const models::Suite &more)
{
    const auto before = models::readBounded(path, 1 << 20);
    if (!before)
        return tl::unexpected(before.error());
    const models::SuiteText text(*before, QFileInfo(path).path());
    for (const auto &test : more.tests) {
        if (text.suite().test(test.id))
            return tl::unexpected(
                ImportText::tr("%1 has a test \"%2\" already.").arg(path, test.id));
    }
    const auto both = text.withNewTests(text.suite().tests.size(), text.withDefaults(more.tests));
    if (!both || !text.suite().readable)
        return tl::unexpected(ImportText::tr("The tests cannot be added to %1: it cannot be read, "
                                             "or writes its list of tests in a way that only its "
                                             "text can be changed. Write them to a file of their "
                                             "own with -o, and copy them.")
                                  .arg(path));
    return both->bytes();
}

int deliver(const ImportCommand &command, const models::Imported &imported)
{
    print(imported.notes);
    if (imported.suite.tests.empty()) {
        sayWrong(command.files.isEmpty()
                     ? ImportText::tr("No test was found, so nothing was written.")
                     : ImportText::tr("No test was found in %1, so nothing was written.")
                           .arg(command.files.join(u", "_s)));
        return imported.isReadable() ? 1 : 2;
    }
    if (command.into.isEmpty()) {
        if (const int status = write(command.output, imported.suite.toYaml()))
            return status;
    } else {
        const auto bytes = appended(command.into, imported.suite);
        if (!bytes) {
            sayWrong(bytes.error());
            return 2;
        }
        if (const int status = write(command.into, *bytes))
            return status;
    }
    return imported.isComplete() ? 0 : imported.isReadable() ? 1 : 2;
}

int importPackages(const ImportCommand &command, const std::vector<ImportSource> &files)
{
    const auto other = [](const QString &path) -> std::optional<QByteArray> {
        const auto bytes = models::readBounded(path, largestImport);
        return bytes ? std::optional(*bytes) : std::nullopt;
    };
    QStringList modules, requirements;
    QSet<QString> known;
    models::Imported all; // for what is said of the files
    for (const ImportSource &file : files) {
        const models::PackageList list = models::readPackageList(file, other);
        print(list.notes);
        for (const models::ListedPackage &package : list.packages) {
            if (!package.module.isEmpty() && !known.contains(package.module)) {
                known.insert(package.module);
                modules << package.module;
            }
            requirements << package.requirement();
        }
        all.notes.insert(all.notes.end(), list.notes.begin(), list.notes.end());
    }
    models::CustomImageTestConfiguration c;
    c.packagesToVerify = modules;
    c.installedPackages = requirements;
    models::Suite suite;
    suite.tests.push_back(c);
    // The two fields alone, to paste into a test.
    QByteArray lines;
    for (const QByteArray &line : suite.toYaml().split('\n')) {
        const QByteArray text = line.trimmed();
        if (text.startsWith("packages_to_verify:") || text.startsWith("installed_packages:"))
            lines += text + '\n';
    }
    if (const int status = write(command.output, lines))
        return status;
    return !all.isReadable() ? 2 : all.isComplete() && !modules.isEmpty() ? 0 : 1;
}

} // namespace

std::optional<QString> outputProblem(const ImportCommand &command)
{
    if (command.output.isEmpty() || command.output == "-"_L1 || !QFileInfo(command.output).isFile())
        return std::nullopt;
    return ImportText::tr("%1 is there already: add to it with --into, or choose another name.")
        .arg(command.output);
}

int importStreams(const ImportCommand &command, const ImportSource &streams)
{
    const auto parameters = read(command.parameters);
    return parameters ? deliver(command, models::importImageStreams({streams}, *parameters)) : 2;
}

int importSuite(const ImportCommand &command)
{
    if (const auto problem = outputProblem(command)) {
        sayWrong(*problem);
        return 2;
    }
    const auto files = read(command.files);
    const auto constants = read(command.constants);
    if (!files || !constants)
        return 2;
    if (command.kind == "packages"_L1)
        return importPackages(command, *files);
    if (command.kind == "imagestream"_L1) {
        QStringList beside = command.parameters;
        if (beside.isEmpty()) {
            for (const QString &file : command.files) {
                for (const auto &name : {u"params.env"_s, u"params-latest.env"_s}) {
                    const QString path = QFileInfo(file).path() + u'/' + name;
                    if (QFileInfo(path).isFile() && !beside.contains(path))
                        beside << path;
                }
            }
        }
        const auto parameters = read(beside);
        return parameters ? deliver(command, models::importImageStreams(*files, *parameters)) : 2;
    }
    models::Imported all;
    for (const ImportSource &file : *files) {
        models::Imported one = models::importPytest(file, *constants);
        for (auto &test : one.suite.tests) {
            if (all.suite.test(test.id)) {
                one.notes.push_back(
                    {ImportNote::Kind::Skipped, file.name, 0,
                     ImportText::tr("The test \"%1\" stands in another file too, and "
                                    "was left out.")
                         .arg(test.id)});
                continue;
            }
            all.suite.tests.push_back(std::move(test));
        }
        all.notes.insert(all.notes.end(), one.notes.begin(), one.notes.end());
    }
    return deliver(command, all);
}

int exportSuite(const ExportCommand &command)
{
    const auto suite = models::Suite::load(command.suite);
    if (!suite) {
        sayWrong(suite.error());
        return 2;
    }
    if (suite->hasErrors()) {
        for (const QString &line : models::problemLines(suite->problems, command.suite))
            Terminal(Terminal::Stream::Err) << line << '\n';
        return 2;
    }
    models::Suite wanted;
    for (const auto &test : suite->tests) {
        if (command.tests.isEmpty() || command.tests.contains(test.id))
            wanted.tests.push_back(test);
    }
    for (const QString &id : command.tests) {
        if (!suite->test(id)) {
            sayWrong(ImportText::tr("%1 has no test \"%2\".").arg(command.suite, id));
            return 2;
        }
    }
    const models::PytestExport written = models::exportPytest(wanted);
    print(written.notes);
    return write(command.output, written.source);
}

} // namespace assay::app
