// SPDX-License-Identifier: Apache-2.0
#include "origin_note.h"

#include "look/badge.h"
#include "look/wording.h"

#include <QCheckBox>
#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

OriginNote::OriginNote(const QString &field, QWidget *parent)
    : QWidget(parent)
    , m_text(plainLabel())
    , m_all(new QCheckBox(tr("Edit for all")))
{
    setObjectName("origin."_L1 + field);
    m_text->setObjectName("originText."_L1 + field);
    setTextRole(m_text, ColorRole::Muted);
    m_all->setObjectName("forAll."_L1 + field);
    m_all->setAccessibleName(tr("Edit %1 for all who have it from there").arg(field));
    m_all->setToolTip(tr("Edits change the value where it is written, for every test that has it "
                         "from there"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(fontMetrics().height() / 3);
    row->addWidget(m_text, 1);
    row->addWidget(m_all, 0, Qt::AlignTop);
    hide();
}

bool OriginNote::isForAll() const
{
    return m_origin.shared && m_all->isChecked();
}

void OriginNote::showOrigin(const models::ValueOrigin &origin)
{
    using Kind = models::ValueOrigin::Kind;
    if (origin == m_origin)
        return;
    // Another value is no longer the one that was to be edited for all.
    if (origin.kind != m_origin.kind || origin.name != m_origin.name)
        m_all->setChecked(false);
    m_origin = origin;
    QString text;
    if (origin.shared) {
        switch (origin.kind) {
        case Kind::Standard:
            break;
        case Kind::Own:
            text = tr("Others have this value from here (&%1). Edited here, they keep it.")
                       .arg(origin.name);
            break;
        case Kind::Alias:
            text = tr("An alias of &%1, line %2. An edit is written into this test.")
                       .arg(origin.name)
                       .arg(origin.line);
            break;
        case Kind::Merged:
            text = tr("Merged from line %1. An edit is written into this test.").arg(origin.line);
            break;
        case Kind::Defaults:
            text =
                tr("From defaults, line %1. An edit is written into this test.").arg(origin.line);
            break;
        }
    }
    m_text->setText(displayText(text));
    setVisible(!text.isEmpty());
}

} // namespace assay::ui
