// SPDX-License-Identifier: Apache-2.0
#include <models/base/read_bounded.h>
#include <models/base/yaml.h>
#include <models/workbench/object_files.h>

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct FilesText
{
    Q_DECLARE_TR_FUNCTIONS(ObjectFiles)
};

//! YAML takes several times as long as JSON, and as much more room.
constexpr qsizetype mostYaml = 32 << 20;
constexpr qsizetype mostJsonValues = 8'000'000;
constexpr int mostFiles = 100'000;
constexpr qint64 mostOfAFolder = 256 << 20;
constexpr qint64 mostOfALog = 64 * 1024;

//! Where one JSON value after another ends, known without building it.
class JsonEnds
{
public:
    explicit JsonEnds(QByteArrayView text) : m_text(text) {}

    enum class Found { Value, End, CutOff, TooMuch };
    Found next(QByteArrayView &value)
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
        if (m_at == m_text.size())
            return Found::End;
        const qsizetype begin = m_at;
        qsizetype depth = 0;
        for (bool quoted = false; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (quoted) {
                if (c == '\\')
                    ++m_at;
                else if (c == '"')
                    quoted = false;
                continue;
            }
            quoted = c == '"';
            if (c == ',' && ++m_values > mostJsonValues)
                return Found::TooMuch;
            if (c == '{' || c == '[')
                ++depth;
            if ((c == '}' || c == ']') && --depth <= 0) {
                value = m_text.sliced(begin, ++m_at - begin);
                return Found::Value;
            }
        }
        return Found::CutOff;
    }

private:
    static bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    qsizetype m_values = 0;
};

std::optional<QString> addJson(ClusterObjects &objects, QByteArrayView text, const QString &source)
{
    JsonEnds ends(text);
    for (;;) {
        QByteArrayView slice;
        switch (ends.next(slice)) {
        case JsonEnds::Found::End:
            return std::nullopt;
        case JsonEnds::Found::CutOff:
            return FilesText::tr("%1: this JSON ends in the middle: it was cut off.").arg(source);
        case JsonEnds::Found::TooMuch:
            return FilesText::tr("%1: it holds more values than are read: name fewer objects to "
                                 "kubectl.")
                .arg(source);
        case JsonEnds::Found::Value:
            break;
        }
        auto value = parseBounded(slice);
        if (!value)
            return FilesText::tr("%1: %2.").arg(source, value.error());
        if (const auto problem = objects.add(std::move(*value)))
            return FilesText::tr("%1: %2.").arg(source, *problem);
    }
}

std::optional<QString> addYaml(ClusterObjects &objects, const QByteArray &text,
                               const QString &source)
{
    if (text.size() > mostYaml) {
        return FilesText::tr("%1: this is YAML of more than %2 MiB: let kubectl print JSON "
                             "(-o json), of which more is read, or fewer objects.")
            .arg(source)
            .arg(mostYaml >> 20);
    }
    yaml::Values values = yaml::readValues(text, mostYaml);
    if (values.error) {
        const QString place =
            values.error->at.line > 0
                ? u"%1:%2:%3"_s.arg(source).arg(values.error->at.line).arg(values.error->at.column)
                : source;
        return u"%1: %2"_s.arg(place, values.error->message);
    }
    for (std::size_t i = 0; i < values.documents.size(); ++i) {
        if (const auto problem = objects.add(std::move(values.documents[i])))
            return FilesText::tr("%1:%2: %3.").arg(source).arg(values.lines[i]).arg(*problem);
    }
    return std::nullopt;
}

