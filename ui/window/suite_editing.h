// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/suite_document.h>

#include <QObject>

namespace assay::ui {

class CentralArea;
class TestsPanel;
class WindowActions;

//! The Edit menu: one history for the form, the YAML page and the list of tests.
class SuiteEditing : public QObject
{
    Q_OBJECT
public:
    SuiteEditing(const WindowActions &actions, models::SuiteDocument *suite, TestsPanel *panel,
                 CentralArea *centre, QObject *window);

    //! What can be done with the tests that are chosen.
    void refresh();

private:
    void removeTests(const QStringList &testIds);
    void moveTest(int by);
    void copyAsParam();
    void refreshHistory();
    const WindowActions &m_actions;
    models::SuiteDocument *m_suite;
    TestsPanel *m_panel;
    CentralArea *m_centre;
};

} // namespace assay::ui
