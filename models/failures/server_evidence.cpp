// SPDX-License-Identifier: Apache-2.0
#include <models/failures/server_evidence.h>

#include "base/json_reading.h"
#include "observing.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace classification;
using namespace Qt::StringLiterals;

namespace {
struct ServerText
{
    Q_DECLARE_TR_FUNCTIONS(ServerText)
};
} // namespace

//! The program tells a few; an image can print a line of its own.
static constexpr qsizetype mostAnswers = 8;
static constexpr qsizetype answerLength = 500;

static const Container *containerNamed(const std::vector<Container> &containers,
                                       const QString &name)
{
    const auto found = std::find_if(containers.begin(), containers.end(),
                                    [&name](const Container &c) { return c.name == name; });
    return found == containers.end() ? nullptr : &*found;
}

static const Json &specOf(const Json &pod, const QString &container)
{
    static const Json none;
    for (const Json &spec : listAt(pod, {"spec", "containers"})) {
        if (textAt(spec, {"name"}) == container)
            return spec;
    }
    return none;
}

static int portOf(const Json &container, const Json &action)
{
    const Json &port = at(action, {"port"});
    if (port.is_number_integer())
        return port.get<int>();
    const QString name = textAt(action, {"port"});
    for (const Json &known : listAt(container, {"ports"})) {
        const Json &number = at(known, {"containerPort"});
        if (textAt(known, {"name"}) == name && number.is_number_integer())
            return number.get<int>();
    }
    return name.toInt();
}

Json serverQuestionOf(const Diagnosis &diagnosis, const PodHistory &history)
{
    static const QStringList unready{u"Unhealthy"_s, u"ContainersNotReady"_s};
    const auto containers = containersOf(history);
    const Container *container = containerNamed(containers, diagnosis.container);
    if (!unready.contains(diagnosis.reason) || !container || container->role != Role::Main ||
        !container->running().is_object())
        return nullptr;
    const Json &spec = specOf(history.pod, diagnosis.container);
    for (const char *probe : {"startupProbe", "readinessProbe", "livenessProbe"}) {
        for (const char *action : {"httpGet", "tcpSocket"}) {
            const Json &asks = at(spec, {probe, action});
            const int port = portOf(spec, asks);
            if (port <= 0)
                continue;
            // The last event tells whether the kubelet got through; what it saw then, it saw.
            bool reached = false;
            for (const Evidence &evidence : diagnosis.evidence)
                reached |= evidence.text.contains(u"statuscode"_s);
            QString path = textAt(asks, {"path"});
            if (path.isEmpty() && std::string_view(action) == "httpGet")
                path = u"/"_s;
            return {{"port", port},
                    {"path", path},
                    {"https", textAt(asks, {"scheme"}) == u"HTTPS"},
                    {"reached", reached}};
        }
    }
    return nullptr;
}

QStringList serverAnswersFrom(const QByteArray &standardOutput)
{
    static const QByteArray marker("\nASSAY-SERVER ");
    const qsizetype from = standardOutput.lastIndexOf(marker);
    const qsizetype end = standardOutput.indexOf('\n', from + marker.size());
    if (from < 0 || end < 0)
        return {};
    const auto told = parseBounded(
        QByteArrayView(standardOutput).sliced(from + marker.size(), end - from - marker.size()));
    QStringList answers;
    if (!told || !told->is_array())
        return answers;
    for (const Json &answer : *told) {
        const QString text = answer.is_string()
                                 ? QString::fromStdString(answer.get<std::string>()).trimmed()
                                 : QString();
        if (!text.isEmpty() && answers.size() < mostAnswers)
            answers << text.left(answerLength);
    }
    return answers;
}

Diagnosis withServerEvidence(Diagnosis diagnosis, const PodHistory &history,
                             const QStringList &answers)
{
    const auto containers = containersOf(history);
    const Container *container = containerNamed(containers, diagnosis.container);
    std::optional<Finding> best;
    for (const QString &answer : answers) {
        const auto finding = ruleBook().find(
            observationOf(Place::Server, history, container, answer, diagnosis.reason));
        if (finding && (!best || finding->rule->rank > best->rule->rank))
            best = finding;
        diagnosis.evidence.push_back({Evidence::Kind::Answer,
                                      ServerText::tr("inside of %1").arg(diagnosis.container),
                                      answer,
                                      {}});
    }
    if (!best)
        return diagnosis;
    const Rule &rule = *best->rule;
    diagnosis.rule = rule.id;
    diagnosis.cause = best->cause;
    diagnosis.summary = best->summary;
    diagnosis.advice = best->advice;
    diagnosis.fix = best->fix;
    diagnosis.fault = faultOf(rule.fault, history, container);
    diagnosis.outlook = rule.heals ? Outlook::MayHeal : Outlook::Permanent;
    return diagnosis;
}

} // namespace assay::models
