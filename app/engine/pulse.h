// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cancellation.h>

#include <k8s/client.h>

#include <QCoro/QCoroTask>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <memory>

namespace assay::app {

//! Asks one cluster now and then whether it still answers, with one small request at a time over a
//! connection that stays. It lives in the engine's thread.
class Pulse : public QObject
{
    Q_OBJECT
public:
    //! `interval` lies between an answer and the next request; less where there was no answer.
    explicit Pulse(std::chrono::milliseconds interval = std::chrono::seconds(10));
    ~Pulse() override;

    //! Another cluster, from now on.
    void follow(const k8s::RestConfig &config);
    void stop();
    //! A request of somebody else's was not answered: it is asked soon.
    void doubt(const QString &context);

Q_SIGNALS:
    //! `problem` is empty where the cluster answered, whatever it answered.
    void beat(const QString &context, const QString &problem);

private:
    static QCoro::Task<> ask(QPointer<Pulse> pulse, std::shared_ptr<k8s::Client> client,
                             std::shared_ptr<Cancellation> cancellation);
    const std::chrono::milliseconds m_interval;
    std::shared_ptr<k8s::Client> m_client;
    std::shared_ptr<Cancellation> m_cancellation;
    QTimer *m_timer;
};

} // namespace assay::app
