// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>

namespace assay::test {

//! The program as a person or a pipeline runs it: arguments in; exit status, streams and files
//! out. State, configuration and temporary files are its own.
class Program
{
public:
    struct Result
    {
        int status = -1;
        QString out, err;
    };

    QString path(const QString &name) const { return m_folder.filePath(name); }

    QString temporaryFolder() const
    {
        const QString folder = path(QStringLiteral("tmp"));
        if (!QDir().mkpath(folder))
            qFatal("cannot make %s", qPrintable(folder));
        return folder;
    }

    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(name));
        return file.fileName();
    }

    //! `more` is added to the environment, `state` takes the place of its state folder, and
    //! `inChild` runs before the program does.
    std::unique_ptr<QProcess> launch(const QStringList &arguments,
                                     const QProcessEnvironment &more = {},
                                     const QString &state = {},
                                     const std::function<void()> &inChild = {}) const
    {
        auto process = std::make_unique<QProcess>();
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_STATE_HOME"),
                           state.isEmpty() ? path(QStringLiteral("state")) : state);
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path(QStringLiteral("config")));
        // Runs are kept there where the state folder cannot be written, and are listed from there.
        environment.insert(QStringLiteral("TMPDIR"), temporaryFolder());
        environment.insert(QStringLiteral("KUBECONFIG"),
                           path(QStringLiteral("no-such-kubeconfig")));
        environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
        environment.remove(QStringLiteral("DISPLAY"));
        environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
        // What these tests run in may be a CI job, which the program would tell of.
        for (const QString &name : environment.keys()) {
            if (name == QStringLiteral("CI") || name.startsWith(QStringLiteral("GITHUB_")) ||
                name.startsWith(QStringLiteral("GITLAB_")) || name == QStringLiteral("BUILD_URL") ||
                name == QStringLiteral("KONFLUX_TEST_OUTPUT_FILE"))
                environment.remove(name);
        }
        environment.insert(more);
        process->setProcessEnvironment(environment);
        if (inChild)
            process->setChildProcessModifier(inChild);
        process->start(QStringLiteral(ASSAY_BINARY), arguments);
        return process;
    }

    static bool ended(const QProcess &process, int milliseconds = 60'000)
    {
        return QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; },
                               milliseconds);
    }

    static Result resultOf(QProcess &process)
    {
        Result result;
        result.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        result.out = QString::fromUtf8(process.readAllStandardOutput());
        result.err = QString::fromUtf8(process.readAllStandardError());
        // No test passes whose record contradicts the data model.
        if (result.err.contains(QStringLiteral("breaks a rule of the data model")))
            QTest::qFail(qPrintable(result.err), __FILE__, __LINE__);
        return result;
    }

    Result run(const QStringList &arguments) const
    {
        const auto process = launch(arguments);
        return ended(*process) ? resultOf(*process) : Result();
    }

    //! report.json of an output folder.
    static models::Json report(const QString &folder)
    {
        QFile file(folder + QStringLiteral("/report.json"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        return models::Json::parse(file.readAll().toStdString(), nullptr, false);
    }

private:
    QTemporaryDir m_folder;
};

} // namespace assay::test
