// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

#include <functional>
#include <optional>
#include <vector>

class QAction;
class QLineEdit;
class QListWidget;
class QMenuBar;

namespace assay::ui {

//! Something that can be done or gone to, by its name.
struct PaletteEntry
{
    QString name;
    QString where; //!< the menu that it stands in, "Test"
    QString keys;
    std::function<void()> run;
};

//! What a menu bar offers at present, without submenus' own entries; in its order.
std::vector<PaletteEntry> entriesOf(const QMenuBar &menus);
//! How well letters fit a name: they have to come in their order; nothing: they do not. The more,
//! the better: whole words and beginnings of words count.
std::optional<int> fitOf(const QString &letters, const QString &name);

//! A field over the window that finds every action and every test by some letters of its name; what
//! was used last stands first.
class CommandPalette : public QFrame
{
    Q_OBJECT
public:
    explicit CommandPalette(QWidget *window);

    void open(std::vector<PaletteEntry> entries);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void list();
    void run(int row);
    QLineEdit *m_field;
    QListWidget *m_list;
    std::vector<PaletteEntry> m_entries;
    QStringList m_recent; //!< names, the last one first
};

} // namespace assay::ui
