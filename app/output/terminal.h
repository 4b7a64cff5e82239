// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTextStream>

#include <cstdio>

namespace assay::app {

//! A sentence of the command itself, as against one of a place in a file: each of its lines begins
//! with the command's name.
QString fromAssay(const QString &sentence);

//! What this program says on standard output or standard error, and the only way in which it does:
//! what a cluster, an image or a file brings along is shown there, never obeyed. No colours.
class Terminal
{
public:
    enum class Stream { Out, Err };

    explicit Terminal(Stream stream) : m_stream(stream) {}
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;
    ~Terminal() { flush(); }

    template<class T>
    Terminal &operator<<(const T &text)
    {
        m_text << text;
        return *this;
    }
    void flush();

    //! Takes the place of the line that the cursor is in; an empty one only takes it away.
    void redraw(const QString &line);
    //! As it is, such as a report that a program reads.
    void writeBytes(const QByteArray &bytes);

    //! Is it read by a person, whose cursor may be moved?
    static bool canRedraw(Stream stream);
    //! False once something could not be written to standard output.
    static bool isOutputWhole();

private:
    std::FILE *file() const { return m_stream == Stream::Out ? stdout : stderr; }
    void write(const QByteArray &bytes);

    const Stream m_stream;
    QString m_buffer;
    QTextStream m_text{&m_buffer};
};

} // namespace assay::app
