// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <memory>
#include <vector>

class QIODevice;

namespace assay::k8s {

//! Gathers the body of an answer, inflated where it was compressed, up to a bound. What is
//! compressed is inflated once and no further than asked for: a few megabytes may become gigabytes.
class BodyReader
{
public:
    BodyReader();
    ~BodyReader();

    //! What Accept-Encoding offers.
    static QByteArray accepted() { return QByteArrayLiteral("gzip"); }
    //! Forgets what is held, and begins a body with that Content-Encoding. False where it is none
    //! that can be read; then the body is gathered as it comes.
    bool begin(const QByteArray &encoding);

    enum class Got {
        Nothing, //!< there is no more for now
        Bytes,   //!< there may be more
        Damage   //!< what came last cannot be inflated; what is held stays
    };
    //! Takes a part of what `source` has, at most until `most` bytes are held.
    Got read(QIODevice &source, qint64 most);
    //! False where a compressed body has not come to its end.
    bool isWhole() const;

    //! Of memory, in bytes: hardly more than it gathered.
    qint64 held() const { return m_held; }
    QByteArray take();
    void clear();

private:
    struct Inflater;
    qint64 inflated(QIODevice &source, char *target, qint64 most);

    std::unique_ptr<Inflater> m_inflater; //!< null where the body comes as it is
    //! Full but for the last one. As one that grows, the body would be there twice.
    std::vector<QByteArray> m_pieces;
    qint64 m_free = 0; //!< bytes of the last piece
    qint64 m_held = 0;
};

} // namespace assay::k8s
