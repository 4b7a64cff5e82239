// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rows_editor.h"

#include <QMap>

namespace assay::ui {

//! Edits key-value pairs. Rows that make no pair (no key, a key twice) stay as they were typed.
class AnnotationsEditor : public RowsEditor
{
    Q_OBJECT
public:
    explicit AnnotationsEditor(QWidget *parent = nullptr);

    //! The pairs that the rows make: the first of a key that is there twice.
    QMap<QString, QString> annotations() const;
    void setAnnotations(const QMap<QString, QString> &annotations);
    //! Why not every row makes a pair; empty where each does.
    QString problem() const;
};

} // namespace assay::ui
