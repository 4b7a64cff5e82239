// SPDX-License-Identifier: Apache-2.0
#include "workbench_guide.h"

#include "commands/diagnose.h"
#include "workbench_reader.h"

#include <k8s/base/hand_over.h>
#include <models/base/read_bounded.h>
#include <models/workbench/object_files.h>
#include <ui/window/workbench_gestures.h>

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

//! What files hold of workbenches.
struct FilesRead
{
    std::vector<models::WorkbenchLook> looks;
    QStringList unseen;
    QString problem; //!< why there are none
    bool isSuite = false;
};

namespace {

//! A suite's own words at the beginning of a line.
bool looksLikeASuite(const QString &path)
{
    static const QRegularExpression words(u"^(tests|defaults):"_s,
                                          QRegularExpression::MultilineOption);
    const auto bytes = models::readBounded(path, 1 << 20);
    return bytes && QString::fromUtf8(*bytes).contains(words);
}

FilesRead readFiles(const QStringList &paths)
{
    FilesRead read;
    models::ClusterObjects objects;
    for (const QString &path : paths) {
        if (const auto problem = models::addPath(objects, path)) {
            read.problem = *problem;
            read.isSuite = paths.size() == 1 && looksLikeASuite(path);
            return read;
        }
    }
    read.unseen = objects.unseen;
    if (!objects.holdsWorkbenches()) {
        read.problem =
            WorkbenchGuide::tr("There is no Notebook, StatefulSet or Pod in it: print them with "
                               "\"kubectl get pod,event,statefulset,notebook,pvc,service -o "
                               "yaml\".");
        read.isSuite = paths.size() == 1 && looksLikeASuite(paths.front());
        return read;
    }
    DiagnoseCommand command;
    command.files = paths;
    const auto meant = meantWorkbenches(command, models::workbenchesIn(objects));
    if (!meant) {
        read.problem = meant.error();
        return read;
    }
    for (const models::Workbench &workbench : *meant)
        read.looks.push_back(models::lookAt(workbench, objects.newest()));
    return read;
}

} // namespace

WorkbenchGuide::WorkbenchGuide(ui::MainWindow *window, k8s::WorkerThread *engineThread)
    : m_window(window)
    , m_dialog(window)
    , m_reader(new WorkbenchReader)
{
    engineThread->take(m_reader);
    const ui::WorkbenchGestures *gestures = window->gestures();
    connect(gestures, &ui::WorkbenchGestures::workbenchesRequested, this, &WorkbenchGuide::open);
    connect(gestures, &ui::WorkbenchGestures::filesDropped, this, &WorkbenchGuide::openFiles);
    connect(&m_dialog, &ui::WorkbenchesDialog::searchRequested, this, &WorkbenchGuide::search);
    connect(&m_dialog, &ui::WorkbenchesDialog::chosen, this, &WorkbenchGuide::choose);
    connect(&m_dialog, &ui::WorkbenchesDialog::left, this,
            [this] { k8s::handOver(m_reader, [reader = m_reader] { reader->leave(); }); });
    k8s::handOverEach(m_reader, &WorkbenchReader::searched, this,
                      [this](const WorkbenchSearch &found) { take(found); });
    k8s::handOverEach(m_reader, &WorkbenchReader::looked, this,
                      [this](const models::WorkbenchLook &look) { m_dialog.showLook(look); });
    k8s::handOverEach(m_reader, &WorkbenchReader::missed, this,
                      [this](const QString &problem) { m_dialog.showMissed(problem); });
}

void WorkbenchGuide::useCluster(const std::optional<k8s::RestConfig> &cluster)
{
    const bool isSame = k8s::isSamePlace(cluster, m_cluster);
    m_cluster = cluster;
    if (isSame)
        return; // the next search signs in anew
    k8s::handOver(m_reader, [reader = m_reader] { reader->leave(); });
    if (!m_dialog.isVisible() || !m_ofFiles.empty())
        return;
    m_dialog.beginCluster(m_cluster ? m_cluster->contextName : QString());
    search({}, m_anyPod);
}

void WorkbenchGuide::end()
{
    k8s::handOver(m_reader, [reader = m_reader] { reader->end(); });
}

void WorkbenchGuide::open()
{
    m_ofFiles.clear();
    m_dialog.beginCluster(m_cluster ? m_cluster->contextName : QString());
    m_dialog.show();
    m_dialog.raise();
    m_dialog.activateWindow();
    if (m_cluster)
        search({}, m_anyPod);
}

void WorkbenchGuide::search(const QString &nameSpace, bool anyPod)
{
    m_anyPod = anyPod;
    if (!m_cluster)
        return;
    m_dialog.beginSearch();
    k8s::handOver(m_reader, [reader = m_reader, cluster = *m_cluster, nameSpace, anyPod] {
        reader->search(cluster, nameSpace, anyPod);
    });
}

void WorkbenchGuide::take(const WorkbenchSearch &found)
{
    if (!m_cluster || !m_ofFiles.empty())
        return; // another page was opened meanwhile
    if (found.isForbidden && found.nameSpace.isEmpty()) {
        const QString own =
            m_cluster->defaultNamespace.isEmpty() ? u"default"_s : m_cluster->defaultNamespace;
        return search(own, m_anyPod);
    }
    m_dialog.showFound(
        {found.nameSpace, found.nameSpaces, found.found, found.unseen, found.problem});
}

void WorkbenchGuide::choose(const models::WorkbenchDiagnosis &found)
{
    const auto ofFile =
        std::find_if(m_ofFiles.begin(), m_ofFiles.end(), [&found](const auto &look) {
            return models::nameOf(look.found) == models::nameOf(found);
        });
    if (ofFile != m_ofFiles.end())
        return m_dialog.showLook(*ofFile);
    if (!m_cluster)
        return;
    k8s::handOver(m_reader,
                  [reader = m_reader, cluster = *m_cluster,
                   name = models::WorkbenchName{found.kind, found.name},
                   nameSpace = found.nameSpace] { reader->follow(cluster, name, nameSpace); });
}

void WorkbenchGuide::openFiles(const QStringList &paths)
{
    if (paths.size() == 1 && QFileInfo::exists(paths.front() + u"/run.jsonl"_s))
        return Q_EMIT runGiven(paths.front());
    // Large files are read and judged away from the thread that paints.
    k8s::inThreadPool<FilesRead>(
        this, [paths] { return readFiles(paths); },
        [this, paths](FilesRead &read) { showFiles(paths, read); });
}

void WorkbenchGuide::showFiles(const QStringList &paths, FilesRead &read)
{
    if (read.isSuite)
        return m_window->gestures()->openSuite(paths.front());
    QStringList names;
    for (const QString &path : paths)
        names << QFileInfo(path).fileName();
    const QString all = names.join(u", "_s);
    if (!read.problem.isEmpty())
        return m_window->showProblem(tr("%1 cannot be diagnosed").arg(all), read.problem,
                                     u"files"_s);
    m_window->endProblem(u"files"_s);
    k8s::handOver(m_reader, [reader = m_reader] { reader->leave(); });
    m_ofFiles = std::move(read.looks);
    ui::WorkbenchesFound found;
    for (const auto &look : m_ofFiles)
        found.found.push_back(look.found);
    found.unseen = read.unseen;
    m_dialog.beginFiles(all);
    m_dialog.show();
    m_dialog.raise();
    m_dialog.activateWindow();
    m_dialog.showFound(found);
}

} // namespace assay::app
