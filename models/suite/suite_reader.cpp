// SPDX-License-Identifier: Apache-2.0
#include "suite_reader.h"

#include "suite_checks.h"

#include <models/image/notebook_cell.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct SuiteReaderText
{
    Q_DECLARE_TR_FUNCTIONS(SuiteReaderText)
};

} // namespace

//! Tests, and values that all of them have from the defaults: what nobody writes, and what would
//! take minutes to judge.
static constexpr std::size_t mostTests = 10'000;
static constexpr std::size_t mostByDefault = 200'000;

static const QStringList &fieldsOfTests()
{
    static const QStringList known = [] {
        QStringList names;
        for (const ConfigurationField &field : configurationFields())
            names << field.nameText();
        return names;
    }();
    return known;
}

static QStringList fieldsOfDefaults()
{
    QStringList names;
    for (const ConfigurationField &field : configurationFields()) {
        if (field.canBeDefault)
            names << field.nameText();
    }
    return names;
}

void SuiteReader::read(const yaml::Document &document)
{
    for (const yaml::Error &error : document.errors)
        m_fields.report(error.at, {}, error.message);
    m_suite.readable = document.readable;
    if (document.readable)
        readRoot(document.root);
    std::stable_sort(m_suite.problems.begin(), m_suite.problems.end(),
                     [](const SuiteProblem &a, const SuiteProblem &b) {
                         return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                     });
}

Suite SuiteReader::read(const QByteArray &text, const QString &folder, SuiteOutline &outline)
{
    Suite suite;
    const yaml::Document document = yaml::read(text);
    SuiteReader(suite, folder).read(document);
    if (suite.readable && document.root.isMap())
        outline = SuiteOutline::of(document.root, text);
    if (outline.items.size() != suite.tests.size())
        outline = {};
    return suite;
}

void SuiteReader::readRoot(const yaml::Node &root)
{
    if (root.kind == yaml::Node::Kind::Null) {
        m_fields.report({1, 1}, {},
                        SuiteReaderText::tr("The file is empty: write \"version: 1\" and a list of "
                                            "tests."));
        return;
    }
    if (!root.isMap()) {
        m_suite.readable = false;
        m_fields.report(root.at, {},
                        SuiteReaderText::tr("A suite is a mapping that starts with "
                                            "\"version: 1\"."));
        return;
    }
    // "x-…" is where people keep what they name once and repeat by an alias.
    m_fields.checkNames(root, {u"version"_s, u"defaults"_s, u"tests"_s}, u"x-"_s);
    readVersion(root);
    readDefaults(root);
    readTests(root);
}

void SuiteReader::readVersion(const yaml::Node &root)
{
    const yaml::Node *version = root.find(u"version"_s);
    if (!version) {
        m_fields.report(
            root.at, u"version"_s,
            SuiteReaderText::tr("version is missing: write \"version: 1\" at the top."));
    } else if (yaml::toJson(*version) != Json(1)) {
        m_fields.report(version->at, u"version"_s,
                        SuiteReaderText::tr("This version is not supported: write "
                                            "\"version: 1\"."));
    }
}

void SuiteReader::readDefaults(const yaml::Node &root)
{
    const yaml::Node *node = root.find(u"defaults"_s);
    if (!node || node->kind == yaml::Node::Kind::Null)
        return;
    if (!node->isMap()) {
        m_fields.report(node->at, u"defaults"_s,
                        SuiteReaderText::tr("defaults must be a mapping of fields to values."));
        return;
    }
    m_fields.checkNames(*node, fieldsOfDefaults());
    readFields(*node, fieldsOfDefaults(), m_defaults, m_shared);
}

void SuiteReader::readTests(const yaml::Node &root)
{
    const yaml::Node *tests = root.find(u"tests"_s);
    if (!tests) {
        m_fields.report(root.at, u"tests"_s,
                        SuiteReaderText::tr("tests is missing: write \"tests:\" and a list of at "
                                            "least one test."));
        return;
    }
    if (tests->kind == yaml::Node::Kind::Null || (tests->isSequence() && tests->items.empty())) {
        m_fields.report(tests->at, u"tests"_s,
                        SuiteReaderText::tr("tests is empty: write at least one test."));
        return;
    }
    if (!tests->isSequence()) {
        m_suite.readable = false;
        m_fields.report(tests->at, u"tests"_s,
                        SuiteReaderText::tr("tests must be a list: start each test with "
                                            "\"- id: \"."));
        return;
    }
    const yaml::Node *defaults = root.find(u"defaults"_s);
    if (tests->items.size() > mostTests) {
        m_suite.readable = false;
        m_fields.report(tests->at, u"tests"_s,
                        SuiteReaderText::tr("These are %1 tests, and a suite holds at most %2: "
                                            "make several suites of it.")
                            .arg(tests->items.size())
                            .arg(mostTests));
        return;
    }
    if (defaults && defaults->size * tests->items.size() > mostByDefault) {
        m_suite.readable = false;
        m_fields.report(defaults->at, u"defaults"_s,
                        SuiteReaderText::tr("The defaults hold %1 values for each of %2 tests, "
                                            "which is too much for one suite: make several of it.")
                            .arg(defaults->size)
                            .arg(tests->items.size()));
        return;
    }
    for (const yaml::Node &item : tests->items)
        readTest(item);
    judgeTests();
}

