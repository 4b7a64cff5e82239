// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/suite_document.h>

#include <QLockFile>
#include <QTimer>

#include <memory>

namespace assay::ui {

class NoticeStrip;

//! Keeps what is not saved in a file beside the settings, so that it survives the end of the
//! process, and offers what another one left there.
class UnsavedWork : public QObject
{
    Q_OBJECT
public:
    UnsavedWork(models::SuiteDocument *suite, NoticeStrip *strip, QObject *parent);
    ~UnsavedWork() override;

    //! Says what was left, if anything.
    void offer();
    //! What is not saved is left for the next start: whoever ends this one was not asked about it.
    void leave();

Q_SIGNALS:
    void restored();

private:
    //! A suite that was not saved when its process ended.
    struct Left
    {
        QString file;
        QString path; //!< of the suite; empty: it had none
        QByteArray bytes;
        QDateTime at;
    };
    void keep();
    void forget();
    std::optional<Left> firstLeft() const;
    void restore(const Left &left);
    models::SuiteDocument *m_suite;
    NoticeStrip *m_strip;
    QString m_folder;
    QString m_file; //!< of this process; empty: nothing was kept yet
    std::unique_ptr<QLockFile> m_lock;
    QTimer m_later;
    bool m_isLeft = false;
};

} // namespace assay::ui
