// SPDX-License-Identifier: Apache-2.0
#include "ladder/climb.h"

#include <models/words/ladder_text.h>

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

//! What is said of a kubeconfig before anybody is asked.
class KubeconfigRungsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sayWhatDoesNotCount();
    void sayOnceWhatStops();
    void sayWhenATokenExpires();

private:
    //! What is told of a file; its path is written FILE.
    QStringList told(const QByteArray &yaml) const
    {
        const QString path = m_folder.filePath(u"config"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(yaml) != yaml.size())
            qFatal("cannot write the kubeconfig");
        file.close();
        QStringList lines;
        app::ClusterOptions options;
        options.kubeconfig = path;
        static_cast<void>(app::climbKubeconfig(options, [&](const models::PreflightCheck &check) {
            lines << models::ladderLine(check).simplified().replace(path, u"FILE"_s);
        }));
        return lines;
    }

    QTemporaryDir m_folder;
};

void KubeconfigRungsTest::sayWhatDoesNotCount()
{
    QCOMPARE(
        told("current-context: a\nclusters: [{name: c, cluster: {server: '127.0.0.1:1'}}]\n"
             "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
             "users: [{name: u, user: {token: t}}, {name: v, user: {token: 5}}]\n"
             "current-context: x\n"),
        (QStringList{
            u"✓ Kubeconfig FILE"_s,
            u"! Kubeconfig FILE:5:1: “current-context” is written here and before on line 1. "
            "As for kubectl, only what is here counts; ignored: a."_s,
            u"! Kubeconfig FILE:4:62: “token” must be a text, and this is a number to YAML: "
            "write it in quotes. kubectl refuses the whole file for this; here, only what uses "
            "this entry cannot be used."_s,
            u"! Kubeconfig The server of cluster “c” is “127.0.0.1:1”, without https:// in "
            "front. As kubectl does, it is asked over http, unencrypted and without the user's "
            "credentials."_s,
            u"✓ Context x: cluster “c” at http://127.0.0.1:1, user “u”, namespace default"_s,
            u"✓ User “u” signs in with nothing: the server will take it for an anonymous "
            "user."_s}));
}

void KubeconfigRungsTest::sayOnceWhatStops()
{
    QCOMPARE(told("clusters: [{name: c, cluster: {insecure-skip-tls-verify: \"true\"}}]\n"
                  "contexts: [{name: x, context: {cluster: c}}]\ncurrent-context: x\n"),
             (QStringList{u"✓ Kubeconfig FILE"_s,
                          u"✗ Context FILE:1:58: “insecure-skip-tls-verify” must be true or false, "
                          "and \"true\" is a text: write true, without quotes."_s}));
}

void KubeconfigRungsTest::sayWhenATokenExpires()
{
    const QByteArray token =
        "e30." +
        QByteArray(R"({"exp":4890800000})")
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals) +
        ".s";
    const QStringList lines =
        told("clusters: [{name: c, cluster: {server: 'https://h'}}]\ncurrent-context: x\n"
             "contexts: [{name: x, context: {cluster: c, user: u}}]\nusers: [{name: u, user: "
             "{auth-provider: {name: oidc, config: {client-id: k, idp-issuer-url: i, id-token: " +
             token + "}}}}]\n");
    QCOMPARE(lines.last(),
             u"✓ User “u” signs in with an id-token that expires on 2124-12-25 11:33 UTC."_s);
}

QTEST_GUILESS_MAIN(KubeconfigRungsTest)
#include "tst_kubeconfig_rungs.moc"
