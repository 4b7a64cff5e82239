// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/container.h>

#include <QByteArray>

#include <optional>
#include <vector>

namespace assay::containers {

//! A frame, or a piece of one that is too long to be held.
struct Frame
{
    LogSource source = LogSource::Output;
    QByteArray bytes;
    bool begins = true;   //!< the first piece of its frame
    bool isFault = false; //!< not the program's: the engine says what went wrong with the stream
};

//! Cuts the stream of a command or a log into frames: a byte for the stream that it is of, three
//! zeros, the length in four bytes (big endian), and so many bytes.
class FrameReader
{
public:
    //! A frame of more than `longest` bytes comes in pieces of that size.
    explicit FrameReader(qsizetype longest) : m_longest(longest) {}

    void append(const QByteArray &bytes);
    //! The next frame that has come whole; none where there is no such yet, or it isSound() no
    //! more.
    std::optional<Frame> next();
    //! False: what came are no frames.
    bool isSound() const { return m_sound; }
    //! Nothing of a frame is left over.
    bool isAtEnd() const { return m_start == m_bytes.size() && m_left == 0; }

private:
    bool readHead();

    qsizetype m_longest;
    QByteArray m_bytes;
    qsizetype m_start = 0;
    qint64 m_left = 0; //!< of the frame whose head was read
    Frame m_frame;
    bool m_sound = true;
};

//! Tells what a program wrote from what the container runtime wrote in its place because it could
//! not start it. That comes first, and is held back until the exit code tells which of the two it
//! was: a program may write the same words.
class RuntimeWords
{
public:
    //! True: `frame` is the program's, as is all that follows; release() what was held before it.
    bool isProgram(const Frame &frame);
    std::vector<Frame> release();
    //! All of what was held, on one line; empty where it is not the runtime's after all. Of a
    //! program that ended with `exitCode`.
    QString message(int exitCode) const;

private:
    std::vector<Frame> m_held;
    QByteArray m_beginning;
    bool m_decided = false;
};

} // namespace assay::containers
