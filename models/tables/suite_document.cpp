// SPDX-License-Identifier: Apache-2.0
#include <models/tables/suite_document.h>

#include "base/yaml_comments.h"
#include "suite/suite_checks.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

SuiteDocument::SuiteDocument(QObject *parent) : QObject(parent) {}

int SuiteDocument::indexOf(const QString &id) const
{
    for (std::size_t i = 0; i < m_suite.tests.size(); ++i) {
        if (m_suite.tests[i].id == id)
            return int(i);
    }
    return -1;
}

std::optional<QString> SuiteDocument::load(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tr("%1 cannot be opened: %2").arg(path, file.errorString());
    // One byte more than a suite may have is enough for parse() to refuse it.
    const QByteArray text = file.read((1 << 20) + 1);
    if (file.error() != QFileDevice::NoError)
        return tr("%1 cannot be read: %2").arg(path, file.errorString());

    m_suite = Suite::parse(text);
    m_path = path;
    m_fileHasComments = yaml::holdsComment(text);
    m_fileHasDefaults = text.startsWith("defaults:") || text.contains("\ndefaults:");
    Q_EMIT pathChanged(m_path);
    Q_EMIT reset();
    setModified(false);
    return std::nullopt;
}

std::optional<QString> SuiteDocument::save(const QString &path)
{
    if (!m_suite.readable) {
        return tr("%1 could not be read, and saving would lose what it holds: correct it in a "
                  "text editor first.")
            .arg(m_path);
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return tr("%1 cannot be written: %2").arg(path, file.errorString());
    file.write(m_suite.toYaml());
    if (!file.commit())
        return tr("%1 cannot be written: %2").arg(path, file.errorString());

    m_fileHasComments = m_fileHasDefaults = false;
    if (path != m_path) {
        m_path = path;
        Q_EMIT pathChanged(m_path);
    }
    setModified(false);
    return std::nullopt;
}

void SuiteDocument::clear()
{
    m_suite = {};
    m_path.clear();
    m_fileHasComments = m_fileHasDefaults = false;
    Q_EMIT pathChanged(m_path);
    Q_EMIT reset();
    setModified(false);
}

void SuiteDocument::setTest(int index, const CustomImageTestConfiguration &configuration)
{
    if (index < 0 || index >= int(m_suite.tests.size()))
        return;
    CustomImageTestConfiguration &test = m_suite.tests[std::size_t(index)];
    if (test == configuration)
        return;
    test = configuration;
    revalidate();
    Q_EMIT testChanged(index);
    setModified(true);
}

int SuiteDocument::addTest(const CustomImageTestConfiguration &configuration)
{
    m_suite.tests.push_back(configuration);
    revalidate();
    Q_EMIT reset();
    setModified(true);
    return int(m_suite.tests.size()) - 1;
}

void SuiteDocument::removeTest(int index)
{
    if (index < 0 || index >= int(m_suite.tests.size()))
        return;
    m_suite.tests.erase(m_suite.tests.begin() + index);
    revalidate();
    Q_EMIT reset();
    setModified(true);
}

CustomImageTestConfiguration SuiteDocument::newTest() const
{
    const auto taken = [this](const QString &name) {
        return std::any_of(tests().begin(), tests().end(), [&name](const auto &test) {
            return test.id == name || test.nameSpace == name;
        });
    };
    CustomImageTestConfiguration test;
    int number = 1;
    do {
        test.id = u"test-%1"_s.arg(number++);
    } while (taken(test.id));
    test.nameSpace = test.id;
    test.notebookName = u"notebook"_s;
    return test;
}

void SuiteDocument::revalidate()
{
    // Lines and columns were those of the file as it was read.
    m_suite.problems.clear();
    for (const TestProblem &found : checkTests(m_suite.tests))
        m_suite.problems.push_back({0, 0, m_suite.tests[found.test].id, found.problem});
}

void SuiteDocument::setModified(bool modified)
{
    if (m_modified == modified)
        return;
    m_modified = modified;
    Q_EMIT modifiedChanged(modified);
}

} // namespace assay::models
