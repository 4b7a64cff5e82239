// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QPlainTextEdit>

#include <tl/expected.hpp>

namespace assay::ui {

//! A small text field for a YAML (or JSON) value. What cannot be read stays as it was typed.
class YamlEditor : public QPlainTextEdit
{
    Q_OBJECT
public:
    //! `field` is the field of a test that is edited, and names the editor.
    YamlEditor(const QString &field, const QString &name, const QString &example,
               QWidget *parent = nullptr);

    //! The value, null where the field is empty; or a sentence on what cannot be read.
    tl::expected<models::Json, QString> value() const;
    void setValue(const models::Json &value);
};

} // namespace assay::ui
