// SPDX-License-Identifier: Apache-2.0
#include "kept_strip.h"

#include "kept_commands.h"
#include "look/badge.h"
#include "look/wording.h"
#include "shell_commands.h"

#include <models/base/duration.h>

#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {

KeptStrip::KeptStrip(models::ShownRun *shown, QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_text(plainLabel())
    , m_page(new QPushButton(tr("Open its page")))
    , m_commands(new QPushButton(tr("Commands…")))
    , m_delete(new QPushButton(tr("Delete it")))
{
    setObjectName(u"keptStrip"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_text->setObjectName(u"keptStripText"_s);
    m_page->setObjectName(u"keptPage"_s);
    m_page->setToolTip(tr("In the browser, at the port that this computer publishes"));
    m_commands->setObjectName(u"keptCommandsButton"_s);
    m_commands->setToolTip(tr("Command lines that read it, enter it and reach its page"));
    m_delete->setObjectName(u"keptDelete"_s);
    m_delete->setToolTip(tr("Delete what the run left on the cluster, and nothing else"));
    const int em = fontMetrics().height();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(em * 3 / 4, em / 4, em / 2, em / 4);
    row->setSpacing(em / 2);
    row->addWidget(m_text, 1);
    for (QPushButton *button : {m_page, m_commands, m_delete}) {
        button->setAccessibleName(button->text());
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    m_age.setInterval(30s);
    m_age.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_age, &QTimer::timeout, this, &KeptStrip::refresh);
    connect(m_commands, &QPushButton::clicked, this, &KeptStrip::openCommands);
    connect(m_page, &QPushButton::clicked, this, [this] {
        if (const auto *left = shownLeft())
            Q_EMIT pageRequested(left->folder);
    });
    // It is asked about first: that it is being deleted is said by whoever does it.
    connect(m_delete, &QPushButton::clicked, this, [this] {
        if (const auto *left = shownLeft())
            Q_EMIT deleteRequested(left->folder);
    });
    connect(shown, &models::ShownRun::changed, this, &KeptStrip::refresh);
    connect(shown, &models::ShownRun::grew, this, [this] {
        if (isVisible())
            refresh();
    });
    refresh();
}

void KeptStrip::setLeft(const std::vector<models::LeftRun> &left)
{
    m_left = left;
    m_deleting.clear();
    refresh();
}

void KeptStrip::setDeleting(const QStringList &folders)
{
    m_deleting = folders;
    refresh();
}

const models::LeftRun *KeptStrip::shownLeft() const
{
    const auto &run = m_shown->run();
    if (!run)
        return nullptr;
    const auto left = std::find_if(m_left.begin(), m_left.end(),
                                   [&run](const auto &one) { return one.folder == run->folder; });
    return left == m_left.end() ? nullptr : &*left;
}

QString KeptStrip::words(const models::LeftRun &left) const
{
    const double age =
        double(std::max<qint64>(0, left.leftAt.msecsTo(QDateTime::currentDateTimeUtc()))) / 1000;
    const QString since =
        age < 60 ? tr("since a moment ago") : tr("since %1").arg(models::formatDuration(age));
    const auto &c = left.configuration;
    if (!left.hasWorkbench()) {
        QStringList names;
        for (const auto &object : left.objects)
            names << object.toString();
        return tr("The run left %1 on the cluster, %2.").arg(names.join(", "_L1), since);
    }
    return (left.kept ? tr("Workbench %1 in %2 was kept and is still there, %3.")
                      : tr("Workbench %1 in %2 was left behind and is still there, %3."))
        .arg(c.notebookName, c.nameSpace, since);
}

void KeptStrip::refresh()
{
    const models::LeftRun *left = shownLeft();
    setVisible(left);
    if (!left) {
        m_age.stop();
        return;
    }
    m_age.start();
    const models::RunRecord &record = m_shown->run()->record;
    const bool deleting = m_deleting.contains(left->folder);
    m_text->setText(
        displayText(deleting ? tr("Deleting what the run left on the cluster…") : words(*left)));
    setAccessibleName(m_text->text());
    m_delete->setEnabled(!deleting);
    // No other program reaches the sandbox.
    const bool reachable = left->hasWorkbench() && !record.start().sandbox && !deleting;
    m_commands->setVisible(reachable);
    m_page->setVisible(reachable && !engineClient(record).isEmpty());
}

void KeptStrip::openCommands()
{
    const auto &run = m_shown->run();
    if (!run)
        return;
    auto *dialog = new KeptCommands(run->record, m_kubeconfig, m_terminal, this);
    connect(dialog, &KeptCommands::terminalRequested, this, &KeptStrip::terminalRequested);
    dialog->open();
}

} // namespace assay::ui
