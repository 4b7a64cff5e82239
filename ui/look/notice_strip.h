// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <functional>

class QHBoxLayout;

namespace assay::ui {

class WrappedLabel;

//! One sentence over the pages with buttons for what can be done about it.
class NoticeStrip : public QWidget
{
    Q_OBJECT
public:
    struct Choice
    {
        QString name; //!< of the button, for tests and screen readers' scripts
        QString text;
        std::function<void()> take;
        bool stays = false; //!< the strip does
    };

    //! Hidden until it has something to say.
    explicit NoticeStrip(const QString &name, QWidget *parent = nullptr);

    void say(const QString &text, const QList<Choice> &choices);
    void dismiss();

private:
    WrappedLabel *m_text;
    QHBoxLayout *m_buttons;
};

} // namespace assay::ui
