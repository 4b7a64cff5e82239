// SPDX-License-Identifier: Apache-2.0
#include <models/suite/suite.h>

#include "suite_reader.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct SuiteText
{
    Q_DECLARE_TR_FUNCTIONS(SuiteText)
};

} // namespace

QString SuiteProblem::toLine(const QString &fileName) const
{
    QString place = fileName;
    if (line > 0)
        place += u":%1:%2"_s.arg(line).arg(column);
    return isError() ? u"%1: %2"_s.arg(place, problem.message)
                     : SuiteText::tr("%1: warning: %2").arg(place, problem.message);
}

bool Suite::hasErrors() const
{
    return std::any_of(problems.begin(), problems.end(),
                       [](const SuiteProblem &problem) { return problem.isError(); });
}

const CustomImageTestConfiguration *Suite::test(const QString &id) const
{
    const auto it =
        std::find_if(tests.begin(), tests.end(), [&id](const auto &test) { return test.id == id; });
    return it == tests.end() ? nullptr : &*it;
}

std::vector<FieldProblem> Suite::problemsOf(std::size_t test) const
{
    std::vector<FieldProblem> found;
    for (const SuiteProblem &problem : problems) {
        if (problem.test == int(test))
            found.push_back(problem.problem);
    }
    return found;
}

Suite Suite::parse(const QByteArray &yaml, const QString &folder)
{
    Suite suite;
    SuiteReader(suite, folder).read(yaml::read(yaml));
    return suite;
}

} // namespace assay::models
