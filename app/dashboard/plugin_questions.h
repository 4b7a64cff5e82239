// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/plugin_approvals.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <vector>

namespace assay::ui {
class MainWindow;
}

namespace assay::app {

//! Asks the user in the window whether a credential plugin may run, once for each.
class PluginQuestions : public QObject
{
    Q_OBJECT
public:
    explicit PluginQuestions(ui::MainWindow *window);

    //! For any thread with an event loop.
    k8s::ExecPluginPolicy policy();
    //! What was refused may be asked again.
    void forgetRefusals() { m_refused.clear(); }

private:
    using Answer = std::function<void(const std::optional<QString> &refusal)>;
    void ask(const k8s::ExecPluginRequest &request, const Answer &answer);
    void onAnswered(const k8s::ExecPluginRequest &request, bool allowed);

    ui::MainWindow *m_window;
    const PluginApprovals m_approvals;
    QHash<QByteArray, std::vector<Answer>> m_open; //!< by hash: those who wait for the answer
    QSet<QByteArray> m_allowed;                    //!< in this session
    QSet<QByteArray> m_refused;
};

} // namespace assay::app
