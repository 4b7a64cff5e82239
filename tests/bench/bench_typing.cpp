// SPDX-License-Identifier: Apache-2.0
// How long a letter typed into a suite of many tests takes to be on the screen, in the form and on
// the YAML page: from the key to the end of the paint that shows it, and what else keeps the window
// from answering between the keys.
#include <models/tables/workspace.h>
#include <ui/window/main_window.h>

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

constexpr int testCount = 500;
const QString letters = u"abcdefghijklmnopqrstuvwxyz"_s.repeated(2);

//! A suite that is read whole for each change has names in each test that the one behind it uses,
//! and a mark at its end.
enum class Read { Alone, Whole };

QByteArray suite(Read read)
{
    QByteArray text = "# Tests of workbench images\nversion: 1\ndefaults:\n"
                      "  timeout_pod_ready: 300\n  labels: {team: workbenches}\ntests:\n";
    for (int i = 0; i < (read == Read::Whole ? testCount / 2 : testCount); ++i) {
        const QByteArray n = QByteArray::number(i);
        text +=
            "  # Number " + n + "\n  - id: workbench-" + n + "\n    namespace: test-" + n +
            "\n    notebook_name: workbench-" + n +
            "\n    custom_image: quay.io/opendatahub/workbench-images:jupyter-" + n +
            "\n    packages_to_verify: " + (read == Read::Whole ? "&packages" + n + ' ' : "") +
            "[numpy, pandas, sklearn, torch]  # as it declares"
            "\n    installed_packages: [\"numpy>=1.26\", \"pandas~=2.2\"]"
            "\n    resources:\n      requests: {cpu: 500m, memory: 1Gi}\n"
            "      limits: {cpu: \"2\", memory: 4Gi}\n"
            "    notebook_cells:\n      - |\n        import numpy\n        print(numpy.ones(3))\n";
        if (read == Read::Whole)
            text += "  - id: again-" + n + "\n    namespace: test-again-" + n +
                    "\n    notebook_name: again\n    custom_image: quay.io/org/again:1\n"
                    "    packages_to_verify: *packages" +
                    n + '\n';
    }
    return text + (read == Read::Whole ? "...\n" : "");
}

//! Sees when a widget was painted.
class Paints : public QObject
{
public:
    bool eventFilter(QObject *, QEvent *event) override
    {
        seen = seen || event->type() == QEvent::Paint;
        return false;
    }
    bool seen = false;
};

double milliseconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

//! The longest time in which the window would have answered nothing.
double longestBlock(int forMilliseconds)
{
    QElapsedTimer whole;
    whole.start();
    double longest = 0;
    while (whole.elapsed() < forMilliseconds) {
        QElapsedTimer one;
        one.start();
        QCoreApplication::processEvents();
        longest = std::max(longest, milliseconds(one));
    }
    return longest;
}

void press(QWidget *where, QChar letter)
{
    const int key = letter == u'\b' ? int(Qt::Key_Backspace) : letter.toUpper().unicode();
    const QString text = letter == u'\b' ? QString() : QString(letter);
    QKeyEvent down(QEvent::KeyPress, key, Qt::NoModifier, text);
    QKeyEvent up(QEvent::KeyRelease, key, Qt::NoModifier, text);
    QApplication::sendEvent(where, &down);
    QApplication::sendEvent(where, &up);
}

void report(const QByteArray &name, QWidget *where, QWidget *painted, const QString &typed)
{
    Paints paints;
    painted->installEventFilter(&paints);
    std::vector<double> keys, blocks;
    for (const QChar letter : typed) {
        QElapsedTimer timer;
        timer.start();
        paints.seen = false;
        press(where, letter);
        while (!paints.seen)
            QCoreApplication::processEvents();
        keys.push_back(milliseconds(timer));
        // As people type, with a pause now and then.
        blocks.push_back(longestBlock(keys.size() % 15 == 14 ? 600 : 40));
    }
    std::sort(keys.begin(), keys.end());
    const double worst = std::max(keys.back(), *std::max_element(blocks.begin(), blocks.end()));
    std::printf(
        "bench typing-%s: %.1f (goal <= 16 ms, median of %zu keys in a suite of %d tests)\n",
        name.constData(), keys[keys.size() / 2], keys.size(), testCount);
    std::printf("bench typing-%s-worst: %.1f (goal <= 50 ms, the longest wait of a key)\n",
                name.constData(), worst);
}

//! False: there is no suite to type into.
bool measure(Read read, const QByteArray &prefix)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"suite.yaml"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(suite(read)) < 0)
        return false;
    file.close();
    assay::models::Workspace workspace;
    assay::ui::MainWindow window(&workspace);
    window.resize(1280, 800);
    window.show();
    QElapsedTimer timer;
    timer.start();
    if (!window.openSuite(file.fileName()))
        return false;
    const double blocked = longestBlock(1500);
    std::printf("open: %.1f ms in the call, then at most %.1f ms at once\n",
                milliseconds(timer) - 1500, blocked);
    window.selectTest(u"workbench-%1"_s.arg(testCount / 4));
    const auto trigger = [&window](const char *action) {
        window.findChild<QAction *>(QLatin1String(action))->trigger();
        longestBlock(300);
    };
    trigger("showConfiguration");
    for (const char *name : {"custom_image", "notebook_name"}) {
        auto *line = window.findChild<QLineEdit *>(QLatin1String(name));
        line->setFocus();
        line->end(false);
        longestBlock(100);
        report(prefix + name, line, line, letters);
    }
    longestBlock(1500);
    trigger("showYaml");
    auto *text = window.findChild<QPlainTextEdit *>(u"suiteYaml"_s);
    text->setFocus();
    QTextCursor cursor = text->textCursor();
    cursor.movePosition(QTextCursor::EndOfLine);
    text->setTextCursor(cursor);
    report(prefix + "yaml", text, text->viewport(), letters);
    // What cannot be read in between: a colon behind a colon.
    report(prefix + "yaml-broken", text, text->viewport(),
           u"a: bcdefghijklmnop"_s + QString(30, u'\b') + letters);
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    application.setApplicationName(u"assay-bench"_s);
    application.setOrganizationName(u"assay-bench"_s);
    return measure(Read::Alone, {}) && measure(Read::Whole, "whole-") ? 0 : 1;
}
