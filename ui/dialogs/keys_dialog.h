// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QMenuBar;

namespace assay::ui {

//! Every action with its keys, as the menus have them.
class KeysDialog : public QDialog
{
    Q_OBJECT
public:
    KeysDialog(const QMenuBar &menus, QWidget *parent);
};

} // namespace assay::ui
