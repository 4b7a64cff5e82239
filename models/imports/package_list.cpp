// SPDX-License-Identifier: Apache-2.0
#include <models/imports/package_list.h>

#include "python_literals.h"

#include <models/base/json.h>
#include <models/base/safe_text.h>
#include <models/image/inventory.h>
#include <models/image/package_verification_result.h>
#include <models/image/requirement.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;
using NoteKind = ImportNote::Kind;

namespace {

struct ListText
{
    Q_DECLARE_TR_FUNCTIONS(PackageList)
};

//! So many files may name one another.
constexpr int deepestInclusion = 10;
constexpr qsizetype mostFiles = 100;

class ListReader
{
public:
    ListReader(const ReadOther &other, const std::stop_token &stop, PackageList &list)
        : m_other(other)
        , m_stop(stop)
        , m_list(list)
    {
    }
    void read(const ImportSource &file, int depth);

private:
    bool json(const ImportSource &file);
    bool table(const ImportSource &file, const QStringList &lines);
    bool conda(const ImportSource &file, const QStringList &lines);
    void project(const ImportSource &file);
    void requirements(const ImportSource &file, const QStringList &lines, int depth);
    void option(const ImportSource &file, int line, const QString &text, int depth);
    void include(const ImportSource &file, int line, const QString &path, int depth,
                 bool constraint);
    void requirement(const ImportSource &file, int line, QString text);
    void words(const ImportSource &file, const QStringList &lines);
    void add(const QString &distribution, const QString &specifier, int line);
    void note(NoteKind kind, const ImportSource &file, int line, const QString &sentence)
    {
        m_list.notes.push_back({kind, file.name, line, inShort(sentence)});
    }
    void noteMarker(const ImportSource &file, int line, const QString &name, const QString &marker);
    void is(const QString &format)
    {
        if (m_list.format.isEmpty())
            m_list.format = format;
    }

