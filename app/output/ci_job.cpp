// SPDX-License-Identifier: Apache-2.0
#include "ci_job.h"

#include <models/base/read_bounded.h>
#include <models/base/write_whole.h>
#include <models/report/ci_report.h>
#include <models/suite/suite.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <map>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

struct CiText
{
    Q_DECLARE_TR_FUNCTIONS(CiText)
};

bool isSet(const QString &value)
{
    return !value.isEmpty() && value != "0"_L1 &&
           value.compare("false"_L1, Qt::CaseInsensitive) != 0;
}

//! Where the tests of suites are written, each file read once.
class SuitePlaces
{
public:
    explicit SuitePlaces(const QString &workspace)
        : m_root(workspace.isEmpty() ? QString() : QFileInfo(workspace).canonicalFilePath())
    {
    }

    models::SuitePlace of(const models::ReportedTest &test)
    {
        const QString path = models::suitePathOf(test);
        const QString whole = QFileInfo(path).canonicalFilePath();
        if (m_root.isEmpty() || !whole.startsWith(m_root + u'/'))
            return {};
        auto known = m_lines.find(whole);
        if (known == m_lines.end())
            known = m_lines.emplace(whole, models::linesOfTests(bytesOf(whole))).first;
        return {whole.mid(m_root.size() + 1),
                known->second.value(models::configurationOf(test).id)};
    }

private:
    static QByteArray bytesOf(const QString &path)
    {
        constexpr qint64 mostBytes = 1 << 20;
        // It may be another thing by now than when the run began.
        return models::readBounded(path, mostBytes, models::Sources::RegularFiles)
            .value_or(QByteArray());
    }

    QString m_root;
    std::map<QString, QMap<QString, int>> m_lines;
};

QStringList writeSummary(const QString &path, const models::ReportInput &input)
{
    const QFileInfo what(path);
    if (what.exists() && !what.isFile())
        return {
            CiText::tr("The step summary %1 cannot be written: it is no regular file.").arg(path)};
    // Other commands of the same step write there, too.
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Append)) {
        const QByteArray bytes = models::githubStepSummary(input, file.size());
        if (file.write(bytes) == bytes.size() && file.flush())
            return {};
    }
    return {CiText::tr("The step summary %1 cannot be written: %2.").arg(path, file.errorString())};
}

} // namespace

CiJob CiJob::of(const QProcessEnvironment &environment)
{
    const auto value = [&environment](const char *name) {
        return environment.value(QString::fromLatin1(name));
    };
    CiJob job;
    job.konflux = value("KONFLUX_TEST_OUTPUT_FILE");
    if (isSet(value("GITHUB_ACTIONS"))) {
        job.system = System::GitHub;
        job.commit = value("GITHUB_SHA");
        job.workspace = value("GITHUB_WORKSPACE");
        job.stepSummary = value("GITHUB_STEP_SUMMARY");
        if (!value("GITHUB_RUN_ID").isEmpty())
            job.url = u"%1/%2/actions/runs/%3"_s.arg(
                value("GITHUB_SERVER_URL"), value("GITHUB_REPOSITORY"), value("GITHUB_RUN_ID"));
    } else if (isSet(value("GITLAB_CI"))) {
        job.system = System::GitLab;
        job.commit = value("CI_COMMIT_SHA");
        job.workspace = value("CI_PROJECT_DIR");
        job.url = value("CI_JOB_URL");
    } else if (isSet(value("CI")) || !value("BUILD_URL").isEmpty()) {
        // BUILD_URL is Jenkins' and, by our recipe, Tekton's.
        job.system = System::Other;
        job.commit = value("GIT_COMMIT");
        job.workspace = value("WORKSPACE");
        job.url = value("BUILD_URL");
    }
    return job;
}

QString sectionStart(CiJob::System system, const QString &name, const QString &title,
                     const QDateTime &at)
{
    if (system == CiJob::System::GitHub)
        return "::group::"_L1 + title + u'\n';
    if (system == CiJob::System::GitLab)
        return u"\x1b[0Ksection_start:%1:%2[collapsed=true]\r\x1b[0K%3\n"_s
            .arg(at.toSecsSinceEpoch())
            .arg(name, title);
    return {};
}

QString sectionEnd(CiJob::System system, const QString &name, const QDateTime &at)
{
    if (system == CiJob::System::GitHub)
        return u"::endgroup::\n"_s;
    if (system == CiJob::System::GitLab)
        return u"\x1b[0Ksection_end:%1:%2\r\x1b[0K\n"_s.arg(at.toSecsSinceEpoch()).arg(name);
    return {};
}

QStringList writeCiFiles(const CiJob &job, const QString &konflux, const models::ReportInput &input)
{
    QStringList problems;
    const QString result = konflux.isEmpty() ? job.konflux : konflux;
    if (!result.isEmpty()) {
        if (const auto problem = models::writeWhole(result, models::konfluxTestOutput(input)))
            problems << *problem;
    }
    if (!job.stepSummary.isEmpty())
        problems += writeSummary(job.stepSummary, input);
    return problems;
}

QString annotationsFor(const CiJob &job, const models::ReportInput &input)
{
    if (job.system != CiJob::System::GitHub)
        return {};
    SuitePlaces places(job.workspace);
    return models::githubAnnotations(
        input, [&places](const models::ReportedTest &test) { return places.of(test); });
}

} // namespace assay::app
