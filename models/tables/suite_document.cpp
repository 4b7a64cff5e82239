// SPDX-License-Identifier: Apache-2.0
#include <models/tables/suite_document.h>

#include <models/base/write_whole.h>
#include <models/suite/image_reference.h>

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

SuiteDocument::SuiteDocument(QObject *parent) : QObject(parent)
{
    startAgain(SuiteText::emptySuite());
}

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
    return index < 0 ? nullptr : &tests()[std::size_t(index)];
}

const std::vector<SuiteProblem> &SuiteDocument::problems() const
{
    return m_broken ? m_broken->problems : suite().problems;
}

std::vector<FieldProblem> SuiteDocument::problemsOf(const QString &id) const
{
    const int index = indexOf(id);
    return index < 0 ? std::vector<FieldProblem>() : suite().problemsOf(std::size_t(index));
}

const FieldProblem *SuiteDocument::firstErrorOf(const QString &id, const QString &butOf) const
{
    const int index = indexOf(id);
    if (index < 0)
        return nullptr;
    for (const std::size_t place : m_problems[std::size_t(index)]) {
        const SuiteProblem &problem = suite().problems[place];
        if (problem.isError() && (butOf.isEmpty() || problem.problem.path != butOf))
            return &problem.problem;
    }
    return nullptr;
}

ValueOrigin SuiteDocument::originOf(const QString &id, const QString &field) const
{
    const int index = indexOf(id);
    const ConfigurationField *known = configurationField(field);
    return index < 0 || !known ? ValueOrigin() : m_text.originOf(std::size_t(index), *known);
}

std::pair<qsizetype, qsizetype> SuiteDocument::rangeOf(const QString &id,
                                                       const QString &field) const
{
    const int index = indexOf(id);
    return index < 0 ? std::pair<qsizetype, qsizetype>()
                     : m_text.rangeOf(std::size_t(index), field);
}

QString SuiteDocument::testAt(qsizetype byte, QString *field) const
{
    return m_ids.value(m_text.testAt(byte, field));
}

QString SuiteDocument::folder() const
{
    return m_path.isEmpty() ? QString() : QFileInfo(m_path).absolutePath();
}

//! Without anything that could be undone.
void SuiteDocument::startAgain(const QByteArray &bytes)
{
    m_text = SuiteText(bytes, folder());
    m_bytes = m_saved = bytes;
    m_broken.reset();
    if (!m_text.suite().readable)
        m_broken = m_text.suite();
    m_steps.clear();
    m_done = 0;
    endSeries();
    nameTests();
}

std::optional<QString> SuiteDocument::load(const QString &path)
{
    Q_EMIT aboutToChange();
    const FileContent content = readFile(path);
    if (content.state != FileContent::State::Whole)
        return content.problem;

    m_path = path;
    m_file = content;
    startAgain(content.bytes);
    Q_EMIT pathChanged(m_path);
    Q_EMIT reset();
    Q_EMIT bytesChanged();
    Q_EMIT brokenChanged(isBroken());
    Q_EMIT historyChanged();
    refreshModified();
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
    Q_EMIT aboutToChange();
    if (!m_path.isEmpty() && isSameFile(path, m_path) && !isFileAsKnown()) {
        return SaveProblem{
            SaveProblem::Kind::FileDiffers,
            tr("%1 is not what was read from it: open it again, or save the suite to another file.")
                .arg(m_path)};
    }
    if (const auto problem = writeWhole(path, m_bytes))
        return SaveProblem{SaveProblem::Kind::NotWritten, *problem};

    m_file = {FileContent::State::Whole, m_bytes, {}};
    m_saved = m_bytes;
    endSeries();
    if (path != m_path) {
        m_path = path;
        m_text = SuiteText(m_text.bytes(), folder());
        nameTests();
        Q_EMIT pathChanged(m_path);
    }
    refreshModified();
    return std::nullopt;
}

