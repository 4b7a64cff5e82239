// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>

#include <deque>
#include <functional>
#include <memory>

namespace assay::k8s {

//! Lets as many requests out at once as a QNetworkAccessManager has connections to one host (six):
//! a seventh would wait inside it, where nobody can tell that from a server that does not answer.
//! First come, first served. Belongs to one thread.
class RequestQueue : public std::enable_shared_from_this<RequestQueue>
{
public:
    //! A place among those under way; given back when the last copy goes.
    using Turn = std::shared_ptr<void>;

    //! Calls `go` with a turn: at once where one is free, otherwise from the event loop; not at all
    //! once `context` is gone.
    void enter(QObject *context, std::function<void(const Turn &)> go);

private:
    Turn take();
    void leave();

    struct Waiting
    {
        QPointer<QObject> context;
        std::function<void(const Turn &)> go;
    };
    int m_free = 6;
    std::deque<Waiting> m_waiting;
};

} // namespace assay::k8s
