// SPDX-License-Identifier: Apache-2.0
#include <models/suite/suite.h>

#include "suite_reader.h"

#include <models/base/yaml.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct SuiteReadText
{
    Q_DECLARE_TR_FUNCTIONS(SuiteText)
};

} // namespace

QString SuiteProblem::toLine(const QString &fileName) const
{
    QString place = fileName;
    if (line > 0)
        place += u":%1:%2"_s.arg(line).arg(column);
    // One line, whatever an id or another text of the file holds.
    const QString message =
        QString(problem.message).replace(u"\r\n"_s, u"\\r\\n"_s).replace(u'\n', u"\\n"_s);
    return isError() ? u"%1: %2"_s.arg(place, message)
                     : SuiteReadText::tr("%1: warning: %2").arg(place, message);
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

QMap<QString, int> linesOfTests(const QByteArray &yaml)
{
    QMap<QString, int> lines;
    const yaml::Document document = yaml::read(yaml);
    if (!document.readable)
        return lines;
    const yaml::Node *tests = document.root.find(u"tests"_s);
    if (!tests)
        return lines;
    for (const yaml::Node &item : tests->items) {
        const yaml::Node *id = item.find(u"id"_s);
        if (id && id->isScalar() && !lines.contains(id->text))
            lines.insert(id->text, item.at.line);
    }
    return lines;
}

Suite Suite::parse(const QByteArray &yaml, const QString &folder)
{
    Suite suite;
    SuiteReader(suite, folder).read(yaml::read(yaml));
    return suite;
}

} // namespace assay::models
