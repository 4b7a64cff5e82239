// SPDX-License-Identifier: Apache-2.0
#include "image_drop.h"

#include <QDropEvent>
#include <QMimeData>
#include <QRegularExpression>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

static constexpr qsizetype longestName = 512;

std::optional<QString> imageNamedIn(const QString &text)
{
    if (text.size() > 2 * longestName)
        return {};
    static const QRegularExpression command(
        u"\\A(?:\\$ +)?(?:sudo +)?(?:podman|docker) +(?:image +)?pull +(\\S+)\\z"_s);
    static const QRegularExpression name(
        u"\\A[a-zA-Z0-9][a-zA-Z0-9._-]*(?::[0-9]+)?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
        "(?::[\\w][\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?\\z"_s);
    QString image = text.trimmed();
    if (const auto match = command.match(image); match.hasMatch())
        image = match.captured(1);
    if (image.startsWith("docker://"_L1))
        image = image.mid(9);
    if (image.size() > longestName || !name.match(image).hasMatch())
        return {};
    return image;
}

ImageDrop::ImageDrop(QWidget *window) : QObject(window)
{
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

std::optional<QString> ImageDrop::imageIn(const QMimeData *data)
{
    // A file has a text, too: its address.
    if (!data->hasText() || data->hasUrls())
        return {};
    return imageNamedIn(data->text());
}

bool ImageDrop::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop:
        break;
    default:
        return QObject::eventFilter(watched, event);
    }
    auto *drop = static_cast<QDropEvent *>(event);
    const auto image = imageIn(drop->mimeData());
    if (!image)
        return QObject::eventFilter(watched, event);
    // It stays where it was dragged from.
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (event->type() == QEvent::Drop)
        Q_EMIT dropped(*image);
    return true;
}

} // namespace assay::ui
