// SPDX-License-Identifier: Apache-2.0
#include "test_selection.h"

#include "run_names.h"

#include <models/base/edit_distance.h>
#include <models/base/keyword_expression.h>
#include <models/base/read_bounded.h>
#include <models/record/test_filter.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace assay::app {

using models::CustomImageTestConfiguration;
using namespace Qt::StringLiterals;

namespace {

struct SelectionText
{
    Q_DECLARE_TR_FUNCTIONS(TestSelection)
};

constexpr int maxName = 63;               //!< of a namespace and of a Notebook
constexpr qint64 maxSecret = 1024 * 1024; //!< as the API server has it

//! Takes in the tests of one file.
void addSuite(TestSelection &selection, const QString &path)
{
    const auto suite = models::Suite::load(path);
    if (!suite) {
        selection.refusals << suite.error();
        return;
    }
    for (const auto &problem : suite->problems) {
        QStringList &list = !problem.isError() ? selection.warnings
                            : !suite->readable ? selection.refusals
                                               : selection.errors;
        // What the defaults have wrong is said once, not for every test.
        if (const QString line = problem.toLine(path); !list.contains(line)) {
            list << line;
            if (&list == &selection.refusals)
                selection.placed << line;
        }
    }
    for (const auto &test : suite->tests) {
        selection.tests.push_back(test);
        selection.origins.push_back({path, {}});
    }
}

QStringList idsOf(const TestSelection &selection)
{
    QStringList ids;
    for (const auto &test : selection.tests)
        ids << test.id;
    ids.removeDuplicates();
    return ids;
}

//! "It has: a, b, c.", with the nearest first; of many, as many as are read.
QString whatThereIs(const QStringList &ids)
{
    constexpr qsizetype most = 20;
    const QString list = ids.mid(0, most).join(u", "_s);
    return ids.size() <= most
               ? list
               : SelectionText::tr("%1 and %2 more").arg(list, QString::number(ids.size() - most));
}

//! As pytest and kubectl would have it, a test's name was said behind the suite.
void adviseTest(TestSelection &selection, const TestChoice &choice)
{
    const QStringList known = idsOf(selection);
    for (const QString &path : choice.suites) {
        if (known.contains(path) && !QFileInfo::exists(path))
            selection.refusals << SelectionText::tr(
                                      "A test is called \"%1\": say --test %1 to take it alone.")
                                      .arg(path);
    }
}

//! What a person named that no suite has.
void refuseUnknown(TestSelection &selection, const TestChoice &choice)
{
    const QStringList known = idsOf(selection);
    const QString suites = choice.suites.size() == 1
                               ? SelectionText::tr("the suite has no such test")
                               : SelectionText::tr("no suite has such a test");
    const auto look = [&](const QString &option, const QString &id) {
        if (known.contains(id))
            return;
        const QString nearest = models::nearestName(id, known);
        selection.refusals << (nearest.isEmpty()
                                   ? SelectionText::tr("%1 %2: %3. It has: %4.")
                                         .arg(option, id, suites, whatThereIs(known))
                                   : SelectionText::tr("%1 %2: %3. Did you mean \"%4\"?")
                                         .arg(option, id, suites, nearest));
    };
    for (const QString &id : choice.tests)
        look(u"--test"_s, id);
    for (auto image = choice.images.keyBegin(); image != choice.images.keyEnd(); ++image)
        look(u"--image"_s, *image);
}

void keepOnly(
    TestSelection &selection,
    const std::function<bool(const CustomImageTestConfiguration &, const TestOrigin &)> &is)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < selection.tests.size(); ++i) {
        if (!is(selection.tests[i], selection.origins[i]))
            continue;
        std::swap(selection.tests[kept], selection.tests[i]);
        std::swap(selection.origins[kept], selection.origins[i]);
        ++kept;
    }
    selection.tests.resize(kept);
    selection.origins.resize(kept);
}

//! The newest result of each test, by the name of its suite's file and its id. Reads records, the
//! newest first, only as long as a test has none.
class NewestResults
{
public:
    const models::RunRecord *of(const CustomImageTestConfiguration &test, const TestOrigin &origin)
    {
        const QString suite = QFileInfo(origin.suitePath).fileName();
        const QString marker = u'-' + test.id.left(20);
        for (const QString &folder : m_folders) {
            if (!folder.contains(marker))
                continue;
            const models::RunRecord &record = recordIn(folder);
            if (record.verdict() && record.configuration().id == test.id &&
                QFileInfo(record.start().suitePath).fileName() == suite)
                return &record;
        }
        return nullptr;
    }

private:
    const models::RunRecord &recordIn(const QString &folder)
    {
        const auto known = m_records.find(folder);
        if (known != m_records.end())
            return known->second;
        auto run = models::StoredRun::load(folder);
        return m_records.emplace(folder, run ? std::move(run->record) : models::RunRecord())
            .first->second;
    }

