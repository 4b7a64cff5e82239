// SPDX-License-Identifier: Apache-2.0
#include "import_reading.h"

#include "look/beside.h"

#include <models/base/read_bounded.h>
#include <models/imports/image_stream.h>
#include <models/imports/pytest_file.h>

#include <QFileInfo>

#include <mutex>
#include <stop_token>

namespace assay::ui {

using models::ImportKind;

static constexpr qint64 largestBeside = 1 << 20; //!< bytes of a file that another one names

//! What the thread that reads and the one that waits for it share.
struct ImportReading::State
{
    models::ImportSource file; //!< not changed any more, like the next
    std::vector<models::ImportSource> values;
    std::stop_source stop;
    std::mutex mutex;
    ImportReading *reading = nullptr; //!< under the mutex, like the next; null: it is gone
    ReadImport read;
};

static std::optional<QByteArray> readBeside(const QString &path)
{
    const auto bytes = models::readBounded(path, largestBeside, models::Sources::RegularFiles);
    return bytes ? std::optional(*bytes) : std::nullopt;
}

//! The files that say what the placeholders of ImageStreams mean lie beside them.
static std::vector<models::ImportSource> parametersBeside(const QString &path)
{
    std::vector<models::ImportSource> found;
    for (const char *name : {"params.env", "params-latest.env"}) {
        const QString beside = QFileInfo(path).path() + u'/' + QLatin1String(name);
        if (const auto bytes = readBeside(beside))
            found.push_back({beside, *bytes});
    }
    return found;
}

ImportReading::ImportReading(models::ImportSource file, std::vector<models::ImportSource> values,
                             QObject *parent)
    : QObject(parent)
    , m_state(std::make_shared<State>())
{
    m_state->file = std::move(file);
    m_state->values = std::move(values);
    m_state->reading = this;
    beside([state = m_state] { read(state); });
}

ImportReading::~ImportReading()
{
    m_state->stop.request_stop();
    const std::lock_guard lock(m_state->mutex);
    m_state->reading = nullptr;
}

void ImportReading::read(const std::shared_ptr<State> &state)
{
    const std::stop_token stop = state->stop.get_token();
    if (stop.stop_requested())
        return;
    const models::ImportSource &file = state->file;
    ReadImport read;
    read.kind = models::kindOfImport(file);
    switch (read.kind) {
    case ImportKind::Packages:
        read.packages = models::readPackageList(file, readBeside, stop);
        break;
    case ImportKind::Pytest:
        read.tests = models::importPytest(file, state->values);
        break;
    case ImportKind::ImageStream:
        // What somebody chose counts before what lies there.
        read.tests = models::importImageStreams(
            {file}, state->values.empty() ? parametersBeside(file.name) : state->values);
        break;
    }
    const std::lock_guard lock(state->mutex);
    state->read = std::move(read);
    // It cannot go while the mutex is held, and takes what was posted to it along.
    if (state->reading)
        QMetaObject::invokeMethod(state->reading, &ImportReading::take, Qt::QueuedConnection);
}

void ImportReading::take()
{
    ReadImport read;
    {
        const std::lock_guard lock(m_state->mutex);
        read = std::move(m_state->read);
    }
    Q_EMIT finished(read);
}

} // namespace assay::ui