    const ReadOther &m_other;
    const std::stop_token &m_stop;
    PackageList &m_list;
    struct Marker
    {
        std::size_t note; //!< its place among the notes
        int others;
        QString first; //!< a package
    };
    QHash<QString, Marker> m_markers;   //!< by file and condition
    QHash<QString, std::size_t> m_seen; //!< where it stands in the list, by its normalized name
    QSet<QString> m_files;
    bool m_constraint = false; //!< versions only, no packages
};

void ListReader::add(const QString &distribution, const QString &specifier, int line)
{
    // What a constraint says of a version is wanted only of what another line names.
    const QString normalized = normalizedDistributionName(distribution);
    const auto known = m_seen.constFind(normalized);
    if (m_constraint) {
        if (known != m_seen.end() && m_list.packages[*known].specifier.isEmpty())
            m_list.packages[*known].specifier = specifier;
        return;
    }
    if (known != m_seen.end())
        return;
    m_seen.insert(normalized, m_list.packages.size());
    m_list.packages.push_back({distribution, specifier, moduleOfDistribution(distribution), line});
}

bool ListReader::json(const ImportSource &file)
{
    const QByteArray start = file.bytes.trimmed();
    if (!start.startsWith('[') && !start.startsWith('{'))
        return false;
    const auto parsed = parseBounded(start);
    if (!parsed)
        return false;
    // pip list --format json, conda list --json, and an ImageStream's annotation.
    const Json &list = parsed->is_array() ? *parsed : listAt(*parsed, {"packages"});
    if (list.empty())
        return false;
    is(u"JSON"_s);
    int index = 0;
    for (const Json &entry : list) {
        ++index;
        const QString name = entry.is_string() ? QString::fromStdString(entry.get<std::string>())
                                               : textAt(entry, {"name"});
        if (name.isEmpty()) {
            note(NoteKind::Skipped, file, 0,
                 ListText::tr("Entry %1 of the list has no name, and was left out.").arg(index));
            continue;
        }
        const QString version = textAt(entry, {"version"});
        add(distributionOfDisplayName(name), version.isEmpty() ? QString() : u"=="_s + version, 0);
    }
    return true;
}

bool ListReader::table(const ImportSource &file, const QStringList &lines)
{
    static const QRegularExpression head(u"^Package\\s+Version\\b"_s), rule(u"^-{3,}\\s+-{3,}"_s);
    static const QRegularExpression blanks(u"\\s+"_s);
    qsizetype first = 0;
    while (first < lines.size() && !head.match(lines.at(first)).hasMatch())
        ++first;
    if (first + 1 >= lines.size() || !rule.match(lines.at(first + 1)).hasMatch())
        return false;
    is(u"pip list"_s);
    for (qsizetype i = first + 2; i < lines.size() && !m_stop.stop_requested(); ++i) {
        const QStringList cells = lines.at(i).split(blanks, Qt::SkipEmptyParts);
        if (cells.isEmpty())
            continue;
        if (cells.size() < 2 || !cells.at(1).at(0).isDigit())
            note(NoteKind::Skipped, file, int(i) + 1,
                 ListText::tr("\"%1\" is no package and version, and was left out.")
                     .arg(lines.at(i).trimmed().left(80)));
        else
            add(cells.at(0), u"=="_s + cells.at(1), int(i) + 1);
    }
    return true;
}

bool ListReader::conda(const ImportSource &file, const QStringList &lines)
{
    static const QRegularExpression blanks(u"\\s+"_s);
    const bool is = std::any_of(lines.begin(), lines.end(), [](const QString &line) {
        return line.startsWith(u"# packages in environment"_s) ||
               (line.startsWith(u"# Name"_s) && line.contains(u"Build"_s));
    });
    if (!is)
        return false;
    this->is(u"conda list"_s);
    static const QRegularExpression system(u"^_|^lib|^python$|^python_abi$|-ng$|^ca-certificates$|"
                                           "^openssl$|^ncurses$|^readline$|^sqlite$|^tk$|^xz$|"
                                           "^zlib$|^bzip2$|^ld_impl"_s);
    QStringList left;
    for (qsizetype i = 0; i < lines.size() && !m_stop.stop_requested(); ++i) {
        const QString line = lines.at(i).trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const QStringList cells = line.split(blanks, Qt::SkipEmptyParts);
        // Only Python's packages have a build such as py311_0 or pyhd8ed1ab_0, or come from pypi.
        const bool python =
            cells.size() > 2 && (cells.at(2).contains(u"py"_s) || cells.last() == u"pypi");
        if (cells.size() < 2 || system.match(cells.at(0)).hasMatch() || !python)
            left << cells.at(0);
        else
            add(cells.at(0), u"=="_s + cells.at(1), int(i) + 1);
    }
    if (!left.isEmpty())
        note(NoteKind::Skipped, file, 0,
             ListText::tr("%n of conda's packages are none of Python's, and were left out: %1.",
                          nullptr, int(left.size()))
                 .arg(left.mid(0, 10).join(u", "_s)));
    return true;
}

void ListReader::project(const ImportSource &file)
{
    is(u"pyproject.toml"_s);
    // TOML writes lists of texts as Python does; a table's head begins a section.
    static const QRegularExpression head(u"(?m)^\\s*\\[+([^\\]\\n]+)\\]+"_s);
    const QString text = QString::fromUtf8(file.bytes);
    auto i = head.globalMatch(text);
    bool found = false;
    int line = 0;
    qsizetype counted = 0; // to where its line ends are in `line`
    while (i.hasNext() && !m_stop.stop_requested()) {
        const auto match = i.next();
        const QString section = match.captured(1).trimmed();
        const qsizetype from = match.capturedEnd();
        const qsizetype end = i.hasNext() ? i.peekNext().capturedStart() : text.size();
        line += int(QStringView(text).sliced(counted, from - counted).count(u'\n'));
        counted = from;
        const QString body = text.sliced(from, end - from);
        const auto constants = python::read(body.toUtf8()).constants;
        const auto take = [&](const QString &key) {
            found = true;
            const auto list = constants.find(key);
            if (list == constants.end())
                return;
            for (const python::Value &value : list->items) {
                if (value.is(python::Value::Kind::String))
                    requirement(file, line + value.line, value.text);
            }
        };
        if (section == "project"_L1) {
            take(u"dependencies"_s);
            const auto dynamic = constants.find(u"dynamic"_s);
            if (dynamic != constants.end() &&
                std::any_of(dynamic->items.begin(), dynamic->items.end(),
                            [](const auto &v) { return v.text == u"dependencies"; }))
                note(NoteKind::Skipped, file, line + 1,
                     ListText::tr("The dependencies are dynamic: they stand in no literal list."));
        } else if (section == "tool.poetry.dependencies"_L1) {
            found = true;
            const QStringList lines = body.split(u'\n');
            static const QRegularExpression entry(u"^\\s*\"?([A-Za-z0-9._-]+)\"?\\s*="_s);
            for (qsizetype n = 0; n < lines.size(); ++n) {
                const auto named = entry.match(lines.at(n));
                if (named.hasMatch() && named.captured(1) != u"python")
                    add(named.captured(1), {}, line + int(n) + 1);
            }
        } else if (section.startsWith(u"project.optional-dependencies"_s)) {
            note(NoteKind::Skipped, file, line + 1,
                 ListText::tr("Optional dependencies were left out."));
        } else if (section == "dependency-groups"_L1) {
            note(NoteKind::Skipped, file, line + 1,
                 ListText::tr("Dependency groups were left out."));
        }
    }
    if (!found)
        note(NoteKind::Missing, file, 0,
             ListText::tr("The file has no [project] table with dependencies."));
}

void ListReader::include(const ImportSource &file, int line, const QString &path, int depth,
                         bool constraint)
{
    const QString where = QFileInfo(path).isAbsolute() || !file.name.contains(u'/')
                              ? path
                              : QFileInfo(file.name).path() + u'/' + path;
    // Spelled in one way only: else it would be another file each time.
    const QString spelled = QDir::cleanPath(where);
    if (depth >= deepestInclusion || m_files.contains(spelled)) {
        note(NoteKind::Skipped, file, line,
             ListText::tr("%1 was read before, and is not read again.").arg(path));
        return;
    }
    if (m_files.size() >= mostFiles) {
        note(NoteKind::Missing, file, line,
             ListText::tr("%1 was not read: the list names more than %2 files.")
                 .arg(path, QString::number(mostFiles)));
        return;
    }
    m_files.insert(spelled);
    const auto bytes = m_other ? m_other(where) : std::nullopt;
    if (!bytes) {
        note(NoteKind::Missing, file, line, ListText::tr("%1 cannot be read.").arg(path));
        return;
    }
    const bool before = std::exchange(m_constraint, m_constraint || constraint);
    read({where, *bytes}, depth + 1);
    m_constraint = before;
}

void ListReader::option(const ImportSource &file, int line, const QString &text, int depth)
{
    static const QRegularExpression other(u"^(-r|--requirement|-c|--constraint)[\\s=]*(\\S.*)$"_s);
    const auto match = other.match(text);
    if (match.hasMatch()) {
        const QString kind = match.captured(1);
        include(file, line, match.captured(2).trimmed(), depth,
                kind == u"-c" || kind == u"--constraint");
        return;
    }
    static const QRegularExpression editable(u"^(?:-e|--editable)[\\s=]*(.*)$"_s);
    const auto from = editable.match(text);
    static const QRegularExpression egg(u"#egg=([A-Za-z0-9._-]+)"_s);
    const auto name = egg.match(text);
    if (from.hasMatch() && name.hasMatch())
        add(name.captured(1), {}, line);
    else if (from.hasMatch())
        note(NoteKind::Skipped, file, line,
             ListText::tr("\"%1\" has no name of a package, and was left out.").arg(text.left(80)));
    // What else begins so says where and how to install.
}

void ListReader::requirement(const ImportSource &file, int line, QString text)
{
    const QString whole = text.left(80);
    // Hashes and options of one requirement.
    static const QRegularExpression options(u"\\s--[a-z].*$"_s);
    text = text.remove(options).trimmed();
    QString marker;
    if (const qsizetype semicolon = text.indexOf(u';'); semicolon >= 0) {
        marker = text.sliced(semicolon + 1).trimmed();
        text = text.first(semicolon).trimmed();
    }
    static const QRegularExpression extras(u"^([A-Za-z0-9._-]+)\\s*\\[[^\\]]*\\]"_s);
    text.replace(extras, u"\\1"_s);
    static const QRegularExpression url(u"^([A-Za-z0-9._-]+)\\s*@\\s*\\S+$"_s);
    if (const auto at = url.match(text); at.hasMatch())
        text = at.captured(1);
    static const QRegularExpression egg(
        u"^(?:git\\+|https?:|file:|\\.{0,2}/).*?(?:#egg=([A-Za-z0-9._-]+))?$"_s);
    if (const auto from = egg.match(text); from.hasMatch() && !from.captured(1).isEmpty())
        text = from.captured(1);
    static const QRegularExpression wheel(
        u"(?:^|/)([A-Za-z0-9._]+)-([0-9][A-Za-z0-9._!+]*)(?:-[^/]*)?\\.whl$"_s);
    if (const auto built = wheel.match(text); built.hasMatch())
        text = built.captured(1) + u"=="_s + built.captured(2);
    static const QRegularExpression parenthesis(u"^([A-Za-z0-9._-]+)\\s*\\(([^)]*)\\)$"_s);
    text.replace(parenthesis, u"\\1\\2"_s);
    static const QRegularExpression arbitrary(u"^([A-Za-z0-9._-]+)\\s*===\\s*(\\S+)$"_s);
    text.replace(arbitrary, u"\\1==\\2"_s);
    const auto read = Requirement::parse(text);
    if (!read) {
        note(NoteKind::Skipped, file, line,
             ListText::tr("\"%1\" is no requirement that can be read, and was left out.")
                 .arg(whole));
        return;
    }
    if (!marker.isEmpty())
        noteMarker(file, line, read->name, marker);
    add(read->name, read->specifier, line);
}

//! A file that a resolver wrote has the same condition on hundreds of lines: it is said once.
void ListReader::noteMarker(const ImportSource &file, int line, const QString &name,
                            const QString &marker)
{
    const QString key = file.name + u'\n' + marker;
    const auto known = m_markers.find(key);
    if (known == m_markers.end()) {
        m_markers.insert(key, {m_list.notes.size(), 0, name});
        return note(NoteKind::Remark, file, line,
                    ListText::tr(
                        "%1 is wanted only where %2: whether that holds in the image is not asked.")
                        .arg(name, marker));
    }
    ++known->others;
    m_list.notes[known->note].text =
        ListText::tr("%1 and %n other package(s) are wanted only where %2: whether that holds in "
                     "the image is not asked.",
                     nullptr, known->others)
            .arg(known->first, marker);
}

void ListReader::requirements(const ImportSource &file, const QStringList &lines, int depth)
{
    is(u"requirements.txt"_s);
    static const QRegularExpression comment(u"(^|\\s)#.*$"_s);
    for (qsizetype i = 0; i < lines.size() && !m_stop.stop_requested(); ++i) {
        const int line = int(i) + 1;
        QString text = lines.at(i);
        while (text.endsWith(u'\\') && i + 1 < lines.size())
            text = text.chopped(1) + u' ' + lines.at(++i).trimmed();
        // "#egg=" stands in an address.
        text = text.remove(comment).trimmed();
        if (text.isEmpty())
            continue;
        if (text.startsWith(u'-'))
            option(file, line, text, depth);
        else
            requirement(file, line, text);
    }
}

void ListReader::words(const ImportSource &file, const QStringList &lines)
{
    is(u"words"_s);
    static const QRegularExpression between(u"\\s*,\\s*|\\s+"_s);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        for (QString word : lines.at(i).split(between, Qt::SkipEmptyParts)) {
            if (m_stop.stop_requested())
                return;
            static const QRegularExpression quotes(u"^[\\[\"']+|[\\]\"';]+$"_s);
            word.remove(quotes);
            if (!word.isEmpty())
                requirement(file, int(i) + 1, word);
        }
    }
}

