// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

namespace assay::containers {

//! Reads one HTTP/1.1 answer as its bytes come: with a length, in chunks, until the connection's
//! end, or, after 101, as a stream that is no longer HTTP.
class HttpResponse
{
public:
    HttpResponse();
    ~HttpResponse();

    //! The next bytes from the connection; appends to `body` what is body in them. False: this is
    //! no HTTP/1.1, or its head, a chunk's or what follows the last chunk has more than 64 KiB.
    bool feed(QByteArrayView bytes, QByteArray &body);
    //! The connection has ended. False: in the middle of the answer.
    bool feedEnd();

    bool hasHead() const;
    //! The whole of it is there. Not so of a stream until the connection's end.
    bool isComplete() const { return m_complete; }
    int status() const;
    //! Empty where there is none of that name.
    QByteArray header(const QByteArray &name) const;

private:
    class Private;
    std::unique_ptr<Private> d;
    bool m_complete = false;
};

} // namespace assay::containers
