// SPDX-License-Identifier: Apache-2.0
#include "annotations_editor.h"

#include <QHeaderView>
#include <QTableWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

enum AnnotationColumn { Key, Value };

AnnotationsEditor::AnnotationsEditor(QWidget *parent)
    : RowsEditor(u"Annotation"_s,
                 {u"auth_annotations"_s,
                  tr("Annotations for the authentication sidecar"),
                  tr("Columns of the annotations"),
                  {tr("Annotation"), tr("Value")},
                  tr("CPU and memory of the sidecar, for instance "
                     "notebooks.opendatahub.io/auth-sidecar-cpu-request: 100m"),
                  tr("Add an annotation"),
                  tr("Remove the selected annotation")},
                 parent)
{
    table()->horizontalHeader()->setSectionResizeMode(Key, QHeaderView::Stretch);
    table()->horizontalHeader()->setSectionResizeMode(Value, QHeaderView::Interactive);
    table()->setColumnWidth(Value, fontMetrics().height() * 10);
}

QMap<QString, QString> AnnotationsEditor::annotations() const
{
    QMap<QString, QString> pairs;
    const Rows all = rows();
    for (const QStringList &cells : all)
        if (!cells[Key].isEmpty() && !pairs.contains(cells[Key]))
            pairs.insert(cells[Key], cells[Value]);
    return pairs;
}

void AnnotationsEditor::setAnnotations(const QMap<QString, QString> &annotations)
{
    Rows rows;
    for (auto it = annotations.begin(); it != annotations.end(); ++it)
        rows << QStringList{it.key(), it.value()};
    setRows(rows);
}

QString AnnotationsEditor::problem() const
{
    QStringList seen;
    const Rows all = rows();
    for (const QStringList &cells : all) {
        const QString &key = cells[Key];
        if (key.isEmpty())
            return tr(
                "A row has no annotation name and is left out: write one, or remove the row.");
        if (seen.contains(key))
            return tr("%1 is there twice and only the first counts: remove one.").arg(key);
        seen << key;
    }
    return {};
}

} // namespace assay::ui
