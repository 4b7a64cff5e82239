// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace assay::ui {

//! Messages that stay until they are dismissed, the newest on top.
class BannerArea : public QWidget
{
    Q_OBJECT
public:
    explicit BannerArea(QWidget *parent = nullptr);

    //! A message of the same topic is replaced; without a topic, only one that says the same.
    //! `action`, where there is one, is offered as a button and dismisses the message.
    void add(const QString &title, const QString &text, const QString &topic = {},
             const QString &actionText = {}, const std::function<void()> &action = {});
    void dismiss(const QString &topic);

private:
    QWidget *makeBanner(const QString &title, const QString &text, const QString &actionText,
                        const std::function<void()> &action);
    void remove(QWidget *banner);
    QVBoxLayout *m_column;
};

} // namespace assay::ui
