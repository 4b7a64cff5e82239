// SPDX-License-Identifier: Apache-2.0
#include "pace.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {
struct PaceText
{
    Q_DECLARE_TR_FUNCTIONS(Pace)
};
} // namespace

QString slowedText(const QString &context, int places)
{
    return PaceText::tr("%1 asks for patience: at most %2 tests run on it at a time from now on.")
        .arg(context, QString::number(places));
}

//! A stream's answer begins when there is something to tell, or a kubelet is asked for it first.
static bool isStream(const QString &path)
{
    return path.contains("watch="_L1) || path.contains("/log?"_L1) || path.endsWith("/log"_L1) ||
           path.contains("/exec"_L1);
}

static bool isPressure(const k8s::RequestTrace &request)
{
    if (request.httpStatus == 429)
        return true;
    // What got no answer at all is an outage, which more patience does not mend.
    return request.httpStatus != 0 && !isStream(request.path) &&
           request.millisecondsToHead > Pace::longestWait.count();
}

bool Pace::take(const k8s::RequestTrace &request, Time now)
{
    if (!isPressure(request))
        return false;
    m_calmSince = now;
    if (m_places <= fewest || (m_halved && now - *m_halved < settling))
        return false;
    m_places = std::max(fewest, m_places / 2);
    m_halved = now;
    return true;
}

int Pace::places(Time now)
{
    while (m_places < m_most && now - m_calmSince >= recovery) {
        m_places = std::min(m_most, m_places * 2);
        m_calmSince += recovery;
    }
    return m_places;
}

} // namespace assay::app
