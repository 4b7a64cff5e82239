// SPDX-License-Identifier: Apache-2.0
#include "yaml_editor.h"

#include <models/base/yaml.h>
#include <models/suite/suite.h>

#include <QFontDatabase>

using namespace Qt::StringLiterals;

namespace assay::ui {

YamlEditor::YamlEditor(const QString &field, const QString &name, const QString &example,
                       QWidget *parent)
    : QPlainTextEdit(parent)
{
    setObjectName(field);
    setAccessibleName(name);
    setPlaceholderText(example);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setFixedHeight(fontMetrics().height() * 6);
}

tl::expected<models::Json, QString> YamlEditor::value() const
{
    QString text = toPlainText();
    if (text.trimmed().isEmpty())
        return models::Json(nullptr);
    // The last line of a block of text ends as its others do.
    if (!text.endsWith(u'\n'))
        text += u'\n';
    // One grammar and one set of limits with the suite file that will hold it.
    const models::yaml::Document document =
        models::yaml::read(text.toUtf8(), models::Suite::levelsAroundFields);
    if (document.errors.empty())
        return models::yaml::toJson(document.root);
    const models::yaml::Error &error = document.errors.front();
    return tl::unexpected(error.at.line > 0
                              ? tr("Line %1: %2").arg(error.at.line).arg(error.message)
                              : error.message);
}

void YamlEditor::setValue(const models::Json &value)
{
    const auto text = value.is_null() ? QString() : QString::fromUtf8(models::yaml::write(value));
    setPlainText(text.chopped(text.isEmpty() ? 0 : 1)); // without an empty line at its end
}

} // namespace assay::ui