    QStringList m_folders = keptRunFolders();
    std::map<QString, models::RunRecord> m_records;
};

void choose(TestSelection &selection, const TestChoice &choice)
{
    if (!choice.tests.isEmpty())
        keepOnly(selection, [&choice](const auto &test, const auto &) {
            return choice.tests.contains(test.id);
        });
    if (const auto keywords = models::KeywordExpression::parse(choice.keywords);
        !choice.keywords.isEmpty() && keywords)
        keepOnly(selection, [&keywords](const auto &test, const auto &) {
            return keywords->matches(test.id);
        });
    const auto filter = models::TestFilter::parse(choice.filter);
    if (!filter || filter->isEmpty())
        return;
    std::optional<NewestResults> results;
    if (filter->asksForResults())
        results.emplace();
    keepOnly(selection, [&](const auto &test, const auto &origin) {
        return filter->matches(
            models::FilterSubject::of(test, results ? results->of(test, origin) : nullptr));
    });
}

void refuseNothing(TestSelection &selection, const TestChoice &choice, const QStringList &known)
{
    if (!selection.tests.empty() || known.isEmpty())
        return;
    QStringList asked;
    if (!choice.tests.isEmpty())
        asked << u"--test "_s + choice.tests.join(u" --test "_s);
    if (!choice.keywords.isEmpty())
        asked << u"-k \"%1\""_s.arg(choice.keywords);
    if (!choice.filter.isEmpty())
        asked << u"--filter \"%1\""_s.arg(choice.filter);
    selection.refusals << SelectionText::tr("%1: no test is selected. There are: %2.")
                              .arg(asked.join(u' '), whatThereIs(known));
}

//! Whoever names an image for a test wants it tested.
void warnOfImages(TestSelection &selection, const TestChoice &choice)
{
    const QStringList taken = idsOf(selection);
    for (auto image = choice.images.keyBegin(); image != choice.images.keyEnd(); ++image) {
        if (!taken.contains(*image))
            selection.warnings << SelectionText::tr(
                                      "--image %1: this test is not among those that are taken, "
                                      "so that nothing tests this image.")
                                      .arg(*image);
    }
}

void applyImage(CustomImageTestConfiguration &test, TestOrigin &origin, const TestChoice &choice)
{
    const QString image = choice.images.value(test.id, choice.image);
    if (image.isEmpty() || image == test.customImage)
        return;
    origin.suiteImage = test.customImage;
    test.customImage = image;
}

//! How much longer than they may be namespace or notebook name would be.
int excess(const CustomImageTestConfiguration &test)
{
    return static_cast<int>(std::max(test.nameSpace.size(), test.notebookName.size())) - maxName;
}

//! A branch's name holds what no namespace may: said once, with what would do.
bool refuseSuffix(TestSelection &selection, const QString &written, const QString &suffix)
{
    static const QRegularExpression good(u"\\A-[a-z0-9-]*[a-z0-9]\\z"_s);
    if (good.match(suffix).hasMatch())
        return false;
    static const QRegularExpression others(u"[^a-z0-9]+"_s), ends(u"\\A-+|-+\\z"_s);
    QString meant = written.toLower();
    meant.replace(others, u"-"_s).remove(ends);
    QString line = SelectionText::tr("--suffix %1: it goes onto names that hold only lower-case "
                                     "letters, digits and hyphens, and end with a letter or a "
                                     "digit.")
                       .arg(written);
    if (!meant.isEmpty())
        line += u' ' + SelectionText::tr("Did you mean \"--suffix %1\"?").arg(meant);
    selection.refusals << line;
    return true;
}

