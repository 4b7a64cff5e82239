// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/workbench_checks.h>

#include "python_script.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>

//! resources/workbench_checks.py with the machine's own Python, and what is read of it.
namespace workbench {

using namespace assay::models;
using namespace Qt::StringLiterals;

inline QByteArray page(const QByteArray &head, const QByteArray &body = {})
{
    return "HTTP/1.1 " + head + "\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n\r\n" + body;
}

//! Answers each path with bytes of its own; other paths with 404.
class OnePageServer : public QTcpServer
{
public:
    explicit OnePageServer(const QMap<QByteArray, QByteArray> &pages, const QHostAddress &address)
        : OnePageServer(
              [pages](const QByteArray &head) {
                  return pages.value(head.split(' ').value(1), page("404 Not Found"));
              },
              address)
    {
    }
    //! `answer` gets the whole request.
    explicit OnePageServer(const std::function<QByteArray(const QByteArray &)> &answer,
                           const QHostAddress &address = QHostAddress::LocalHost)
    {
        connect(this, &QTcpServer::newConnection, this, [this, answer] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket, answer] {
                const QByteArray request = socket->readAll();
                asked << request.split(' ').value(1);
                socket->write(answer(request));
                socket->disconnectFromHost();
            });
        });
        listen(address);
    }
    QByteArrayList asked; //!< the paths
};

//! One check; `before` is Python that makes the machine look like the container.
inline CheckResult
check(const QString &name, const QString &before = {}, const Json &more = Json::object(),
      const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
{
    Json ask{{"checks", {name}}, {"base_url", "/notebook/ns/nb"}, {"port", 1}, {"gpu", ""}};
    ask.update(more);
    const QByteArray gpu = python::script(u"gpu_checks.py"_s).toUtf8();
    const auto run = python::run({before + u'\n' + python::script(u"workbench_checks.py"_s),
                                  QString::fromStdString(ask.dump()), QString::number(gpu.size())},
                                 gpu, environment);
    const auto results = workbenchChecksFrom(run.output, {name});
    CheckResult result;
    if (!results || !run.errors.isEmpty())
        result.detail = u"no result: "_s + QString::fromUtf8(run.errors);
    else
        result = results->front();
    return result;
}

inline QString told(const CheckResult &result)
{
    return toString(result.outcome) + u": "_s + result.detail;
}

inline void write(const QString &path, const QByteArray &content, bool program = false)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
    if (program)
        file.setPermissions(file.permissions() | QFile::ExeOwner | QFile::ExeOther);
}

} // namespace workbench
