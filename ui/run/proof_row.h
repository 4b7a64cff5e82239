// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explanation.h"

#include <QWidget>

namespace assay::ui {

//! A proof: where it stands, as a link that opens it, over its own words.
class ProofRow : public QWidget
{
    Q_OBJECT
public:
    ProofRow(const Explanation::Proof &proof, bool first, QWidget *parent = nullptr);

Q_SIGNALS:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_first; //!< what says most is framed
};

} // namespace assay::ui
