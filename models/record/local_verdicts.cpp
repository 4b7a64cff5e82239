// SPDX-License-Identifier: Apache-2.0
#include <models/record/local_verdicts.h>

#include <models/base/read_bounded.h>
#include <models/base/write_whole.h>
#include <models/record/run_journal.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLockFile>

#include <chrono>

namespace assay::models {

using namespace Qt::StringLiterals;

//! Of images remembered; the oldest are forgotten.
static constexpr std::size_t mostVerdicts = 500;
static constexpr int mostManifests = 50; //!< of one image
static constexpr std::chrono::milliseconds timeForLock(500);

namespace {
struct VerdictText
{
    Q_DECLARE_TR_FUNCTIONS(LocalVerdicts)
};
} // namespace

QString LocalVerdict::sentence() const
{
    const QString when = at.toUTC().toString(u"dddd, yyyy-MM-dd HH:mm 'UTC'"_s);
    return outcome == Outcome::Passed
               ? VerdictText::tr("This is the image that passed here on %1, as %2 on %3 (run %4): "
                                 "its configuration is %5.")
                     .arg(when, image, engine, runId, configDigest)
               : VerdictText::tr("This is the image that failed here on %1, as %2 on %3 (run %4): "
                                 "its configuration is %5.")
                     .arg(when, image, engine, runId, configDigest);
}

QString LocalVerdicts::defaultPath()
{
    return QFileInfo(RunJournal::defaultRoot()).absolutePath() + u"/local-verdicts.json"_s;
}

static Json readVerdicts(const QString &path)
{
    const auto bytes = readBounded(path, 16 << 20, Sources::RegularFiles);
    if (!bytes)
        return Json::object();
    auto verdicts = parseBounded(*bytes);
    return verdicts && verdicts->is_object() ? std::move(*verdicts) : Json::object();
}

//! CHANGE returns whether there is something to write.
template<typename Change>
static void changeVerdicts(const QString &path, const Change &change)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QLockFile lock(path + u".lock"_s);
    if (!lock.tryLock(timeForLock))
        return;
    Json verdicts = readVerdicts(path);
    if (!change(verdicts))
        return;
    while (verdicts.size() > mostVerdicts) {
        auto oldest = verdicts.begin();
        for (auto it = verdicts.begin(); it != verdicts.end(); ++it) {
            if (textAt(*it, {"at"}) < textAt(*oldest, {"at"}))
                oldest = it;
        }
        verdicts.erase(oldest);
    }
    writeWhole(
        path,
        QByteArray::fromStdString(verdicts.dump(1, ' ', false, Json::error_handler_t::replace)),
        Readers::OwnerOnly);
}

static LocalVerdict verdictFrom(const QString &digest, const Json &json)
{
    return {digest,
            textAt(json, {"image"}),
            textAt(json, {"engine"}),
            textAt(json, {"engine_address"}),
            textAt(json, {"run"}),
            timeAt(json, {"at"}),
            textAt(json, {"outcome"}) == u"passed" ? Outcome::Passed : Outcome::Failed};
}

void LocalVerdicts::add(const LocalVerdict &verdict) const
{
    changeVerdicts(m_path, [&verdict](Json &verdicts) {
        const std::string key = verdict.configDigest.toStdString();
        const Json manifests = listAt(verdicts, {key.c_str(), "manifests"});
        verdicts[key] = {{"image", verdict.image},
                         {"engine", verdict.engine},
                         {"engine_address", verdict.engineAddress},
                         {"run", verdict.runId},
                         {"at", verdict.at},
                         {"outcome", toString(verdict.outcome)},
                         {"manifests", manifests}};
        return true;
    });
}

void LocalVerdicts::addManifests(const QMap<QString, QStringList> &manifests) const
{
    changeVerdicts(m_path, [&manifests](Json &verdicts) {
        bool isNew = false;
        for (auto one = manifests.begin(); one != manifests.end(); ++one) {
            const std::string key = one.key().toStdString();
            if (!at(verdicts, {key.c_str()}).is_object())
                continue;
            QStringList known;
            for (const Json &digest : listAt(verdicts, {key.c_str(), "manifests"}))
                known << digest.get<QString>();
            const qsizetype before = known.size();
            known += one.value();
            known.removeDuplicates();
            if (known.size() == before)
                continue;
            isNew = true;
            Json list = Json::array();
            for (const QString &digest :
                 known.mid(std::max<qsizetype>(0, known.size() - mostManifests)))
                list.push_back(digest);
            verdicts[key]["manifests"] = std::move(list);
        }
        return isNew;
    });
}

std::vector<LocalVerdict> LocalVerdicts::all() const
{
    std::vector<LocalVerdict> all;
    const Json verdicts = readVerdicts(m_path);
    for (const auto &[digest, json] : verdicts.items()) {
        if (json.is_object())
            all.push_back(verdictFrom(QString::fromStdString(digest), json));
    }
    return all;
}

std::optional<LocalVerdict> LocalVerdicts::find(const QString &digest) const
{
    const Json verdicts = readVerdicts(m_path);
    for (const auto &[config, json] : verdicts.items()) {
        if (!json.is_object())
            continue;
        const QString known = QString::fromStdString(config);
        const Json &manifests = listAt(json, {"manifests"});
        const bool leadsTo = std::any_of(manifests.begin(), manifests.end(), [&](const Json &one) {
            return one.get<QString>() == digest;
        });
        if (known == digest || leadsTo)
            return verdictFrom(known, json);
    }
    return std::nullopt;
}

} // namespace assay::models
