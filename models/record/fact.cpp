// SPDX-License-Identifier: Apache-2.0
#include <models/record/fact.h>

#include <models/base/enum_names.h>
#include <models/record/image_history.h>

#include <QCoreApplication>

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
    return enumeratorName(phase);
}

QString toString(Outcome outcome)
{
    return enumeratorName(outcome).toLower();
}

QString toString(ErrorType type)
{
    return enumeratorName(type);
}

QString toString(PreflightCheck::Result result)
{
    return enumeratorName(result);
}

QString toString(ObjectDeleted::Result result)
{
    return enumeratorName(result);
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
    case ErrorType::KubeconfigError:
    case ErrorType::ConnectionError:
    case ErrorType::PermissionError:
    case ErrorType::ClusterError:
    case ErrorType::InternalError:
        break;
    }
    return Outcome::Inconclusive;
}

bool isMisconfigured(ErrorType type)
{
    return type == ErrorType::ConfigurationError || type == ErrorType::KubeconfigError;
}

Outcome outcomeFor(const ValidationError &error)
{
    if (!error.fault)
        return outcomeFor(error.type);
    return countsAsFailed(*error.fault) ? Outcome::Failed : Outcome::Inconclusive;
}

ValidationError errorFor(const Diagnosis &diagnosis)
{
    return {errorTypeFor(diagnosis.category), diagnosis.summary, diagnosis.fault};
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

namespace {
template<typename>
struct KindNames;
template<typename... Bodies>
struct KindNames<std::variant<Bodies...>>
{
    static const QString &at(std::size_t index)
    {
        static const QString all[] = {
            QString::fromLatin1(names::ofType<Bodies>().data(),
                                static_cast<qsizetype>(names::ofType<Bodies>().size()))...};
        return all[index];
    }
};
} // namespace

QString Fact::kind() const
{
    return KindNames<FactBody>::at(body.index());
}

} // namespace assay::models