void SuiteReader::readTest(const yaml::Node &item)
{
    if (!item.isMap()) {
        m_fields.beginTest({}, -1);
        m_fields.report(item.at, u"tests"_s,
                        SuiteReaderText::tr("A test must be a mapping that starts with "
                                            "\"id: \"."));
        return;
    }
    CustomImageTestConfiguration test = m_defaults;
    Context context = m_shared;
    context.start = item.at;
    if (const yaml::Node *id = item.find(u"id"_s); id && id->isScalar())
        context.testId = id->text;
    m_fields.beginTest(context.testId, int(m_suite.tests.size()));
    m_fields.checkNames(item, fieldsOfTests());
    readFields(item, fieldsOfTests(), test, context);
    m_suite.tests.push_back(std::move(test));
    m_contexts.push_back(std::move(context));
}

void SuiteReader::readFields(const yaml::Node &map, const QStringList &names,
                             CustomImageTestConfiguration &c, Context &context)
{
    for (const yaml::Entry &entry : map.entries) {
        const ConfigurationField *field = configurationField(entry.key);
        if (!field || !names.contains(entry.key))
            continue;
        context.unread.removeAll(entry.key);
        const std::size_t before = m_suite.problems.size();
        m_fields.read(*field, entry.value, c);
        if (m_suite.problems.size() > before)
            context.unread << entry.key;
        // A template may be large, and shared by all tests.
        if (field->kind == ConfigurationField::Kind::Manifest)
            context.manifests.insert(entry.key, &entry.value);
        else
            remember(entry.value, entry.key, context.positions);
    }
}

void SuiteReader::judgeTests()
{
    for (const TestProblem &found : checkTests(m_suite.tests, m_folder)) {
        const Context &context = m_contexts[found.test];
        const QString field = found.problem.path.section(u'[', 0, 0).section(u'.', 0, 0);
        if (context.unread.contains(field))
            continue;
        m_fields.beginTest(context.testId, int(found.test));
        m_fields.report(positionOf(found.problem.path, context), found.problem.path,
                        found.problem.message, found.problem.severity);
    }
}

void SuiteReader::remember(const yaml::Node &node, const QString &path, Positions &positions)
{
    positions.insert(path, node.at);
    for (std::size_t i = 0; i < node.items.size(); ++i)
        remember(node.items[i], u"%1[%2]"_s.arg(path).arg(i), positions);
    for (const yaml::Entry &entry : node.entries)
        remember(entry.value, path + u'.' + entry.key, positions);
}

//! The deepest node that the rest of a path leads to. Keys may hold dots.
static const yaml::Node &walk(const yaml::Node &node, QStringView path)
{
    if (path.startsWith(u'[') && node.isSequence()) {
        const qsizetype end = path.indexOf(u']');
        const qsizetype index = path.mid(1, end - 1).toLongLong();
        return index < qsizetype(node.items.size())
                   ? walk(node.items[std::size_t(index)], path.mid(end + 1))
                   : node;
    }
    const yaml::Entry *best = nullptr;
    for (const yaml::Entry &entry : node.entries) {
        const bool begins = path.startsWith(u'.') && path.mid(1).startsWith(entry.key);
        const QStringView rest = begins ? path.mid(1 + entry.key.size()) : QStringView();
        const bool whole = rest.isEmpty() || rest.startsWith(u'.') || rest.startsWith(u'[');
        if (begins && whole && (!best || entry.key.size() > best->key.size()))
            best = &entry;
    }
    return best ? walk(best->value, path.mid(1 + best->key.size())) : node;
}

//! Of the path itself, else of the nearest thing around it, else of the test.
yaml::Position SuiteReader::positionOf(const QString &path, const Context &context)
{
    const QString field = path.section(u'.', 0, 0);
    if (const auto *manifest = context.manifests.value(field))
        return walk(*manifest, QStringView(path).mid(field.size())).at;
    for (QString around = path; !around.isEmpty();) {
        if (const auto it = context.positions.constFind(around); it != context.positions.constEnd())
            return *it;
        around.truncate(std::max(around.lastIndexOf(u'.'), around.lastIndexOf(u'[')));
    }
    return context.start;
}

} // namespace assay::models
