// SPDX-License-Identifier: Apache-2.0
#include <models/suite/suite.h>

#include <models/image/notebook_cell.h>

#include "base/edit_distance.h"
#include "base/yaml_tree.h"
#include "suite_checks.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>
#include <limits>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct SuiteText
{
    Q_DECLARE_TR_FUNCTIONS(SuiteText)
};

const QStringList topLevelFields{u"version"_s, u"defaults"_s, u"tests"_s};
const QStringList testFields{u"id"_s,
                             u"namespace"_s,
                             u"notebook_name"_s,
                             u"custom_image"_s,
                             u"packages_to_verify"_s,
                             u"timeout_pod_ready"_s,
                             u"timeout_command"_s,
                             u"auth_annotations"_s,
                             u"installed_packages"_s,
                             u"gpu_required"_s,
                             u"notebook_cells"_s,
                             u"workbench_checks"_s,
                             u"log_policy"_s,
                             u"resources"_s,
                             u"storage"_s,
                             u"template"_s};
//! What names one test cannot be a default.
const QStringList notDefaults{u"id"_s, u"notebook_name"_s};

} // namespace

//! The known field that was probably meant; empty where none is near.
static QString nearestField(const QString &written, const QStringList &known)
{
    // No field's name is that long, and the distance costs its square.
    if (written.size() > 40)
        return {};
    const auto plain = [](const QString &name) { return name.toLower().remove(u'_').remove(u'-'); };
    const QString wanted = plain(written);
    QString best;
    int bestDistance = std::max(2, int(wanted.size()) / 3) + 1;
    for (const QString &field : known) {
        const QString candidate = plain(field);
        const bool part =
            wanted.size() >= 4 && (candidate.contains(wanted) || wanted.contains(candidate));
        const int distance = part ? 1 : editDistance(wanted, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = field;
        }
    }
    return best;
}

static QString listExample(const QString &path)
{
    if (path == u"installed_packages")
        return u"[\"numpy>=1.26\", scikit-learn]"_s;
    if (path == u"notebook_cells")
        return u"[\"import numpy\", smoke.ipynb]"_s;
    if (path == u"workbench_checks")
        return u"[writable_home, base_url]"_s;
    if (path.startsWith(u"log_policy"))
        return u"[\"Traceback\", \"[E \"]"_s;
    return u"[numpy, pandas]"_s;
}

namespace {

using Positions = QMap<QString, yaml::Position>;

//! Fills a Suite from a document. Lives for one parse.
class SuiteReader
{
public:
    SuiteReader(Suite &suite, QString folder) : m_suite(suite), m_folder(std::move(folder)) {}

    void read(const yaml::Document &document)
    {
        for (const yaml::Error &error : document.errors)
            report(error.at, {}, {}, error.message);
        m_suite.readable = document.readable;
        if (document.readable)
            readRoot(document.root);
        std::stable_sort(m_suite.problems.begin(), m_suite.problems.end(),
                         [](const SuiteProblem &a, const SuiteProblem &b) {
                             return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                         });
    }

private:
    struct Context
    {
        QString testId;
        Positions positions; //!< where the value of each path is written
        QStringList unread;  //!< fields whose value had the wrong type: already reported
    };

    void report(yaml::Position at, const QString &testId, const QString &path,
                const QString &message,
                FieldProblem::Severity severity = FieldProblem::Severity::Error)
    {
        m_suite.problems.push_back({at.line, at.column, testId, {path, message, severity}});
    }

    void checkFields(const yaml::Node &map, const QStringList &known, const QString &testId)
    {
        for (const yaml::Entry &entry : map.entries) {
            if (known.contains(entry.key))
                continue;
            const QString nearest = nearestField(entry.key, known);
            report(entry.at, testId, entry.key,
                   nearest.isEmpty() ? SuiteText::tr("Unknown field \"%1\": known here are %2.")
                                           .arg(entry.key, known.join(u", "_s))
                                     : SuiteText::tr("Unknown field \"%1\": did you mean \"%2\"?")
                                           .arg(entry.key, nearest));
        }
    }

