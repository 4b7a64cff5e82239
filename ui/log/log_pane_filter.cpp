// SPDX-License-Identifier: Apache-2.0
// Which lines of its log a pane shows, and since when they are there.
#include "log_pane.h"

#include "find_bar.h"
#include "log_levels.h"
#include "log_slice.h"

#include <ui/log/log_view.h>

#include <QAction>
#include <QComboBox>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace assay::ui {

void LogPane::chooseLevel()
{
    const auto level = LogLevel(m_levels->currentData().toInt());
    m_level->start(level == LogLevel::Usual ? nullptr : linesOf(level));
    applyFilter();
}

QString LogPane::whyNothing() const
{
    const auto &slice = m_shown->slice();
    const bool others = m_find->onlyMarked() || m_level->matcher() || m_find->context();
    if (slice && !others)
        return slice->name.isEmpty()
                   ? tr("Nothing was written to this log in the time that is kept to.")
                   : tr("Nothing was written to this log during “%1”.").arg(slice->name);
    if (m_find->onlyMarked() && m_view->marks().empty())
        return tr("No line is marked. Choose “All lines”, then press m on a line or click its "
                  "number.");
    if (m_level->isRunning() || (m_find->context() && m_find->search().isRunning()))
        return tr("Searching…");
    if (m_level->matcher() && m_level->hits().empty())
        return m_levels->currentData().toInt() == int(LogLevel::Error)
                   ? tr("No line of this log speaks of an error.")
                   : tr("No line of this log is a warning or an error.");
    if (m_find->context() && m_find->search().hits().empty())
        return tr("Nothing in this log is what is looked for.");
    return tr("No line is of that level and among those chosen as well.");
}

std::optional<std::pair<qint64, qint64>> LogPane::linesOfSlice() const
{
    const auto &slice = m_shown->slice();
    const auto &run = m_shown->run();
    if (!slice || !run)
        return {};
    return linesDuring(*slice, run->record, m_chooser->currentData().toString(), m_document);
}

void LogPane::applyFilter()
{
    const std::optional<int> context = m_find->context();
    const bool marked = m_find->onlyMarked();
    const bool leveled = m_level->matcher() != nullptr;
    const std::optional<std::pair<qint64, qint64>> during = linesOfSlice();
    if (!context && !leveled && !marked && !during)
        return m_view->setFilter({});
    const qint64 last = m_document.lineCount() - 1;
    const auto linesOf = [last](const LogSearch &search, int around) {
        std::vector<qint64> lines;
        for (const LogSearch::Hit &hit : search.hits()) {
            const qint64 from = lines.empty() ? 0 : lines.back() + 1;
            for (qint64 line = std::max(from, hit.line - around);
                 line <= std::min(last, hit.line + around); ++line)
                lines.push_back(line);
        }
        return lines;
    };
    std::vector<qint64> lines = marked    ? m_view->marks()
                                : context ? linesOf(m_find->search(), *context)
                                          : std::vector<qint64>();
    std::erase_if(lines, [last](qint64 line) { return line > last; });
    if (leveled) {
        const std::vector<qint64> level = linesOf(*m_level, 0);
        std::vector<qint64> both;
        if (marked || context)
            std::set_intersection(lines.begin(), lines.end(), level.begin(), level.end(),
                                  std::back_inserter(both));
        lines = marked || context ? both : level;
    }
    if (during && (leveled || marked || context)) {
        std::erase_if(lines, [&during](qint64 line) {
            return line < during->first || line >= during->second;
        });
    } else if (during) {
        lines.resize(size_t(during->second - during->first));
        std::iota(lines.begin(), lines.end(), during->first);
    }
    m_view->setNothingShown(whyNothing());
    m_view->setFilter(std::move(lines));
}

void LogPane::divideLater()
{
    if (!m_filterLater.isActive())
        m_filterLater.start();
}

void LogPane::showTimes()
{
    const auto &run = m_shown->run();
    if (!m_times->isChecked() || !run)
        return m_view->setTimes({});
    const QString file = m_chooser->currentData().toString();
    m_view->setTimes(m_lineTimes.read(run->record, file, m_document));
}

} // namespace assay::ui
