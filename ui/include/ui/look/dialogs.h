// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace assay::ui {

//! How the window asks the user for something. Nothing here waits: the answer comes to the
//! handler, and a question that is cancelled calls none (but for ask()). A test answers in its own
//! way by overriding this.
class Dialogs
{
public:
    using PathHandler = std::function<void(const QString &path)>;

    virtual ~Dialogs() = default;

    virtual void openFile(QWidget *parent, const QString &title, const QString &folder,
                          const QString &filter, const PathHandler &handler);
    virtual void saveFile(QWidget *parent, const QString &title, const QString &proposal,
                          const QString &filter, const PathHandler &handler);
    virtual void chooseFolder(QWidget *parent, const QString &title, const QString &folder,
                              const PathHandler &handler);
    //! The last choice is what Escape means, `defaultChoice` what Enter does: where one of them
    //! can do harm, another is the default. The handler always comes, with the index of the choice.
    virtual void ask(QWidget *parent, const QString &title, const QString &text,
                     const QStringList &choices, const std::function<void(int choice)> &handler,
                     int defaultChoice = 0);
};

} // namespace assay::ui