void applySuffix(TestSelection &selection, const QString &written)
{
    if (written.isEmpty())
        return;
    const QString suffix = written.startsWith(u'-') ? written : u'-' + written;
    if (refuseSuffix(selection, written, suffix))
        return;
    const CustomImageTestConfiguration *longest = nullptr;
    for (const CustomImageTestConfiguration &test : selection.tests) {
        if (!longest || excess(test) > excess(*longest))
            longest = &test;
    }
    // One sentence is enough: that of the least room.
    if (longest && excess(*longest) + suffix.size() > 0) {
        selection.refusals << SelectionText::tr(
                                  "--suffix %1: in the test %2 it makes namespace or "
                                  "notebook_name longer than 63 characters: it may have %3.")
                                  .arg(written, longest->id,
                                       QString::number(std::max(-excess(*longest) - 1, 0)));
        return;
    }
    for (CustomImageTestConfiguration &test : selection.tests) {
        test.nameSpace += suffix;
        test.notebookName += suffix;
    }
}

//! What the two options made of the tests is judged as the suite's own fields are.
void judgeChanges(TestSelection &selection, const TestChoice &choice)
{
    QSet<QString> said;
    for (std::size_t i = 0; i < selection.tests.size(); ++i) {
        const bool replaced = !selection.origins[i].suiteImage.isEmpty();
        for (const models::FieldProblem &problem : selection.tests[i].validate()) {
            const bool isImage = replaced && problem.path == "custom_image"_L1;
            const bool isName = !choice.suffix.isEmpty() && (problem.path == "namespace"_L1 ||
                                                             problem.path == "notebook_name"_L1);
            if (!isImage && !isName)
                continue;
            const QString line = (isImage ? u"--image: "_s : u"--suffix: "_s) + problem.message;
            if (said.contains(line))
                continue;
            said << line;
            const bool isError = problem.severity == models::FieldProblem::Severity::Error;
            (isError ? selection.refusals : selection.warnings) << line;
        }
    }
}

//! Two suites may not make the same Notebook in one run.
void refuseClashes(TestSelection &selection)
{
    std::map<QString, std::size_t> notebooks;
    for (std::size_t i = 0; i < selection.tests.size(); ++i) {
        const auto &test = selection.tests[i];
        const QString notebook = test.nameSpace + u'/' + test.notebookName;
        const auto [other, isNew] = notebooks.emplace(notebook, i);
        const QString &path = selection.origins[i].suitePath;
        const QString &otherPath = selection.origins[other->second].suitePath;
        if (isNew || path == otherPath)
            continue;
        selection.refusals
            << SelectionText::tr("The notebook %1 is that of a test of %2 and of one of %3: change "
                                 "notebook_name or namespace in one of them, or run one after the "
                                 "other.")
                   .arg(notebook, otherPath, path);
    }
}

} // namespace

void readPullSecret(TestSelection &selection, const QString &path)
{
    if (path.isEmpty())
        return;
    const auto bytes = models::readBounded(path, maxSecret);
    if (!bytes) {
        selection.refusals << u"--pull-secret "_s + bytes.error();
        return;
    }
    const models::Json json = models::parseBounded(*bytes).value_or(models::Json());
    if (models::at(json, {"auths"}).is_object() && !models::at(json, {"auths"}).empty())
        selection.pullSecret = *bytes;
    else if (models::at(json, {"auths"}).is_object())
        selection.refusals << SelectionText::tr(
                                  "--pull-secret %1: its \"auths\" is empty: it holds no "
                                  "credentials. \"podman login --authfile %1\" writes some.")
                                  .arg(path);
    else
        selection.refusals << SelectionText::tr(
                                  "--pull-secret %1: this is no dockerconfigjson: it holds no "
                                  "\"auths\". \"podman login --authfile %1\" writes one.")
                                  .arg(path);
}

TestSelection selectTests(const TestChoice &choice)
{
    TestSelection selection;
    QStringList names;
    for (const QString &path : choice.suites) {
        addSuite(selection, path);
        names << QFileInfo(path).fileName();
    }
    selection.title = names.join(u", "_s);
    if (!selection.refusals.isEmpty()) {
        adviseTest(selection, choice);
        return selection;
    }
    refuseUnknown(selection, choice);
    if (!selection.refusals.isEmpty())
        return selection;
    const QStringList known = idsOf(selection);
    choose(selection, choice);
    refuseNothing(selection, choice, known);
    warnOfImages(selection, choice);
    for (std::size_t i = 0; i < selection.tests.size(); ++i)
        applyImage(selection.tests[i], selection.origins[i], choice);
    applySuffix(selection, choice.suffix);
    if (selection.refusals.isEmpty())
        judgeChanges(selection, choice);
    if (selection.refusals.isEmpty())
        refuseClashes(selection);
    readPullSecret(selection, choice.pullSecret);
    return selection;
}

} // namespace assay::app
