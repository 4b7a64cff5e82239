// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/suite_document.h>

#include <QFileSystemWatcher>
#include <QTimer>

#include <functional>

class QDialog;

namespace assay::ui {

class NoticeStrip;

//! Looks on while other programs write to the file of the suite. Where nothing was changed here,
//! the suite follows; else a strip says so and leaves the choice.
class OutsideChanges : public QObject
{
    Q_OBJECT
public:
    //! `beforeUse` is called before it is judged whether anything was changed here: edits under way
    //! are taken over.
    OutsideChanges(models::SuiteDocument *suite, NoticeStrip *strip, QWidget *window,
                   std::function<void()> beforeUse);

    void look(); //!< at the file, soon

Q_SIGNALS:
    void followed(); //!< the suite is what the file says now

private:
    void watch();
    void judge();
    void askAboutBoth(const models::SuiteDocument::FileContent &file);
    void sayGone(const models::SuiteDocument::FileContent &file);
    void showDifference(const QByteArray &theirs);
    models::SuiteDocument *m_suite;
    NoticeStrip *m_strip;
    QWidget *m_window;
    std::function<void()> m_beforeUse;
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
    //! Seen a moment ago: a program may still be writing.
    std::optional<models::SuiteDocument::FileContent> m_seen;
    std::optional<models::SuiteDocument::FileContent> m_said; //!< what the strip is about
};

//! Lines of `mine` that `theirs` lacks with "-" in front, the other way round with "+", and of what
//! is the same the lines around them.
QStringList differenceBetween(const QString &mine, const QString &theirs);

} // namespace assay::ui
