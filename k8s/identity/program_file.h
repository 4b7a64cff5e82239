// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <sys/stat.h>
#include <vector>

namespace assay::k8s {

//! A program as it was read: what was looked at and allowed is what runs, also where the file is
//! replaced meanwhile. A binary is run from the file that was opened. A script finds itself by its
//! path, so that the path is watched instead: before it runs, and after. So is its interpreter, and
//! counted in, unless it is one of the system's, which only root may change.
class ProgramFile
{
public:
    //! Reads all of it; null where it cannot be read.
    static std::shared_ptr<const ProgramFile> open(const QString &path);
    ~ProgramFile();
    ProgramFile(const ProgramFile &) = delete;
    ProgramFile &operator=(const ProgramFile &) = delete;

    const QString &path() const { return m_path; }
    //! SHA-256 of its bytes; of a script with an interpreter of its own, of both.
    const QByteArray &hash() const { return m_hash; }
    //! Its path leads to the file that was read, and so does its interpreter's, which nobody has
    //! changed since. May be asked between fork and exec.
    bool isUnchanged() const;

    //! What execve() wants: texts, and the pointers to them, with a null at the end.
    class Strings
    {
    public:
        explicit Strings(const QStringList &texts);
        char *const *data() const { return m_pointers.data(); }

    private:
        std::vector<QByteArray> m_texts;
        std::vector<char *> m_pointers;
    };
    //! In a child, between fork and exec: becomes the program, or ends the child where it is no
    //! longer the one that was read. Returns for a script, which is started by its path.
    void become(const Strings &arguments, const Strings &environment) const;

private:
    ProgramFile(QString path, int descriptor);
    static std::shared_ptr<const ProgramFile> open(const QString &path, int depth);
    bool read(int depth);
    bool readInterpreter(const QByteArray &firstLine, int depth);

    const QString m_path;
    const QByteArray m_name; //!< the path as the kernel has it
    const int m_descriptor;
    struct stat m_status = {};
    bool m_isScript = false;
    std::shared_ptr<const ProgramFile> m_interpreter; //!< of a script; null: the system's
    QByteArray m_hash;
};

} // namespace assay::k8s
