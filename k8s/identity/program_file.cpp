// SPDX-License-Identifier: Apache-2.0
#include "program_file.h"

#include <QCryptographicHash>
#include <QFile>

#include <fcntl.h>
#include <unistd.h>

namespace assay::k8s {

static constexpr int cannotRun = 126; //!< as a shell has it

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
    // A pipe under this name must not keep anybody waiting.
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return {};
    std::shared_ptr<ProgramFile> file(new ProgramFile(path, descriptor));
    return file->read() ? file : nullptr;
}

bool ProgramFile::read()
{
    QFile file;
    if (::fstat(m_descriptor, &m_status) != 0 || !S_ISREG(m_status.st_mode) ||
        !file.open(m_descriptor, QIODevice::ReadOnly | QIODevice::Unbuffered))
        return false;
    m_isScript = file.read(2) == "#!" && file.seek(0);
    QCryptographicHash bytes(QCryptographicHash::Sha256);
    if (!file.seek(0) || !bytes.addData(&file))
        return false;
    m_hash = bytes.result();
    return true;
}

bool ProgramFile::isUnchanged() const
{
    struct stat open = {};
    struct stat there = {};
    return ::fstat(m_descriptor, &open) == 0 && isSame(open, m_status) &&
           ::stat(m_name.constData(), &there) == 0 && isSame(there, m_status);
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
