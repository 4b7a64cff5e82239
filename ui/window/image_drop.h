// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <optional>

class QMimeData;

namespace assay::ui {

//! The image that a copied text names, alone or as what is to be pulled: "my-image",
//! "quay.io/org/image:1", "podman pull quay.io/org/image:1". Nothing where it is another text.
std::optional<QString> imageNamedIn(const QString &text);

//! Takes names of images that are dropped on a window, wherever no field takes them.
class ImageDrop : public QObject
{
    Q_OBJECT
public:
    explicit ImageDrop(QWidget *window);

Q_SIGNALS:
    void dropped(const QString &image);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static std::optional<QString> imageIn(const QMimeData *data);
};

} // namespace assay::ui
