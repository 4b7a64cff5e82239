// SPDX-License-Identifier: Apache-2.0
#include "program_file.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <unistd.h>

namespace assay::k8s {

static constexpr int cannotRun = 126; //!< as a shell has it
static constexpr int mostScripts = 5; //!< of which each is the next one's interpreter, as in Linux
static constexpr qsizetype longestFirstLine = 256; //!< that Linux reads

static bool isSame(const struct stat &a, const struct stat &b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
           a.st_ctim.tv_sec == b.st_ctim.tv_sec && a.st_ctim.tv_nsec == b.st_ctim.tv_nsec;
}

ProgramFile::Strings::Strings(const QStringList &texts)
{
    m_texts.reserve(std::size_t(texts.size()));
    for (const QString &text : texts) {
        m_texts.push_back(QFile::encodeName(text));
        m_pointers.push_back(m_texts.back().data());
    }
    m_pointers.push_back(nullptr);
}

ProgramFile::ProgramFile(QString path, int descriptor)
    : m_path(std::move(path))
    , m_name(QFile::encodeName(m_path))
    , m_descriptor(descriptor)
{
}

ProgramFile::~ProgramFile()
{
    ::close(m_descriptor);
}

std::shared_ptr<const ProgramFile> ProgramFile::open(const QString &path)
{
    return open(path, 0);
}

std::shared_ptr<const ProgramFile> ProgramFile::open(const QString &path, int depth)
{
    // A pipe under this name must not keep anybody waiting.
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return {};
    std::shared_ptr<ProgramFile> file(new ProgramFile(path, descriptor));
    return file->read(depth) ? file : nullptr;
}

//! Only root may change the file, or put another one in its place.
static bool isOfTheSystem(const QString &path)
{
    QString place = QFileInfo(path).canonicalFilePath();
    while (!place.isEmpty()) {
        struct stat status = {};
        if (::stat(QFile::encodeName(place).constData(), &status) != 0 || status.st_uid != 0 ||
            (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
            return false;
        if (place == u"/")
            return true;
        place = QFileInfo(place).path();
    }
    return false;
}

bool ProgramFile::readInterpreter(const QByteArray &firstLine, int depth)
{
    const QByteArray words = firstLine.left(firstLine.indexOf('\n')).mid(2).replace('\t', ' ');
    const QByteArray path = words.trimmed().split(' ').first();
    // What cannot be found, the kernel will not find either, and says so.
    if (!path.startsWith('/') || isOfTheSystem(QFile::decodeName(path)))
        return true;
    if (depth == mostScripts)
        return false;
    m_interpreter = open(QFile::decodeName(path), depth + 1);
    return m_interpreter || !QFileInfo::exists(QFile::decodeName(path));
}

bool ProgramFile::read(int depth)
{
    QFile file;
    if (::fstat(m_descriptor, &m_status) != 0 || !S_ISREG(m_status.st_mode) ||
        !file.open(m_descriptor, QIODevice::ReadOnly | QIODevice::Unbuffered))
        return false;
    const QByteArray firstLine = file.read(longestFirstLine);
    m_isScript = firstLine.startsWith("#!");
    if (m_isScript && !readInterpreter(firstLine, depth))
        return false;
    QCryptographicHash bytes(QCryptographicHash::Sha256);
    if (!file.seek(0) || !bytes.addData(&file))
        return false;
    if (m_interpreter) {
        const QByteArray own = bytes.result();
        bytes.reset();
        bytes.addData(own + m_interpreter->hash() + m_interpreter->path().toUtf8());
    }
    m_hash = bytes.result();
    return true;
}

bool ProgramFile::isUnchanged() const
{
    struct stat open = {};
    struct stat there = {};
    return ::fstat(m_descriptor, &open) == 0 && isSame(open, m_status) &&
           ::stat(m_name.constData(), &there) == 0 && isSame(there, m_status) &&
           (!m_interpreter || m_interpreter->isUnchanged());
}

void ProgramFile::become(const Strings &arguments, const Strings &environment) const
{
    if (!isUnchanged())
        ::_exit(cannotRun);
    if (m_isScript)
        return;
    ::execveat(m_descriptor, "", arguments.data(), environment.data(), AT_EMPTY_PATH);
    ::_exit(cannotRun);
}

} // namespace assay::k8s
