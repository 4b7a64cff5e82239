// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/custom_image_test_configuration.h>

#include <QByteArray>

#include <tl/expected.hpp>

namespace assay::models {

//! One thing wrong with a suite file. Lines and columns count from 1; 0 where unknown.
struct SuiteProblem
{
    int line = 0;
    int column = 0;
    QString testId; //!< empty: of the file as a whole
    FieldProblem problem;
    int test = -1; //!< its place in Suite::tests; -1: of none

    bool isError() const { return problem.severity == FieldProblem::Severity::Error; }
    //! "suite.yaml:12:5: message"; a warning says so before its message.
    QString toLine(const QString &fileName) const;
    bool operator==(const SuiteProblem &) const = default;
};

//! A suite file: its tests and everything that is wrong with it.
struct Suite
{
    //! Lists and mappings of a file that stand around the value of a test's field.
    static constexpr int levelsAroundFields = 3;

    int version = 1;
    std::vector<CustomImageTestConfiguration> tests; //!< defaults merged in; also the faulty ones
    std::vector<SuiteProblem> problems;              //!< in file order
    bool readable = true; //!< false: the file was no suite at all, and `tests` tells nothing of it

    bool hasErrors() const;
    const CustomImageTestConfiguration *test(const QString &id) const;
    //! Of the test at a place in `tests`: in itself, and beside the others.
    std::vector<FieldProblem> problemsOf(std::size_t test) const;

    //! Never throws: what cannot be read becomes problems. Unknown fields are errors that name
    //! the nearest known field; files above 1 MiB and documents with runaway aliases are refused.
    //! `folder` is where the notebook files that it names are looked for; empty: they are not,
    //! because the text is of no file.
    static Suite parse(const QByteArray &yaml, const QString &folder = {});
    //! The same of a file, whose folder is where its notebook files are looked for; else a sentence
    //! that says why it cannot be read. All who read a suite from a path come through here.
    static tl::expected<Suite, QString> load(const QString &path);
    //! A file that parse() reads back to the same tests. Values equal to the defaults are left out.
    QByteArray toYaml() const;
};

//! The line in which each test of a suite begins, by its id, from 1. Of what is no suite: nothing.
QMap<QString, int> linesOfTests(const QByteArray &yaml);

} // namespace assay::models
