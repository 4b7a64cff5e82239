// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/exec_plugin.h>

#include <QDateTime>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

namespace assay::tests {

//! A credential plugin as a shell script whose answers the test gives it.
class CredentialPlugin
{
public:
    CredentialPlugin();

    bool isValid() const { return m_folder.isValid(); }
    k8s::ExecPlugin plugin() const;
    //! What it prints at its `call`-th call, from 1.
    void answer(int call, const QByteArray &text);
    void answer(int call, const nlohmann::json &json);
    //! Something else to do than to answer.
    void script(const QByteArray &lines);
    //! From now on it answers only after letGo().
    void hold();
    void letGo();
    int calls() const { return int(read(QStringLiteral("calls")).count('\n')); }
    //! What it left in a file: info (KUBERNETES_EXEC_INFO), arguments, extra ($EXTRA), pid.
    QByteArray read(const QString &name) const;
    //! A shell in whose PATH "plugin" is; it writes "asked" to the file shells.
    QString loginShell();

    static nlohmann::json token(const char *token, const QDateTime &expires = {});
    static nlohmann::json certificate(const QByteArray &certificate, const QByteArray &key);

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }
    void write(const QString &name, const QByteArray &text, bool executable = false);

    QTemporaryDir m_folder;
};

} // namespace assay::tests
