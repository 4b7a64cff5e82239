// SPDX-License-Identifier: Apache-2.0
#include <models/catalogue/cause.h>

#include <models/base/enum_names.h>

namespace assay::models {

using namespace Qt::StringLiterals;

QString toString(PodFailureCategory category)
{
    switch (category) {
    case PodFailureCategory::ImagePullError:
        return u"ImagePullBackOff"_s;
    case PodFailureCategory::CrashLoop:
        return u"CrashLoopBackOff"_s;
    case PodFailureCategory::InvalidImage:
        return u"InvalidImageName"_s;
    case PodFailureCategory::Timeout:
        return u"TimeoutWaitingForReady"_s;
    case PodFailureCategory::ResourceConstraints:
        return u"InsufficientResources"_s;
    case PodFailureCategory::Unknown:
        return u"Unknown"_s;
    }
    return {};
}

QString toString(Fault fault)
{
    return enumeratorName(fault).toLower();
}

QString toString(Fix::Kind kind)
{
    return enumeratorName(kind).toLower();
}

bool countsAsFailed(Fault fault)
{
    return fault == Fault::Image || fault == Fault::Configuration || fault == Fault::Unknown;
}

} // namespace assay::models
