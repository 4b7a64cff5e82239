// SPDX-License-Identifier: Apache-2.0
#include <models/imports/image_stream.h>
#include <models/imports/package_list.h>

#include <models/base/safe_text.h>
#include <models/base/yaml.h>

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

namespace assay::models {

using namespace Qt::StringLiterals;
using NoteKind = ImportNote::Kind;

namespace {

struct StreamText
{
    Q_DECLARE_TR_FUNCTIONS(ImageStreamImport)
};

constexpr qsizetype largestFile = 32 << 20;
constexpr qsizetype longestName = 40; //!< of a workbench: the data model's rule leaves room for it

const QString dependencies = u"opendatahub.io/notebook-python-dependencies"_s;

} // namespace

static QHash<QString, QString> parametersOf(const std::vector<ImportSource> &files)
{
    QHash<QString, QString> values;
    for (const ImportSource &file : files) {
        for (const QByteArray &line : file.bytes.split('\n')) {
            const QByteArray text = line.trimmed();
            const qsizetype equals = text.indexOf('=');
            if (equals > 0 && !text.startsWith('#'))
                values.insert(QString::fromUtf8(text.first(equals)).trimmed(),
                              QString::fromUtf8(text.sliced(equals + 1)).trimmed());
        }
    }
    return values;
}

//! The image's name with its placeholder resolved; empty and the key where nothing tells it.
static QString imageOf(const QString &name, const QHash<QString, QString> &parameters, QString &key)
{
    static const QRegularExpression dollar(u"^\\$[({]([^)}]+)[)}]$"_s),
        suffix(u"^(.+)_PLACEHOLDER$"_s);
    auto match = dollar.match(name);
    if (!match.hasMatch())
        match = suffix.match(name);
    if (!match.hasMatch())
        return name;
    key = match.captured(1);
    return parameters.value(key);
}

//! "2.1" is declared of a package that may be 2.1.3.
static QString requirementOf(const QString &distribution, const QString &version)
{
    static const QRegularExpression leading(u"^v?(\\d+(?:\\.\\d+)*)"_s);
    const auto match = leading.match(version);
    return match.hasMatch() ? u"%1==%2.*"_s.arg(distribution, match.captured(1)) : distribution;
}

static QString asName(QString text)
{
    static const QRegularExpression unfit(u"[^a-z0-9]+"_s);
    text = text.toLower().replace(unfit, u"-"_s);
    while (text.startsWith(u'-'))
        text.remove(0, 1);
    text = text.left(longestName);
    while (text.endsWith(u'-'))
        text.chop(1);
    return text;
}

namespace {

class StreamReader
{
public:
    explicit StreamReader(const std::vector<ImportSource> &parameters)
        : m_parameters(parametersOf(parameters))
    {
    }
    void file(const ImportSource &source);
    Imported take() { return std::move(m_imported); }

private:
    void stream(const Json &object, const QString &file, int line);
    void tag(const Json &stream, const Json &tag, const QString &file, int line);
    bool packages(const Json &tag, const QString &where, const QString &file, int line,
                  CustomImageTestConfiguration &c);
    void note(NoteKind kind, const QString &file, int line, const QString &sentence)
    {
        m_imported.notes.push_back({kind, file, line, inShort(sentence)});
    }
    const QHash<QString, QString> m_parameters;
    Imported m_imported;
};

void StreamReader::file(const ImportSource &source)
{
    const yaml::Values values = yaml::readValues(source.bytes, largestFile);
    if (values.error) {
        note(NoteKind::Unreadable, source.name, values.error->at.line, values.error->message);
        return;
    }
    for (std::size_t i = 0; i < values.documents.size(); ++i) {
        const Json &document = values.documents[i];
        const int line = i < values.lines.size() ? values.lines[i] : 0;
        const Json &items = listAt(document, {"items"});
        if (items.empty()) {
            stream(document, source.name, line);
            continue;
        }
        for (const Json &item : items)
            stream(item, source.name, line);
    }
}

bool StreamReader::packages(const Json &tag, const QString &where, const QString &file, int line,
                            CustomImageTestConfiguration &c)
{
    const QString text = textAt(tag, {"annotations", dependencies.toLatin1().constData()});
    if (text.isEmpty())
        return false;
    const auto list = parseBounded(text.toUtf8());
    if (!list || !list->is_array()) {
        note(
            NoteKind::Skipped, file, line,
            StreamText::tr("%1: what it declares of its packages cannot be read, and was left out.")
                .arg(where));
        return false;
    }
    for (const Json &entry : *list) {
        const QString name = textAt(entry, {"name"});
        if (name.isEmpty())
            continue;
        const QString distribution = distributionOfDisplayName(name);
        const QString module = moduleOfDistribution(distribution);
        if (!module.isEmpty() && !c.packagesToVerify.contains(module))
            c.packagesToVerify << module;
        c.installedPackages << requirementOf(distribution, textAt(entry, {"version"}));
    }
    return !c.packagesToVerify.isEmpty();
}

//! What a cluster found out of a tag; empty: this is no object of one, or nothing was found yet.
static QString imageInStatus(const Json &stream, const QString &tag)
{
    for (const Json &known : listAt(stream, {"status", "tags"})) {
        const Json &items = listAt(known, {"items"});
        if (textAt(known, {"tag"}) == tag && !items.empty())
            return textAt(items.front(), {"dockerImageReference"});
    }
    return {};
}

void StreamReader::tag(const Json &stream, const Json &tag, const QString &file, int line)
{
    const QString name = textAt(tag, {"name"}), streamName = textAt(stream, {"metadata", "name"});
    const QString where = streamName + u':' + name;
    CustomImageTestConfiguration c;
    if (!packages(tag, where, file, line, c)) {
        note(NoteKind::Skipped, file, line,
             StreamText::tr("%1 declares no packages, and was left out.").arg(where));
        return;
    }
    QString key;
    const QString from = textAt(tag, {"from", "name"}), kind = textAt(tag, {"from", "kind"});
    const bool isOther = kind == u"ImageStreamTag" || kind == u"ImageStreamImage";
    c.customImage =
        isOther || from.isEmpty() ? imageInStatus(stream, name) : imageOf(from, m_parameters, key);
    if (isOther && c.customImage.isEmpty()) {
        note(NoteKind::Skipped, file, line,
             StreamText::tr("%1 is another name of %2, and was left out: only a cluster knows "
                            "which image that is. Import it from there, with --context NAME -n "
                            "NAMESPACE.")
                 .arg(where, from));
        return;
    }
    // A stand-in, where nothing is built yet.
    if (!c.customImage.isEmpty() && !c.customImage.contains(u'/')) {
        note(NoteKind::Skipped, file, line,
             StreamText::tr("%1 has \"%2\" as its image, which names none, and was left out.")
                 .arg(where, c.customImage));
        return;
    }
    if (c.customImage.isEmpty())
        note(NoteKind::Missing, file, line,
             key.isEmpty() ? StreamText::tr("%1 names no image: fill in custom_image.").arg(where)
                           : StreamText::tr("%1 is the image %2, which no params.env tells: fill "
                                            "in custom_image. \"assay import imagestream --params "
                                            "FILE\" reads it in the file that has it.")
                                 .arg(where, key));
    c.notebookName = asName(streamName + u'-' + name);
    c.id = c.notebookName;
    c.nameSpace = u"test-"_s + c.notebookName;
    m_imported.suite.tests.push_back(std::move(c));
}

void StreamReader::stream(const Json &object, const QString &file, int line)
{
    if (textAt(object, {"kind"}) != u"ImageStream") {
        const QString what =
            (textAt(object, {"kind"}) + u' ' + textAt(object, {"metadata", "name"})).trimmed();
        note(NoteKind::Skipped, file, line,
             what.isEmpty()
                 ? StreamText::tr("This is no object of a cluster, and was left out: it has no "
                                  "kind. An ImageStream begins with \"kind: ImageStream\".")
                 : StreamText::tr("The object %1 is no ImageStream, and was left out.").arg(what));
        return;
    }
    const QString name = textAt(object, {"metadata", "name"});
    for (const Json &entry : listAt(object, {"spec", "tags"}))
        tag(object, entry, file, line);
    if (listAt(object, {"spec", "tags"}).empty())
        note(NoteKind::Skipped, file, line,
             name.isEmpty()
                 ? StreamText::tr("An ImageStream without a name has no tags, and was left out.")
                 : StreamText::tr("The ImageStream %1 has no tags, and was left out.").arg(name));
}

} // namespace

Imported importImageStreams(const std::vector<ImportSource> &files,
                            const std::vector<ImportSource> &parameters)
{
    if (auto notes = notesOfNoText(parameters); !notes.empty())
        return {{}, std::move(notes)};
    StreamReader reader(parameters);
    for (const ImportSource &file : files)
        reader.file(file);
    return reader.take();
}

} // namespace assay::models
