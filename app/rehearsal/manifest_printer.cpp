// SPDX-License-Identifier: Apache-2.0
#include "manifest_printer.h"

#include "output/terminal.h"

#include "cluster/internal_error.h"
#include "rbac.h"

#include <models/base/safe_text.h>
#include <models/base/yaml.h>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

//! The same JSON, in which nothing is a character that a terminal obeys.
static QByteArray withEscapes(const QString &json)
{
    QString out;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const bool isPair =
            json[i].isHighSurrogate() && i + 1 < json.size() && json[i + 1].isLowSurrogate();
        const QStringView units = QStringView(json).mid(i, isPair ? 2 : 1);
        if (models::isObeyed(isPair ? QChar::surrogateToUcs4(units[0], units[1])
                                    : char32_t(units[0].unicode()))) {
            for (const QChar unit : units)
                out += u"\\u%1"_s.arg(unit.unicode(), 4, 16, QChar(u'0'));
        } else {
            out += units;
        }
        i += isPair ? 1 : 0;
    }
    return out.toUtf8();
}

//! What a reader of YAML and kubectl skip.
static QString commentOn(const RehearsedObject &object)
{
    using Kind = DifferentPlace::Kind;
    QStringList lines;
    for (const DifferentPlace &place : differentPlaces(object))
        lines << (place.kind == Kind::Added     ? ManifestPrinter::tr("#   %1 (added)")
                  : place.kind == Kind::LeftOut ? ManifestPrinter::tr("#   %1 (left out)")
                                                : ManifestPrinter::tr("#   %1 (changed)"))
                     .arg(models::withoutControls(place.path).replace(u'\n', u' '));
    return lines.isEmpty() ? QString()
                           : ManifestPrinter::tr("# Not as in Assay's template:") + u'\n' +
                                 lines.join(u'\n') + u'\n';
}

void printObjects(const std::vector<RehearsedObject> &objects, bool json)
{
    // What kubectl is to apply is not masked: it is what the suite says, byte by byte.
    QByteArray text;
    if (json) {
        Json list{{"apiVersion", "v1"}, {"kind", "List"}, {"items", Json::array()}};
        for (const RehearsedObject &object : objects)
            list["items"].push_back(object.object);
        text = withEscapes(QString::fromStdString(list.dump(2))) + '\n';
    } else {
        for (const RehearsedObject &object : objects)
            text += "---\n" + commentOn(object).toUtf8() + models::yaml::write(object.object);
    }
    Terminal(Terminal::Stream::Out).writeBytes(text);
}

static std::vector<ClusterOptions> placesOf(const ManifestCommand &command)
{
    return command.cluster ? std::vector<ClusterOptions>{*command.cluster}
                           : std::vector<ClusterOptions>();
}

ManifestPrinter::ManifestPrinter(ManifestCommand command)
    : m_command(std::move(command))
    , m_places(placesOf(m_command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { m_cancellation->request(); });
    connect(&m_places, &Places::failed, this, [this](const QString &why, bool isConfiguration) {
        end(isConfiguration ? 2 : 3, {fromAssay(why)});
    });
    connect(&m_places, &Places::opened, this, [this] {
        ask(this, std::make_shared<k8s::Client>(m_places.clusters().front()), m_cancellation);
    });
}

ManifestPrinter::~ManifestPrinter()
{
    m_cancellation->abandon();
}

void ManifestPrinter::end(int status, const QStringList &problems)
{
    Terminal err(Terminal::Stream::Err);
    for (const QString &problem : problems)
        err << problem << '\n';
    err.flush();
    Q_EMIT finished(status);
}

void ManifestPrinter::start()
{
    m_selection = selectTests(m_command.choice);
    Terminal(Terminal::Stream::Err)
        << m_selection.warnings.join(u'\n') << (m_selection.warnings.isEmpty() ? "" : "\n");
    QStringList problems = complaintsOf(m_selection);
    if (problems.isEmpty()) {
        for (const QString &why : m_places.choose())
            problems << fromAssay(why);
    }
    if (!problems.isEmpty())
        return end(2, problems);
    if (m_command.rbac) {
        std::vector<RehearsedObject> objects;
        for (Json &object : rbacFor(m_selection.tests, !m_selection.pullSecret.isEmpty()))
            objects.push_back({std::move(object), {}});
        printObjects(objects, m_command.json);
        return end(0);
    }
    if (m_command.cluster)
        return m_places.open();
    printFor(assumedCluster());
}

QCoro::Task<> ManifestPrinter::ask(QPointer<ManifestPrinter> self,
                                   std::shared_ptr<k8s::Client> client,
                                   std::shared_ptr<Cancellation> cancellation)
{
    tl::expected<ClusterFacts, models::ValidationError> facts;
    try {
        facts = co_await probeCluster(client, cancellation);
    } catch (...) {
        facts = tl::unexpected(internalError(tr("while the cluster was asked")));
    }
    if (!self)
        co_return;
    if (!facts)
        self->end(facts.error().type == models::ErrorType::CancelledError ? 130 : 3,
                  {fromAssay(facts.error().message)});
    else
        self->printFor(*facts);
}

void ManifestPrinter::printFor(const ClusterFacts &cluster)
{
    try {
        std::vector<RehearsedObject> objects;
        for (const auto &test : m_selection.tests)
            addUnlike(objects,
                      rehearsedObjects(test, cluster, 1, !m_selection.pullSecret.isEmpty()));
        printObjects(objects, m_command.json);
    } catch (...) {
        return end(3, {fromAssay(internalError(tr("while the objects were made")).message)});
    }
    end(0);
}

} // namespace assay::app
