// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <functional>

namespace assay::app {

//! A wish to stop, shared by what should stop. The first request ends the validation early and
//! lets it clean up; the second gives up on the clean-up, too.
class Cancellation : public QObject
{
    Q_OBJECT
public:
    //! `why`: a sentence, where it is not a person who wishes; the first one stands.
    void request(const QString &why = {});
    const QString &why() const { return m_why; }
    void abandon();
    bool isRequested() const { return m_requested; }
    bool isAbandoned() const { return m_abandoned; }

    //! Called before each wait that it can end; for the tests that disturb every one.
    std::function<void()> onWait;

Q_SIGNALS:
    void requested();
    void abandoned();

private:
    QString m_why;
    bool m_requested = false;
    bool m_abandoned = false;
};

} // namespace assay::app
