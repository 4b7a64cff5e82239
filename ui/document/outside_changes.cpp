// SPDX-License-Identifier: Apache-2.0
#include "outside_changes.h"

#include "look/notice_strip.h"
#include "look/wording.h"

#include <models/base/line_difference.h>
#include <ui/look/theme.h>

#include <QBoxLayout>
#include <QDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QTextBlock>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {

using FileContent = models::SuiteDocument::FileContent;

OutsideChanges::OutsideChanges(models::SuiteDocument *suite, NoticeStrip *strip, QWidget *window,
                               std::function<void()> beforeUse)
    : QObject(window)
    , m_suite(suite)
    , m_strip(strip)
    , m_window(window)
    , m_beforeUse(std::move(beforeUse))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(100ms);
    connect(&m_soon, &QTimer::timeout, this, &OutsideChanges::judge);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &OutsideChanges::look);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &OutsideChanges::look);
    connect(suite, &models::SuiteDocument::pathChanged, this, &OutsideChanges::watch);
    connect(suite, &models::SuiteDocument::modifiedChanged, this, &OutsideChanges::look);
    // Not every file system tells of changes.
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this,
            [this](Qt::ApplicationState state) {
                if (state == Qt::ApplicationActive)
                    look();
            });
    watch();
}

//! The folder as well: many editors put a new file in the place of the old one.
void OutsideChanges::watch()
{
    if (const QStringList old = m_watcher.files() + m_watcher.directories(); !old.isEmpty())
        m_watcher.removePaths(old);
    m_seen.reset();
    m_said.reset();
    m_strip->dismiss();
    const QString path = m_suite->path();
    if (path.isEmpty())
        return;
    m_watcher.addPath(QFileInfo(path).absolutePath());
    if (QFileInfo(path).isFile())
        m_watcher.addPath(path);
}

void OutsideChanges::look()
{
    if (!m_suite->path().isEmpty())
        m_soon.start();
}

void OutsideChanges::judge()
{
    const QString path = m_suite->path();
    if (path.isEmpty())
        return;
    if (QFileInfo(path).isFile() && !m_watcher.files().contains(path))
        m_watcher.addPath(path);
    const FileContent now = m_suite->fileNow();
    if (m_suite->isFileAsKnown()) {
        m_seen.reset();
        m_said.reset();
        return m_strip->dismiss();
    }
    if (m_seen != now) {
        m_seen = now;
        return m_soon.start();
    }
    m_beforeUse();
    const bool whole = now.state == FileContent::State::Whole;
    if (whole && (!m_suite->isModified() || now.bytes == m_suite->bytes())) {
        m_seen.reset();
        m_said.reset();
        m_strip->dismiss();
        m_suite->follow(now);
        Q_EMIT followed();
    } else if (m_said != now) {
        m_said = now;
        whole ? askAboutBoth(now) : sayGone(now);
    }
}

void OutsideChanges::askAboutBoth(const FileContent &file)
{
    const QString name = QFileInfo(m_suite->path()).fileName();
    m_strip->say(tr("%1 was changed by another program, and it was changed here.").arg(name),
                 {{u"reloadFile"_s, tr("Reload"),
                   [this, file] {
                       m_suite->follow(file);
                       Q_EMIT followed();
                   }},
                  {u"keepMine"_s, tr("Keep mine"), [this, file] { m_suite->acceptFile(file); }},
                  {u"showDifference"_s, tr("Show difference"),
                   [this, file] { showDifference(file.bytes); }, true}});
}

void OutsideChanges::sayGone(const FileContent &file)
{
    const QFileInfo info(m_suite->path());
    const QString folder = info.absolutePath();
    const QString text =
        !QFileInfo::exists(folder)
            ? tr("The folder %1 is no longer there. The suite is kept here: put the folder back, "
                 "or save the suite elsewhere.")
                  .arg(folder)
        : file.state == FileContent::State::Missing
            ? tr("%1 is no longer there. The suite is kept here: saving writes the file again.")
                  .arg(info.fileName())
            : tr("%1. The suite is kept here: make the file readable, or save the suite "
                 "elsewhere.")
                  .arg(file.problem);
    m_strip->say(text, {});
}

QStringList differenceBetween(const QString &mine, const QString &theirs)
{
    using Line = models::ComparedLine;
    const std::vector<Line> all = models::compareLines(mine, theirs);
    const auto differs = [](const Line &line) { return line.kind != Line::Kind::Both; };
    constexpr qsizetype around = 3;
    const qsizetype head = std::find_if(all.begin(), all.end(), differs) - all.begin();
    const qsizetype tail = std::find_if(all.rbegin(), all.rend() - head, differs) - all.rbegin();
    const auto end = qsizetype(all.size());
    QStringList lines;
    for (qsizetype i = std::max<qsizetype>(head - around, 0);
         i < std::min(end - tail + around, end); ++i) {
        const Line &line = all[std::size_t(i)];
        lines << (line.kind == Line::Kind::Both     ? u"  "_s
                  : line.kind == Line::Kind::Before ? u"- "_s
                                                    : u"+ "_s) +
                     line.text;
    }
    return lines;
}

void OutsideChanges::showDifference(const QByteArray &theirs)
{
    auto *dialog = new QDialog(m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"differenceDialog"_s);
    dialog->setWindowTitle(
        tr("%1: - here, + in the file").arg(QFileInfo(m_suite->path()).fileName()));
    auto *view = new QPlainTextEdit;
    view->setObjectName(u"difference"_s);
    view->setAccessibleName(tr("Difference between the suite here and its file"));
    view->setReadOnly(true);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    const QStringList lines =
        differenceBetween(QString::fromUtf8(m_suite->bytes()), QString::fromUtf8(theirs));
    view->setPlainText(displayText(lines.join(u'\n')));
    const auto paint = [view] {
        QList<QTextEdit::ExtraSelection> marks;
        for (QTextBlock block = view->document()->begin(); block.isValid(); block = block.next()) {
            if (!block.text().startsWith(u'+') && !block.text().startsWith(u'-'))
                continue;
            QTextEdit::ExtraSelection mark;
            const ColorRole role =
                block.text().startsWith(u'+') ? ColorRole::Passed : ColorRole::Failed;
            mark.format.setBackground(blended(themeColor(ColorRole::Card), themeColor(role), 0.2));
            mark.format.setProperty(QTextFormat::FullWidthSelection, true);
            mark.cursor = QTextCursor(block);
            marks << mark;
        }
        view->setExtraSelections(marks);
    };
    paint();
    connect(&Theme::instance(), &Theme::changed, view, paint);
    auto *column = new QVBoxLayout(dialog);
    column->addWidget(view);
    const int em = view->fontMetrics().height();
    dialog->resize(em * 45, em * 25);
    dialog->show();
}

} // namespace assay::ui