    void readRoot(const yaml::Node &root)
    {
        if (root.kind == yaml::Node::Kind::Null) {
            report({1, 1}, {}, {},
                   SuiteText::tr("The file is empty: write \"version: 1\" and a list of tests."));
            return;
        }
        if (!root.isMap()) {
            m_suite.readable = false;
            report(root.at, {}, {},
                   SuiteText::tr("A suite is a mapping that starts with \"version: 1\"."));
            return;
        }
        checkFields(root, topLevelFields, {});
        readVersion(root);
        readTests(root);
    }

    void readVersion(const yaml::Node &root)
    {
        const yaml::Node *version = root.find(u"version"_s);
        if (!version) {
            report(root.at, {}, u"version"_s,
                   SuiteText::tr("version is missing: write \"version: 1\" at the top."));
        } else if (yaml::toJson(*version) != Json(1)) {
            report(version->at, {}, u"version"_s,
                   SuiteText::tr("This version is not supported: write \"version: 1\"."));
        }
    }

    void readTests(const yaml::Node &root)
    {
        CustomImageTestConfiguration defaults;
        Context shared;
        if (const yaml::Node *node = root.find(u"defaults"_s);
            node && node->kind != yaml::Node::Kind::Null) {
            QStringList known = testFields;
            for (const QString &field : notDefaults)
                known.removeAll(field);
            if (node->isMap()) {
                checkFields(*node, known, {});
                readFields(*node, known, defaults, shared);
            } else {
                report(node->at, {}, u"defaults"_s,
                       SuiteText::tr("defaults must be a mapping of fields to values."));
            }
        }

        const yaml::Node *tests = root.find(u"tests"_s);
        if (!tests) {
            report(root.at, {}, u"tests"_s,
                   SuiteText::tr("tests is missing: write \"tests:\" and a list of at least one "
                                 "test."));
            return;
        }
        if (tests->kind == yaml::Node::Kind::Null ||
            (tests->isSequence() && tests->items.empty())) {
            report(tests->at, {}, u"tests"_s,
                   SuiteText::tr("tests is empty: write at least one test."));
            return;
        }
        if (!tests->isSequence()) {
            m_suite.readable = false;
            report(tests->at, {}, u"tests"_s,
                   SuiteText::tr("tests must be a list: start each test with \"- id: \"."));
            return;
        }

        std::vector<Context> contexts;
        std::vector<yaml::Position> starts;
        for (const yaml::Node &item : tests->items) {
            if (!item.isMap()) {
                report(item.at, {}, u"tests"_s,
                       SuiteText::tr("A test must be a mapping that starts with \"id: \"."));
                continue;
            }
            CustomImageTestConfiguration test = defaults;
            Context context = shared;
            if (const yaml::Node *id = item.find(u"id"_s); id && id->isScalar())
                context.testId = id->text;
            checkFields(item, testFields, context.testId);
            readFields(item, testFields, test, context);
            m_suite.tests.push_back(std::move(test));
            contexts.push_back(std::move(context));
            starts.push_back(item.at);
        }
        std::vector<TestProblem> problems = checkTests(m_suite.tests);
        for (std::size_t i = 0; i < m_suite.tests.size() && !m_folder.isEmpty(); ++i) {
            const auto cells = readNotebookCells(m_suite.tests[i].notebookCells, m_folder);
            if (cells)
                continue;
            for (const FieldProblem &problem : cells.error())
                problems.push_back({i, problem});
        }
        for (const TestProblem &found : problems) {
            const Context &context = contexts[found.test];
            const QString field =
                found.problem.path.section(QLatin1Char('['), 0, 0).section(QLatin1Char('.'), 0, 0);
            if (context.unread.contains(field))
                continue;
            report(positionOf(context.positions, found.problem.path, starts[found.test]),
                   context.testId, found.problem.path, found.problem.message,
                   found.problem.severity);
        }
    }

