// SPDX-License-Identifier: Apache-2.0
// What one flush of facts costs the window's thread while many tests run: each of them brings an
// event, all at once, as their threads hand them over every 50 ms. Told apart: the calls that bring
// them, and what the event loop does after them, painting among it.
#include <models/tables/workspace.h>
#include <ui/window/main_window.h>

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

double milliseconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

Fact eventOf(int test, qint64 sequence)
{
    KubernetesEvent event;
    event.uid = u"%1-%2"_s.arg(test).arg(sequence);
    event.type = u"Normal"_s;
    event.reason = u"Pulling"_s;
    event.message = u"Pulling image \"quay.io/example/workbench:%1\""_s.arg(test);
    event.lastAt = QDateTime::currentDateTimeUtc();
    return {sequence, event.lastAt, EventSeen{event}};
}

struct Cost
{
    double calls, loop; //!< milliseconds, medians of the flushes
};

Cost flushes(int tests)
{
    Workspace workspace;
    assay::ui::MainWindow window(&workspace);
    for (int i = 0; i < tests; ++i) {
        CustomImageTestConfiguration test;
        test.id = u"test-%1"_s.arg(i);
        test.nameSpace = test.notebookName = test.id;
        test.customImage = u"quay.io/example/workbench:%1"_s.arg(i);
        test.packagesToVerify = {u"json"_s};
        workspace.suite()->addTest(test);
    }
    window.resize(1280, 800);
    window.show();
    for (int i = 0; i < tests; ++i) {
        RunStarted started;
        started.runId = u"run-%1"_s.arg(i);
        started.configuration = *workspace.suite()->test(u"test-%1"_s.arg(i));
        workspace.beginRun(started.configuration.id, {});
        workspace.appendFacts(started.configuration.id,
                              {{1, QDateTime::currentDateTimeUtc(), started}});
    }
    window.selectTest(u"test-0"_s);
    QCoreApplication::processEvents();
    std::vector<double> calls, loop;
    for (qint64 sequence = 2; sequence < 42; ++sequence) {
        std::vector<std::vector<Fact>> batches;
        for (int i = 0; i < tests; ++i)
            batches.push_back({eventOf(i, sequence)});
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < tests; ++i)
            workspace.appendFacts(u"test-%1"_s.arg(i), batches[std::size_t(i)]);
        calls.push_back(milliseconds(timer));
        timer.restart();
        QCoreApplication::processEvents();
        loop.push_back(milliseconds(timer));
    }
    return {median(calls), median(loop)};
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    application.setApplicationName(u"assay-bench"_s);
    application.setOrganizationName(u"assay-bench"_s);
    const Cost one = flushes(1), many = flushes(200);
    std::printf("flush: 1 running test: %.3f ms in the calls, %.3f ms in the event loop\n",
                one.calls, one.loop);
    std::printf("flush: 200 running tests: %.3f ms in the calls, %.3f ms in the event loop\n",
                many.calls, many.loop);
    std::printf("bench flush: %.2f (goal <= 0.5 ms of the window's thread for 200 running tests)\n",
                many.calls);
    return 0;
}
