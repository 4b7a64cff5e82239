// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/suite_document.h>
#include <ui/form/objects_text.h>

#include <QFutureWatcher>
#include <QWidget>

class QAbstractButton;

namespace assay::ui {

class ObjectsView;
class TextFindBar;
class WrappedLabel;

//! What a run of a test would create, as it is before it is sent, and where that is not as the
//! template makes it. It follows the suite while it is in sight; nothing can be edited here.
class ObjectsPage : public QWidget
{
    Q_OBJECT
public:
    explicit ObjectsPage(models::SuiteDocument *suite, QWidget *parent = nullptr);

    //! Without one there is nothing to show.
    void setRehearsal(const Rehearsal &rehearsal);
    void setTest(const QString &testId);
    void focusFind();
    void find(bool forward);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeButtons();
    void refresh();
    void take(const ObjectsText &text);
    void tell();

    models::SuiteDocument *m_suite;
    Rehearsal m_rehearsal;
    QString m_test;
    //! That is shown, or will be as soon as it is made.
    std::optional<models::CustomImageTestConfiguration> m_made;
    QFutureWatcher<ObjectsText> m_making;
    QStringList m_objects; //!< shown, in words
    QString m_notMade;     //!< why none is shown, where that is for want of them
    WrappedLabel *m_summary;
    WrappedLabel *m_problem; //!< why it cannot be run as it is
    ObjectsView *m_view;
    TextFindBar *m_find;
    QList<QAbstractButton *> m_steps; //!< from difference to difference
    QAbstractButton *m_copy = nullptr;
};

} // namespace assay::ui
