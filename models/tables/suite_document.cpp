// SPDX-License-Identifier: Apache-2.0
#include <models/tables/suite_document.h>

#include <models/base/write_whole.h>

#include "suite/suite_checks.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

SuiteDocument::SuiteDocument(QObject *parent) : QObject(parent) {}

static SuiteDocument::FileContent readFile(const QString &path)
{
    using State = SuiteDocument::FileContent::State;
    const QFileInfo info(path);
    // The window would wait for who writes to a pipe.
    if (info.exists() && !info.isFile() && !info.isDir())
        return {State::Unreadable, {}, SuiteDocument::tr("%1 is no regular file").arg(path)};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {info.exists() || info.isSymLink() ? State::Unreadable : State::Missing,
                {},
                SuiteDocument::tr("%1 cannot be opened: %2").arg(path, file.errorString())};
    }
    // One byte more than a suite may have is enough for parse() to refuse it.
    const QByteArray bytes = file.read((1 << 20) + 1);
    if (file.error() != QFileDevice::NoError) {
        return {State::Unreadable,
                {},
                SuiteDocument::tr("%1 cannot be read: %2").arg(path, file.errorString())};
    }
    return {State::Whole, bytes, {}};
}

static bool isSameFile(const QString &path, const QString &other)
{
    const QFileInfo a(path), b(other);
    return a.absoluteFilePath() == b.absoluteFilePath() ||
           (a.exists() && a.canonicalFilePath() == b.canonicalFilePath());
}

const CustomImageTestConfiguration *SuiteDocument::test(const QString &id) const
{
    const int index = indexOf(id);
    return index < 0 ? nullptr : &m_suite.tests[std::size_t(index)];
}

std::vector<FieldProblem> SuiteDocument::problemsOf(const QString &id) const
{
    const int index = indexOf(id);
    return index < 0 ? std::vector<FieldProblem>() : m_suite.problemsOf(std::size_t(index));
}

std::optional<QString> SuiteDocument::load(const QString &path)
{
    const FileContent content = readFile(path);
    if (content.state != FileContent::State::Whole)
        return content.problem;

    m_suite = Suite::parse(content.bytes, QFileInfo(path).absolutePath());
    nameTests();
    m_path = path;
    m_file = content;
    Q_EMIT pathChanged(m_path);
    Q_EMIT reset();
    setModified(false);
    return std::nullopt;
}

SuiteDocument::FileContent SuiteDocument::fileNow() const
{
    // Whoever reads a pipe or a device may wait for ever.
    const QFileInfo info(m_path);
    if (info.exists() && !info.isFile())
        return {FileContent::State::Unreadable, {}, tr("%1 is no regular file").arg(m_path)};
    return readFile(m_path);
}

std::optional<SuiteDocument::SaveProblem> SuiteDocument::save(const QString &path)
{
    if (!m_suite.readable) {
        return SaveProblem{SaveProblem::Kind::NotWritten,
                           tr("%1 could not be read, and saving would lose what it holds: correct "
                              "it in a text editor first.")
                               .arg(m_path)};
    }
    if (!m_path.isEmpty() && isSameFile(path, m_path) && !isFileAsKnown()) {
        return SaveProblem{
            SaveProblem::Kind::FileDiffers,
            tr("%1 is not what was read from it: open it again, or save the suite to another file.")
                .arg(m_path)};
    }
    const QByteArray yaml = m_suite.toYaml();
    if (const auto problem = writeWhole(path, yaml))
        return SaveProblem{SaveProblem::Kind::NotWritten, *problem};

    m_file = {FileContent::State::Whole, yaml, {}};
    m_suite.hasComments = m_suite.hasDefaults = false;
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
    nameTests();
    m_path.clear();
    m_file = {};
    Q_EMIT pathChanged(m_path);
    Q_EMIT reset();
    setModified(false);
}

bool SuiteDocument::isTaken(const QString &wanted, const QString &id) const
{
    if (wanted.isEmpty())
        return false;
    for (std::size_t i = 0; i < m_suite.tests.size(); ++i) {
        const QString &known = m_ids[qsizetype(i)];
        if (known != id && (m_suite.tests[i].id == wanted || known == wanted))
            return true;
    }
    return false;
}

std::optional<QString> SuiteDocument::setTest(const QString &id,
                                              const CustomImageTestConfiguration &configuration)
{
    const int index = indexOf(id);
    if (index < 0)
        return std::nullopt;
    CustomImageTestConfiguration &test = m_suite.tests[std::size_t(index)];
    if (test == configuration)
        return id;
    if (configuration.id != test.id && isTaken(configuration.id, id))
        return std::nullopt;
    // Copied: whoever is told may change the document again.
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
    const QString former = id;
    test = configuration;
    nameTests();
    revalidate();
    const QString now = m_ids[index];
    Q_EMIT testChanged(now, former);
    setModified(true);
    return now;
}

QString SuiteDocument::addTest(const CustomImageTestConfiguration &configuration)
{
    m_suite.tests.push_back(configuration);
    nameTests();
    revalidate();
    const QString id = m_ids.last();
    Q_EMIT testAdded(id);
    setModified(true);
    return id;
}

void SuiteDocument::removeTests(const QStringList &ids)
{
    QStringList removed;
    for (auto i = qsizetype(m_suite.tests.size()) - 1; i >= 0; --i) {
        if (!ids.contains(m_ids[i]))
            continue;
        removed.prepend(m_ids[i]);
        m_suite.tests.erase(m_suite.tests.begin() + i);
    }
    if (removed.isEmpty())
        return;
    nameTests();
    revalidate();
    Q_EMIT testsRemoved(removed);
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

void SuiteDocument::nameTests()
{
    QSet<QString> taken;
    for (const CustomImageTestConfiguration &test : m_suite.tests)
        taken.insert(test.id);
    QSet<QString> given;
    m_ids.clear();
    for (const CustomImageTestConfiguration &test : m_suite.tests) {
        const QString own = test.id.isEmpty() ? tr("(no id)") : test.id;
        QString name = own;
        for (int n = 2; given.contains(name) || (name != test.id && taken.contains(name)); ++n)
            name = u"%1 (%2)"_s.arg(own).arg(n);
        given.insert(name);
        m_ids.append(name);
    }
}

void SuiteDocument::revalidate()
{
    // Lines and columns were those of the file as it was read.
    m_suite.problems.clear();
    const QString folder = m_path.isEmpty() ? QString() : QFileInfo(m_path).absolutePath();
    for (const TestProblem &found : checkTests(m_suite.tests, folder))
        m_suite.problems.push_back(
            {0, 0, m_suite.tests[found.test].id, found.problem, int(found.test)});
}

void SuiteDocument::setModified(bool modified)
{
    if (m_modified == modified)
        return;
    m_modified = modified;
    Q_EMIT modifiedChanged(modified);
}

} // namespace assay::models
