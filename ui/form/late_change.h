// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/suite_document.h>

#include <QFutureWatcher>
#include <QTimer>

namespace assay::ui {

//! A change that takes longer than a key may, in a large suite that is read whole for it: made
//! beside the window, once nobody has typed for a moment.
class LateChange : public QObject
{
public:
    using Change = models::SuiteDocument::Change;
    using Made = models::SuiteText::Edited;

    //! `take` is given each change that was made, as long as nobody forgot it.
    explicit LateChange(std::function<void(const Change &, const Made &)> take,
                        QObject *parent = nullptr);

    //! In the place of one that waits.
    void put(const Change &change);
    bool waits() const { return m_change.has_value(); }
    void forget();

private:
    void make();
    void give();

    std::function<void(const Change &, const Made &)> m_take;
    std::optional<Change> m_change;
    QTimer m_later;
    QFutureWatcher<Made> m_making;
    int m_put = 0, m_made = 0; //!< how many were put, and which of them is being made
};

} // namespace assay::ui