void SuiteDocument::acceptFile(const FileContent &content)
{
    m_file = content;
}

void SuiteDocument::follow(const FileContent &content)
{
    Q_EMIT aboutToChange();
    m_file = content;
    m_saved = content.bytes;
    setBytes(content.bytes, tr("reading the file again"));
    refreshModified();
}

void SuiteDocument::clear()
{
    Q_EMIT aboutToChange();
    m_path.clear();
    m_file = {};
    startAgain(SuiteText::emptySuite());
    Q_EMIT pathChanged(m_path);
    Q_EMIT reset();
    Q_EMIT bytesChanged();
    Q_EMIT brokenChanged(false);
    Q_EMIT historyChanged();
    refreshModified();
}

bool SuiteDocument::isTaken(const QString &wanted, const QString &id) const
{
    if (wanted.isEmpty())
        return false;
    for (std::size_t i = 0; i < tests().size(); ++i) {
        const QString &known = m_ids[qsizetype(i)];
        if (known != id && (tests()[i].id == wanted || known == wanted))
            return true;
    }
    return false;
}

CustomImageTestConfiguration SuiteDocument::newTest() const
{
    const auto taken = [this](const QString &name) {
        return std::any_of(tests().begin(), tests().end(), [&name](const auto &test) {
            return test.id == name || test.nameSpace == name;
        });
    };
    CustomImageTestConfiguration test = m_text.inherited();
    int number = 1;
    do {
        test.id = u"test-%1"_s.arg(number++);
    } while (taken(test.id));
    if (test.nameSpace.isEmpty())
        test.nameSpace = test.id;
    test.notebookName = u"notebook"_s;
    return test;
}

std::optional<SuiteDocument::Names> SuiteDocument::namesFor(const QString &image,
                                                            const QString &id) const
{
    const QString stem = workbenchNameFor(image);
    if (stem.isEmpty())
        return std::nullopt;
    const auto isFree = [&](const Names &names) {
        for (std::size_t i = 0; i < tests().size(); ++i) {
            if (m_ids[qsizetype(i)] != id && (tests()[i].nameSpace == names.nameSpace ||
                                              tests()[i].notebookName == names.notebookName))
                return false;
        }
        return !isTaken(names.id, id);
    };
    for (int number = 1;; ++number) {
        const QString name = number == 1 ? stem : u"%1-%2"_s.arg(stem).arg(number);
        const Names names{name, u"test-"_s + name, name};
        if (isFree(names))
            return names;
    }
}

void SuiteDocument::nameTests()
{
    // Most changes leave all names as they are.
    const bool isSame =
        std::equal(tests().begin(), tests().end(), m_ids.begin(), m_ids.end(),
                   [](const auto &test, const QString &id) { return test.id == id; });
    if (!isSame)
        nameAnew();
    m_problems.assign(tests().size(), {});
    for (std::size_t i = 0; i < suite().problems.size(); ++i) {
        if (const int test = suite().problems[i].test; test >= 0)
            m_problems[std::size_t(test)].push_back(i);
    }
}

void SuiteDocument::nameAnew()
{
    QSet<QString> taken;
    for (const CustomImageTestConfiguration &test : tests())
        taken.insert(test.id);
    m_ids.clear();
    m_places.clear();
    for (const CustomImageTestConfiguration &test : tests()) {
        const QString own = test.id.isEmpty() ? tr("(no id)") : test.id;
        QString name = own;
        for (int n = 2; m_places.contains(name) || (name != test.id && taken.contains(name)); ++n)
            name = u"%1 (%2)"_s.arg(own).arg(n);
        m_places.insert(name, static_cast<int>(m_ids.size()));
        m_ids.append(name);
    }
}

void SuiteDocument::refreshModified()
{
    const bool modified = m_bytes != m_saved;
    if (m_modified == modified)
        return;
    m_modified = modified;
    Q_EMIT modifiedChanged(modified);
}

} // namespace assay::models
