// SPDX-License-Identifier: Apache-2.0
#include <models/record/fact.h>

#include <models/record/image_history.h>

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {
struct FactText
{
    Q_DECLARE_TR_FUNCTIONS(FactText)
};
} // namespace

QString toString(Phase phase)
{
    switch (phase) {
    case Phase::Preflight:
        return u"Preflight"_s;
    case Phase::Create:
        return u"Create"_s;
    case Phase::WaitForReady:
        return u"WaitForReady"_s;
    case Phase::VerifyPackages:
        return u"VerifyPackages"_s;
    case Phase::CheckImage:
        return u"CheckImage"_s;
    case Phase::Collect:
        return u"Collect"_s;
    case Phase::CleanUp:
        return u"CleanUp"_s;
    }
    return {};
}

QString toString(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Passed:
        return u"passed"_s;
    case Outcome::Failed:
        return u"failed"_s;
    case Outcome::Inconclusive:
        return u"inconclusive"_s;
    case Outcome::Cancelled:
        return u"cancelled"_s;
    }
    return {};
}

QString toString(ErrorType type)
{
    switch (type) {
    case ErrorType::ImagePullError:
        return u"ImagePullError"_s;
    case ErrorType::ContainerCrashError:
        return u"ContainerCrashError"_s;
    case ErrorType::PodReadinessTimeout:
        return u"PodReadinessTimeout"_s;
    case ErrorType::ExecOnPodError:
        return u"ExecOnPodError"_s;
    case ErrorType::CommandTimeoutError:
        return u"CommandTimeoutError"_s;
    case ErrorType::ConfigurationError:
        return u"ConfigurationError"_s;
    case ErrorType::ConnectionError:
        return u"ConnectionError"_s;
    case ErrorType::PermissionError:
        return u"PermissionError"_s;
    case ErrorType::ClusterError:
        return u"ClusterError"_s;
    case ErrorType::ImageCheckError:
        return u"ImageCheckError"_s;
    case ErrorType::CellError:
        return u"CellError"_s;
    case ErrorType::CancelledError:
        return u"CancelledError"_s;
    }
    return {};
}

ErrorType errorTypeFor(PodFailureCategory category)
{
    switch (category) {
    case PodFailureCategory::ImagePullError:
    case PodFailureCategory::InvalidImage:
        return ErrorType::ImagePullError;
    case PodFailureCategory::CrashLoop:
        return ErrorType::ContainerCrashError;
    case PodFailureCategory::Timeout:
    case PodFailureCategory::ResourceConstraints:
    case PodFailureCategory::Unknown:
        break;
    }
    return ErrorType::PodReadinessTimeout;
}

Outcome outcomeFor(ErrorType type)
{
    switch (type) {
    case ErrorType::ImagePullError:
    case ErrorType::ContainerCrashError:
    case ErrorType::PodReadinessTimeout:
    case ErrorType::ExecOnPodError:
    case ErrorType::CommandTimeoutError:
    case ErrorType::ConfigurationError:
    case ErrorType::ImageCheckError:
    case ErrorType::CellError:
        return Outcome::Failed;
    case ErrorType::CancelledError:
        return Outcome::Cancelled;
    case ErrorType::ConnectionError:
    case ErrorType::PermissionError:
    case ErrorType::ClusterError:
        break;
    }
    return Outcome::Inconclusive;
}

QString ObjectRef::toString() const
{
    return nameSpace.isEmpty() ? kind + u' ' + name : kind + u' ' + nameSpace + u'/' + name;
}

QString movedTag(const ImageResolved &image)
{
    if (image.formerId.isEmpty())
        return {};
    return FactText::tr("The tag %1 has moved: it was %2 in the run of %3, and is %4 now.")
        .arg(image.image, digestOf(image.formerId),
             image.formerAt.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s), digestOf(image.imageId));
}

QString Fact::kind() const
{
    static const std::array<QString, std::variant_size_v<FactBody>> names{
        u"RunStarted"_s,        u"PhaseStarted"_s,   u"PreflightCheck"_s,  u"Note"_s,
        u"ObjectCreated"_s,     u"ObjectDeleted"_s,  u"StateChanged"_s,    u"PodSnapshot"_s,
        u"EventSeen"_s,         u"LogSegment"_s,     u"CommandExecuted"_s, u"PackageVerified"_s,
        u"PodDiagnosed"_s,      u"Verdict"_s,        u"RunFinished"_s,     u"RequestMade"_s,
        u"ObjectAttempted"_s,   u"InventoryTaken"_s, u"CheckMade"_s,       u"CellExecuted"_s,
        u"ResourceUsageSeen"_s, u"ImageResolved"_s};
    return names[body.index()];
}

} // namespace assay::models
