// SPDX-License-Identifier: Apache-2.0
#include <ui/look/dialogs.h>

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

void openPathDialog(QFileDialog *dialog, const Dialogs::PathHandler &handler)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, handler);
    dialog->open();
}

} // namespace

void Dialogs::openFile(QWidget *parent, const QString &title, const QString &folder,
                       const QString &filter, const PathHandler &handler)
{
    auto *dialog = new QFileDialog(parent, title, folder, filter);
    dialog->setFileMode(QFileDialog::ExistingFile);
    openPathDialog(dialog, handler);
}

void Dialogs::saveFile(QWidget *parent, const QString &title, const QString &proposal,
                       const QString &filter, const PathHandler &handler)
{
    auto *dialog = new QFileDialog(parent, title, QFileInfo(proposal).path(), filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"yaml"_s);
    dialog->selectFile(QFileInfo(proposal).fileName());
    openPathDialog(dialog, handler);
}

void Dialogs::chooseFolder(QWidget *parent, const QString &title, const QString &folder,
                           const PathHandler &handler)
{
    auto *dialog = new QFileDialog(parent, title, folder);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    openPathDialog(dialog, handler);
}

void Dialogs::ask(QWidget *parent, const QString &title, const QString &text,
                  const QStringList &choices, const std::function<void(int choice)> &handler,
                  int defaultChoice)
{
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"question"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    // The question stands below, where it is not cut off.
    box->setWindowTitle(QCoreApplication::translate("assay::ui::Dialogs", "Assay"));
    box->setTextFormat(Qt::PlainText);
    box->setText(title);
    box->setInformativeText(text);
    QList<QPushButton *> buttons;
    for (qsizetype i = 0; i < choices.size(); ++i) {
        const QMessageBox::ButtonRole role = i + 1 == choices.size() ? QMessageBox::RejectRole
                                             : i == 0                ? QMessageBox::AcceptRole
                                                                     : QMessageBox::DestructiveRole;
        buttons << box->addButton(choices[i], role);
    }
    box->setDefaultButton(buttons.value(defaultChoice, buttons.last()));
    box->setEscapeButton(buttons.last());
    QObject::connect(box, &QMessageBox::finished, box, [box, buttons, handler] {
        const qsizetype chosen = buttons.indexOf(qobject_cast<QPushButton *>(box->clickedButton()));
        handler(int(chosen < 0 ? buttons.size() - 1 : chosen));
    });
    box->open();
}

} // namespace assay::ui