    //! Of the path itself, else of the nearest thing around it, else of the test.
    static yaml::Position positionOf(const Positions &positions, QString path,
                                     yaml::Position fallback)
    {
        while (!path.isEmpty()) {
            if (const auto it = positions.constFind(path); it != positions.constEnd())
                return *it;
            path.truncate(std::max(path.lastIndexOf(u'.'), path.lastIndexOf(u'[')));
        }
        return fallback;
    }

    static void remember(const yaml::Node &node, const QString &path, int levels,
                         Positions &positions)
    {
        positions.insert(path, node.at);
        if (levels == 0)
            return;
        for (std::size_t i = 0; i < node.items.size(); ++i)
            remember(node.items[i], u"%1[%2]"_s.arg(path).arg(i), levels - 1, positions);
        for (const yaml::Entry &entry : node.entries)
            remember(entry.value, path + u'.' + entry.key, levels - 1, positions);
    }

    void readFields(const yaml::Node &map, const QStringList &fields,
                    CustomImageTestConfiguration &c, Context &context)
    {
        for (const yaml::Entry &entry : map.entries) {
            if (!fields.contains(entry.key))
                continue;
            context.unread.removeAll(entry.key);
            const qsizetype before = qsizetype(m_suite.problems.size());
            readField(entry.key, entry.value, c, context.testId);
            if (qsizetype(m_suite.problems.size()) > before)
                context.unread << entry.key;
            // A template may be large, and nothing is reported below "metadata.labels".
            const int levels = entry.key == u"template" ? 2 : std::numeric_limits<int>::max();
            remember(entry.value, entry.key, levels, context.positions);
        }
    }

    void readField(const QString &field, const yaml::Node &value, CustomImageTestConfiguration &c,
                   const QString &testId)
    {
        if (field == u"id")
            readText(field, value, c.id, testId);
        else if (field == u"namespace")
            readText(field, value, c.nameSpace, testId);
        else if (field == u"notebook_name")
            readText(field, value, c.notebookName, testId);
        else if (field == u"custom_image")
            readText(field, value, c.customImage, testId);
        else if (field == u"packages_to_verify")
            readList(field, value, c.packagesToVerify, testId);
        else if (field == u"timeout_pod_ready")
            readSeconds(field, value, c.timeoutPodReady, testId);
        else if (field == u"timeout_command")
            readSeconds(field, value, c.timeoutCommand, testId);
        else if (field == u"auth_annotations")
            readMap(field, value, c.authAnnotations, testId);
        else if (field == u"installed_packages")
            readList(field, value, c.installedPackages, testId);
        else if (field == u"gpu_required")
            readBool(field, value, c.gpuRequired, testId);
        else if (field == u"notebook_cells")
            readList(field, value, c.notebookCells, testId);
        else if (field == u"workbench_checks")
            readList(field, value, c.workbenchChecks, testId);
        else if (field == u"log_policy")
            readLogPolicy(field, value, c.logPolicy, testId);
        else if (field == u"resources")
            c.resources = yaml::toJson(value);
        else if (field == u"storage")
            c.storage = yaml::toJson(value);
        else if (field == u"template")
            c.templateOverride = yaml::toJson(value);
    }

    void readText(const QString &path, const yaml::Node &value, QString &out, const QString &testId)
    {
        // A number without quotes is taken as it is written: 2025.10 is a good id.
        if (value.isScalar())
            out = value.text;
        else if (value.kind == yaml::Node::Kind::Null)
            report(value.at, testId, path, SuiteText::tr("%1 has no value.").arg(path));
        else
            report(value.at, testId, path, SuiteText::tr("%1 must be text.").arg(path));
    }

    void readList(const QString &path, const yaml::Node &value, QStringList &out,
                  const QString &testId)
    {
        if (!value.isSequence()) {
            report(value.at, testId, path,
                   SuiteText::tr("%1 must be a list, such as %2.").arg(path, listExample(path)));
            return;
        }
        out.clear();
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            QString text;
            readText(u"%1[%2]"_s.arg(path).arg(i), value.items[i], text, testId);
            out << text;
        }
    }

