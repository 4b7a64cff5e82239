// SPDX-License-Identifier: Apache-2.0
#include "plugin_questions.h"

#include <k8s/base/hand_over.h>
#include <ui/window/main_window.h>

#include <QCoreApplication>
#include <QPointer>

#include <memory>

namespace assay::app {

PluginQuestions::PluginQuestions(ui::MainWindow *window) : m_window(window) {}

k8s::ExecPluginPolicy PluginQuestions::policy()
{
    return [self = QPointer(this)](const k8s::ExecPluginRequest &request, const auto &decide) {
        // Lives in the thread of whoever asks, and so brings the answer there.
        const std::shared_ptr<QObject> home(new QObject,
                                            [](QObject *object) { object->deleteLater(); });
        const Answer answer = [home, decide](const std::optional<QString> &refusal) {
            k8s::handOver(home.get(), [home, decide, refusal] { decide(refusal); });
        };
        k8s::handOver(QCoreApplication::instance(), [self, request, answer] {
            if (self)
                self->ask(request, answer);
        });
    };
}

void PluginQuestions::ask(const k8s::ExecPluginRequest &request, const Answer &answer)
{
    if (m_allowed.contains(request.hash) || m_approvals.isAllowed(request.hash)) {
        answer({});
        return;
    }
    if (m_refused.contains(request.hash)) {
        answer(tr("You refused it. Choose the context once more to be asked again."));
        return;
    }
    auto &waiting = m_open[request.hash];
    waiting.push_back(answer);
    if (waiting.size() > 1)
        return;
    QString text =
        tr("Context “%1” gets the credentials of user “%2” from a program on this computer. The "
           "file %3 says to run:\n\n%4\n\n")
            .arg(request.contextName, request.userName, request.kubeconfig,
                 k8s::commandLine(request));
    if (!request.environmentNames.isEmpty())
        text += tr("with these environment variables set: %1.\n\n")
                    .arg(request.environmentNames.join(QStringLiteral(", ")));
    text += tr("The program runs as you and can do everything that you can. Allow it if you know "
               "where this file comes from. You are asked again only when the program, its "
               "arguments or this entry of the file change.");
    m_window->ask(
        tr("Run a program to sign in?"), text, {tr("Allow"), tr("Do not allow")},
        [self = QPointer(this), request](int choice) {
            if (self)
                self->onAnswered(request, choice == 0);
        },
        1);
}

void PluginQuestions::onAnswered(const k8s::ExecPluginRequest &request, bool allowed)
{
    if (allowed) {
        m_allowed.insert(request.hash);
        if (const auto problem = m_approvals.remember(request))
            m_window->showProblem(tr("The permission is not remembered"), *problem);
    } else {
        m_refused.insert(request.hash);
    }
    for (const Answer &answer : m_open.take(request.hash))
        answer(allowed ? std::optional<QString>()
                       : tr("You refused it. Choose the context once more to be asked again."));
}

} // namespace assay::app