//! One line, or lines, of names alone: what people copy out of a mail.
static bool areWords(const QStringList &lines)
{
    static const QRegularExpression several(
        u"^\\s*[\\[\"']*[A-Za-z0-9._-]+[\"']*(?:\\s*,\\s*|\\s+)[\"']*[A-Za-z0-9]"_s);
    static const QRegularExpression specifier(u"[<>=~!;@#]|(?:^|\\s)-"_s);
    bool any = false;
    for (const QString &line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        if (specifier.match(line).hasMatch())
            return false;
        any |= several.match(line).hasMatch();
    }
    return any;
}

void ListReader::read(const ImportSource &file, int depth)
{
    if (m_stop.stop_requested())
        return;
    m_files.insert(file.name);
    if (const auto said = notesOfNoText({file}); !said.empty()) {
        m_list.notes.push_back(said.front());
        return;
    }
    QByteArray bytes = file.bytes;
    if (bytes.startsWith("\xef\xbb\xbf"))
        bytes.remove(0, 3);
    QStringList lines = QString::fromUtf8(bytes).split(u'\n');
    for (QString &line : lines) {
        if (line.endsWith(u'\r'))
            line.chop(1);
    }
    if (file.name.endsWith(u".toml"_s))
        project(file);
    else if (!json(file) && !table(file, lines) && !conda(file, lines)) {
        if (areWords(lines))
            words(file, lines);
        else
            requirements(file, lines, depth);
    }
}

} // namespace

