// SPDX-License-Identifier: Apache-2.0
#include "yaml_editor.h"

#include "look/escape_guard.h"
#include "yaml_text.h"

#include <models/suite/suite.h>

#include <QFontDatabase>

using namespace Qt::StringLiterals;

namespace assay::ui {

YamlEditor::YamlEditor(const QString &field, const QString &name, const QString &example,
                       QWidget *parent)
    : QPlainTextEdit(parent)
    , m_field(field)
{
    setObjectName(field);
    setAccessibleName(name);
    setPlaceholderText(example);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setFixedHeight(fontMetrics().height() * 6);
    EscapeGuard::install(this);
}

tl::expected<models::Json, QString> YamlEditor::value() const
{
    const QString text = toPlainText();
    if (text.trimmed().isEmpty())
        return models::Json(nullptr);
    // Read in the place where the suite file holds it: one grammar, one set of limits.
    QString document = u"version: 1\ntests:\n- id: t\n  %1:\n"_s.arg(m_field);
    const auto before = int(document.count(u'\n'));
    for (const QString &line : text.split(u'\n'))
        document += "    "_L1 + line + u'\n';
    const models::Suite suite = models::Suite::parse(document.toUtf8());
    for (const models::SuiteProblem &p : suite.problems) {
        if (!p.isError() || p.line <= before)
            continue;
        return tl::unexpected(tr("Line %1: %2").arg(p.line - before).arg(p.problem.message));
    }
    if (suite.tests.size() != 1)
        return tl::unexpected(suite.problems.empty() ? tr("This is not one value.")
                                                     : suite.problems.front().problem.message);
    const models::CustomImageTestConfiguration &test = suite.tests.front();
    return m_field == "resources"_L1 ? test.resources
           : m_field == "storage"_L1 ? test.storage
                                     : test.templateOverride;
}

void YamlEditor::setValue(const models::Json &value)
{
    setPlainText(toYamlText(value).trimmed());
}

} // namespace assay::ui
