// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite_text.h>

#include <QWidget>

class QCheckBox;
class QLabel;

namespace assay::ui {

//! Below a field whose value is not written in the test itself, or not for it alone: where it is
//! written, and whether an edit is for this test or for all.
class OriginNote : public QWidget
{
    Q_OBJECT
public:
    explicit OriginNote(const QString &field, QWidget *parent = nullptr);
    void showOrigin(const models::ValueOrigin &origin);
    bool isForAll() const;

private:
    QLabel *m_text;
    QCheckBox *m_all;
    models::ValueOrigin m_origin;
};

} // namespace assay::ui
