// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace assay::ui {

//! Messages that stay until they are dismissed, the newest on top.
class BannerArea : public QWidget
{
    Q_OBJECT
public:
    explicit BannerArea(QWidget *parent = nullptr);

    //! A message of the same topic is replaced; without a topic, only one that says the same.
    void add(const QString &title, const QString &text, const QString &topic = {});
    void dismiss(const QString &topic);

private:
    QWidget *makeBanner(const QString &title, const QString &text);
    void remove(QWidget *banner);
    QVBoxLayout *m_column;
};

} // namespace assay::ui
