// SPDX-License-Identifier: Apache-2.0
// bench_log_search make FILE LINES: writes a log, the last line of which is like no other.
// bench_log_search search FILE TEXT [expression]: shows it in the log view, and looks for the text,
// letter for letter. Prints "INDEX_MS SEARCH_MS LINES_FOUND LONGEST_MS": the last is the longest
// that the window did not answer meanwhile, while it was painted sixty times a second.
#include "log/log_matcher.h"
#include "log/log_search.h"

#include <ui/log/log_document.h>
#include <ui/log/log_view.h>
#include <ui/look/theme.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace assay;
using namespace Qt::StringLiterals;

static int make(const QString &path, qint64 lines)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return 1;
    static constexpr const char *words[] = {"kernel", "session", "contents", "terminals"};
    QByteArray block;
    for (qint64 i = 0; i + 1 < lines; ++i) {
        // No number has three digits before "ms" but in one line of a hundred.
        block += "[I 2025-10-30 10:15:" + QByteArray::number(10 + i % 50) +
                 ".123 ServerApp] 200 GET /api/" + words[i % 4] + "?n=" + QByteArray::number(i) +
                 " (10.128.0.1) " + QByteArray::number(i % 100 == 0 ? 100 + i % 900 : i % 90) +
                 "ms\n";
        if (block.size() > (1 << 20) && file.write(std::exchange(block, {})) < 0)
            return 1;
    }
    block += "[E 2025-10-30 10:16:00.000 ServerApp] the needle: 404ab]\n";
    return file.write(block) == block.size() && file.flush() ? 0 : 1;
}

static double milliseconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == "make"_L1)
        return make(arguments[2], arguments[3].toLongLong());
    if (arguments.size() < 4 || arguments[1] != "search"_L1)
        return 2;
    ui::Theme::instance();
    ui::LogDocument document;
    ui::LogView view(&document);
    view.resize(1000, 700);
    view.show();
    view.setFollowing(false);

    double longest = 0;
    QElapsedTimer since;
    QTimer frames;
    QObject::connect(&frames, &QTimer::timeout, &frames, [&] {
        // What is beyond the time that was asked for, and the painting itself.
        longest = std::max(longest, milliseconds(since) - frames.interval());
        since.start();
        view.viewport()->repaint();
        longest = std::max(longest, milliseconds(since));
        since.start();
    });
    frames.setTimerType(Qt::PreciseTimer);

    QEventLoop indexing;
    QObject::connect(&document, &ui::LogDocument::indexed, &indexing, &QEventLoop::quit);
    QElapsedTimer clock;
    clock.start();
    document.setPath(arguments[2]);
    indexing.exec();
    const double indexed = milliseconds(clock);

    const auto matcher =
        ui::LogMatcher::make({arguments[3], arguments.size() > 4, true, false}).value_or(nullptr);
    if (!matcher)
        return 2;
    since.start();
    frames.start(16);
    ui::LogSearch search(&document);
    QEventLoop searching;
    QObject::connect(&search, &ui::LogSearch::finished, &searching, &QEventLoop::quit);
    clock.start();
    search.start(matcher);
    searching.exec();
    const double searched = milliseconds(clock);
    qint64 lines = 0, last = -1;
    for (const auto &hit : search.hits()) {
        lines += hit.line != last ? 1 : 0;
        last = hit.line;
    }
    std::printf("%.1f %.1f %lld %.1f\n", indexed, searched, static_cast<long long>(lines), longest);
    return 0;
}
