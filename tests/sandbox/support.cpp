// SPDX-License-Identifier: Apache-2.0
#include "support.h"

#include <QSignalSpy>
#include <QSslCertificate>
#include <QTest>
#include <QTimer>

namespace assay::test {

using namespace Qt::StringLiterals;

Sandbox::Sandbox(double speed, const MakeNode &node)
{
    sandbox::Cluster::Options options;
    options.speed = speed;
    options.backOffSeconds = 1;
    options.node = node;
    if (const auto problem = cluster.start(options))
        qFatal("%s", qPrintable(*problem));
}

QSslConfiguration Sandbox::tls() const
{
    QFile file(cluster.kubeconfigPath());
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    const QByteArray key = "certificate-authority-data: ";
    const QByteArray config = file.readAll();
    const qsizetype begin = config.indexOf(key) + key.size();
    const QByteArray encoded = config.mid(begin, config.indexOf('\n', begin) - begin);
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates({QSslCertificate(QByteArray::fromBase64(encoded))});
    return configuration;
}

QNetworkRequest Sandbox::request(const QByteArray &path) const
{
    QNetworkRequest request(
        QUrl::fromEncoded("https://127.0.0.1:" + QByteArray::number(cluster.port()) + path));
    request.setSslConfiguration(tls());
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setRawHeader("Authorization", "Bearer " + cluster.token());
    return request;
}

Sandbox::Answer Sandbox::finish(QNetworkReply *reply, int timeoutMilliseconds)
{
    const std::unique_ptr<QNetworkReply> owner(reply);
    QSignalSpy finished(reply, &QNetworkReply::finished);
    if (!finished.wait(timeoutMilliseconds))
        return {0, {}, {}, {}, QNetworkReply::TimeoutError};
    Answer answer;
    answer.code = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.raw = reply->readAll();
    answer.retryAfter = reply->rawHeader("Retry-After");
    answer.error = reply->error();
    answer.body = Json::parse(answer.raw.toStdString(), nullptr, false);
    if (answer.body.is_discarded())
        answer.body = nullptr;
    return answer;
}

Sandbox::Answer Sandbox::get(const QByteArray &path, int timeoutMilliseconds)
{
    return finish(m_network.get(request(path)), timeoutMilliseconds);
}

Json Sandbox::value(const QByteArray &path, const char *pointer)
{
    const Json body = get(path).body;
    const Json::json_pointer place(pointer);
    return body.contains(place) ? body.at(place) : Json();
}

Sandbox::Answer Sandbox::call(const QByteArray &method, const QByteArray &path, const Json &body,
                              const QByteArray &contentType, const QByteArray &accept)
{
    QNetworkRequest call = request(path);
    call.setRawHeader("Accept", accept);
    QByteArray bytes;
    if (!body.is_null()) {
        call.setHeader(QNetworkRequest::ContentTypeHeader, contentType);
        bytes = QByteArray::fromStdString(body.is_string() ? body.get<std::string>() : body.dump());
    }
    return finish(m_network.sendCustomRequest(call, method, bytes), 10'000);
}

void Sandbox::remove(const QByteArray &path)
{
    QNetworkReply *reply = m_network.deleteResource(request(path));
    QObject::connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
}

QNetworkReply *Sandbox::open(const QByteArray &path)
{
    return m_network.get(request(path));
}

void Sandbox::createNamespace(const char *name)
{
    const Answer answer = call("POST", "/api/v1/namespaces", {{"metadata", {{"name", name}}}});
    QCOMPARE(answer.code, 201);
}

Sandbox::Answer Sandbox::createNotebook(const char *nameSpace, const char *name, const char *image,
                                        const Json &container)
{
    Json one = container;
    one["name"] = name;
    one["image"] = image;
    const Json notebook = {
        {"apiVersion", "kubeflow.org/v1"},
        {"kind", "Notebook"},
        {"metadata", {{"name", name}}},
        {"spec", {{"template", {{"spec", {{"containers", Json::array({one})}}}}}}}};
    return call("POST", QByteArray("/apis/kubeflow.org/v1/namespaces/") + nameSpace + "/notebooks",
                notebook);
}

WatchLog::WatchLog(QNetworkReply *reply) : m_reply(reply)
{
    QObject::connect(reply, &QNetworkReply::readyRead, reply, [this] {
        m_unparsed += m_reply->readAll();
        qsizetype end = 0;
        while ((end = m_unparsed.indexOf('\n')) >= 0) {
            m_events.push_back(Json::parse(m_unparsed.left(end).toStdString()));
            m_unparsed.remove(0, end + 1);
        }
    });
}

QStringList WatchLog::summary() const
{
    QStringList result;
    for (const Json &event : m_events) {
        const Json &object = event["object"];
        const std::string name =
            object.contains("metadata") ? object["metadata"].value("name", "") : "";
        result << QString::fromStdString(event["type"].get<std::string>() + " " + name);
    }
    return result;
}

std::unique_ptr<QProcess> startKubectl(const sandbox::Cluster &cluster,
                                       const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"KUBECONFIG"_s, cluster.kubeconfigPath());
    // Its cache of discovery would outlive this cluster.
    environment.insert(u"KUBECACHEDIR"_s, cluster.kubeconfigPath() + u".cache"_s);
    process->setProcessEnvironment(environment);
    process->start(u"kubectl"_s, arguments);
    return process;
}

Run kubectl(const sandbox::Cluster &cluster, const QStringList &arguments, const QByteArray &input)
{
    const auto process = startKubectl(cluster, arguments);
    process->write(input);
    process->closeWriteChannel();
    QSignalSpy finished(process.get(), &QProcess::finished);
    if (!finished.wait(30'000)) {
        process->kill();
        return {-1, {}, u"kubectl did not end"_s};
    }
    return {process->exitCode(), QString::fromUtf8(process->readAllStandardOutput()),
            QString::fromUtf8(process->readAllStandardError())};
}

} // namespace assay::test