PackageList readPackageList(const ImportSource &file, const ReadOther &other,
                            const std::stop_token &stop)
{
    PackageList list;
    ListReader(other, stop, list).read(file, 0);
    const bool saysWhatIsMissing =
        std::any_of(list.notes.begin(), list.notes.end(), [](const ImportNote &note) {
            return note.kind == NoteKind::Missing || note.kind == NoteKind::Unreadable;
        });
    if (list.packages.empty() && !saysWhatIsMissing)
        list.notes.push_back(
            {NoteKind::Missing, file.name, 0, ListText::tr("No package is named in it.")});
    return list;
}

QString distributionOfDisplayName(const QString &name)
{
    static const QHash<QString, QString> known{
        {u"pytorch"_s, u"torch"_s},
        {u"rocm-pytorch"_s, u"torch"_s},
        {u"sklearn-onnx"_s, u"skl2onnx"_s},
        {u"llm-compressor"_s, u"llmcompressor"_s},
        {u"tensorflow-rocm"_s, u"tensorflow-rocm"_s},
        {u"mysql connector/python"_s, u"mysql-connector-python"_s},
    };
    const QString lower = name.trimmed().toLower();
    const QString found = known.value(lower, lower);
    return QString(found).replace(u' ', u'-');
}

QString moduleOfDistribution(const QString &distribution)
{
    const QString known = importNameFor(distribution);
    if (!known.isEmpty())
        return known;
    // Libraries, types and programs in wheels, and names for a list of others.
    static const QRegularExpression nothingToImport(
        u"\\A(nvidia-[a-z0-9-]+-cu[0-9]+|types-.*|.*-stubs|odh-notebooks-meta-.*|ripgrep)\\z"_s);
    const QString normalized = normalizedDistributionName(distribution);
    return nothingToImport.match(normalized).hasMatch() ? QString()
                                                        : QString(normalized).replace(u'-', u'_');
}

} // namespace assay::models