//! Of a must-gather, the files that may hold what is asked for: those of a kind, in a file or a
//! folder of its name, and pods with their logs.
bool isOfAWorkbench(const QString &path)
{
    static const QStringList plurals{u"notebooks"_s,
                                     u"statefulsets"_s,
                                     u"pods"_s,
                                     u"events"_s,
                                     u"services"_s,
                                     u"persistentvolumeclaims"_s,
                                     u"persistentvolumes"_s,
                                     u"nodes"_s,
                                     u"endpoints"_s,
                                     u"endpointslices"_s,
                                     u"routes"_s,
                                     u"httproutes"_s};
    const QFileInfo info(path);
    const QString folder = info.dir().dirName();
    return plurals.contains(info.completeBaseName()) || plurals.contains(folder) ||
           plurals.contains(QFileInfo(info.path()).dir().dirName());
}

//! …/namespaces/NS/pods/POD/CONTAINER/CONTAINER/logs/current.log
std::optional<ContainerLog> logAt(const QString &path)
{
    const QStringList parts = path.split(u'/');
    const qsizetype file = parts.size() - 1;
    if (file < 7 || parts[file - 1] != "logs"_L1 || parts[file - 5] != "pods"_L1 ||
        (parts[file] != "current.log"_L1 && parts[file] != "previous.log"_L1))
        return std::nullopt;
    return ContainerLog{.nameSpace = parts[file - 6],
                        .pod = parts[file - 4],
                        .container = parts[file - 2],
                        .previous = parts[file] == "previous.log"_L1,
                        .text = {}};
}

std::optional<QString> addFolder(ClusterObjects &objects, const QString &folder)
{
    const bool gathered =
        QFileInfo(folder).fileName() == "namespaces"_L1 ||
        QDirIterator(folder, {u"namespaces"_s}, QDir::Dirs, QDirIterator::Subdirectories).hasNext();
    QStringList paths;
    QDirIterator it(folder, {u"*.yaml"_s, u"*.yml"_s, u"*.json"_s, u"*.log"_s},
                    QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        const bool isLog = path.endsWith(".log"_L1);
        if (isLog ? logAt(path).has_value() : !gathered || isOfAWorkbench(path))
            paths << path;
        if (paths.size() > mostFiles)
            return FilesText::tr("%1: it holds more than %2 files: name the folder of one "
                                 "namespace.")
                .arg(folder)
                .arg(mostFiles);
    }
    // In an order of its own, so that the same folder gives the same answer everywhere.
    paths.sort();
    qint64 left = mostOfAFolder;
    for (const QString &path : std::as_const(paths)) {
        if (auto log = logAt(path)) {
            if (const auto end = readEnd(path, mostOfALog, mostOfAnInput)) {
                log->text = QString::fromUtf8(*end);
                objects.logs.push_back(*log);
            }
            continue;
        }
        const auto bytes = readBounded(path, std::min(mostOfAnInput, left));
        if (!bytes) {
            objects.unseen << bytes.error();
            continue;
        }
        left -= bytes->size();
        if (const auto problem = addPrinted(objects, *bytes, path))
            objects.unseen << *problem;
    }
    return std::nullopt;
}

} // namespace

std::optional<QString> addPrinted(ClusterObjects &objects, const QByteArray &printed,
                                  const QString &source)
{
    const QByteArrayView text = QByteArrayView(printed).trimmed();
    if (text.isEmpty())
        return FilesText::tr("%1: it is empty.").arg(source);
    if (text.front() == '{' || text.front() == '[')
        return addJson(objects, text, source);
    return addYaml(objects, printed, source);
}

std::optional<QString> addPath(ClusterObjects &objects, const QString &path)
{
    if (QFileInfo(path).isDir())
        return addFolder(objects, path);
    const auto bytes = readBounded(path, mostOfAnInput);
    if (!bytes)
        return bytes.error();
    return addPrinted(objects, *bytes, path == "-"_L1 ? FilesText::tr("Standard input") : path);
}

std::optional<QString> addLog(ClusterObjects &objects, const QString &container,
                              const QString &path)
{
    const auto end = readEnd(path, mostOfALog, mostOfAnInput);
    if (!end)
        return end.error();
    objects.logs.push_back({{}, {}, container, false, QString::fromUtf8(*end)});
    return std::nullopt;
}

} // namespace assay::models
