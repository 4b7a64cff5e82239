// SPDX-License-Identifier: Apache-2.0
#include <models/record/image_history.h>

#include <models/base/read_bounded.h>
#include <models/base/write_whole.h>
#include <models/record/run_journal.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>

namespace assay::models {

using namespace Qt::StringLiterals;

//! Of images remembered; the oldest are forgotten.
static constexpr std::size_t mostImages = 2000;

QString ImageHistory::defaultPath()
{
    return QFileInfo(RunJournal::defaultRoot()).absolutePath() + u"/image-history.json"_s;
}

QString digestOf(const QString &imageId)
{
    const qsizetype at = imageId.lastIndexOf(u"sha256:"_s);
    return at < 0 ? imageId : imageId.mid(at);
}

static Json readHistory(const QString &path)
{
    const auto bytes = readBounded(path, 16 << 20, Sources::RegularFiles);
    if (!bytes)
        return Json::object();
    auto history = parseBounded(*bytes);
    return history && history->is_object() ? std::move(*history) : Json::object();
}

static void forgetOldest(Json &images)
{
    while (images.size() > mostImages) {
        auto oldest = images.begin();
        for (auto it = images.begin(); it != images.end(); ++it) {
            if (textAt(*it, {"at"}) < textAt(*oldest, {"at"}))
                oldest = it;
        }
        images.erase(oldest);
    }
}

ImageResolved ImageHistory::resolved(const QString &image, const QString &imageId,
                                     const QString &runId, const QDateTime &at) const
{
    ImageResolved result{image, imageId, {}, {}, {}};
    if (image.contains(u'@') || imageId.isEmpty())
        return result;
    QDir().mkpath(QFileInfo(m_path).absolutePath());
    QLockFile lock(m_path + u".lock"_s);
    // Who holds it is done within milliseconds; a run does not wait for it.
    const bool locked = lock.tryLock(0);
    Json images = readHistory(m_path);
    const std::string key = image.toStdString();
    if (const Json &former = models::at(images, {key.c_str()}); former.is_object()) {
        const QString formerId = textAt(former, {"image_id"});
        if (!formerId.isEmpty() && digestOf(formerId) != digestOf(imageId)) {
            result.formerId = formerId;
            result.formerRun = textAt(former, {"run"});
            result.formerAt = timeAt(former, {"at"});
        }
    }
    if (!locked)
        return result;
    images[key] = {{"image_id", imageId}, {"run", runId}, {"at", at}};
    forgetOldest(images);
    // Where it cannot be written, the next run has nothing to compare with, and that is all.
    writeWhole(m_path, QByteArray::fromStdString(
                           images.dump(1, ' ', false, Json::error_handler_t::replace)));
    return result;
}

} // namespace assay::models
