// SPDX-License-Identifier: Apache-2.0
#include "suite_checks.h"

#include <models/image/notebook_cell.h>

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct SuiteCheckText
{
    Q_DECLARE_TR_FUNCTIONS(SuiteCheckText)
};
} // namespace

static std::vector<FieldProblem> notebookProblems(const CustomImageTestConfiguration &test,
                                                  const QString &folder)
{
    if (folder.isEmpty())
        return {};
    const auto cells = readNotebookCells(test.notebookCells, folder);
    return cells ? std::vector<FieldProblem>() : cells.error();
}

static QString notebookOf(const CustomImageTestConfiguration &test)
{
    return test.nameSpace + u'/' + test.notebookName;
}

static bool isOfNotebook(const CustomImageTestConfiguration &test)
{
    return !test.nameSpace.isEmpty() && !test.notebookName.isEmpty();
}

bool shareNames(const CustomImageTestConfiguration &a, const CustomImageTestConfiguration &b)
{
    if (!a.id.isEmpty() && a.id == b.id)
        return true;
    if (!isOfNotebook(a) || !isOfNotebook(b))
        return false;
    if (a.nameSpace.size() == b.nameSpace.size())
        return a.nameSpace == b.nameSpace && a.notebookName == b.notebookName;
    // Names that are wrong may hold a slash.
    const auto lengthOf = [](const CustomImageTestConfiguration &test) {
        return test.nameSpace.size() + test.notebookName.size();
    };
    return lengthOf(a) == lengthOf(b) && notebookOf(a) == notebookOf(b);
}

//! What two tests must not share, in the order of the later ones.
static std::vector<TestProblem>
checkTogether(const std::vector<CustomImageTestConfiguration> &tests)
{
    std::vector<TestProblem> problems;
    QHash<QString, std::size_t> ids;
    QHash<QString, QString> notebooks; // "namespace/name" to the id of the test that has it
    for (std::size_t i = 0; i < tests.size(); ++i) {
        const CustomImageTestConfiguration &test = tests[i];
        if (!test.id.isEmpty()) {
            if (const auto it = ids.constFind(test.id); it != ids.constEnd()) {
                problems.push_back(
                    {i,
                     {u"id"_s,
                      SuiteCheckText::tr("id \"%1\" is already that of test number %2: give "
                                         "each test its own.")
                          .arg(test.id)
                          .arg(*it + 1)}});
            } else {
                ids.insert(test.id, i);
            }
        }
        if (!isOfNotebook(test))
            continue;
        const QString notebook = notebookOf(test);
        if (const auto it = notebooks.constFind(notebook); it != notebooks.constEnd()) {
            problems.push_back({i,
                                {u"notebook_name"_s,
                                 SuiteCheckText::tr("The notebook %1 is already that of test "
                                                    "\"%2\": change notebook_name or namespace.")
                                     .arg(notebook, *it)}});
        } else {
            notebooks.insert(notebook, test.id);
        }
    }
    return problems;
}

std::vector<TestProblem> checkTests(const std::vector<CustomImageTestConfiguration> &tests,
                                    const QString &folder)
{
    std::vector<TestProblem> problems;
    const std::vector<TestProblem> together = checkTogether(tests);
    auto shared = together.begin();
    for (std::size_t i = 0; i < tests.size(); ++i) {
        const CustomImageTestConfiguration &test = tests[i];
        const std::vector<FieldProblem> own = test.validate();
        for (const FieldProblem &problem : own)
            problems.push_back({i, problem});
        for (const FieldProblem &problem : notebookProblems(test, folder)) {
            // That a cell is empty is said by both.
            if (std::none_of(own.begin(), own.end(),
                             [&](const auto &other) { return other.path == problem.path; }))
                problems.push_back({i, problem});
        }
        for (; shared != together.end() && shared->test == i; ++shared)
            problems.push_back(*shared);
    }
    return problems;
}

} // namespace assay::models
