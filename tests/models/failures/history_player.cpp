// SPDX-License-Identifier: Apache-2.0
#include "history_player.h"

using namespace Qt::StringLiterals;

namespace assay::models {

using std::chrono::milliseconds;

static constexpr milliseconds tick(250); // AwakeClock's
static constexpr milliseconds grace(20'000);
static constexpr milliseconds pull(1'800'000);
static const QDateTime epoch({2026, 1, 1}, {0, 0}, Qt::UTC);

static milliseconds timeIn(const Json &object, const char *key, double otherwise)
{
    return milliseconds(qRound64(object.value(key, otherwise) * 1000));
}

static double seconds(milliseconds time)
{
    return double(time.count()) / 1000;
}

HistoryPlayer::HistoryPlayer(const Json &history)
    : m_history(history)
    , m_name(textAt(history, {"notebook"}))
    , m_judgement({.grace = grace,
                   .refusal = grace,
                   .readiness = timeIn(history, "timeout_seconds", 600),
                   .pull = pull})
{
    RunStarted start;
    start.configuration.notebookName = m_name;
    start.configuration.nameSpace = u"test-histories"_s;
    append(start);
}

void HistoryPlayer::append(FactBody body)
{
    m_record.append(
        {qint64(m_record.facts().size()) + 1, epoch.addMSecs(m_now.count()), std::move(body)});
}

void HistoryPlayer::walk(const NotebookObservation &observation)
{
    for (const Transition &step :
         reduce(m_record.notebook().status, observation, epoch.addMSecs(m_now.count())))
        append(StateChanged{step});
}

void HistoryPlayer::takePod(const Json &pod)
{
    const bool leaving = !at(pod, {"metadata", "deletionTimestamp"}).is_null();
    if (leaving && !m_podSeen)
        return;
    m_pod = pod;
    m_podSeen = true;
    m_podDeleted = leaving;
    append(PodSnapshot{m_pod});
    if (!leaving)
        walk(NotebookObservation::fromPod(m_pod));
}

void HistoryPlayer::takeEvent(const Json &object)
{
    const QString kind = textAt(object, {"involvedObject", "kind"});
    const QString podUid = textAt(m_pod, {"metadata", "uid"});
    if (kind == u"Pod" && !podUid.isEmpty() && textAt(object, {"involvedObject", "uid"}) != podUid)
        return;
    append(EventSeen{KubernetesEvent::fromObject(object)});
}

void HistoryPlayer::observe(const Json &observation)
{
    if (observation.contains("pod")) {
        m_last = observation["pod"];
        takePod(m_last);
    } else if (observation.contains("pod_patch")) {
        m_last.merge_patch(observation["pod_patch"]);
        takePod(m_last);
    } else if (observation.contains("pod_removed")) {
        if (textAt(observation, {"pod_removed"}) == textAt(m_pod, {"metadata", "uid"}))
            m_podDeleted = true;
    } else if (observation.contains("notebook")) {
        m_notebook = observation["notebook"];
    } else if (observation.contains("event")) {
        takeEvent(observation["event"]);
    } else {
        for (const Json &event : observation.at("events"))
            takeEvent(event);
    }
}

void HistoryPlayer::look()
{
    if (m_ready || m_diagnosis)
        return;
    if (m_record.notebook().status == NotebookStatus::Ready) {
        m_ready = true;
        m_result = {{"outcome", "ready"}, {"at", seconds(m_now)}};
        return;
    }
    m_diagnosis = m_judgement.judge(
        {m_pod, m_record.events(), m_name, /*deadlinePassed=*/false, m_podDeleted, m_notebook},
        m_now);
    const auto &suspicion = m_judgement.suspicion();
    const Json now = suspicion ? Json(toString(suspicion->category) + u": "_s + suspicion->reason)
                               : Json(nullptr);
    if (now != (m_suspected.empty() ? Json(nullptr) : m_suspected.back()[1]))
        m_suspected.push_back({seconds(m_now), now});
    if (!m_diagnosis)
        return;
    const PodHistory seen{
        .pod = m_pod, .events = m_record.events(), .mainContainer = m_name, .notebook = m_notebook};
    const Json &log = at(m_history, {"logs", m_diagnosis->container.toUtf8().constData()});
    m_diagnosis = withLogEvidence(*m_diagnosis, seen,
                                  log.is_string() ? std::optional(QString::fromStdString(log))
                                                  : std::nullopt);
    auto observation = NotebookObservation::fromPod(m_pod);
    observation.failed = true;
    observation.because = m_diagnosis->reason;
    walk(observation);
    const ErrorType error = errorTypeFor(m_diagnosis->category);
    m_result = {{"outcome", "failed"},
                {"at", seconds(m_now)},
                {"error", toString(error)},
                {"verdict", toString(outcomeFor(errorFor(*m_diagnosis)))},
                {"diagnosis", *m_diagnosis}};
}

Json HistoryPlayer::play()
{
    const Json &observations = m_history.at("observations");
    auto next = observations.begin();
    while (next != observations.end() || (!m_ready && !m_diagnosis)) {
        const milliseconds ticked = (m_now / tick + 1) * tick;
        if (next != observations.end() && timeIn(*next, "at", 0) < ticked) {
            m_now = timeIn(*next, "at", 0);
            observe(*next++);
        } else {
            m_now = ticked;
        }
        look();
    }
    m_result["suspected"] = m_suspected;
    m_result["transitions"] = Json::array();
    for (const Transition &t : m_record.transitions()) {
        m_result["transitions"].push_back(
            {double(epoch.msecsTo(t.at)) / 1000, toString(t.to), t.because});
    }
    return m_result;
}

} // namespace assay::models