    void readBool(const QString &path, const yaml::Node &value, bool &out, const QString &testId)
    {
        const Json flag = yaml::toJson(value);
        if (flag.is_boolean())
            out = flag.get<bool>();
        else
            report(value.at, testId, path, SuiteText::tr("%1 must be true or false.").arg(path));
    }

    void readLogPolicy(const QString &path, const yaml::Node &value, StartupLogPolicy &out,
                       const QString &testId)
    {
        if (!value.isMap()) {
            report(
                value.at, testId, path,
                SuiteText::tr("%1 must be a mapping with blocked, allowed and waivers.").arg(path));
            return;
        }
        out = {};
        checkFields(value, {u"blocked"_s, u"allowed"_s, u"waivers"_s}, testId);
        for (const yaml::Entry &entry : value.entries) {
            const QString at = path + u'.' + entry.key;
            if (entry.key == u"blocked")
                readList(at, entry.value, out.blocked, testId);
            else if (entry.key == u"allowed")
                readList(at, entry.value, out.allowed, testId);
            else if (entry.key == u"waivers")
                readWaivers(at, entry.value, out.waivers, testId);
        }
    }

    void readWaivers(const QString &path, const yaml::Node &value,
                     std::vector<StartupLogPolicy::Waiver> &out, const QString &testId)
    {
        const bool maps = std::all_of(value.items.begin(), value.items.end(),
                                      [](const yaml::Node &item) { return item.isMap(); });
        if (!value.isSequence() || !maps) {
            report(value.at, testId, path,
                   SuiteText::tr("%1 must be a list of mappings, such as {text: \"jupyter_lsp\", "
                                 "until: 2027-01-31, reason: \"fixed in 2.3\"}.")
                       .arg(path));
            return;
        }
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            const yaml::Node &item = value.items[i];
            const QString at = u"%1[%2]."_s.arg(path).arg(i);
            StartupLogPolicy::Waiver waiver;
            checkFields(item, {u"text"_s, u"until"_s, u"reason"_s}, testId);
            for (const yaml::Entry &entry : item.entries) {
                QString text;
                if (entry.key != u"text" && entry.key != u"until" && entry.key != u"reason")
                    continue;
                readText(at + entry.key, entry.value, text, testId);
                if (entry.key == u"text")
                    waiver.text = text;
                else if (entry.key == u"until")
                    waiver.until = QDate::fromString(text, Qt::ISODate);
                else
                    waiver.reason = text;
            }
            out.push_back(waiver);
        }
    }

    void readMap(const QString &path, const yaml::Node &value, QMap<QString, QString> &out,
                 const QString &testId)
    {
        if (!value.isMap()) {
            report(value.at, testId, path,
                   SuiteText::tr("%1 must be a mapping of keys to text; {} is an empty one.")
                       .arg(path));
            return;
        }
        out.clear();
        for (const yaml::Entry &entry : value.entries) {
            QString text;
            readText(path + u'.' + entry.key, entry.value, text, testId);
            out.insert(entry.key, text);
        }
    }

    void readSeconds(const QString &path, const yaml::Node &value, int &out, const QString &testId)
    {
        const Json number = yaml::toJson(value);
        if (number.is_number_integer()) {
            // What does not fit is out of range all the more: the rule of the range says so.
            constexpr int top = std::numeric_limits<int>::max();
            const bool above = number.is_number_unsigned() || number.get<qlonglong>() > top;
            out = above ? top : int(std::max<qlonglong>(number.get<qlonglong>(), -top));
            return;
        }
        bool quotedNumber = false;
        value.text.toInt(&quotedNumber);
        if (value.isScalar() && !value.plain && quotedNumber) {
            report(value.at, testId, path,
                   SuiteText::tr("%1 must be a number: write %2 without quotes.")
                       .arg(path, value.text));
        } else {
            report(value.at, testId, path,
                   SuiteText::tr("%1 must be a whole number of seconds.").arg(path));
        }
    }

    Suite &m_suite;
    QString m_folder;
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

Suite Suite::parse(const QByteArray &yaml, const QString &folder)
{
    Suite suite;
    SuiteReader(suite, folder).read(yaml::read(yaml));
    return suite;
}

} // namespace assay::models
